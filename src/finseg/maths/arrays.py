"""What are the arrays called that nearly every function takes or returns?

NumPy's own types in, short names out, each with one kind of number; shapes stand in the docstrings.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]  # numbers of rows or columns, as NumPy's own searches return them
Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.int8]
Labels = npt.NDArray[np.integer[Any]]  # groups of rows, in whichever whole numbers they came
