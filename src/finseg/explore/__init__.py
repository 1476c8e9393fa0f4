"""What do the columns look like, alone and in pairs?

`explore_dataset` turns a dataset into an `Exploration`: aggregates only, nothing is fitted.
"""

from __future__ import annotations

from finseg.explore.columns import explore_dataset

__all__ = ["explore_dataset"]
