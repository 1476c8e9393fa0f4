"""Are customers of a large file the same, whether it is read at once or in pieces?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from finseg.build import read_and_build
from finseg.read import pieces
from finseg.settings import Settings

NAMES = ["customer_id", "order_date", "amount", "channel", "city"]


def make_orders(rows=4_000, customers=700, seed=2):
    """Orders with times, refunds, blanks, copies, a note over two lines, and an unreadable date."""
    rng = np.random.default_rng(seed)
    who = rng.integers(0, customers, rows)
    start = np.datetime64("2024-01-01T00:00:00")
    moments = start + rng.integers(0, 500 * 86_400, rows).astype("timedelta64[s]")
    dates = [str(m) for m in moments.astype("datetime64[s]")]
    dates[5], dates[77] = "soon", ""
    amount = [
        f"{a:.2f}" for a in rng.gamma(2.0, 20.0, rows) * rng.choice([1, -1], rows, p=[0.95, 0.05])
    ]
    amount[9] = ""
    ids = [f"C{i:05d}" for i in who]
    ids[11] = ""
    table = pl.DataFrame(
        {
            "customer_id": ids,
            "order_date": dates,
            "amount": amount,
            "channel": rng.choice(["web", "shop", "app"], rows, p=[0.5, 0.3, 0.2]),
            "city": [f"town {i % 7}" for i in who],
            "note": ['said "yes",\nthen no' if i % 50 == 0 else "" for i in range(rows)],
        }
    )
    return pl.concat([table, table.sample(20, seed=1)])


def build(source, **tree):
    return read_and_build(source, Settings.from_tree({"build": {"per": "customer_id"}, **tree}))


def both_ways(path, monkeypatch, piece=30_000, **tree):
    whole = build(path, **tree)
    monkeypatch.setattr(pieces, "LARGE", 1)
    monkeypatch.setattr(pieces, "PIECE", piece)
    monkeypatch.setattr(pieces, "take_parts", lambda path, *_: path)
    return whole, build(path, **tree)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"read": {"as_of": "2025-02-01"}},
        {"build": {"per": "customer_id", "window": 200, "copies": "leave out"}},
    ],
)
def test_pieces_give_the_customers_of_the_whole(tmp_path, monkeypatch, kind, tree):
    path = tmp_path / f"orders.{kind}"
    getattr(make_orders(), f"write_{kind}")(path)

    (dataset, built), (again, parts) = both_ways(path, monkeypatch, **tree)

    assert_frame_equal(dataset.table, again.table, check_exact=True)
    assert dataset.columns == again.columns
    assert str(parts.say_account()) == str(built.say_account())
    assert (parts.copies, parts.same, parts.blanks) == (built.copies, built.same, built.blanks)
    assert [(r.line, r.kind) for r in parts.rejects] == [(r.line, r.kind) for r in built.rejects]
    assert parts.recipe == built.recipe
    assert parts.source.sha256 == built.source.sha256


def test_the_order_of_events_and_the_size_of_pieces_change_nothing(tmp_path, monkeypatch):
    orders = make_orders()
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    orders.write_csv(one)
    orders.sample(fraction=1.0, shuffle=True, seed=4).write_csv(other)

    _, (first, _) = both_ways(one, monkeypatch, 30_000)
    _, (second, _) = both_ways(other, monkeypatch, 11_000)

    assert_frame_equal(first.table, second.table, check_exact=True)


def test_two_files_and_their_union_in_pieces_give_the_same_customers(tmp_path, monkeypatch):
    orders = make_orders()
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    orders.head(1_500).write_csv(files[0])
    orders.tail(-1_500).write_csv(files[1])
    union = tmp_path / "union.csv"
    orders.write_csv(union)

    two, _ = build(files)
    _, (one, _) = both_ways(union, monkeypatch)

    assert_frame_equal(two.table, one.table, check_exact=True)


def test_a_column_that_differs_beyond_the_sample_is_not_carried(tmp_path, monkeypatch):
    orders = make_orders()
    path = tmp_path / "orders.csv"
    orders.head(3_000).write_csv(path)
    late = orders.tail(1_000).with_columns(city=pl.lit("elsewhere"))
    whole = tmp_path / "whole.csv"
    pl.concat([orders.head(3_000), late]).write_csv(whole)
    monkeypatch.setattr(pieces, "LARGE", 1)
    monkeypatch.setattr(pieces, "PIECE", 30_000)
    monkeypatch.setattr(pieces, "take_parts", lambda *_: path)

    dataset, built = build(whole)

    assert "city" not in dataset.table.columns
    assert built.recipe.carried == ()
    assert built.rows_read == 4_000
