"""Do the sizes of campaigns agree with statsmodels, and how long does a million customers take?

Every combination of base rate, uplift, level, power and ratio below is asked of finseg and of
statsmodels' `samplesize_proportions_2indep_onetail`; the sizes, rounded up, are compared. Then a
campaign of a million customers is planned and its outcomes read.

Run it with `uv run --with statsmodels python benchmarks/campaign.py`; without statsmodels it says
so and only the times are taken.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import math
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from finseg.campaign.answers import read_answers
from finseg.campaign.assigned import read_assigned
from finseg.campaign.outcomes import read_outcomes
from finseg.campaign.plan import plan_campaign
from finseg.campaign.plan_record import Question
from finseg.campaign.uplift import find_uplift
from finseg.maths.power import group_size
from finseg.settings import Settings

RATES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
UPLIFTS = (-0.1, -0.05, -0.02, -0.01, -0.004, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
LEVELS = (0.1, 0.05, 0.025, 0.05 / 3, 0.0125, 0.01)
POWERS = (0.7, 0.8, 0.9, 0.95)
RATIOS = (0.25, 0.5, 1, 2, 3, 4, 9, 19)
CUSTOMERS = 1_000_000


def sizes() -> None:
    """Compare the sizes."""
    if importlib.util.find_spec("statsmodels") is None:
        print("statsmodels is not here: sizes not compared")
        return
    theirs = importlib.import_module("statsmodels.stats.proportion")
    asked = differ = 0
    worst = 0.0
    for p0, uplift, alpha, power, ratio in itertools.product(
        RATES, UPLIFTS, LEVELS, POWERS, RATIOS
    ):
        p1 = p0 + uplift
        if not 0 < p1 < 1:
            continue
        own = group_size(p0, p1, alpha=alpha, power=power, ratio=ratio)
        # Theirs is told by how much the first group, here control, differs from the second.
        other = float(
            theirs.samplesize_proportions_2indep_onetail(
                p0 - p1, p1, power, ratio=ratio, alpha=alpha, alternative="two-sided"
            )
        )
        asked += 1
        differ += math.ceil(own) != math.ceil(other)
        worst = max(worst, abs(own / other - 1))
    release = importlib.import_module("statsmodels").__version__
    print(f"statsmodels {release}: {asked:,} sizes, {differ} differ, at most by {worst:.0e}")


def times() -> None:
    """Plan and read a large campaign."""
    rng = np.random.default_rng(1)
    segment = rng.integers(0, 4, CUSTOMERS)
    offers = pl.DataFrame(
        {
            "id": pl.select(pl.int_range(CUSTOMERS).cast(pl.String).str.zfill(9)).to_series(),
            "row": np.arange(1, CUSTOMERS + 1),
            "segment": segment,
            "name": np.array(["A", "B", "C", "D"])[segment],
            "outcome": ["offer"] * CUSTOMERS,
            "offer_1": ["Card"] * CUSTOMERS,
            **dict.fromkeys(("offer_2", "offer_3", "withheld"), [""] * CUSTOMERS),
        }
    )
    question = Question(
        product="Card",
        base_rate=0.05,
        uplift=0.003,
        significance=0.05,
        power=0.8,
        control=None,
        seed=1,
    )
    began = time.perf_counter()
    made = plan_campaign(offers, question, products=["Card"], identifier="id")
    planned = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        campaign, outcomes = Path(folder, "campaign.csv"), Path(folder, "outcomes.csv")
        made.table.write_csv(campaign)
        said = rng.random(CUSTOMERS) < 0.05
        made.table.select("id").with_columns(bought=pl.Series(said).cast(pl.Int8)).write_csv(
            outcomes
        )
        began = time.perf_counter()
        assigned = read_assigned(read_answers(campaign, Settings().read))
        answers = read_answers(outcomes, Settings().read)
        known = read_outcomes(assigned, answers)
        find_uplift(
            assigned,
            known,
            significance=0.05,
            planned=0.003,
            rows_read=answers.rows_read,
            source=answers.source,
        )
        read = time.perf_counter() - began
    print(f"{CUSTOMERS:,} customers: planned in {planned:.1f} s, read in {read:.1f} s")


if __name__ == "__main__":
    sizes()
    times()
