from __future__ import annotations

import numpy as np
import pytest

from finseg.maths import shared_mixture
from finseg.maths.shared_mixture import fit_shared_mixture, sharpen_partitions


@pytest.fixture
def sausages():
    """Two long parallel groups, and first labels that cut them across instead."""
    rng = np.random.default_rng(0)
    truth = np.repeat([0, 1], 300)
    x = rng.normal(size=(600, 2)) * [4, 0.5] + np.column_stack([np.zeros(600), 4 * truth])
    guess = ((x[:, 0] + x[:, 1]) > np.median(x[:, 0] + x[:, 1])).astype(np.intp)
    return x, truth, guess


def test_long_groups_are_found_from_a_first_cut_across_them(sausages):
    x, truth, guess = sausages

    found = fit_shared_mixture(x, guess, steps=200).assign_groups(x)

    assert max(np.mean(found == truth), np.mean(found != truth)) > 0.99


def test_groups_do_not_depend_on_the_units_of_the_columns(sausages):
    x, _, guess = sausages
    other = x * [100, 0.01] + [5, -3]
    units = x.std(axis=0), other.std(axis=0)

    here = fit_shared_mixture(x / units[0], guess).assign_groups(x / units[0])
    there = fit_shared_mixture(other / units[1], guess).assign_groups(other / units[1])

    np.testing.assert_array_equal(here, there)


def test_spread_within_groups_is_the_unit_of_the_whitened_rows(sausages):
    x, truth, _ = sausages
    found = fit_shared_mixture(x, truth.astype(np.intp))

    rows = found.whiten_rows(x)

    within = rows - found.centres[truth]
    np.testing.assert_allclose(np.cov(within.T), np.eye(2), atol=0.05)


def test_more_steps_never_lower_the_likelihood(sausages):
    x, _, guess = sausages

    likelihoods = [fit_shared_mixture(x, guess, steps=s).likelihood for s in (1, 2, 5, 20)]

    assert likelihoods == sorted(likelihoods)


def test_without_steps_the_first_labels_set_the_shares(sausages):
    x, _, guess = sausages

    found = fit_shared_mixture(x, guess, steps=0)

    np.testing.assert_allclose(found.weights, np.bincount(guess) / len(guess))


def test_a_constant_column_does_not_stop_the_fit(sausages):
    x, _, guess = sausages

    found = fit_shared_mixture(np.column_stack([x, np.ones(len(x))]), guess)

    assert np.isfinite(found.centres).all()


def test_the_spread_of_each_group_is_found():
    rng = np.random.default_rng(1)
    truth = np.repeat([0, 1], 400)
    x = np.where(truth, 2.0, 1.0)[:, None] * rng.normal(size=(800, 3)) + 20 * truth[:, None]

    narrow, wide = fit_shared_mixture(x, truth).group_spreads(x)

    assert wide / narrow == pytest.approx(2, rel=0.1)


def test_the_likeliest_membership_is_the_group(sausages):
    x, truth, _ = sausages
    found = fit_shared_mixture(x, truth.astype(np.intp))

    memberships = found.membership_probabilities(x)

    np.testing.assert_allclose(memberships.sum(axis=1), 1)
    np.testing.assert_array_equal(memberships.argmax(axis=1), found.assign_groups(x))


def test_partitions_sharpened_together_end_where_each_ends_alone(sausages):
    x, truth, crossed = sausages
    thirds = (np.arange(len(x)) % 3 == 0).astype(np.intp)

    together = sharpen_partitions(x, [crossed, truth.astype(np.intp)])

    for found, labels in zip(together, (crossed, truth.astype(np.intp)), strict=True):
        alone = fit_shared_mixture(x, labels)
        np.testing.assert_allclose(found.centres, alone.centres)
        assert found.likelihood == alone.likelihood
    three = sharpen_partitions(x, [thirds, crossed, truth.astype(np.intp)])
    assert len(three) == shared_mixture.FOLLOWED == 2
    assert max(m.likelihood for m in three) == max(m.likelihood for m in together)
    assert len(sharpen_partitions(x, [crossed])) == 1
