"""What a catalogue may say at the edge, and what is just beyond it."""

from __future__ import annotations

from contextlib import nullcontext

import msgspec
import pytest

from finseg.errors import CatalogueError
from finseg.interpret import load_bundled_lexicon
from finseg.recommend.contradictions import Range, find_problems
from finseg.recommend.products import Catalogue
from finseg.settings import RecommendSettings
from tests.builders.products import catalogue_of

MONEY = [{"measure": "income", "at_least": 1}]


def read(**changes):
    return catalogue_of([{"name": "P", "kind": "deposit", "what": "x", "target": MONEY, **changes}])


def refused(match):
    return pytest.raises(CatalogueError, match=match)


def test_a_range_within_another_may_share_its_ends():
    assert Range(1, 2).is_within(Range(1, 2))
    assert Range(1, 2).is_within(Range(0, 3))
    assert not Range(0, 2).is_within(Range(1, 2))
    assert not Range(1, 3).is_within(Range(1, 2))
    assert (Range(2, 1).is_empty, Range(1, 1).is_empty) == (True, False)
    assert Range(1, 5).find_overlap(Range(3, 9)) == Range(3, 5)


@pytest.mark.parametrize(
    ("need", "against", "fits"),
    [
        ({"at_least": 0.5}, {"at_least": 0.5}, False),
        ({"at_least": 0.5}, {"at_least": 0.4}, False),
        ({"at_least": 0.4}, {"at_least": 0.5}, True),
        ({"at_most": -0.5}, {"at_most": -0.4}, False),
        ({"at_most": -0.4}, {"at_most": -0.5}, True),
        ({"at_most": -0.5}, {"at_least": 0.5}, True),
        ({"at_least": 0.5}, {"at_most": 0.9}, True),
        ({"at_least": 0.5, "more_than": "savings"}, {"at_least": 0.4}, True),
        ({"at_least": 0.5}, {"at_least": 0.4, "more_than": "savings"}, True),
        ({"between": [-0.2, 0.2]}, {"at_least": -0.5}, True),
        ({"at_least": 0.5}, {"axis": "savings", "at_least": 0.4}, True),
    ],
)
def test_a_need_that_holds_only_with_what_speaks_against_it_is_refused(need, against, fits):
    with nullcontext() if fits else refused("can never make a target"):
        read(
            need=[{"says": "trade", "axis": "trading", **need}],
            against=[{"says": "do not", "axis": "trading", **against}],
        )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"eligible": [{"measure": "age"}]}, "has no limit"),
        ({"eligible": [{"measure": "age", "at_least": 30, "at_most": 29}]}, "can never hold"),
        ({"eligible": [{"measure": "age", "at_least": 30, "at_most": 30}]}, ""),
        ({"eligible": [{"measure": "income", "above": 0.5, "below": 0.5}]}, "can never hold"),
        ({"eligible": [{"measure": "income", "above": 0.4, "below": 0.5}]}, ""),
        ({"eligible": [{"measure": "age", "at_least": 131}]}, "age is between 0 and 130"),
        ({"eligible": [{"measure": "age", "at_least": 130}]}, ""),
        ({"eligible": [{"measure": "age", "at_most": -1}]}, "can never hold"),
        ({"eligible": [{"measure": "tenure", "at_most": -1}]}, "never below 0"),
        ({"eligible": [{"measure": "age", "at_least": 0}]}, "always holds"),
        ({"eligible": [{"measure": "age", "at_least": 1}]}, ""),
        ({"eligible": [{"measure": "age", "at_most": 130}]}, "always holds"),
        ({"eligible": [{"measure": "age", "at_most": 129}]}, ""),
        ({"eligible": [{"measure": "age", "above": 0.1}]}, ""),
        ({"eligible": [{"measure": "credit score", "at_least": 300}]}, "always holds"),
        ({"eligible": [{"measure": "credit score", "at_least": 901}]}, "between 300 and 900"),
        ({"eligible": [{"measure": "income", "at_least": 1, "if_known": True}]}, ""),
        ({"negative": [{"measure": "age", "at_least": 80, "if_known": True}]}, "if_known"),
        ({"target": [{"measure": "income", "at_least": 1, "if_known": True}]}, "if_known"),
        ({"target": [{"measure": "age", "at_least": 60}]}, "must not be a reason"),
        ({"target": []}, "no condition under which"),
        ({"target": [], "stretched": True}, ""),
        ({"secured": True}, "only credit is secured"),
        ({"kind": "credit", "secured": True}, ""),
        ({"kind": "credit", "stretched": True}, "no help for customers beyond"),
        ({"excludes": ["P"]}, "excludes itself"),
        ({"excludes": ["Q"]}, "unknown product `Q`"),
        ({"limits": {"utilisation": 0.5}}, "`limits` has a meaning for credit only"),
        ({"adds": {"debt_service": 0.1}}, "`adds` has a meaning for credit only"),
        ({"kind": "credit", "limits": {"score_floor": 900}}, ""),
        ({"kind": "credit", "limits": {"score_floor": 901}}, "lets nobody through"),
        (
            {"kind": "credit", "limits": {"debt_service": 0.2}, "adds": {"debt_service": 0.21}},
            "adds 0.21 to a debt_service of at most 0.2",
        ),
        ({"kind": "credit", "limits": {"debt_service": 0.2}, "adds": {"debt_service": 0.2}}, ""),
        (
            {"kind": "credit", "limits": {"loan_to_income": 1}, "adds": {"loan_to_income": 1.5}},
            "to a loan_to_income of",
        ),
        ({"kind": "credit", "adds": {"loan_to_income": 1.5}}, ""),
    ],
)
def test_each_condition_and_limit_is_refused_only_beyond_its_edge(changes, problem):
    with refused(problem) if problem else nullcontext():
        read(**changes)


