"""Do holdings told in words form the same segments in any language whose headings we know?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import adjusted_rand_score

import finseg

SIZES = (260, 150, 90)
ENGLISH = ("little", "moderate", "quite rich", "rich", "NA")
OTHERS = {
    "English, another heading": ("savings", "B9", ENGLISH),
    "German": ("Sparguthaben", "Girokonto", ("wenig", "mittel", "recht viel", "viel", "NA")),
    "Finnish words": ("Savings", "käyttötili", ("niukasti", "jonkin", "runsas", "rikas", "NA")),
    "Hindi words": ("Savings", "चालू खाता", ("कम", "मध्यम", "अच्छा", "बहुत", "NA")),
    "a word of their own for no account": ("Savings", "Current", (*ENGLISH[:4], "kein Konto")),
    "blank where there is no account": ("Savings", "Current", (*ENGLISH[:4], None)),
}


def make_table(savings, current, words):
    """Three groups that have other holdings, and other amounts."""
    rng = np.random.default_rng(5)
    group = np.repeat(np.arange(3), SIZES)
    chance = np.array([[70, 12, 6, 2, 10], [6, 6, 18, 58, 12], [4, 66, 4, 4, 22]]) / 100
    draw = [[rng.choice(5, p=chance[g]) for g in group] for _ in range(2)]
    draw[1] = [3 if place == 2 else place for place in draw[1]]  # it has no third word
    return group, pl.DataFrame(
        {
            savings: [words[place] for place in draw[0]],
            current: [words[place] for place in draw[1]],
            "amount": rng.lognormal(6 + group, 0.4).round(2),
        }
    )


def divide(case):
    group, table = make_table(*case)
    return group, finseg.segment(table, k=3, quick=True)


@pytest.fixture(scope="module")
def english():
    return divide(("Saving accounts", "Checking account", ENGLISH))


def test_tiers_in_words_form_the_segments(english):
    group, study = english

    kinds = {c.category for c in study.dataset.features if c.category}
    assert kinds == {"Saving accounts", "Checking account"}
    assert adjusted_rand_score(group, study.assignments["segment"].to_numpy()) > 0.5


@pytest.mark.parametrize("case", OTHERS.values(), ids=OTHERS)
def test_neither_heading_nor_language_changes_the_segments(english, case):
    _, study = english
    _, other = divide(case)

    same = adjusted_rand_score(
        study.assignments["segment"].to_numpy(), other.assignments["segment"].to_numpy()
    )
    assert same > 0.99


@pytest.mark.parametrize("headings", [("A9", "B9"), ("säästötili", "käyttötili")])
def test_tiers_of_nobody_knows_what_describe_until_somebody_says_so(english, headings):
    _, study = english
    _, table = make_table(headings[0], headings[1], ENGLISH)
    asked = finseg.check(table)
    told = finseg.segment(
        table, k=3, quick=True, settings={"read": {"roles": dict.fromkeys(headings, "feature")}}
    )

    assert {c.role for c in asked.dataset.columns if c.name in headings} == {"descriptor"}
    assert headings in [q.columns for q in asked.checked.questions]
    same = adjusted_rand_score(
        study.assignments["segment"].to_numpy(), told.assignments["segment"].to_numpy()
    )
    assert same > 0.99


def test_to_name_them_as_features_changes_nothing(english):
    _, study = english
    _, table = make_table("Saving accounts", "Checking account", ENGLISH)
    named = finseg.segment(table, features=table.columns, k=3, quick=True)

    assert named.assignments["segment"].to_list() == study.assignments["segment"].to_list()


def test_the_blank_is_said_to_be_a_level():
    _, table = make_table("Savings", "Current", (*ENGLISH[:4], None))
    checked = finseg.check(table)

    said = [str(f.message) for f in checked.checked.findings if f.code == "D056"]
    assert len(said) == 2
    assert all("levels, of which one is that it is blank" in text for text in said)
