from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.figures.profile import plan_profile
from finseg.figures.theme import pick_colour
from finseg.records.interpretation import MARKER
from tests.builders.figures import (
    expect_plan,
    list_values,
    list_words,
    make_figure_results,
    write_rows,
    write_words,
)
from tests.builders.records import a_recipe, a_trait, an_interpretation

NAN = float("nan")


def give_traits(*traits, k=2, transform="none"):
    """Give the first segment these traits, the others none that differ."""
    columns = tuple(t.column for t in traits)
    made = an_interpretation(columns, k)
    plain = tuple(a_trait(c, median=7e4) for c in columns)
    segments = (
        replace(made.segments[0], traits=traits),
        *(replace(s, traits=plain) for s in made.segments[1:]),
    )
    return make_figure_results(
        columns,
        k,
        interpretation=replace(made, segments=segments),
        recipe=a_recipe(columns, transform),
    )


def test_markers_are_coloured_and_carry_their_value():
    clear = a_trait("Income", 0.8, mean=1.19e5)
    vague = a_trait("Loan", 0.3, mean=7e4)  # its interval begins at 0.2

    plan = expect_plan(plan_profile(give_traits(clear, vague)))

    rows = list_values(plan, 0, 0)
    assert [(r["deviation"], r["says"]) for r in rows] == [(0.8, "₹1.19L"), (0.3, "")]
    assert [r["colour"] == pick_colour(0) for r in rows] == [True, False]
    assert "0 Segment 0: Income ₹1.19L (+0.80 sd); 1 Segment 1: close" in write_words(
        plan.alternative
    )


def test_the_table_has_every_column_of_every_segment():
    plan = expect_plan(
        plan_profile(give_traits(a_trait("Income", 0.8, mean=1.19e5), a_trait("Loan", -0.1)))
    )

    assert write_rows(plan)[:2] == [
        ("0 Segment 0", "Income", "₹1.19L", "₹90K", "+0.80", "+0.70 … +0.90", "yes"),
        ("0 Segment 0", "Loan", "₹90K", "₹90K", "−0.10", "−0.20 … 0.00", ""),
    ]
    assert len(write_rows(plan)) == 4


@pytest.mark.parametrize(("low", "marks"), [(MARKER - 0.01, False), (MARKER, True)])
def test_a_column_marks_a_segment_from_the_limit_on(low, marks):
    plan = expect_plan(plan_profile(give_traits(a_trait("Income", 0.5, low=low, high=0.9))))

    assert bool(list_values(plan, 0, 0)[0]["says"]) == marks


def test_a_heavy_tailed_column_shows_its_median():
    trait = a_trait("Income", 0.8, mean=3e5, median=1e5)

    plain, bent = (
        expect_plan(plan_profile(give_traits(trait, transform=transform)))
        for transform in ("none", "log1p")
    )

    assert list_values(plain, 0, 0)[0]["says"] == "₹3L"
    assert list_values(bent, 0, 0)[0]["says"] == "₹1L"
    assert "all: ₹90K" in " ".join(list_words(plain.spec))
    assert "all: ₹80K" in " ".join(list_words(bent.spec))
    assert "median" in write_words(bent.caption)
    assert "median" not in write_words(plain.caption)


def test_a_column_in_which_a_segment_has_the_median_of_all_shows_means_everywhere():
    tied = a_trait("Income", 0.8, mean=3e5, median=8e4)  # 8e4 is the median of all customers

    plan = expect_plan(plan_profile(give_traits(tied, transform="log1p")))

    assert list_values(plan, 0, 0)[0]["says"] == "₹3L"
    assert "all: ₹90K" in " ".join(list_words(plan.spec))
    assert "median" not in write_words(plan.caption)


def test_a_deviation_that_is_withheld_has_no_bar():
    plan = expect_plan(plan_profile(give_traits(a_trait("Income", NAN, low=NAN, high=NAN))))

    assert list_values(plan, 0, 0)[0]["deviation"] == 0
    assert write_rows(plan)[0][4] == "–"


def test_one_segment_has_no_profile():
    assert plan_profile(make_figure_results(k=1)) is None
    assert plan_profile(make_figure_results(k=2)) is not None


@pytest.mark.parametrize(("deviation", "ticks"), [(2.6, [-2, -1, 0, 1, 2]), (2.7, [-2, 0, 2])])
def test_wide_axes_have_a_mark_at_every_second_sd(deviation, ticks):
    plan = expect_plan(plan_profile(give_traits(a_trait("Income", deviation))))

    axis = plan.spec["concat"][0]["layer"][0]["encoding"]["x"]["axis"]
    assert axis["values"] == ticks  # the axis reaches 12 % further than the longest bar
