"""What can be learnt of few customers from what leaves? Nothing: asked of linear programming."""

from __future__ import annotations

import io
import math
from dataclasses import fields, replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from scipy.optimize import linprog

import finseg
from finseg.deliver.tables import to_csv
from finseg.disclose.columns import disclose_summary, merge_thin_bins
from finseg.disclose.segments import disclose_interpretation, disclose_middle
from finseg.disclose.study import count_hidden_figures, disclose
from finseg.document.said import Share, say
from finseg.errors import SmallSegmentError
from finseg.interpret.profile import make_profile
from finseg.records.existing import Existing
from finseg.records.interpretation import Claim, Interpretation, Segment
from finseg.records.outside import Middle, Outside
from finseg.records.recipe import Step
from finseg.report.profile_table import make_profile_table
from tests.builders.records import an_exploration, fill_interpretation
from tests.builders.results import make_results
from tests.builders.segments import compare_levels

LEAST = 5
COLUMNS = ("owed", "held")


def a_step(column):
    return Step(
        column=column,
        unit="currency",
        impute=0.0,
        imputed=0,
        transform="none",
        reason="",
        centre=0.0,
        scale=1.0,
    )


def an_interpretation(segment, values, level, k):
    """Describe a table of customers as the stages do, from its rows."""
    table = pl.DataFrame(dict(zip(COLUMNS, values.T, strict=True))).fill_nan(None)
    filled = np.nan_to_num(values)
    profile = make_profile(table, [a_step(c) for c in COLUMNS], filled, segment, k)
    sizes = np.bincount(segment, minlength=k)
    segments = tuple(
        Segment(
            id=s,
            name=f"S{s}",
            name_kind="given",
            size=int(sizes[s]),
            share=float(sizes[s] / len(segment)),
            traits=profile.segments[s],
        )
        for s in range(k)
    )
    levels = np.array(
        [[int(((segment == s) & (level == v)).sum()) for s in range(k)] for v in range(3)]
    )
    comparison = compare_levels("kind", {str(v): row for v, row in enumerate(levels.tolist())})
    existing = Existing(
        column="tier",
        tiers=("a", "b", "c"),
        counts=tuple(map(tuple, levels.tolist())),
        agreement=0.5,
        without=int((level > 2).sum()),
    )
    return Interpretation(
        segments=segments,
        population=profile.population,
        axes=(),
        **{**fill_interpretation(COLUMNS, k), "outside": Outside(comparisons=(comparison,))},
        existing=(existing,),
    )


@st.composite
def customers(draw):
    """Draw segments of enough customers, and columns with few zeros, gaps, levels somewhere."""
    k = draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = rng.integers(LEAST, 40, k)
    segment = np.repeat(np.arange(k), sizes)
    n = len(segment)
    values = rng.lognormal(3, 1, (n, 2))
    for share, put in ((draw(st.floats(0, 0.4)), 0.0), (draw(st.floats(0, 0.4)), np.nan)):
        values[rng.random((n, 2)) < share * rng.random(k)[segment][:, None]] = put
    level = rng.choice(4, n, p=rng.dirichlet([0.4, 0.4, 0.4, 0.2]))
    return segment, values, level, k


