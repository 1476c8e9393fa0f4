"""Which made-up offers do the tests of report and figures draw?"""

from __future__ import annotations

import numpy as np

from finseg.document.said import Share, say
from finseg.records.deciding import Deciding
from finseg.records.offers import (
    Cell,
    Decisions,
    Guard,
    Line,
    Metric,
    Offers,
    Stance,
    Test,
)
from finseg.records.targeting import Action, Knockout, Part, Worth

STANCES: tuple[Stance, ...] = ("target", "neutral", "not for", "unknown")


def some_offers(k: int, column: str = "Income", product: str = "Savings account") -> Offers:
    """Offer one product to every other customer of k segments, ten customers each."""
    n = 10 * k
    none = np.full((n, 3), -1, np.int16)
    none[::2, 0] = 0
    test = Test(measure="income", code="income>p60", above=(0.6, 5.0))
    return Offers(
        lines=(
            Line(
                name=product,
                kind="deposit",
                channel="app",
                what="puts something aside",
                reasons=(test,),
                eligible=(),
                negative=(),
                stretched=False,
                missing=(),
                offered=n // 2,
                first=n // 2,
            ),
        ),
        cells=tuple(
            Cell(
                product=0,
                segment=s,
                stance=STANCES[s % 4],
                reasons=(f"they earn more: {column} +0.9 sd",),
                eligible=1.0,
            )
            for s in range(k)
        ),
        guards=(Guard(name="consent", rule="nothing for who refused", customers=1),),
        gaps=(f"No {column} in this table.",),
        worth=tuple(
            Worth(
                segment=s,
                attractiveness=(
                    Part(
                        name="size",
                        weight=0.5,
                        score=1 / (s + 1),
                        figure=say("{share} of the customers", share=Share(0.5, of=n)),
                    ),
                    Part(
                        name="value",
                        weight=0.5,
                        score=0.5,
                        figure=say("{share} of {what}", share=Share(0.5), what=column),
                    ),
                ),
                strength=(
                    Part(
                        name="offered",
                        weight=1.0,
                        score=0.5,
                        figure=say("{share} have an offer", share=Share(0.5, of=10)),
                    ),
                ),
                knocked_out=(Knockout(criterion="size", said="too small"),) if s == 1 else (),
            )
            for s in range(k)
        ),
        deciding=Deciding(segments=(True,) * k),
        actions=tuple(
            Action(product="" if s else product, target=s == 0, customers=0 if s else 5, size=10)
            for s in range(k)
        ),
        metrics=(
            Metric(
                name="income",
                label=column,
                unit="currency",
                columns=(column,),
                values=np.arange(n, dtype=float),
            ),
        ),
        decisions=Decisions(
            offers=none,
            held=np.ones((n, 3), np.uint32),
            withheld=np.zeros((1, n), np.int8),
            withheld_by=np.zeros((1, n), np.int8),
            contact=np.zeros(n, np.int8),
            standing=np.zeros(n, np.int8),
            outcome=np.where(none[:, 0] >= 0, 0, 5).astype(np.int8),
        ),
        segment=np.repeat(np.arange(k), 10),
    )