@pytest.mark.parametrize(
    ("eligible", "negative", "target", "problem"),
    [
        ([{"at_least": 10}, {"at_most": 9}], [], {}, "nobody can be eligible"),
        ([{"at_least": 10}, {"at_most": 10}], [], {}, ""),
        ([{"at_least": 10}], [{"at_least": 10}], {"measure": "savings"}, "everybody eligible"),
        ([{"at_least": 10}], [{"at_least": 11}], {"measure": "savings"}, ""),
        ([{"at_least": 10}], [{"above": 0.1}], {"measure": "savings"}, ""),
        ([{"at_least": 10}], [{"at_most": 9}], {"measure": "savings"}, "hold of anybody"),
        ([{"at_least": 10}], [{"at_most": 10}], {"measure": "savings"}, ""),
        ([{"above": 0.6}, {"below": 0.6}], [], {"measure": "savings"}, "exclude each other"),
        ([{"above": 0.5}, {"below": 0.6}], [], {"measure": "savings"}, ""),
        ([{"above": 0.6}], [{"above": 0.5}], {"measure": "savings"}, "everybody eligible"),
        ([{"above": 0.6}], [{"above": 0.6}], {"measure": "savings"}, "everybody eligible"),
        ([{"above": 0.5}], [{"above": 0.6}], {"measure": "savings"}, ""),
        ([{"below": 0.3}], [{"below": 0.4}], {"measure": "savings"}, "everybody eligible"),
        ([{"below": 0.4}], [{"below": 0.3}], {"measure": "savings"}, ""),
        ([{"above": 0.6}], [{"above": 0.5, "at_least": 3}], {"measure": "savings"}, ""),
        ([{"above": 0.6}, {"below": 0.5}], [], {"measure": "savings"}, "exclude each other"),
        ([{"at_most": 10}], [], {"at_least": 11}, "can never be a reason"),
        ([{"at_most": 10}], [], {"at_least": 10}, ""),
        ([], [{"at_least": 5}], {"at_least": 5}, "can never be a reason"),
        ([], [{"at_least": 6}], {"at_least": 5}, ""),
        ([], [{"above": 0.1}], {"at_least": 5}, ""),
        ([], [{"at_least": 5}], {"at_least": 5, "above": 0.5}, ""),
    ],
)
def test_what_is_left_of_all_conditions_must_be_somebody(eligible, negative, target, problem):
    made = {"measure": "income", **target}
    if made.keys() == {"measure"}:
        made["at_least"] = 1
    with refused(problem) if problem else nullcontext():
        read(
            eligible=[{"measure": "income", **c} for c in eligible],
            negative=[{"measure": "income", **c} for c in negative],
            target=[made],
        )


