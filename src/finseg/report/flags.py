"""How is a column of 0 and 1 told?

Like one of no and yes: by the share of the customers who have it. A segment's trait and that of all
customers in; the same, to be shown, out.
"""

from __future__ import annotations

from dataclasses import replace

from finseg.interpret.claims import is_yes_no
from finseg.records.interpretation import Trait

_YES = "yes"  # the level that 1 is shown as


def tell_flag(own: Trait, everyone: Trait) -> Trait:
    """Return the trait as that of a level `yes` where the column holds 0 and 1; else itself."""
    if own.level or not is_yes_no(everyone):
        return own
    return replace(own, column=f"{own.column}: {_YES}", unit="yes or no", level=_YES)
