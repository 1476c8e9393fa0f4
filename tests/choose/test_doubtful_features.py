"""Is the bank asked about features where its answer would change the segments, and only there?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.choose import doubtful_features
from finseg.choose.doubtful_features import ask_about_features, find_doubtful_blocks
from finseg.settings import Settings
from finseg.understand import read_source

SIZES = (210, 120, 70)
GROUP = np.repeat(np.arange(3), SIZES)
PLAIN = Settings.from_tree({})


def make_table(*, apart=True, columns=("first", "second", "third"), seed=4):
    """Numbers that tell groups, and answers that tell others (`apart`) or the same."""
    rng = np.random.default_rng(seed)
    told = rng.permutation(GROUP) if apart else GROUP
    words = np.array(["often", "seldom", "never"])
    noise = 0.15 if apart else 0.0
    answers = {
        name: words[np.where(rng.random(len(GROUP)) < noise, rng.integers(0, 3, len(GROUP)), told)]
        for name in columns
    }
    return pl.DataFrame(
        {
            "income": (rng.normal(0, 0.3, len(GROUP)) + 5 * GROUP).round(3),
            "spending": (rng.normal(0, 0.3, len(GROUP)) - 4 * GROUP).round(3),
            **answers,
        }
    )


def read(table, tree=None):
    return read_source(table, Settings.from_tree(tree or {}))


def list_asked(checked):
    return [q for q in checked.questions if q.topic == "features"]


def ask(table, tree=None):
    return ask_about_features(read(table, tree), Settings.from_tree(tree or {}))


def test_answers_that_divide_otherwise_than_the_numbers_are_asked_about():
    (question,) = ask(make_table())

    assert question.columns == ("first", "second", "third")
    assert "form the segments?" in str(question.say_question())
    assert "4 groups of 400 customers agree by 0." in str(question.say_evidence())
    assert [a.changes[0].value for a in question.answers] == ["feature", "descriptor"]
    assert question.answers[0].changes[1].write_option() == "--set read.roles.second=feature"
    assert str(question.stakes.say_dependents()) == (
        "What depends on it: which columns form the segments."
    )


def test_answers_that_say_what_the_numbers_say_are_not_asked_about():
    assert ask(make_table(apart=False), {"choose": {"k": 3}}) == ()


def test_it_is_asked_below_the_limit_of_agreement_only(monkeypatch):
    (question,) = ask(make_table())
    agreement = 1 - question.weight / 10

    for limit, asked in ((agreement + 1e-9, 1), (agreement - 1e-9, 0)):
        monkeypatch.setattr(doubtful_features, "SAME", limit)
        assert len(ask(make_table())) == asked


def test_what_is_answered_is_not_asked_again_and_the_same_answer_changes_nothing():
    table = make_table()
    (question,) = list_asked(finseg.check(table).checked)
    studies = []
    for answer in question.answers:
        roles = {c.path[-1]: c.value for c in answer.changes}
        assert ask(table, {"read": {"roles": roles}}) == ()
        studies.append(finseg.segment(table, k=3, quick=True, settings={"read": {"roles": roles}}))
    asked = finseg.segment(table, k=3, quick=True)

    same, other = (study.assignments["segment"].to_list() for study in studies)
    assert asked.assignments["segment"].to_list() == same
    assert same != other
    assert [q.columns for q in list_asked(asked.checked)] == [question.columns]
    assert not any(list_asked(study.checked) for study in studies)


def test_who_names_the_features_is_not_asked():
    checked = finseg.check(make_table(), features=["income", "spending", "first"]).checked

    assert list_asked(checked) == []


def test_a_table_of_numbers_is_not_looked_at(monkeypatch):
    table = make_table().select("income", "spending")
    monkeypatch.setattr(doubtful_features, "_prepare", None)

    assert ask(table) == ()
    with pytest.raises(TypeError):
        ask(make_table())


@pytest.mark.parametrize(
    ("columns", "kinds"),
    [
        ({"zeta": ["0", "1"]}, []),
        (
            {"zeta": ["0", "1"], "eta": ["0", "1"]},
            [("flags", ("zeta",)), ("flags", ("eta",))],
        ),
        (
            {"zeta a": ["0", "1"], "eta": ["0", "1"], "zeta b": ["0", "1"]},
            [("flags", ("zeta a", "zeta b")), ("flags", ("eta",))],
        ),
        (
            {"savings_acct": ["0", "1"], "eta": ["0", "1"], "mortgage": ["0", "1"]},
            [("flags", ("savings_acct", "mortgage")), ("flags", ("eta",))],
        ),
        ({"zeta": ["u", "v"]}, [("categories", ("zeta",))]),
        (
            {"hobby": ["chess", "golf", "ski"], "pet": ["cat", "dog", "none"]},
            [("categories", ("hobby",)), ("categories", ("pet",))],
        ),
        (
            {"hobby": ["chess", "other", "none"], "pet": ["cat", "other", "none"]},
            [("categories", ("hobby",)), ("categories", ("pet",))],
        ),
        (
            {"hobby": ["chess", "golf", "ski"], "pastime": ["golf", "ski", "tea"]},
            [("categories", ("hobby", "pastime"))],
        ),
        (
            {"zeta": ["yes", "no"], "eta": ["yes", "no"]},
            [("categories", ("zeta",)), ("categories", ("eta",))],
        ),
        (
            {"uses tea": ["yes", "no"], "uses ink": ["no", "yes"]},
            [("categories", ("uses tea", "uses ink"))],
        ),
        ({"Konfession": ["ev", "rk", "no"], "ethnie": ["u", "v", "w"]}, []),
        ({"zeta": [f"l{i}" for i in range(12)]}, [("categories", ("zeta",))]),
        ({"zeta": [f"l{i:02}" for i in range(13)]}, []),
        ({"education": ["u", "v"], "town": ["u", "v", "w"], "married": ["u", "v"]}, []),
        ({"channel": ["u", "v"]}, [("used", ("channel",))]),
        (
            {"channel": ["u", "v"], "payment": ["x", "y"], "contract": ["x", "y", "z"]},
            [("used", ("payment", "contract")), ("used", ("channel",))],
        ),
        (
            {"channel": ["u", "v"], "payment": ["x", "y"]},
            [("used", ("payment",)), ("used", ("channel",))],
        ),
        ({"churn": ["yes", "no"]}, []),
    ],
)
def test_blocks_are_columns_of_one_kind(columns, kinds):
    rows = 240
    table = pl.DataFrame(
        {
            "income": np.random.default_rng(1).normal(100, 9, rows),
            **{name: (own * rows)[:rows] for name, own in columns.items()},
        }
    )

    found = find_doubtful_blocks(read(table))

    assert sorted((b.kind, b.columns) for b in found) == sorted(kinds)


@pytest.mark.parametrize(("rows", "asked"), [(100, 1), (99, 0)])
def test_few_customers_say_too_little(rows, asked):
    rng = np.random.default_rng(3)
    table = pl.DataFrame(
        {"income": rng.normal(9, 1, rows), "hobby": rng.choice(["chess", "golf"], rows)}
    )
    assert len(ask(table)) == asked


def test_what_describes_may_be_clustered_on():
    table = make_table(columns=("hobby",))

    (question,) = ask(table)

    assert [a.changes[0].value for a in question.answers] == ["descriptor", "feature"]
    assert "it only describes" in str(question.say_evidence())


def test_neither_the_order_of_rows_nor_their_number_changes_the_evidence(monkeypatch):
    table = make_table()
    monkeypatch.setattr(doubtful_features, "ROWS", 150)
    (one,) = ask(table)
    (other,) = ask(table.sample(fraction=1.0, shuffle=True, seed=8))

    assert one.evidence == other.evidence
    assert "150 customers" in str(one.say_evidence())


def test_at_most_five_questions_are_kept_the_weightiest_first():
    checked = finseg.check(make_table()).checked
    (question,) = list_asked(checked)
    checked = replace(checked, questions=(question,))
    more = [replace(question, weight=w) for w in (3.0, 0.1, 9.9, 4.0, 2.0, 8.0)]

    kept = checked.ask_also(more).questions

    assert [q.weight for q in kept] == sorted([question.weight, 9.9, 8.0, 4.0, 3.0], reverse=True)


def make_batteries(sizes, rows=240):
    """Batteries of answers, each with words of its own, that divide customers each otherwise."""
    rng = np.random.default_rng(6)
    told = {
        f"q{battery}_{place}": np.array([f"w{battery}{i}" for i in range(4)])[
            np.where(rng.random(rows) < 0.1, rng.integers(0, 4, rows), group)
        ]
        for battery, size in enumerate(sizes)
        for group in [rng.integers(0, 4, rows)]
        for place in range(size)
    }
    return pl.DataFrame({"income": rng.normal(100, 9, rows), **told})


@pytest.mark.parametrize(("sizes", "clusterings"), [((3, 3), 3), ((3, 3, 4), 4), ((3,) * 9, 4)])
def test_however_many_batteries_there_are_few_are_tried(monkeypatch, sizes, clusterings):
    calls = {"fit_table": 0, "find_redundancy": 0}
    rows = set()

    def count(name):
        real = getattr(doubtful_features, name)

        def counted(first, *more, **named):
            calls[name] += 1
            rows.add(first.rows if name == "find_redundancy" else len(first))
            return real(first, *more, **named)

        monkeypatch.setattr(doubtful_features, name, counted)

    for name in calls:
        count(name)
    monkeypatch.setattr(doubtful_features, "ROWS", 200)
    asked = ask(make_batteries(sizes))

    assert calls == {"fit_table": clusterings, "find_redundancy": 1}
    assert rows == {200}
    assert len(asked) <= 3


def test_the_largest_batteries_are_tried(monkeypatch):
    monkeypatch.setattr(doubtful_features, "SAME", 2.0)  # whatever is tried is asked about

    asked = ask(make_batteries((3, 5, 3, 4, 6)))

    assert sorted(len(question.columns) for question in asked) == [4, 5, 6]
