from __future__ import annotations

import numpy as np
import pytest

from finseg.maths import shared_mixture
from finseg.maths.shared_mixture import SharedMixture, fit_shared_mixture, sharpen_partitions


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


ROWS = np.array([[0.0], [1], [2], [7], [9]])
TWO = np.array([0, 0, 0, 1, 1])


def test_a_step_has_the_likelihood_of_the_mixture_before_it():
    """Means 1 and 8; the variance within is 4 of 5 rows, and a ten-thousandth of that of all."""
    found = fit_shared_mixture(ROWS, TWO, steps=1)

    squares = ROWS[:, 0].var()
    spread = np.sqrt(4 / 5 + 1e-4 * squares)
    bells = [
        share / spread * np.exp(-0.5 * ((ROWS[:, 0] - mean) / spread) ** 2)
        for share, mean in ((0.6, 1), (0.4, 8))
    ]
    assert found.likelihood == pytest.approx(np.log(np.sum(bells, axis=0)).mean())
    before = fit_shared_mixture(ROWS, TWO, steps=0)
    assert before.weights.tolist() == pytest.approx([0.6, 0.4])
    assert (before.centres[:, 0] * spread + 3.8).tolist() == pytest.approx([1, 8])
    assert before.whiten_rows(ROWS)[:, 0] == pytest.approx((ROWS[:, 0] - 3.8) / spread)
    chances = before.membership_probabilities(ROWS)
    np.testing.assert_allclose(chances, np.transpose(bells / np.sum(bells, axis=0)))


def test_a_step_takes_everyone_by_their_chances():
    before = fit_shared_mixture(ROWS, TWO, steps=0)
    chances = before.membership_probabilities(ROWS)

    after = fit_shared_mixture(ROWS, TWO, steps=1)

    assert after.weights == pytest.approx(chances.mean(axis=0))
    means = chances.T @ ROWS[:, 0] / chances.sum(axis=0)
    spread = 1 / after.unit[0, 0]
    assert after.centres[:, 0] * spread + 3.8 == pytest.approx(means)
    within = (ROWS[:, 0] ** 2).mean() - (after.weights * means**2).sum()
    assert spread**2 == pytest.approx(within + 1e-4 * ROWS[:, 0].var())


def test_the_spread_of_a_group_is_the_root_of_its_mean_square_and_at_least_a_twentieth():
    rows = np.array([[0.0, 0], [2, 0], [0, 4], [2, 4], [50, 50], [50, 50]])
    mixture = SharedMixture(
        origin=np.zeros(2),
        unit=np.eye(2) / 2,
        centres=np.array([[0.5, 1.0], [25, 25], [90, 90]]),
        weights=np.array([0.5, 0.3, 0.2]),
        likelihood=0.0,
    )

    # In units of 2 each of the four is .5 and 1 away from the centre: (.25 + 1) / 2.
    assert mixture.group_spreads(rows) == pytest.approx([0.625**0.5, 0.05, 1.0])
    assert mixture.assign_groups(rows).tolist() == [0, 0, 0, 0, 1, 1]


def test_of_two_groups_as_near_the_larger_is_more_probable():
    mixture = SharedMixture(
        origin=np.zeros(1),
        unit=np.eye(1),
        centres=np.array([[-1.0], [1.0]]),
        weights=np.array([0.2, 0.8]),
        likelihood=0.0,
    )

    assert mixture.membership_probabilities(np.zeros((1, 1)))[0] == pytest.approx([0.2, 0.8])
    # They are equally probable where the exponents differ by the log of 4: 2 x = -log 4.
    edge = -np.log(4) / 2
    assert mixture.assign_groups(np.array([[edge - 0.01], [edge + 0.01]])).tolist() == [0, 1]


def test_partitions_with_a_group_too_small_come_last(sausages):
    x, truth, crossed = sausages
    thirds = (np.arange(len(x)) % 3 == 0).astype(np.intp)
    every = [thirds, crossed, truth.astype(np.intp)]
    sizes = [
        np.bincount(fit_shared_mixture(x, p, steps=8).assign_groups(x), minlength=2).min()
        for p in every
    ]

    kept = sharpen_partitions(x, every, least=int(min(sizes)) + 1)

    if min(sizes) == sizes[0]:
        alone = [fit_shared_mixture(x, p) for p in every[1:]]
        for one, other in zip(kept, alone, strict=True):
            np.testing.assert_allclose(one.centres, other.centres)


def test_a_fit_that_gains_no_more_stands_still(sausages):
    x, truth, _ = sausages
    labels = truth.astype(np.intp)

    long, longer = (fit_shared_mixture(x, labels, steps=s) for s in (200, 400))

    np.testing.assert_array_equal(long.centres, longer.centres)
    assert long.likelihood == longer.likelihood
