"""Are scores from 1 to 5, codes made of them and levels that were given numbers read as such?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import adjusted_rand_score

import finseg
from finseg.document.printers import to_text

SIZES = (480, 390, 330)
GROUP = np.repeat(np.arange(3), SIZES)
CONTRARY = ("there are no natural groups", "There are no natural groups", "form no groups")


def make_scores(*, rounded):
    rng = np.random.default_rng(11)
    exact = np.array([1.5, 3.0, 4.5])[GROUP][:, None] + rng.normal(0, 0.42, (len(GROUP), 3))
    return np.clip(np.round(exact), 1, 5) if rounded else exact.round(3)


def make_table(values, names):
    ids = [str(9000 + i) for i in range(len(values))]
    return pl.DataFrame({"customer_id": ids, **dict(zip(names, values.T, strict=True))})


@pytest.fixture(scope="module")
def coded():
    """R, F and M from 1 to 5, and the code that is made of them."""
    table = make_table(make_scores(rounded=True), ["R_score", "F_score", "M_score"])
    code = 100 * table["R_score"] + 10 * table["F_score"] + table["M_score"]
    return finseg.segment(table.with_columns(code.alias("RFM_score")), k=3, quick=True)


def test_the_code_is_left_out_and_its_parts_are_clustered_on(coded):
    assert coded.dataset.ideas == ("R_score", "F_score", "M_score")
    code = coded.dataset.find_column("RFM_score")
    assert (code.role, code.reason_code) == ("descriptor", "composite")
    assert str(code.reason) == (
        "a code made of others: 100 × `R_score` + 10 × `F_score` + `M_score`"
    )


def test_names_speak_of_the_scores_and_the_code_is_not_averaged(coded):
    names = [str(s.name) for s in coded.segments]

    assert all(part in " ".join(names) for part in ("R score", "Near the average"))
    assert not any("RFM" in name or "_" in name for name in names)
    assert not any("RFM" in str(c.figure) for s in coded.segments for c in s.claims)


def test_equal_rows_are_what_few_values_must_give_and_nobody_is_to_be_removed(coded):
    (equal,) = [f for f in coded.checked.findings if f.code == "D012"]

    assert equal.severity == "note"
    assert str(equal.action) == "kept: different customers may well have the same figures"
    assert coded.checked.findings[0].code != "D012"


@pytest.fixture(scope="module")
def exact_and_rounded():
    names = ["R_level", "F_level", "M_level"]
    return [
        finseg.segment(make_table(make_scores(rounded=rounded), names), settings=None)
        for rounded in (False, True)
    ]


def test_exact_and_rounded_scores_give_the_same_segments(exact_and_rounded):
    for study in exact_and_rounded:
        found = adjusted_rand_score(GROUP, study.assignments["segment"].to_numpy())
        assert study.verdict.k == 3
        assert found > 0.8


def test_steps_of_a_scale_do_not_deny_the_gaps_that_exact_figures_show(exact_and_rounded):
    exact, rounded = exact_and_rounded

    assert exact.verdict.kind == "natural"
    assert rounded.choice.separation.outcome == "none"
    assert rounded.choice.separation.steps == 5
    words = to_text(rounded.blocks(), numbers=rounded.settings.numbers())
    assert "on columns with only 5 values" in str(rounded.verdict.reason)
    assert not any(contrary in words for contrary in CONTRARY)


@pytest.fixture(scope="module")
def levels():
    rng = np.random.default_rng(22)
    rows = 700
    table = pl.DataFrame(
        {
            "client_id": [f"E{i:04d}" for i in range(rows)],
            "Age": rng.normal(38, 11, rows).round().clip(18, 80),
            "Education": rng.choice(4, rows, p=[0.2, 0.45, 0.3, 0.05]).astype(float),
            "Income": rng.lognormal(11.6, 0.3, rows).round(),
            "Settlement_size": rng.choice(3, rows, p=[0.5, 0.3, 0.2]).astype(float),
        }
    )
    return table, finseg.segment(table, k=3, quick=True)


def test_levels_in_numbers_are_among_the_first_findings_with_what_to_do(levels):
    _, study = levels
    first = study.checked.findings[:2]

    assert [(f.code, f.column) for f in first] == [
        ("D038", "Education"),
        ("D038", "Settlement_size"),
    ]
    assert all("described level by level" in str(f.action) for f in first)


def test_no_name_gives_a_coded_level_a_length_or_an_order(levels):
    _, study = levels
    words = " ".join(
        [str(s.name) for s in study.segments]
        + [str(c.figure) for s in study.segments for c in s.claims]
    ).casefold()

    assert "education" not in words
    assert "settlement" not in words


def test_who_clusters_on_the_codes_is_told_what_they_count(levels):
    table, _ = levels
    roles = {"Education": "feature", "Settlement_size": "feature"}
    done = finseg.check(table, settings={"read": {"roles": roles}})

    assert done.shares is not None
    counted = {s.column: s.share for s in done.shares.columns}
    assert sum(counted[name] for name in roles) == pytest.approx(0.5, abs=0.02)
