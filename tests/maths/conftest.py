from __future__ import annotations

import numpy as np
import pytest
from hypothesis import settings

# a first example pays for imports, and shared machines stall: time is not what the laws are about
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(scope="session")
def noise():
    """The shape of the reference study: uniform, standardised, no groups."""
    x = np.random.default_rng(42).random((1_000, 5))
    return (x - x.mean(axis=0)) / x.std(axis=0)


@pytest.fixture(scope="session")
def groups():
    """Four round groups, far apart, of unequal size, with their labels."""
    rng = np.random.default_rng(7)
    truth = np.repeat(np.arange(4), [60, 90, 120, 130])
    centres = 8.0 * np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    return centres[truth] + rng.standard_normal((400, 3)), truth
