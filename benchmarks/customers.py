"""Which customers are the benchmarks run on?

    python benchmarks/customers.py 100000 customers.csv [cents]

Seeded and invented: an identifier and the five columns of the reference study, with plausible
shapes (skewed money, ages in years, whole scores) and some correlation. A process of its own, so
that its memory is not counted with that of the programs that are measured. With `cents`, money has
two decimals, and a category stands in place of the investment.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

_SEED = 20_260_823


def customers(rows: int) -> pl.DataFrame:
    """Return a table of `rows` customers, always the same."""
    rng = np.random.default_rng(_SEED)
    age = np.clip(rng.gamma(9.0, 4.8, rows), 18, 90).round()
    income = np.exp(rng.normal(11.1, 0.45, rows) + 0.004 * (age - 43)).round()
    score = np.clip(rng.normal(660, 85, rows), 300, 900).round()
    loan = np.where(rng.random(rows) < 0.25, 0, income * rng.beta(1.6, 4.0, rows)).round()
    investment = (income * rng.beta(1.2, 3.5, rows) * (age / 45)).round()
    figures = {
        "Customer_Age": age,
        "Annual_Income": income,
        "Credit_Score": score,
        "Loan_Amount": loan,
        "Investment": investment,
    }
    whole = {name: values.astype(np.int64) for name, values in figures.items()}
    return pl.DataFrame({"Customer_ID": [f"C{i:07d}" for i in range(1, rows + 1)], **whole})


def with_cents(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with money in cents, and a region."""
    rng = np.random.default_rng(_SEED + 1)
    money = [
        table[name] + pl.Series(rng.integers(0, 100, len(table)) / 100) * (table[name] > 0)
        for name in ("Annual_Income", "Loan_Amount")
    ]
    region = rng.choice(["North", "South", "East", "West", "Centre"], len(table))
    return table.with_columns(*money).drop("Investment").with_columns(pl.Series("Region", region))


if __name__ == "__main__":
    made = customers(int(sys.argv[1]))
    made = with_cents(made) if "cents" in sys.argv[3:] else made
    made.write_csv(Path(sys.argv[2]), float_precision=2)
