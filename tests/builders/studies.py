"""What would a made-up interpretation say beside its traits?"""

from __future__ import annotations

from typing import Any

from finseg.records.contributions import Contributions
from finseg.records.rules import Condition, Leaf, Rule, Rules
from finseg.records.typical import Typical


def told(columns, k: int) -> dict[str, Any]:
    """Fill the parts of an `Interpretation` of k segments that its traits do not."""
    shares = (1 / len(columns),) * len(columns)
    condition = Condition(column=columns[0], unit="currency", low=5e4)
    rule: dict[str, Any] = {"conditions": (condition,), "customers": 5}
    return {
        "surpluses": (),
        "contributions": Contributions(
            columns=tuple(columns),
            overall=shares,
            pairs=((shares,) * k,) * k,
            nearest=tuple((s + 1) % k for s in range(k)),
        ),
        "rules": Rules(
            leaves=tuple(Leaf(segment=s, agreement=0.9, **rule) for s in range(k)),
            agreement=0.9,
            held_out=0.88,
            held_out_rows=5,
            recalls=(0.9,) * k,
            plain=tuple(Rule(segment=s, precision=0.9, recall=0.8, **rule) for s in range(k)),
            filled=(columns[0],),
            leading=tuple(columns[:1]),
            leading_share=shares[0],
        ),
        "typical": tuple(
            Typical(
                segment=s,
                values=tuple((column, "currency", 5e4) for column in columns),
                borderline_share=0.1,
            )
            for s in range(k)
        ),
    }