def extremes(known, total_of_row, total_of_column, at):
    """Return how low and how high one cell can be; `known` has NaN where nothing is shown."""
    rows, columns = known.shape
    rules, sums = [], []
    for row in range(rows):
        if math.isfinite(total_of_row[row]):
            rules.append([float(i // columns == row) for i in range(known.size)])
            sums.append(total_of_row[row])
    for column in range(columns):
        rules.append([float(i % columns == column) for i in range(known.size)])
        sums.append(total_of_column[column])
    bounds = [(v, v) if math.isfinite(v) else (0, None) for v in known.ravel()]
    ends = []
    for sign in (1, -1):
        goal = np.zeros(known.size)
        goal[at[0] * columns + at[1]] = sign
        ends.append(linprog(goal, A_eq=rules, b_eq=sums, bounds=bounds).fun)
    return ends[0], -ends[1]


def assert_protected(truth, known, rows, *, only_small=False):
    """Small counts are hidden, and what is hidden can be another count as well."""
    small = (truth > 0) & (truth < LEAST)
    assert not (small & np.isfinite(known)).any(), (truth, known)
    asked = small if only_small else truth > 0
    for at in np.argwhere(~np.isfinite(known) & asked):
        if (truth[:, at[1]] > 0).sum() < 2:
            continue  # all of a segment are alike: its size says it, which is no small count
        low, high = extremes(known, rows, truth.sum(axis=0), at)
        assert high - low > 0.5, (truth, known, at)


@trying(max_examples=60)
@given(made=customers())
def test_no_small_count_of_a_profile_can_be_computed(made):
    segment, values, _, k = made

    after = disclose_interpretation(an_interpretation(*made), LEAST)

    for place, whole in enumerate(after.population):
        own = [values[segment == s, place] for s in range(k)]
        truth = np.array([[np.isnan(v).sum(), (v == 0).sum(), (v > 0).sum()] for v in own], float).T
        traits = [s.traits[place] for s in after.segments]
        rules = [*told_of([*traits, whole], truth.sum(axis=0))]
        for at in np.argwhere((truth > 0) & (truth < LEAST)):
            if np.count_nonzero(truth[:, at[1]]) > 1 and np.count_nonzero(truth[at[0]]) > 1:
                low, high = ends(rules, truth.size, int(at[0] * k + at[1]))
                assert high - low > 0.5, (truth, at, traits)


def told_of(traits, sizes):
    """Yield what a reader knows of missing, zero and other values: sums, and shares if shown."""
    k = len(sizes)
    place = np.arange(3 * k).reshape(3, k)
    for s, size in enumerate(sizes):
        yield one_at(3 * k, place[:, s], 1.0), size
    for s, trait in enumerate(traits):  # the last is everybody
        own = place[:, s : s + 1] if s < k else place
        if math.isfinite(trait.missing_share):
            size = sizes[s] if s < k else sizes.sum()
            yield one_at(3 * k, own[0], 1.0), trait.missing_share * size
        if math.isfinite(trait.zero_share):
            share = trait.zero_share
            zeros, others = one_at(3 * k, own[1], 1 - share), one_at(3 * k, own[2], share)
            yield zeros - others, 0.0


def one_at(size, places, value):
    row = np.zeros(size)
    row[places] = value
    return row


def ends(rules, size, cell):
    """Return how low and how high one count can be."""
    left, right = np.array([rule for rule, _ in rules]), [total for _, total in rules]
    found = []
    for sign in (1, -1):
        goal = one_at(size, cell, float(sign))
        found.append(linprog(goal, A_eq=left, b_eq=right, bounds=(0, None)).fun)
    return found[0], -found[1]


@trying(max_examples=60)
@given(made=customers())
def test_no_hidden_mean_rests_on_few_or_can_be_computed_from_the_others(made):
    segment, values, _, k = made

    after = disclose_interpretation(an_interpretation(*made), LEAST)

    for place in range(len(COLUMNS)):
        amounts = [int((values[segment == s, place] > 0).sum()) for s in range(k)]
        hidden = [math.isnan(s.traits[place].mean) for s in after.segments]
        few = [0 < n < LEAST for n in amounts]
        assert all(h for h, f in zip(hidden, few, strict=True) if f)
        open_ = sum(h and n > 0 for h, n in zip(hidden, amounts, strict=True))
        total_known = math.isfinite(after.population[place].mean)
        assert open_ != 1 or not total_known  # one unknown and its sum would be known


@trying(max_examples=60)
@given(made=customers())
def test_no_hidden_count_of_tiers_or_levels_can_be_computed(made):
    segment, _, level, k = made
    truth = np.array([[((segment == s) & (level == v)).sum() for s in range(k)] for v in range(4)])

    after = disclose_interpretation(an_interpretation(*made), LEAST)

    for existing in after.existing:
        cells = np.array(existing.counts, float)
        rows = rows_told(truth, existing.tiers, "abc")
        tiers = [existing.count_tier(i) for i in range(len(cells))]
        said = existing.without if existing.without > LEAST else np.nan  # 5 may be fewer
        # Who has no tier is what is missing of a segment: known where all its tiers are.
        open_ = np.isfinite(cells).all(axis=0)
        known = np.vstack([cells, np.where(open_, rows[-1], np.nan)])
        assert_protected(rows, known, np.array([*tiers, said]))

    levels = after.outside.comparisons[0].levels
    names = [level.level for level in levels[0]]
    if not names:
        return
    shares = np.array([[one.share for one in own] for own in levels]).T
    told = [any(math.isfinite(own[v].index) for own in levels) for v in range(len(names))]
    open_ = np.isfinite(shares).all(axis=0)
    # The sizes of the segments are known; and that the shares of all levels add up to 1.
    # Of these alone, cells that hide customers without a level need not be open.
    for everyone, only_small in ((truth, False), (truth[:3], True)):
        rows = rows_told(everyone, names, "012")
        totals = np.where(told, rows[:-1].sum(axis=1), np.nan)
        shown = np.where(np.isfinite(shares), rows[:-1], np.nan)
        # Shares that are all 0 are those of a segment in which nobody has a level, as well.
        says = open_ if everyone is truth else open_ & (np.nan_to_num(shares) > 0).any(axis=0)
        known = np.vstack([shown, np.where(says, rows[-1], np.nan)])
        assert_protected(rows, known, np.array([*totals, np.nan]), only_small=only_small)


def rows_told(truth, shown, names):
    """Return the rows that a table shows, rare ones added up, and what it leaves in the last."""
    pooled = [n.split(", ") for n in shown if set(n.split(", ")) <= set(names)]
    own = [np.sum([truth[names.index(n)] for n in named], axis=0) for named in pooled]
    assert all(row.sum() not in range(1, LEAST) for row in own)
    if len(own) < len(shown):
        told = {n for named in pooled for n in named}
        own.append(np.sum([truth[i] for i, n in enumerate(names) if n not in told], axis=0))
        assert own[-1].sum() >= LEAST
    return np.vstack([*own, truth.sum(axis=0) - np.sum(own, axis=0)]).astype(float)


@given(
    counts=st.lists(st.integers(0, 60), min_size=1, max_size=30),
    low=st.floats(-1e6, 1e6),
    width=st.floats(0.01, 1e4),
)
def test_bars_hold_enough_customers_and_nobody_is_lost(counts, low, width):
    edges = tuple(low + width * i for i in range(len(counts) + 1))

    ends, heights = merge_thin_bins(edges, counts, LEAST)

    assert all(n == 0 or n >= LEAST for n in heights)
    assert sum(heights) == (sum(counts) if sum(counts) >= LEAST else 0)
    assert len(ends) == (len(heights) + 1 if heights else 0)
    assert list(ends) == sorted(set(ends))
    if heights:
        assert heights[0] >= LEAST
        assert heights[-1] >= LEAST


def test_the_ends_of_a_histogram_are_not_the_smallest_and_the_largest_value():
    one = replace(an_exploration(("Income",)).summaries[0], edges=(17.5, 19.5, 21.5), counts=(9, 9))

    shown = disclose_summary(one, LEAST)

    assert shown.edges == (16.0, 19.5, 22.0)


def test_the_reference_study_hides_nothing_of_its_segments(reference):
    shown = disclose(reference.results)

    assert [s.size for s in shown.interpretation.segments] == [s.size for s in reference.segments]
    assert shown.interpretation.population == reference.interpretation.population


def test_no_first_row_no_nearest_customer_and_no_extremes_leave(reference):
    shown = disclose(reference.results)

    assert shown.dataset.first_row == ()
    assert all(not t.values for t in shown.interpretation.typical)
    for own in shown.assessment.segments:
        assert min(own.silhouettes) == own.silhouettes[1]
        assert max(own.silhouettes) == own.silhouettes[-2]


def test_figures_that_are_added_to_a_trait_are_hidden_as_well(reference):
    few = replace(reference.segments[0].traits[0], zero_share=1 - 2 / 270, present=270)
    own = replace(reference.segments[0], traits=(few, *reference.segments[0].traits[1:]))
    interpretation = replace(reference.interpretation, segments=(own, *reference.segments[1:]))

    trait = disclose_interpretation(interpretation, LEAST).segments[0].traits[0]

    kept = {f.name for f in fields(trait) if f.type == "float"} - {"missing_share"}
    assert all(math.isnan(getattr(trait, name)) for name in kept)
    assert trait.present == 0


def small_table(rng, few):
    """Make three clear groups; of the second, `few` customers have a loan."""
    groups = np.repeat([0.0, 20.0, 40.0], 60)
    loans = np.where(groups == 20, 0.0, rng.lognormal(8, 0.5, 180))
    loans[60 : 60 + few] = 5_000.0
    return pl.DataFrame(
        {
            "income": groups * 1e3 + rng.normal(5e4, 900, 180),
            "balance": groups * 1e2 + rng.normal(5e3, 90, 180),
            "savings": groups * 3e2 + rng.normal(9e3, 300, 180),
            "rent": groups * 4e1 + rng.normal(900, 30, 180),
            "turnover": groups * 7e2 + rng.normal(3e4, 500, 180),
            "loan": loans,
            "name": [f"CANARY {i}" for i in range(180)],
        }
    )


@pytest.fixture(scope="module")
def tiny():
    # Sharing one weight, the other five columns would leave the three to those who have loans.
    keep = {"prepare": {"redundant": "keep"}}
    return finseg.segment(small_table(np.random.default_rng(1), 3), k=3, settings=keep)


def test_profile_and_report_do_not_tell_of_three_customers(tiny, tmp_path):
    folder = tiny.write(tmp_path / "out")
    profile = pl.read_csv(folder / "profile.csv")

    loans = profile.filter(pl.col("column") == "loan")
    assert loans["zero_share"].null_count() >= 2
    assert loans["mean"].null_count() >= 2
    assert not profile["column"].is_in(["name"]).any()
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "rests on at least 5 customers" in page
    assert "CANARY" not in page


def test_what_is_shared_has_nobody_s_row_and_a_larger_limit(tiny, tmp_path):
    folder = tiny.write(tmp_path / "out", share=True)

    names = {p.name for p in folder.rglob("*") if p.is_file()}
    assert not names & {"segments.csv", "offers.csv", "rejects.csv", "model.json", "segments.xlsx"}
    assert {"report.html", "report.md", "profile.csv", "manifest.json"} <= names
    assert b"outcome" not in (folder / "manifest.json").read_bytes()
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "rests on at least 11 customers" in page
    assert "May be shared" in page


def test_segments_of_few_are_not_shared(tiny, tmp_path):
    settings = tiny.settings.change_section("deliver", smallest_shared_cell=100)

    with pytest.raises(SmallSegmentError, match="fewer than 100 customers: 0, 1, 2"):
        replace(tiny, results=replace(tiny.results, settings=settings)).write(
            tmp_path / "out", share=True
        )


def test_the_size_of_a_small_segment_may_be_that_of_another():
    rng = np.random.default_rng(3)
    made = an_interpretation(
        np.repeat([0, 1, 2], [3, 60, 80]), rng.lognormal(3, 1, (143, 2)), np.zeros(143), 3
    )

    after = disclose_interpretation(made, LEAST)

    assert [s.size for s in after.segments] == [5, 60, 78]
    assert all(math.isnan(t.mean) for t in after.segments[0].traits)
    table = pl.read_csv(io.BytesIO(to_csv(make_profile_table(after))))
    assert table.filter(pl.col("segment") == 0)["mean"].null_count() == 2


@pytest.mark.parametrize(("held", "kept"), [(True, False), (False, True)])
def test_that_nearly_all_have_some_is_not_said_where_few_have_none(held, kept):
    rng = np.random.default_rng(4)
    values = rng.lognormal(3, 1, (400, 2))
    values[[0, 1, 2, 200, 201], 0] = 0.0  # three customers of one segment, two of the other
    made = an_interpretation(np.repeat([0, 1], 200), values, np.zeros(400), 2)
    claim = Claim(
        says="Borrowers",
        axis="debt",
        figure=say("{share} of them have some owed", share=Share(0.985)),
        deviation=1.0,
        columns=("owed",),
        held=held,
    )
    segments = tuple(replace(s, claims=(claim,)) for s in made.segments)

    after = disclose_interpretation(replace(made, segments=segments), LEAST)

    assert [bool(s.claims) for s in after.segments] == [kept, kept]


def test_no_quantile_is_that_of_a_few_customers_at_an_end():
    rng = np.random.default_rng(6)
    made = an_interpretation(
        np.repeat([0, 1], [21, 300]), rng.lognormal(3, 1, (321, 2)), np.zeros(321), 2
    )

    small, large = (s.traits[0] for s in disclose_interpretation(made, LEAST).segments)

    assert math.isnan(small.p5)
    assert math.isnan(small.p95)
    assert math.isfinite(small.p25)
    assert math.isfinite(large.p5)


def test_no_quantile_of_a_column_or_of_an_outside_column_rests_on_few():
    one = replace(an_exploration(("Income",)).summaries[0], count=21)
    middle = disclose_middle(Middle(median=2.0, p25=1.0, p75=3.0), 15, LEAST)

    shown = disclose_summary(one, LEAST)

    assert math.isnan(shown.p5)
    assert math.isfinite(shown.p25)
    assert math.isnan(middle.p25)
    assert middle.median == 2.0


@pytest.mark.parametrize("name", ["High Loan Customers", "Unheard Of"])
def test_what_speaks_against_a_name_quotes_nothing_of_three_customers(name):
    rng = np.random.default_rng(3)
    owed = np.concatenate([np.zeros(197), [2101.0, 2203.0, 2307.0], rng.normal(9000, 900, 200)])
    table = {"Loan_Amount": owed, "Income": rng.normal(500, 9, 400) + 400 * (owed > 4000)}
    study = finseg.segment(pl.DataFrame(table), k=2, quick=True)
    few = min(study.segments, key=lambda s: s.find_trait("Loan_Amount").mean).id

    shown = disclose(study.rename({few: name}).results, share=True).interpretation.segments[few]

    assert math.isnan(shown.find_trait("Loan_Amount").mean)
    assert "Loan_Amount" not in str(shown.note)
    assert "Loan_Amount" in str(study.rename({few: name}).segments[few].note)


def test_hidden_figures_are_counted_wherever_they_stand():
    made = an_interpretation(
        np.repeat([0, 1], (40, 60)), np.random.default_rng(4).lognormal(3, 1, (100, 2)),
        np.zeros(100), 2,
    )  # fmt: skip
    nan = math.nan
    trait = made.segments[0].traits[0]
    first = replace(
        made.segments[0],
        traits=(replace(trait, mean=nan, zero_share=nan), made.segments[0].traits[1]),
        described=(replace(trait, missing_share=nan),),
    )
    level = replace(made.outside.comparisons[0].levels[0][0], share=nan)
    comparison = replace(
        made.outside.comparisons[0],
        levels=((level, level), *made.outside.comparisons[0].levels[1:]),
    )
    tiers = replace(made.existing[0], counts=((nan, 3.0), (nan, nan)))
    results = make_results(
        interpretation=replace(
            made,
            segments=(first, made.segments[1]),
            existing=(tiers,),
            outside=Outside(comparisons=(comparison,)),
        )
    )

    assert count_hidden_figures(results) == 3 + 3 + 2
    assert count_hidden_figures(replace(results, interpretation=replace(made, existing=()))) == 0
