"""How are raw figures made comparable?

`learn_recipe` looks at the customers once; `apply_recipe` repeats it on anyone, for
ever; `small_value` is where logarithms begin.
"""

from __future__ import annotations

from finseg.prepare.apply import apply_recipe, unprepare
from finseg.prepare.learn import describing_recipe, learn_recipe, small_value
from finseg.prepare.shares import distance_shares

__all__ = [
    "apply_recipe",
    "describing_recipe",
    "distance_shares",
    "learn_recipe",
    "small_value",
    "unprepare",
]
