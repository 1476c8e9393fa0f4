"""Which tables of numbers and words have known groups?

A family and a seed in, a `MixedTable` out: numbers, words and the planted groups, of unequal size.
In each family other columns carry the groups; *structureless* tables have none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.str_]

ROWS = 600
SHARES = (0.5, 0.3, 0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedTable:
    """Customers whose groups are known."""

    numbers: Floats  # (n, d)
    words: Words  # (n, c)
    groups: Ints  # (n,)


def _draw_groups(rng: np.random.Generator, shares: tuple[float, ...] = SHARES) -> Ints:
    return rng.choice(len(shares), ROWS, p=shares).astype(np.int64)


def _draw_numbers(rng: np.random.Generator, groups: Ints, columns: int, apart: float) -> Floats:
    """Draw columns in which the groups lie `apart` standard deviations."""
    centres = rng.permuted(np.tile(np.arange(groups.max() + 1.0), (columns, 1)), axis=1) * apart
    return rng.standard_normal((len(groups), columns)) + centres.T[groups]


def _draw_words(
    rng: np.random.Generator, groups: Ints, columns: int, levels: int, sure: float
) -> Words:
    """Draw columns in which each group has a level of its own with the chance `sure`."""
    made = []
    for j in range(columns):
        own = rng.permutation(levels)[: groups.max() + 1][groups]
        level = np.where(rng.random(len(groups)) < sure, own, rng.integers(0, levels, len(groups)))
        made.append([f"{chr(97 + j)}{v}" for v in level])
    return np.array(made).T


def both_carry(rng: np.random.Generator) -> MixedTable:
    """Draw groups that numbers and words tell a little each."""
    groups = _draw_groups(rng)
    numbers, words = _draw_numbers(rng, groups, 3, 1.5), _draw_words(rng, groups, 3, 3, 0.6)
    return MixedTable(numbers=numbers, words=words, groups=groups)


def only_categories(rng: np.random.Generator) -> MixedTable:
    """Draw groups of which the numbers know nothing."""
    groups = _draw_groups(rng)
    numbers = rng.standard_normal((ROWS, 3))
    return MixedTable(numbers=numbers, words=_draw_words(rng, groups, 4, 3, 0.75), groups=groups)


def noise_categories(rng: np.random.Generator) -> MixedTable:
    """Draw groups that the numbers carry, beside words of which none knows them."""
    groups = _draw_groups(rng)
    numbers, words = _draw_numbers(rng, groups, 4, 2.0), _draw_words(rng, groups, 3, 6, 0.0)
    return MixedTable(numbers=numbers, words=words, groups=groups)


def rare_levels(rng: np.random.Generator) -> MixedTable:
    """Draw groups that words carry, beside words of many rare levels."""
    groups = _draw_groups(rng)
    rare = [[f"r{min(int(v), 30)}" for v in rng.geometric(0.25, ROWS)] for _ in range(2)]
    words = np.column_stack([_draw_words(rng, groups, 3, 3, 0.7), np.array(rare).T])
    return MixedTable(numbers=_draw_numbers(rng, groups, 2, 1.5), words=words, groups=groups)


def survey_answers(rng: np.random.Generator) -> MixedTable:
    """Draw ten answers of yes and no, of which some are rare, and an age."""
    groups = _draw_groups(rng)
    usual = rng.choice([0.08, 0.2, 0.5, 0.8], 10)
    chance = np.clip(usual + rng.choice([-0.5, 0.0, 0.5], (3, 10)), 0.05, 0.95)[groups]
    words = np.where(rng.random((ROWS, 10)) < chance, "Yes", "No")
    return MixedTable(numbers=rng.normal(45, 12, (ROWS, 1)), words=words, groups=groups)


def oversized_group(rng: np.random.Generator) -> MixedTable:
    """Draw one group of four in five customers, and two small ones."""
    groups = _draw_groups(rng, (0.8, 0.12, 0.08))
    numbers, words = _draw_numbers(rng, groups, 3, 2.0), _draw_words(rng, groups, 3, 3, 0.7)
    return MixedTable(numbers=numbers, words=words, groups=groups)


def structureless(rng: np.random.Generator) -> MixedTable:
    """Draw columns that know nothing of each other."""
    groups = np.zeros(ROWS, np.int64)
    skew = [rng.choice(["x", "y", "z"], ROWS, p=rng.dirichlet((2, 2, 2))) for _ in range(5)]
    numbers = rng.standard_normal((ROWS, 2))
    return MixedTable(numbers=numbers, words=np.array(skew).T, groups=groups)


FAMILIES: dict[str, Callable[[np.random.Generator], MixedTable]] = {
    "both carry": both_carry,
    "only categories": only_categories,
    "numbers carry, noise categories": noise_categories,
    "rare levels": rare_levels,
    "survey answers": survey_answers,
    "one oversized group": oversized_group,
}
