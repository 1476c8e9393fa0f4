"""How long does it take to say what the segments are like, beside making them?

    uv run python benchmarks/interpretation.py
    uv run python benchmarks/interpretation.py --rows 200000 --columns 6

Invented customers (10,000 with 17 features and a million with 6, six segments) who also have an
outcome, a descriptor and today's tier. Timed: everything that `finseg.interpret` does, from the
segments to names with their evidence. Beside it, on the same matrix in the same process, what
scikit-learn takes to fit k-means with ten starts: the ratio says more than seconds on a machine
that is shared.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import polars as pl
from sklearn.cluster import KMeans

from finseg.fit import fit_segments
from finseg.interpret import interpret_segments, load_bundled_lexicon
from finseg.prepare import apply_recipe, learn_descriptor_recipe, learn_recipe
from finseg.settings import Settings
from finseg.understand import read_source

CASES = ((10_000, 17, 3.0), (1_000_000, 6, 10.0))  # rows, features, seconds it may take
K, STARTS = 6, 10

FIGURES = (
    "balance", "purchases", "cash_advance", "credit_limit", "payments", "tenure_months",
    "purchases_frequency", "minimum_payments", "annual_income", "savings", "investments",
    "loan_amount", "credit_score", "customer_age", "num_products", "app_logins", "fees",
)  # fmt: skip


def customers(rows: int, features: int) -> pl.DataFrame:
    """Make skewed figures around six middles, with gaps, and columns that are not clustered on."""
    rng = np.random.default_rng(np.random.SeedSequence(20_261_125))
    group = rng.integers(0, K, rows)
    middles = rng.normal(0, 1.2, size=(K, features))
    table: dict[str, object] = {}
    for j, name in enumerate(FIGURES[:features]):
        values = np.exp(7 + middles[group, j] + rng.normal(0, 0.8, rows)).round(2)
        values[rng.random(rows) < 0.02] = np.nan
        table[name] = values
    table["churned"] = rng.random(rows) < 0.05 + 0.03 * group
    table["region"] = rng.choice(["north", "south", "east", "west"], rows)
    table["tier"] = np.array(["gold", "silver", "bronze"])[(group + rng.integers(0, 2, rows)) % 3]
    frame = pl.DataFrame(table).with_columns(pl.selectors.float().fill_nan(None))
    return frame.with_columns(pl.col("churned").cast(pl.Int8))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return seconds on the clock and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - worked


def measured(rows: int, features: int, runs: int) -> str:
    """Time one size: the least of several runs, beside the peer."""
    settings = Settings.from_tree({"fit": {"starts": 5}, "read": {"roles": ROLES}})
    lexicon = load_bundled_lexicon()
    dataset = read_source(customers(rows, features), settings)
    recipe = learn_recipe(dataset, settings.prepare, {})
    raw = dataset.build_matrix()
    prepared = apply_recipe(recipe, raw)
    kept = fit_segments(prepared, raw, recipe.columns, k=K, settings=settings.fit)
    described = learn_descriptor_recipe(dataset, settings.prepare)

    def interpret() -> object:
        return interpret_segments(
            dataset, recipe, prepared, kept, settings, lexicon=lexicon, described=described
        )

    ours = min(timed(interpret) for _ in range(runs))
    peer = timed(lambda: KMeans(K, n_init=STARTS, random_state=1).fit(prepared))
    return (
        f"{rows:,} × {len(recipe.steps)}: interpretation {ours[0]:.2f} s ({ours[1]:.2f} s of "
        f"processor); k-means with {STARTS} starts {peer[0]:.2f} s ({peer[1]:.2f} s); ratio "
        f"{ours[0] / peer[0]:.2f} ({ours[1] / peer[1]:.2f})"
    )


def main() -> None:
    """Time both cases, or the one that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    if asked.rows:
        print(measured(asked.rows, asked.columns, asked.runs))
        return
    for rows, features, limit in CASES:
        print(f"{measured(rows, features, asked.runs)}; at most {limit:g} s")


ROLES = {"churned": "outcome", "region": "descriptor", "tier": "existing"}

if __name__ == "__main__":
    main()
