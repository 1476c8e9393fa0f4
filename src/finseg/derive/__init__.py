"""Which columns follow from those in the file, such as a loan in proportion to an income?

A `Dataset` in, the same with the ratios that its columns allow out.
"""

from __future__ import annotations

from finseg.derive.ratios import clustered_ratios, derive, with_ratios

__all__ = ["clustered_ratios", "derive", "with_ratios"]
