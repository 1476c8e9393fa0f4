"""Are customers of a large file the same, whether it is read at once or in pieces?"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import finseg.build
from finseg.build import in_parts as room
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
    """Build at once, and in parts, planned by all rows."""
    whole = build(path, **tree)
    make_large(monkeypatch, piece)
    monkeypatch.setattr(pieces, "take_parts", lambda path, *_: path)
    return whole, build(path, **tree)


def make_large(monkeypatch, piece=30_000):
    monkeypatch.setattr(pieces, "LARGE", 1)
    monkeypatch.setattr(pieces, "PIECE", piece)


@pytest.fixture
def in_parts(monkeypatch):
    """Whether each large file was built in parts, or was read at once after all."""
    tries = []

    def note_try(*given):
        made = room.build_in_parts(*given)
        tries.append(made is not None)
        return made

    monkeypatch.setattr(finseg.build, "build_in_parts", note_try)
    return tries


def write_sorted(path, first, second, column="amount"):
    """Write orders of which one half has other values in a column than the other half."""
    half = 2_000
    orders = make_orders(2 * half).head(2 * half).drop("note", "city")
    values = [*(first(i) for i in range(half)), *(second(i) for i in range(half))]
    orders.with_columns(pl.Series(column, values, pl.String)).write_csv(path, separator=";")
    return path


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
    make_large(monkeypatch)
    monkeypatch.setattr(pieces, "take_parts", lambda *_: path)

    dataset, built = build(whole)

    assert "city" not in dataset.table.columns
    assert built.recipe.carried == ()
    assert built.rows_read == 4_000


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_rows_from_three_places_plan_the_customers_of_the_whole(
    tmp_path, monkeypatch, in_parts, kind
):
    path = tmp_path / f"orders.{kind}"
    getattr(make_orders().drop("note"), f"write_{kind}")(path)
    whole, built = build(path)
    piece = path.stat().st_size // 5
    make_large(monkeypatch, piece)
    with pieces.open_sample(pieces.LargeFile(path=path)) as sample:
        assert path.stat().st_size // 6 < sample.stat().st_size < path.stat().st_size // 2

    dataset, parts = build(path)

    assert in_parts == [True]
    assert_frame_equal(whole.table, dataset.table, check_exact=True)
    assert str(parts.say_account()) == str(built.say_account())


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        ("amount", lambda i: f"{i % 9 + 1}.{i % 899 + 101}", lambda i: f"{i % 90},{i % 90 + 10}"),
        ("amount", lambda i: f"{i % 90},{i % 90 + 10}", lambda i: f"{i % 9 + 1}.{i % 899 + 101}"),
        ("amount", lambda i: f"{i % 900 + 1}", lambda i: f"{i % 9 + 1},5"),
        ("amount", lambda i: f"{i % 9 + 1}.{i % 899 + 101}", lambda i: f"{i % 90}.{i % 90 + 10}"),
        ("channel", lambda _: "NA", lambda i: ("EU", "AS", "NA", "SA")[i % 4]),
        ("channel", lambda i: ("web", "unknown")[i % 2], lambda _: "unknown"),
    ],
)
def test_a_sorted_file_is_read_as_one(tmp_path, monkeypatch, in_parts, column, first, second):
    path = write_sorted(tmp_path / "orders.csv", first, second, column)
    whole, built = build(path)
    make_large(monkeypatch, path.stat().st_size // 5)

    dataset, parts = build(path)

    assert in_parts == [True]
    assert_frame_equal(whole.table, dataset.table, check_exact=True)
    assert parts.habits == built.habits
    assert parts.blanks == built.blanks


def day(i):
    return f"2024-03-{i % 30 + 1:02d}"


def plain(i):
    return f"{i % 90}.{i % 90 + 10}"


@pytest.mark.parametrize(
    ("column", "first", "second", "agrees"),
    [
        ("amount", plain, lambda i: f"{i % 90 + 10}", True),
        ("amount", plain, lambda i: f"{i % 90},{i % 90 + 10}", False),
        ("amount", plain, lambda i: plain(i) + ("k" if i % 3 else ""), False),
        ("amount", plain, lambda i: "4 pieces" if i % 5 == 0 else plain(i), False),
        ("amount", plain, lambda i: "gift" if i % 50 == 0 else plain(i), True),
        ("amount", plain, lambda i: "gift" if i % 10 == 0 else plain(i), False),
        ("amount", plain, lambda i: "gift" if i % 10 else plain(i), False),
        ("order_date", day, lambda i: f"{i % 30 + 1} June 2024", False),
        ("order_date", day, lambda _: "2024-04-01", True),
    ],
)
def test_a_piece_that_speaks_against_the_sample_makes_the_file_be_read_at_once(
    tmp_path, monkeypatch, in_parts, column, first, second, agrees
):
    path = write_sorted(tmp_path / "orders.csv", first, second, column)
    sample = write_sorted(tmp_path / "sample.csv", first, first, column)
    whole, built = build_or_refuse(path)
    make_large(monkeypatch, path.stat().st_size // 5)
    monkeypatch.setattr(pieces, "take_parts", lambda *_: sample)

    dataset, parts = build_or_refuse(path)

    assert in_parts == [agrees]
    assert str(built) == str(parts)
    if whole is not None:
        assert_frame_equal(whole.table, dataset.table, check_exact=True)


def build_or_refuse(path):
    """Build and give the account; where it is refused, say why."""
    try:
        dataset, built = build(path)
        return dataset, built.say_account()
    except finseg.FinsegError as error:
        return None, str(error)


@pytest.mark.parametrize(("late", "agrees"), [(["web"] * 4 + ["NA"], True), (["NA"], False)])
def test_pieces_agree_on_whether_a_word_is_a_value(tmp_path, monkeypatch, in_parts, late, agrees):
    shops = ("web", "shop", "app")
    path = write_sorted(
        tmp_path / "orders.csv",
        lambda i: shops[i % 3] if i > 500 else "n/a",
        lambda i: (*shops, *late)[i % (3 + len(late))] if i < 1_000 else late[-1 - i % len(late)],
        "channel",
    )
    sample = write_sorted(
        tmp_path / "sample.csv", lambda i: shops[i % 3], lambda i: shops[i % 3], "channel"
    )
    make_large(monkeypatch, path.stat().st_size // 7)
    monkeypatch.setattr(pieces, "take_parts", lambda *_: sample)

    build(path)

    assert in_parts == [agrees]


def test_a_file_of_which_no_piece_shows_a_day_is_read_at_once(tmp_path, monkeypatch, in_parts):
    path = tmp_path / "orders.csv"
    make_orders().write_csv(path)
    whole, _ = build(path)
    make_large(monkeypatch)
    monkeypatch.setattr("finseg.build.in_parts.read_in_pieces", lambda _: iter(()))

    dataset, _ = build(path)

    assert in_parts == [False]
    assert_frame_equal(whole.table, dataset.table, check_exact=True)


def test_lines_that_end_as_on_old_macs_give_the_same_customers(tmp_path, monkeypatch):
    orders = make_orders().drop("note")
    path, old = tmp_path / "orders.csv", tmp_path / "old.csv"
    orders.write_csv(path)
    old.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    make_large(monkeypatch, path.stat().st_size // 5)

    dataset, _ = build(old)

    assert_frame_equal(build(path)[0].table, dataset.table, check_exact=True)


def test_quotes_that_are_text_change_no_customer(tmp_path, monkeypatch, in_parts):
    lines = make_orders().drop("note").with_columns(what=pl.lit("pipe")).write_csv().splitlines()
    path = tmp_path / "orders.csv"
    lines[1::9] = [f'{line} 5"' for line in lines[1::9]]
    path.write_text("\n".join(lines) + "\n")
    whole, built = build(path)
    make_large(monkeypatch)

    dataset, parts = build(path)

    assert in_parts == [True]
    assert_frame_equal(whole.table, dataset.table, check_exact=True)
    assert parts.rows_read == built.rows_read == 4_020


@pytest.mark.parametrize("copies", ["keep", "leave out"])
def test_orders_of_the_future_are_counted_as_in_the_whole(tmp_path, monkeypatch, in_parts, copies):
    orders = make_orders()
    late = orders.head(40).with_columns(order_date=pl.lit("2029-12-31T08:00:00"))
    path = tmp_path / "orders.csv"
    pl.concat([orders, late, late.head(30)]).write_csv(path)
    settings = Settings.from_tree({"build": {"per": "customer_id", "copies": copies}})
    today = date(2026, 1, 1)
    whole, built = read_and_build(path, settings, None, today)
    make_large(monkeypatch)
    monkeypatch.setattr(pieces, "take_parts", lambda path, *_: path)

    dataset, parts = read_and_build(path, settings, None, today)

    assert in_parts == [True]
    assert_frame_equal(whole.table, dataset.table, check_exact=True)
    assert parts.future == built.future
    assert built.future == {"keep": 68, "leave out": 39}[copies]
