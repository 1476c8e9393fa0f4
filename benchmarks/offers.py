"""How long do the offers of a million customers take?

    uv run python benchmarks/offers.py
    uv run python benchmarks/offers.py --rows 200000

Customers with twelve figures, a consent flag and four given segments; the bundled catalogue cut to
twelve products that all have their columns. Timed: everything that `finseg.recommend` does, from
the columns to the finished table of offers.csv with a sentence for each. Beside it, turn by turn,
what anybody has to do with such a table: polars writes the customers as CSV and reads them back.
On a machine that is shared only the ratio and the processor's time tell anything.
"""

from __future__ import annotations

import argparse
import resource
import time

import msgspec
import numpy as np
import polars as pl

from finseg.interpret import load_bundled_lexicon
from finseg.interpret.axes import map_axes
from finseg.interpret.profile import make_profile
from finseg.interpret.segments import collect_subjects
from finseg.prepare import apply_recipe, learn_recipe
from finseg.recommend import build_customer_table, load_bundled_catalogue, recommend_offers
from finseg.records.assessment import Assessment
from finseg.records.contributions import Contributions
from finseg.records.dataset import Column, Dataset, Source
from finseg.records.interpretation import Interpretation, Segment
from finseg.records.rules import Rules
from finseg.records.segmentation import Assignment, Segmentation
from finseg.settings import Settings

PRODUCTS, K = 12, 4


def customers(rows: int) -> Dataset:
    """Make customers whose figures every product of the catalogue can ask for."""
    rng = np.random.default_rng(np.random.SeedSequence(20_260_823))
    income = rng.lognormal(10.8, 0.5, rows)
    limit = income * rng.uniform(0.05, 0.4, rows)
    values = {
        "Customer_Age": (rng.integers(18, 85, rows).astype(float), "years"),
        "Annual_Income": (income, "currency"),
        "Loan_Amount": (income * rng.exponential(0.3, rows), "currency"),
        "Investment": (income * rng.exponential(0.5, rows), "currency"),
        "Savings": (income * rng.exponential(0.3, rows), "currency"),
        "Credit_Score": (np.clip(rng.normal(650, 90, rows), 300, 850).round(), "score"),
        "Credit_Limit": (limit, "currency"),
        "Utilization": (rng.beta(1.2, 2.0, rows), "share"),
        "Spending": (income * rng.uniform(0.1, 0.6, rows), "currency"),
        "Cash_Advance": (np.maximum(rng.normal(-200, 400, rows), 0), "currency"),
        "Full_Payment": (rng.beta(0.5, 0.8, rows), "share"),
        "Transaction_Count": (rng.poisson(40, rows).astype(float), "count"),
    }
    table = pl.DataFrame({name: v for name, (v, _) in values.items()})
    flags = pl.Series("Consent", ["yes", "yes", "yes", "yes", "no"]).gather(
        rng.integers(0, 5, rows)
    )
    numbers = tuple(
        Column(name=n, original=n, role="feature", kind="number", unit=unit, reason="made")  # type: ignore[arg-type]
        for n, (_, unit) in values.items()
    )
    consent = Column(
        name="Consent", original="Consent", role="consent", kind="category", unit="none", reason=""
    )
    return Dataset(
        table=table.with_columns(flags),
        columns=(*numbers, consent),
        lines=np.arange(2, rows + 2),
        source=Source(name="made", format="polars", rows_read=rows),
    )


def divided(dataset: Dataset, settings: Settings) -> tuple[Segmentation, Interpretation]:
    """Cut the customers into four by income and loan, and describe them."""
    recipe = learn_recipe(dataset, settings.prepare, {})
    prepared = apply_recipe(recipe, dataset.build_matrix())
    segment = 2 * (prepared[:, 1] > 0).astype(np.int64) + (prepared[:, 2] > 0)
    profile = make_profile(dataset.table, recipe.steps, prepared, segment, K)
    n = dataset.rows
    assignment = Assignment(segment=segment, second=segment, margin=np.ones(n), distance=np.ones(n))
    centres = np.array([prepared[segment == s].mean(axis=0) for s in range(K)])
    segmentation = Segmentation(
        centres=centres, reach=np.ones(K), assignment=assignment, inertia=1.0, starts=1,
        starts_at_best=1, seed=1, order="size",
    )  # fmt: skip
    nothing = Contributions(columns=(), overall=(), pairs=(), nearest=())
    rules = Rules(
        leaves=(), agreement=0.0, held_out=0.0, held_out_rows=0, recalls=(), plain=(), filled=(),
        leading=(), leading_share=0.0,
    )  # fmt: skip
    interpretation = Interpretation(
        segments=tuple(
            Segment(
                id=s, name=f"Segment {s}", name_kind="given", size=int((segment == s).sum()),
                share=float((segment == s).mean()), traits=profile.segments[s],
            )
            for s in range(K)
        ),
        population=profile.population,
        axes=map_axes(recipe.columns, load_bundled_lexicon(), {}),
        surpluses=(), contributions=nothing, rules=rules, typical=(),
    )  # fmt: skip
    collect_subjects(interpretation)
    return segmentation, interpretation


def there_and_back(table: pl.DataFrame) -> tuple[float, float]:
    """Time the peer: wall and processor seconds to write the customers as CSV and read them."""
    began, worked = time.perf_counter(), time.process_time()
    text = table.write_csv().encode()
    pl.read_csv(text)
    return time.perf_counter() - began, time.process_time() - worked


def main() -> None:
    """Time the stage and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    settings, lexicon = Settings(), load_bundled_lexicon()
    whole = load_bundled_catalogue(lexicon, settings.recommend)
    kept = [p for p in whole.products if p.name not in {"Welcome-back call", "Pension plan"}]
    catalogue = msgspec.structs.replace(whole, products=tuple(kept[:PRODUCTS]))
    dataset = customers(asked.rows)
    segmentation, interpretation = divided(dataset, settings)
    assessment = Assessment(segments=(), samples=0, borderline_share=0.0, alternatives=())
    print(f"{asked.rows:,} customers, {len(catalogue.products)} products")
    took: list[tuple[tuple[float, float], tuple[float, float]]] = []
    told = ""
    for _ in range(asked.runs):
        began, worked = time.perf_counter(), time.process_time()
        offers = recommend_offers(
            dataset, segmentation, interpretation, assessment, settings,
            catalogue=catalogue, lexicon=lexicon,
        )  # fmt: skip
        decided = time.perf_counter()
        table = build_customer_table(offers, dataset, interpretation.names, settings.numbers())
        ended = time.perf_counter()
        told = offers.summarise().write(settings.numbers())
        own = (ended - began, time.process_time() - worked)
        peer = there_and_back(dataset.table)
        took.append((own, peer))
        print(
            f"decided {decided - began:.2f} s, table {ended - decided:.2f} s, together "
            f"{own[0]:.2f} s ({own[1]:.2f} s of processor); CSV there and back {peer[0]:.2f} s "
            f"({peer[1]:.2f} s of processor); {len(table):,} lines"
        )
    least = [min(run[i][j] for run in took) for i in (0, 1) for j in (0, 1)]
    print(told)
    print(
        f"least of each: {least[0]:.2f} s, {least[1]:.2f} s of processor; "
        f"{least[0] / least[2]:.1f} × the CSV's time, {least[1] / least[3]:.1f} × its processor"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB, customers included")


if __name__ == "__main__":
    main()