@pytest.mark.parametrize(
    ("kind", "most", "floor", "fits"),
    [
        ("credit", 549, None, False),
        ("credit", 550, None, True),
        ("credit", 649, 650, False),
        ("credit", 650, 650, True),
        ("deposit", 400, None, True),
    ],
)
def test_the_score_that_is_asked_for_reaches_the_floor_of_credit(kind, most, floor, fits):
    limits = {"limits": {"score_floor": floor}} if floor else {}
    with nullcontext() if fits else refused("no credit is offered below"):
        read(kind=kind, eligible=[{"measure": "credit score", "at_most": most}], **limits)


def test_a_second_product_of_one_name_is_refused_whatever_its_case():
    own = {"kind": "deposit", "what": "x", "target": MONEY}
    with refused("stands there twice"):
        catalogue_of([{"name": "Fund", **own}, {"name": "fund", **own}])


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"eligible": [{"measure": "wisdom", "at_least": 1}]}, "eligible"),
        ({"need": [{"says": "trade", "axis": "wisdom", "at_least": 0.5}]}, "need"),
        ({"need": [{"says": "x", "axis": "debt", "more_than": "wisdom"}]}, "need"),
        ({"excludes": ["Q"]}, "excludes"),
        ({"excludes": ["Second"]}, "excludes"),
        ({"target": [{"measure": "age", "at_least": 60}]}, "target"),
        ({"need": [{"says": "are old", "axis": "age", "at_least": 0.5}]}, "need"),
        ({"secured": True}, "secured"),
        ({"kind": "credit", "stretched": True}, "stretched"),
        ({"target": []}, "target"),
        ({"negative": [{"measure": "age"}]}, "negative"),
        ({"limits": {"utilisation": 0.5}}, "limits"),
        ({"adds": {"debt_service": 0.1}}, "adds"),
        ({"kind": "credit", "limits": {"score_floor": 901}}, "limits"),
        (
            {"kind": "credit", "limits": {"debt_service": 0.2}, "adds": {"debt_service": 0.3}},
            "adds",
        ),
    ],
)
def test_a_problem_is_laid_at_the_door_of_its_product_and_key(wrong, key):
    plain = {"kind": "deposit", "what": "x", "target": MONEY}
    products = [{"name": "First", **plain}, {"name": "Second", **plain, **wrong}]
    catalogue = msgspec.convert({"products": products}, Catalogue)

    found = list(find_problems(catalogue, load_bundled_lexicon(), RecommendSettings()))

    assert {(problem.product, problem.key) for problem in found} == {("Second", key)}


@pytest.mark.parametrize(
    ("wrong", "what", "fix"),
    [
        ({"secured": True}, "only credit is secured", 'set kind = "credit", or remove it'),
        (
            {"kind": "credit", "stretched": True},
            "credit is no help for customers beyond what they can afford",
            "remove it, or choose another kind",
        ),
        (
            {"target": []},
            "there is no condition under which a customer has a reason for it",
            "add a condition to `target`",
        ),
        ({"excludes": ["Second"]}, "excludes itself", "remove it"),
        (
            {"target": [{"measure": "age", "at_least": 60}]},
            "`age` must not be a reason for or against an offer",
            "use it in `eligible` or `negative` as a legal limit, or leave it out",
        ),
        (
            {"kind": "credit", "limits": {"score_floor": 901}},
            "",
            "write a floor of at most 900, where the scale ends",
        ),
        (
            {"kind": "credit", "limits": {"debt_service": 0.2}, "adds": {"debt_service": 0.3}},
            "",
            "correct what it adds, or its limit",
        ),
    ],
)
def test_a_problem_says_what_is_wrong_and_what_to_do(wrong, what, fix):
    plain = {"name": "Second", "kind": "deposit", "what": "x", "target": MONEY}
    catalogue = msgspec.convert({"products": [{**plain, **wrong}]}, Catalogue)

    (problem,) = find_problems(catalogue, load_bundled_lexicon(), RecommendSettings())

    assert problem.fix == fix
    assert not what or problem.what == what
