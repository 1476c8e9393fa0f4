"""Which results have everything that makes a figure look other than usual?"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from finseg.maths.arrays import Floats
from finseg.prepare.apply import apply_recipe
from finseg.records.choice import Choice, Flow
from finseg.records.existing import Existing
from finseg.records.exploration import Exploration
from finseg.records.holdings import Holding, Holdings
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Offers, Stance
from finseg.records.recipe import Recipe
from finseg.records.targeting import Knockout
from finseg.results import Results
from finseg.settings import Settings
from tests.builders.figures import assign_segments, make_figure_results, make_table
from tests.builders.offers import some_offers
from tests.builders.records import (
    a_choice,
    a_step,
    a_trait,
    an_agreement,
    an_assessment,
    an_exploration,
    an_interpretation,
)

COLUMNS = ("Income", "Savings_Account_Balance", "Gain")
SIZES = (280, 160, 90, 50, 20)
K = len(SIZES)
NAN = math.nan


def make_odd_results() -> Results:
    """Make results of five unequal segments that leave the house, with bent scales and gaps."""
    segments = np.repeat(np.arange(K), SIZES)
    values = _draw_customers(segments)
    recipe = Recipe(
        steps=(
            replace(a_step("Income"), centre=5e4, scale=2e4, impute=4e4),
            replace(a_step("Savings_Account_Balance", "log1p"), bend=500.0, centre=1.0),
            replace(a_step("Gain", "asinh"), bend=20.0, unit="none"),
        )
    )
    prepared = apply_recipe(recipe, values)
    centres = np.array([prepared[segments == s].mean(axis=0) for s in range(K)])
    return make_figure_results(
        COLUMNS,
        K,
        dataset=make_table(COLUMNS, values),
        recipe=recipe,
        segmentation=assign_segments(centres, segments),
        exploration=_explore(),
        choice=_choose(),
        assessment=replace(
            an_assessment(K),
            segments=tuple(
                replace(s, null=null, silhouettes=tuple(np.linspace(low, low + 0.5, 21).tolist()))
                for s, null, low in zip(
                    an_assessment(K, (0.95, 0.3, 0.62, 0.78, 0.88)).segments,
                    (0.4, 0.35, NAN, 0.8, 0.1),
                    (0.1, -0.3, NAN, 0.0, 0.3),
                    strict=True,
                )
            ),
        ),
        interpretation=_interpret(),
        offers=_offer(),
        settings=Settings().change_section("deliver", locale="en-GB", currency="GBP"),
        shared=True,
    )


def _draw_customers(segments: np.ndarray) -> Floats:
    rng = np.random.default_rng(9)
    centres = np.array([[3e4, 6.0, 0], [5e4, 7.5, 2], [2e4, 4.0, -3], [9e4, 9.0, 5], [7e4, 8.0, 9]])
    spread = np.array([4e3, 0.5, 1.0])
    values = centres[segments] + spread * rng.normal(size=(len(segments), 3))
    values[:, 1] = np.where(rng.random(len(segments)) < 0.2, 0.0, np.expm1(values[:, 1]))
    values[:, 2] = 20 * np.sinh(values[:, 2] / 3)
    values[::50, 0] = np.nan
    made: Floats = values
    return made


def _explore() -> Exploration:
    made: Exploration = an_exploration(COLUMNS)
    one, two, three = made.summaries
    pearson = ((1.0, 0.7, -0.61), (0.7, 1.0, 0.05), (-0.61, 0.05, 1.0))
    spearman = ((1.0, 0.55, -0.2), (0.55, 1.0, NAN), (-0.2, NAN, 1.0))
    return replace(
        made,
        summaries=(
            replace(one, count=600, counts=(40, 3, 200, 250, 2, 105), below=12, above=60),
            replace(
                two, count=500, counts=(400, 50, 30, 0, 4, 16), zero_share=0.75, median=100.0
            ),
            replace(
                three, unit="none", count=588, counts=(8, 100, 300, 120, 50, 10), above=7,
                edges=(-120.0, -60, 0, 60, 120, 180, 240), median=31.0, zero_share=NAN,
            ),
        ),
        pearson=pearson,
        spearman=spearman,
    )  # fmt: skip


def _choose() -> Choice:
    """Choose four of many; the bend is elsewhere, and one stream comes from several."""
    made: Choice = a_choice(4, 6, 17, given=True)
    means = (0.9, 0.72, 0.74, 0.5, 0.3)
    agreements = tuple(
        replace(
            an_agreement(k, means[(k - 2) % 5]),
            segments=tuple(
                replace(s, across=None if k == 2 else round(1 - i / k, 3))
                for i, s in enumerate(an_agreement(k).segments)
            ),
        )
        for k in (2, 3, 4, 5, 7)
    )
    flows = (
        Flow(k=1, source=0, target=0, share=0.6),
        Flow(k=1, source=0, target=1, share=0.4),
        Flow(k=2, source=0, target=0, share=0.35),
        Flow(k=2, source=0, target=1, share=0.25),
        Flow(k=2, source=1, target=1, share=0.1),
        Flow(k=2, source=1, target=2, share=0.3),
        Flow(k=3, source=0, target=0, share=0.346),
        Flow(k=3, source=0, target=3, share=0.004),
        Flow(k=3, source=1, target=1, share=0.2),
        Flow(k=3, source=1, target=3, share=0.15),
        Flow(k=3, source=2, target=2, share=0.3),
    )
    candidates = tuple(
        replace(
            c,
            centre_silhouette=0.5 / c.k - 0.05 if c.k > 1 else NAN,
            noise=None if c.k > 12 else (900 / c.k + c.k, 1_100 / c.k + 2 * c.k),
        )
        for c in made.candidates
    )
    elbows = ((3, 1), (4, 9), (5, 4), (8, 2), (9, 1))
    return replace(
        made, agreements=agreements, flows=flows, candidates=candidates, noise_elbows=elbows
    )


def _interpret() -> Interpretation:
    names = (
        "High_Income_And_Growing_Balances",
        "Savers",
        "Low",
        "A name of many words that is broken into two lines and still cut at its end",
        "New",
    )
    made: Interpretation = an_interpretation(COLUMNS, K, names)
    population = tuple(
        a_trait(c, 0.0, mean=mean, median=median, p5=p5, p25=p25, p75=p75, p95=p95, present=600)
        for c, mean, median, p5, p25, p75, p95 in (
            (COLUMNS[0], 4e4, 3.5e4, 1.5e4, 2.5e4, 5e4, 9e4),
            (COLUMNS[1], 2_500.0, 400.0, 0.0, 50.0, 1_800.0, 9_000.0),
            (COLUMNS[2], 40.0, 12.0, -90.0, -10.0, 60.0, 210.0),
        )
    )
    scale = (0.8, 1.3, 0.5, 2.2, 1.7)
    deviations = (
        (-0.4, -0.1, 0.2),
        (0.3, 0.5, -0.2),
        (-1.1, -0.9, NAN),
        (2.9, 1.6, 0.9),
        (1, 0, 2),
    )
    present = (280, 160, 90, 50, 19)  # of the last too few for a box
    segments = tuple(
        replace(
            s,
            size=size,
            share=size / sum(SIZES),
            traits=tuple(
                replace(
                    t,
                    **{f: getattr(t, f) * scale[s.id] for f in
                       ("mean", "median", "p5", "p25", "p75", "p95")},
                    deviation=d,
                    low=d - 0.3,
                    high=d + 0.2,
                    present=present[s.id],
                )
                for t, d in zip(population, deviations[s.id], strict=True)
            ),
        )
        for s, size in zip(made.segments, SIZES, strict=True)
    )  # fmt: skip
    customers = tuple(size / sum(SIZES) for size in SIZES)
    held = (
        Holding(column="Income", total=2.4e7, shares=(0.3, 0.35, 0.1, 0.2, 0.05), top_share=0.4,
                holders=1.0),
        Holding(column="Gain", total=9e4, shares=(0.1, NAN, 0.2, 0.3, 0.4), top_share=0.4,
                holders=0.5, below_zero=30),
    )  # fmt: skip
    bands = tuple((float(40 - i), 12.0, 0.0, float(i), 5.0) for i in range(14))
    tiers = (
        Existing(column="tier", tiers=("Gold", "Silver", "Basic"), agreement=0.34, without=3,
                 counts=((60.0, 7.0, NAN, NAN, 9.0), (40.0, 30.0, 8.0, 6.0, 5.0),
                         (4.0, 100.0, 60.0, 20.0, 0.0)), sizes=(120.0, 89.0, 184.0)),
        Existing(column="Band of age", tiers=tuple(f"{20 + 5 * i}s" for i in range(14)),
                 agreement=0.05, without=0, counts=bands),
    )  # fmt: skip
    return replace(
        made,
        segments=segments,
        population=population,
        holdings=Holdings(columns=held, customers=customers),
        existing=tiers,
    )


def _offer() -> Offers:
    made = some_offers(K)
    stances: tuple[tuple[Stance, ...], ...] = (
        ("target", "neutral", "not for", "unknown", "target"),
        ("unknown",) * 5,
        ("not for", "target", "neutral", "neutral", "not for"),
    )
    worth = tuple(
        replace(
            w,
            knocked_out=(Knockout(criterion="size", said="too few"),) if w.segment == 1 else (),
            strength=tuple(replace(p, score=0.9 - 0.15 * w.segment) for p in w.strength),
        )
        for w in made.worth
    )
    return replace(
        made,
        lines=tuple(replace(made.lines[0], name=n) for n in ("Card", "Pension plan", "Loan")),
        cells=tuple(
            replace(
                made.cells[0], product=p, segment=s, stance=stance,
                eligible=NAN if (p, s) == (2, 2) else 0.15 + 0.2 * s,
            )
            for p, row in enumerate(stances)
            for s, stance in enumerate(row)
        ),
        worth=worth,
    )  # fmt: skip
