"""Which two columns would open which products, where a table allows none?

What each product lacks in, one sentence out: the two figures that open most products.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from finseg.document.said import Text, say
from finseg.recommend.barriers import Asked
from finseg.records.offers import MissingFigure

# Ratios are made of two columns; what stands here is asked of the table.
_MADE_OF: dict[str, frozenset[str]] = {
    "loan to income": frozenset(("debt", "income")),
    "secured loan to income": frozenset(("debt", "income")),
    "debt service": frozenset(("instalment", "income")),
}


def describe_opening(asked: Sequence[Asked]) -> Text:
    """Say which two columns would open most products; "" where no two would open any."""
    figures = dict.fromkeys(
        part
        for one in asked
        for lack in one.missing
        for metric in lack.metrics
        for part in sorted(_MADE_OF.get(metric, (metric,)))
    )
    pairs = list(combinations(figures, 2)) or [(one, one) for one in figures]
    opened = {pair: find_opened_products(asked, pair) for pair in pairs}
    best = max(pairs, key=lambda pair: len(opened[pair]), default=None)
    if best is None or not opened[best]:
        return ""
    names = opened[best]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    columns = " and ".join(dict.fromkeys(best))
    return say(
        "Columns with {columns} would allow offers of {products}.",
        columns=columns,
        products=listed,
    )


def find_opened_products(asked: Sequence[Asked], columns: Sequence[str]) -> list[str]:
    """List the products that lack nothing once the table has these figures, too."""
    there = frozenset(columns)
    return [
        one.product.name for one in asked if all(_is_filled(lack, there) for lack in one.missing)
    ]


def _is_filled(lack: MissingFigure, there: frozenset[str]) -> bool:
    return any(_MADE_OF.get(metric, frozenset((metric,))) <= there for metric in lack.metrics)
