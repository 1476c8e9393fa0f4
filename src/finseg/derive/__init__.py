"""Which columns follow from those in the file, such as a loan in proportion to an income?

A `Dataset` in, the same with the ratios that its columns allow out.
"""

from __future__ import annotations

from finseg.derive.ratios import add_affordability_ratios, derive_columns, find_clustered_ratios

__all__ = ["add_affordability_ratios", "derive_columns", "find_clustered_ratios"]
