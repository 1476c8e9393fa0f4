"""How are raw figures made comparable?

`learn_recipe` looks at the customers once; `apply_recipe` repeats it on anyone, for
ever; `small_value` is where logarithms begin.
"""

from __future__ import annotations

from finseg.prepare.apply import apply_recipe
from finseg.prepare.learn import learn_recipe, small_value

__all__ = ["apply_recipe", "learn_recipe", "small_value"]
