"""Who are the customers of the example bank, what do they pay, and who are they a quarter later?

Writes the files of `src/finseg/examples/bank`. Everything is invented, and drawn from one seed: the
same files for everybody. Three groups stand apart from a large rest that has none; loans are blank
for those who have no loan; who leaves depends on the group; consent depends on nothing.

    uv run python scripts/make_bank.py [FOLDER]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

SEED = 20240630
FOLDER = Path(__file__).parents[1] / "src" / "finseg" / "examples" / "bank"
QUARTER_END = date(2024, 6, 30)
DAYS = 182  # of payments before it
HEADER = (
    "customer_id", "age", "monthly_income_eur", "savings_balance_eur", "card_spending_month_eur",
    "logins_per_month", "branch_visits_per_year", "products_held", "loan_amount_eur",
    "loan_instalment_eur", "uses_app", "account_tier", "marketing_consent", "churned",
)  # fmt: skip
PAYMENT_HEADER = ("payment_id", "customer_id", "payment_date", "amount_eur", "category")
CATEGORIES = ("groceries", "travel", "household", "restaurants", "fuel", "other")
MOVING, NEWCOMERS = 0.04, 160  # share of the customers; how many


@dataclass(frozen=True, kw_only=True)
class Group:
    """What people have in common: mean and spread, of money in logarithms."""

    size: int
    age: tuple[float, float]
    income: tuple[float, float]
    savings: tuple[float, float]
    spending: tuple[float, float]
    logins: tuple[float, float]
    visits: float  # a year
    products: float  # held beside the account
    loan: float  # share who owe one
    owed: float  # its mean, in logarithms
    leaving: float  # share who leave


GROUPS = (
    Group(  # the rest: one broad cloud
        size=1240, age=(47, 13), income=(7.9, 0.22), savings=(8.6, 0.4), spending=(6.5, 0.3),
        logins=(13, 2.5), visits=2.5, products=1.2, loan=0.3, owed=9.4, leaving=0.09,
    ),
    Group(  # spend by card and app, and save little
        size=330, age=(27, 4), income=(7.7, 0.15), savings=(6.0, 0.3), spending=(7.6, 0.15),
        logins=(42, 3.5), visits=0.4, products=0.6, loan=0.15, owed=8.6, leaving=0.22,
    ),
    Group(  # hold much and do little
        size=250, age=(72, 6), income=(8.0, 0.2), savings=(11.6, 0.3), spending=(5.4, 0.2),
        logins=(3, 0.8), visits=9.0, products=1.6, loan=0.04, owed=9.4, leaving=0.03,
    ),
    Group(  # earn much, hold much and use everything
        size=180, age=(46, 8), income=(9.7, 0.15), savings=(10.8, 0.3), spending=(8.3, 0.15),
        logins=(25, 2.5), visits=1.5, products=3.6, loan=0.45, owed=10.8, leaving=0.05,
    ),
)  # fmt: skip

Row = tuple[str | int, ...]


def draw_customer(number: int, group: Group, rng: np.random.Generator) -> Row:
    """Draw one customer of a group, as a line of the file."""
    income, savings, spending = np.exp(
        [rng.normal(*group.income), rng.normal(*group.savings), rng.normal(*group.spending)]
    )
    logins = max(0, round(rng.normal(*group.logins)))
    loan: tuple[str | int, str | int] = ("", "")
    if rng.random() < group.loan:
        owed, months = np.exp(rng.normal(group.owed, 0.4)), int(rng.choice([24, 36, 48, 60]))
        loan = (round(owed, -2), round(owed * (1 + 0.03 * months / 12) / months))
    wealth = savings + 12 * income
    return (
        f"B{number:05d}",
        int(np.clip(rng.normal(*group.age), 18, 92)),
        round(income),
        round(savings),
        round(spending),
        logins,
        int(rng.poisson(group.visits)),
        1 + int(rng.poisson(group.products)),
        *(int(value) if value != "" else "" for value in loan),
        _say(rng.random() < np.clip(logins / 30, 0.05, 0.97)),
        "Gold" if wealth > 110_000 else "Plus" if wealth > 45_000 else "Basic",
        _say(rng.random() < 0.72),
        _say(rng.random() < group.leaving),
    )


def _say(answer: bool) -> str:  # noqa: FBT001 - the answer itself
    return "yes" if answer else "no"


def draw_payments(
    customers: Sequence[Row], groups: Sequence[int], rng: np.random.Generator
) -> Iterable[Row]:
    """Draw card payments: how many and how large goes with what is spent in a month."""
    places = {name: place for place, name in enumerate(HEADER)}
    number = 0
    for customer, group in zip(customers, groups, strict=True):
        spending = float(customer[places["card_spending_month_eur"]])
        habit = rng.dirichlet(np.roll([6.0, 1, 2, 3, 2, 1], 0 if group != 1 else 3))
        for day in sorted(rng.integers(0, DAYS, rng.poisson(1 + spending / 500))):
            number += 1
            amount = spending / 12 * rng.lognormal(0, 0.7)
            yield (
                f"P{number:06d}",
                customer[0],
                (QUARTER_END - timedelta(days=int(DAYS - 1 - day))).isoformat(),
                f"{-amount if rng.random() < 0.02 else amount:.2f}",  # a few come back
                CATEGORIES[int(rng.choice(len(CATEGORIES), p=habit))],
            )


def draw_next_quarter(
    customers: Sequence[Row], groups: Sequence[int], rng: np.random.Generator
) -> list[Row]:
    """Draw the same customers a quarter later: some left, some changed their ways, some are new."""
    later = []
    for customer, group in zip(customers, groups, strict=True):
        if customer[HEADER.index("churned")] == "yes":
            continue
        moved = rng.random() < MOVING
        if moved:  # a customer of another group, under the same number
            other = GROUPS[(group + 1) % len(GROUPS)]
            number = int(str(customer[0])[1:])
            drawn = draw_customer(number, other, rng)
            later.append((drawn[0], customer[1], *drawn[2:]))
            continue
        values = list(customer)
        for name in ("savings_balance_eur", "card_spending_month_eur"):
            place = HEADER.index(name)
            values[place] = round(float(values[place]) * rng.lognormal(0.01, 0.08))
        later.append(tuple(values))
    first = len(customers) + 1
    kinds = rng.choice(len(GROUPS), NEWCOMERS, p=[0.4, 0.4, 0.05, 0.15])
    return [*later, *(draw_customer(first + i, GROUPS[kind], rng) for i, kind in enumerate(kinds))]


def write_table(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write one file, lines ending as everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main(folder: Path = FOLDER) -> None:
    """Write the files."""
    rng = np.random.default_rng(SEED)
    sizes = [group.size for group in GROUPS]
    groups = rng.permutation(np.repeat(np.arange(len(GROUPS)), sizes)).tolist()
    customers = [draw_customer(i, GROUPS[group], rng) for i, group in enumerate(groups, start=1)]
    folder.mkdir(parents=True, exist_ok=True)
    write_table(folder / "customers.csv", HEADER, customers)
    write_table(folder / "payments.csv", PAYMENT_HEADER, draw_payments(customers, groups, rng))
    write_table(folder / "next_quarter.csv", HEADER, draw_next_quarter(customers, groups, rng))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
