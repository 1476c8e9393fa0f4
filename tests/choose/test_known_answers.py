"""The whole verdict on a few tables whose answer is known: a part of `benchmarks/verdict`."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.verdict.judge import is_right, judge
from benchmarks.verdict.run import fast_subset, without_groups
from benchmarks.verdict.tables import MISFIT, mixture, published
from finseg.choose import choose_k
from finseg.settings import ChooseSettings


@pytest.fixture(scope="module")
def answers():
    return fast_subset()


def test_tables_without_groups_are_not_called_natural(answers):
    none = without_groups(answers)

    assert len(none) >= 6
    assert not any(a.is_wrong for a in none)


def test_planted_groups_are_natural_at_their_number(answers):
    planted = [a for family in ("mixture 4", "mixture 6") for a in answers[family]]

    assert len(planted) >= 3
    assert np.mean([a.right["verdict"] for a in planted]) >= 0.9


def test_no_single_word_could_pass_for_the_verdict(answers):
    every = [a for some in answers.values() for a in some]

    for word in ("natural", "reproducible", "constructive"):
        assert np.mean([a.kind == word for a in every]) < 0.9


def test_the_verdict_is_right_more_often_than_every_rule_of_thumb(answers):
    every = [a for some in answers.values() for a in some]
    shares = {rule: np.mean([a.right[rule] for a in every]) for rule in every[0].right}

    assert shares["verdict"] > max(share for rule, share in shares.items() if rule != "verdict")


@pytest.mark.parametrize("name", ["fcps/hepta", "uci/wine"])
def test_published_groups_are_found(shared, name):
    (table,) = published(shared / "truth", (name,), family="published")

    assert judge(table, quick=False).right["verdict"]


@pytest.mark.parametrize("name", ["fcps/atom", "fcps/chainlink", "fcps/target", "fcps/lsun"])
def test_rings_and_bands_are_not_natural_segments(shared, name):
    (table,) = published(shared / "truth", (name,), family="rings, bands", right=MISFIT)

    assert judge(table, quick=False).right["verdict"]


def test_a_wrong_number_is_not_counted_as_right():
    table = mixture(np.random.default_rng(1), separation=6)
    settings = ChooseSettings(k=table.true_k + 1, quick=True)
    columns = tuple(map(str, range(table.x.shape[1])))

    assert not is_right(table, choose_k(table.x, columns, settings).verdict)
