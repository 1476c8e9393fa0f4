"""Are the groups those of a mixture of normal distributions with diagonal covariances?"""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from finseg.maths import diagonal_mixture
from finseg.maths.diagonal_mixture import fit_diagonal_mixture


def fit_theirs(x, k, seed, **changes):
    settings = {"n_init": 2, "reg_covar": 1e-3, "max_iter": 100, **changes}
    return GaussianMixture(k, covariance_type="diag", random_state=seed, **settings).fit_predict(x)


@pytest.mark.parametrize("seed", range(8))
def test_the_groups_are_scikit_learns(seed):
    rng = np.random.default_rng(seed)
    k = 2 + seed % 4
    spread = rng.uniform(0.2, 2, size=(k, 3))
    group = rng.choice(k, size=400, p=rng.dirichlet(np.full(k, 5.0)))
    x = rng.normal(size=(400, 3)) * spread[group] + 2 * rng.normal(size=(k, 3))[group]

    ours = fit_diagonal_mixture(x, k, seed=seed)

    assert adjusted_rand_score(ours, fit_theirs(x, k, seed)) == 1  # as likely, in another order


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_mixture_that_has_not_settled_is_taken_as_it_stands(rng, monkeypatch, steps):
    x = rng.normal(size=(300, 2))
    monkeypatch.setattr(diagonal_mixture, "_STEPS", steps)

    ours = fit_diagonal_mixture(x, 3, seed=1)

    assert adjusted_rand_score(ours, fit_theirs(x, 3, 1, max_iter=steps)) == 1


def test_a_group_may_be_a_single_point(rng):
    x = np.concatenate([np.zeros((50, 2)), rng.normal(size=(50, 2)) + 9])

    found = fit_diagonal_mixture(x, 2, seed=0)

    assert len(set(found[:50])) == len(set(found[50:])) == 1
