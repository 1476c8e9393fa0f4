"""Which columns are, but for noise, the product of two others?

What a customer has been billed is about the monthly bill times the months: clustered on beside both
it would count them twice. The two stay and the product goes out. Loans, limits, incomes and what
customers own are kept whatever they are the product of, and shares and averages are no factors: it
is they that are computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import Coefficient, ColumnName, Customers, Number, Text, say
from finseg.maths.products import MOST_COLUMNS, ProductFit, measure_product, search_products
from finseg.records.measure import Quantity
from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess
from finseg.understand.quantities import guess_quantity
from finseg.understand.table_sample import TableSample

_LEVELS = 10  # different values, up to here a column is no amount
_COUNTED_LEVELS = 5  # fewer multiply nothing
_STOCKS: tuple[Quantity, ...] = (
    "loan", "debt", "limit", "available credit", "income", "savings", "investment", "property",
    "balance",
)  # fmt: skip
_COMPUTED: tuple[Quantity, ...] = ("ratio", "utilisation", "interest rate", "frequency")


def find_products(sample: TableSample, guesses: Sequence[Guess]) -> Iterator[tuple[int, Guess]]:
    """Find products among the features; each column takes part in one."""
    places = [
        place
        for place, look in enumerate(sample.looks)
        if guesses[place].role == "feature" and not look.has_few_values(_COUNTED_LEVELS - 1)
    ]
    if not 2 < len(places) <= MOST_COLUMNS:
        return
    x = np.stack([sample.get_numbers(place) for place in places], axis=1)
    products: set[int] = set()
    for found in search_products(x):
        whole, *parts = (places[j] for j in found)
        if products & {whole, *parts} or not _can_be_product(sample.looks, whole, parts):
            continue
        fit = measure_product(*(sample.whole.get_numbers(p) for p in (whole, *parts)))
        if fit is not None:
            products.add(whole)
            reason = _write_product(sample.looks, parts, fit)
            yield whole, Guess(role="descriptor", reason=reason, confidence="fair", code="product")


def _can_be_product(looks: Sequence[Look], whole: int, parts: Sequence[int]) -> bool:
    look = looks[whole]
    if look.has_few_values(_LEVELS) or guess_quantity(look, "none").quantity in _STOCKS:
        return False
    if look.says("average") or look.says("age"):
        return False
    return not any(
        looks[part].highest <= 1
        or looks[part].says("average")
        or guess_quantity(looks[part], "none").quantity in _COMPUTED
        for part in parts
    )


def _write_product(looks: Sequence[Look], parts: Sequence[int], fit: ProductFit) -> Text:
    first, second = (ColumnName(looks[part].name) for part in sorted(parts))
    return say(
        "about {factor}{first} × {second} (in {within} of {rows} within 5 %; correlation of the "
        "logarithms {r})",
        factor="" if fit.factor == 1 else say("{factor} × ", factor=Coefficient(fit.factor)),
        first=first,
        second=second,
        within=Customers(fit.within, "", of=fit.rows),
        rows=Customers(fit.rows, "row"),
        r=Number(fit.correlation, 3),
    )
