"""How are raw figures made comparable?

`learn_recipe` looks at the customers once; `apply_recipe` repeats it on anyone, for
ever; `find_small_value` is where logarithms begin.
"""

from __future__ import annotations

from finseg.prepare.apply import apply_recipe, invert_recipe
from finseg.prepare.learn import find_small_value, learn_descriptor_recipe, learn_recipe
from finseg.prepare.shares import measure_distance_shares

__all__ = [
    "apply_recipe",
    "find_small_value",
    "invert_recipe",
    "learn_descriptor_recipe",
    "learn_recipe",
    "measure_distance_shares",
]
