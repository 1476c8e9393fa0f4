from __future__ import annotations

import pickle

import pytest

from finseg import errors
from finseg.errors import FinsegError, MissingColumnError, find_near_name, suggest_name


def family(root: type[FinsegError] = FinsegError) -> set[type[FinsegError]]:
    return {root}.union(*(family(child) for child in root.__subclasses__()))


MEMBERS = sorted(family(), key=lambda e: e.code)


@pytest.mark.parametrize("kind", MEMBERS)
def test_every_error_survives_pickling_with_all_it_says(kind):
    error = kind("what", where="here", fix="do this")

    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert (type(again), str(again)) == (kind, str(error))


def test_what_happened_is_the_only_argument_of_an_error_however_it_is_given():
    assert FinsegError("what", where="here", fix="do this").args == ("what",)
    assert FinsegError(what="what", where="here").args == ("what",)


def test_codes_are_unique():
    codes = [e.code for e in family()]

    assert len(set(codes)) == len(codes)


def test_exit_status_follows_from_the_hundreds_of_the_code():
    status = {"0": 1, "1": 2, "2": 3, "3": 4, "4": 5, "5": 10}

    for kind in family():
        assert kind.exit_status == status[kind.code[2]], kind


def test_an_error_reads_as_what_where_fix():
    error = MissingColumnError("no column `agee`", where="[read.roles]", fix="did you mean `age`?")

    assert str(error).splitlines() == [
        "FS102: no column `agee`",
        "  where: [read.roles]",
        "  fix:   did you mean `age`?",
    ]


def test_the_nearest_name_is_offered_whatever_its_case():
    assert suggest_name("INCOM", ["age", "Income"]) == "did you mean `Income`?"
    assert suggest_name("zzz", ["age", "income"]) == "choose one of `age`, `income`"


def test_no_error_is_defined_elsewhere():
    assert {e.__module__ for e in family()} == {errors.__name__}


def test_many_names_are_cut_after_twenty():
    names = [f"column {i}" for i in range(21)]

    assert suggest_name("zzz", names[:20]).endswith("`column 19`")
    assert suggest_name("zzz", names).endswith("`column 19` …")


@pytest.mark.parametrize(("name", "near"), [("abcxyz", ""), ("abcxy", "abcde"), ("ABCDE", "abcde")])
def test_a_name_is_near_where_six_tenths_of_it_agree(name, near):
    assert find_near_name(name, ["abcde"]) == near


def test_of_several_names_the_nearest_is_offered_and_lines_that_are_empty_are_left_out():
    assert find_near_name("incom", ["incomes", "income", "in"]) == "income"
    assert str(FinsegError("what")) == "FS000: what"
    assert FinsegError("what", fix="do").list_lines() == ["FS000: what", "  fix:   do"]
    assert FinsegError("what", where="here").list_lines() == ["FS000: what", "  where: here"]
