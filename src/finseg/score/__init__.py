"""In which segment is a customer the model has not seen?

`Model` loads a bundle and scores tables. Needs NumPy and polars only: no scikit-learn, no plotting.
"""

from __future__ import annotations

from finseg.score.model import Model
from finseg.score.scores import Scores

__all__ = ["Model", "Scores"]
