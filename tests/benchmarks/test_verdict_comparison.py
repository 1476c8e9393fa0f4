"""Does the benchmark count right answers and overclaims as it says?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.verdict.compare import Pair, find_overclaim, print_comparison, write_answers
from benchmarks.verdict.judge import Answer, is_right, read_outcome
from benchmarks.verdict.run import by_family, judge_all, print_table, without_groups
from benchmarks.verdict.tables import (
    FOUND,
    MISFIT,
    NATURAL,
    NO_GROUPS,
    NOT_NATURAL,
    Table,
)
from finseg.choose import choose_k
from finseg.settings import ChooseSettings

MADE = Answer(
    family="counts", table="n=300 d=2 #0", kind="constructive", k=4, outcome="none",
    right={"verdict": True}, seconds=1.0, gaps=("outcome none",),
)  # fmt: skip
NATURAL_3 = replace(MADE, kind="natural", k=3, outcome="natural", right={"verdict": False})
BACK_4 = replace(MADE, kind="reproducible")
OPEN = replace(MADE, kind="undecided", right={"verdict": False})
MISFIT_4 = replace(MADE, outcome="misfit")


@pytest.mark.parametrize(
    ("full", "quick", "claim"),
    [
        (MADE, MADE, None),
        (MADE, NATURAL_3, "natural"),
        (BACK_4, NATURAL_3, "natural"),
        (MISFIT_4, NATURAL_3, "natural"),
        (MADE, MISFIT_4, "misfit"),
        (NATURAL_3, MISFIT_4, "misfit"),
        (MADE, BACK_4, "reproducible"),
        (OPEN, BACK_4, "reproducible"),
        (BACK_4, replace(BACK_4, k=5), "other k"),
        (NATURAL_3, replace(NATURAL_3, k=2), "other k"),
        (MADE, replace(MADE, k=5), "other cut"),
        # It may say less.
        (NATURAL_3, MADE, None),
        (NATURAL_3, BACK_4, None),
        (BACK_4, replace(MADE, k=5), None),
        (MISFIT_4, MADE, None),
        (MADE, replace(OPEN, k=7), None),
        (NATURAL_3, OPEN, None),
    ],
)
def test_an_overclaim_is_what_quick_says_and_full_does_not(full, quick, claim):
    assert find_overclaim(full, quick) == claim


def test_no_answer_yet_is_neither_right_nor_wrong():
    assert not OPEN.is_wrong
    assert not OPEN.right["verdict"]
    assert NATURAL_3.is_wrong
    assert not MADE.is_wrong


def test_the_comparison_counts_each_family_and_all_of_them(capsys):
    other = [replace(answer, family="ratings") for answer in (MADE, OPEN)]
    print_comparison([Pair(MADE, MADE), Pair(MADE, NATURAL_3), Pair(MADE, OPEN), Pair(*other)])

    _, counts, ratings, every = capsys.readouterr().out.splitlines()
    # tables; right and wrong of full, then of quick; undecided; overclaims, natural ones of them
    assert counts.split()[1:8] == ["3", "1.00", "0.00", "0.33", "0.33", "0.33", "1"]
    assert ratings.split()[1:7] == ["1", "1.00", "0.00", "0.00", "0.00", "1.00"]
    assert every.split()[1:8] == ["4", "1.00", "0.00", "0.25", "0.25", "0.50", "1"]


def test_a_line_has_both_answers_the_wrong_one_marked_and_the_overclaim():
    line = write_answers((MADE, NATURAL_3))

    assert line.split() == (
        [
            "counts",
            "n=300",
            "d=2",
            "#0",
            "constructive",
            "4",
            "✗",
            "natural",
            "3",
            "overclaim:",
            "natural",
        ]
    )
    assert "overclaim" not in write_answers((MADE, OPEN))
    assert "overclaim" not in write_answers((NATURAL_3,))


def test_planted_families_are_left_out_of_the_tables_without_groups():
    planted = replace(MADE, family="oversized")

    assert without_groups(by_family([MADE, planted])) == [MADE]


def test_the_table_names_every_word_once_and_counts_it(capsys):
    rules = dict.fromkeys(("verdict", "silhouette", "CH", "DB", "elbow", "gap"), False)
    each = [replace(a, right={**rules, "pred. str.": True}) for a in (MADE, MADE, OPEN)]
    print_table(by_family(each))

    head, counts, *_ = capsys.readouterr().out.splitlines()
    assert head.split()[-4:] == ["natural", "reproducible", "constructive", "undecided"]
    assert counts.split()[-4:] == ["0", "0", "2", "1"]


@pytest.fixture(scope="module")
def groups() -> Table:
    rng = np.random.default_rng(6)
    x = rng.normal(size=(300, 2)) + np.repeat([[0.0, 0.0], [8.0, 0.0]], [180, 120], axis=0)
    return Table(family="made", name="n=300", x=x, true_k=2, right=NATURAL)


@pytest.fixture(scope="module")
def verdict(groups):
    # Quick, and what it says of this table does not matter: the words are put in.
    made = choose_k(groups.x, ("a", "b"), ChooseSettings(k_max=3, quick=True)).verdict
    return replace(made, kind="natural", k=2, natural_k=2, fits=True)


def test_natural_is_right_with_the_known_number_where_groups_were_planted(groups, verdict):
    assert read_outcome(verdict) == "natural"
    assert is_right(groups, verdict)
    assert is_right(replace(groups, right=FOUND), verdict)
    assert not is_right(replace(groups, true_k=3), verdict)
    assert not any(is_right(replace(groups, right=r), verdict) for r in (NO_GROUPS, NOT_NATURAL))


def test_misfit_is_right_where_it_may_be_said_at_any_number(groups, verdict):
    misfit = replace(verdict, fits=False, kind="constructive", k=7)

    assert read_outcome(misfit) == "misfit"
    assert all(is_right(replace(groups, right=r), misfit) for r in (MISFIT, FOUND, NOT_NATURAL))
    assert not any(is_right(replace(groups, right=r), misfit) for r in (NO_GROUPS, NATURAL))


def test_two_processes_answer_as_one_does_in_the_same_order():
    rng = np.random.default_rng(5)
    tables = [
        Table(family=f, name=f, x=rng.normal(size=(60, 2)), true_k=1, right=NOT_NATURAL)
        for f in ("first", "second", "third")
    ]

    one, two = (list(judge_all(tables, (True,), processes=p)) for p in (1, 2))

    assert [a.family for (a,) in two] == ["first", "second", "third"]

    def leave_out_times(answers):
        return [replace(a, seconds=0, search_seconds=0) for (a,) in answers]

    assert leave_out_times(one) == leave_out_times(two)
