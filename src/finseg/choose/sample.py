"""Which customers are looked at when there are too many?

Prepared matrix, column names and a size in; row numbers out, in an order that depends on what the
rows hold and not on where they stand in the file.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from finseg.maths.content_order import content_order


def sample_rows(
    prepared: npt.NDArray[np.float64], columns: tuple[str, ...], *, size: int, seed: int
) -> npt.NDArray[np.intp]:
    """Draw at most `size` rows, the same customers for every order of rows and columns.

    Returns
    -------
    array of at most `size` row numbers
        All rows when there are no more than `size`, still in content order, since k-means starts
        from the first rows it is given.

    """
    # A change of unit (₹ to thousands) alters the last bits only: 9 decimals are enough.
    rounded = np.round(prepared, 9)
    return content_order(rounded, seed=seed, salts=column_salts(columns))[:size]


def column_salts(columns: tuple[str, ...]) -> list[int]:
    """Return one number per column that goes with its name and not with its place."""
    return [int.from_bytes(hashlib.sha256(c.encode()).digest()[:8], "big") for c in columns]
