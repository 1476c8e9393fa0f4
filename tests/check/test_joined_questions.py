"""Are questions put together where one answer is likely to fit all, and only there?"""

from __future__ import annotations

from typing import Any

import pytest

from finseg.check.joined_questions import join_alike
from finseg.records.question import Answer, Change, Question, Stakes
from tests.builders.tables import make_table


def ask(column: str, topic: Any = "unit", **changes: Any) -> Question:
    value = changes.pop("value", "x")
    fields: dict[str, Any] = {
        "answers": (
            Answer(meaning="one", changes=(Change(path=("read", column), value=value),)),
            Answer(meaning="two", changes=(Change(path=("other", column), value="y"),)),
        ),
        "evidence": (f"seen in {column}",), "stakes": Stakes(words=1), "weight": 1.5,
    }  # fmt: skip
    return Question(topic=topic, columns=(column,), **{**fields, **changes})


def join(*questions: Question, **values: list[Any]) -> list[tuple[str, ...]]:
    own = {q.columns[0]: [1.0, 2.0] for q in questions}
    return [q.columns for q in join_alike(questions, make_table(own | values))]


def test_one_question_holds_the_columns_answers_evidence_and_stakes_of_all():
    one = ask("a", stakes=Stakes(ratios=("utilisation", "loan to income"), offers=1, words=2,
                                 share=0.25), weight=2.0)  # fmt: skip
    other = ask("b", stakes=Stakes(ratios=("loan to income",), offers=3, words=1, segments=True,
                                   share=0.5))  # fmt: skip

    (joined,) = join_alike([one, other], make_table({"a": [1.0], "b": [2.0]}))

    assert joined.columns == ("a", "b")
    assert joined.evidence == ("seen in a", "seen in b")
    assert joined.weight == 3.5
    assert joined.stakes == Stakes(
        ratios=("utilisation", "loan to income"), offers=4, words=3, segments=True, share=0.75
    )
    assert [(a.meaning, [c.path for c in a.changes]) for a in joined.answers] == [
        ("one", [("read", "a"), ("read", "b")]), ("two", [("other", "a"), ("other", "b")]),
    ]  # fmt: skip


def test_the_same_evidence_is_told_once():
    same = [ask(name, evidence=("e", name)) for name in "ab"]

    (joined,) = join_alike(same, make_table({"a": [1.0], "b": [2.0]}))

    assert joined.evidence == ("e", "a", "b")


@pytest.mark.parametrize(
    ("columns", "groups"), [(5, [5]), (6, [5, 1]), (10, [5, 5]), (11, [5, 5, 1])]
)
def test_at_most_five_columns_stand_in_one_question(columns, groups):
    found = join(*(ask(f"c{i:02}") for i in range(columns)))

    assert [len(names) for names in found] == groups
    assert [name for names in found for name in names] == [f"c{i:02}" for i in range(columns)]


@pytest.mark.parametrize(
    ("topic", "together"),
    [("levels", True), ("unit", True), ("scale", True), ("per", False), ("owner", False)],
)
def test_other_doubts_are_one_only_where_the_evidence_is(topic, together):
    assert (len(join(ask("a", topic), ask("b", topic))) == 1) is together
    assert len(join(ask("a", topic, evidence=("e",)), ask("b", topic, evidence=("e",)))) == 1


def test_questions_of_other_topics_or_with_other_answers_stay_apart():
    assert len(join(ask("a", "unit"), ask("b", "scale"))) == 2
    assert len(join(ask("a"), ask("b", value="z"))) == 2


@pytest.mark.parametrize(
    ("values", "together"),
    [
        ([1.0, 31.0], True),  # 95th percentile up to 10^1.5
        ([1.0, 32.0, 32.0], False),
        ([-1.0, -40.0, -40.0], False),  # their size counts
        ([0.0, 0.0], True),  # nothing there: as large as one
        ([None, 5.0], True),
    ],
)
def test_amounts_of_one_size_may_be_in_one_scale(values, together):
    assert (
        len(join(ask("a"), ask("b"), a=[1.0, 1.0, 1.0], b=[*values, None][:3])) == 1
    ) is together


def test_columns_without_figures_are_all_of_one_size():
    words: list[Any] = [None, None, None]

    assert len(join(ask("a"), ask("b"), ask("c"), a=words, b=["x", "y", "z"], c=[1.0] * 3)) == 2


def test_of_codes_one_question_is_asked_about_the_five_that_weigh_most():
    weights = [1.0, 3.0, 2.0, 3.0, 1.0, 2.0, 0.5]
    asked = [ask(f"c{i}", "levels", weight=weight) for i, weight in enumerate(weights)]

    (question,) = join_alike(asked, make_table({f"c{i}": [float(i), 9.0] for i in range(7)}))

    assert question.columns == ("c1", "c3", "c2", "c5", "c0")  # of equals the first comes first
    assert question.weight == 11.0
