"""What is said of the columns that carry groups?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.document.numbers import Numbers
from finseg.records.carriers import Carriers, CarrierSearch

FOUND = Carriers(
    columns=("balance", "visits", "income"), natural_k=4, whole_k=1, whole="none", rows=900
)


def told(found, *, asked=False, numbers=7, ran=True):
    search = CarrierSearch(found=found, columns=7, numbers=numbers, ran=ran, asked=asked)
    return [s.write(Numbers()) for s in search.list_sentences()]


def test_what_was_found_is_said_with_the_option_that_uses_it():
    (sentence,) = told(FOUND)

    assert sentence == (
        "3 of your 7 columns divide these customers: `balance`, `visits`, `income`. With them "
        "alone there are 4 natural groups; all 7 together show none. To cluster on them: "
        "--features balance,visits,income"
    )


@pytest.mark.parametrize(
    ("whole", "k", "said"),
    [
        ("none", 1, "all 7 together show none."),
        (
            "untested",
            1,
            (
                "gaps were not looked for in all 7 together, as most of the distance there is "
                "between levels of categories."
            ),
        ),
        ("natural", 2, "all 7 together show only 2."),
        (
            "misfit",
            4,
            "in all 7 together, segments around averages do not follow the groups.",
        ),
    ],
)
def test_it_is_said_what_all_columns_showed(whole, k, said):
    (sentence,) = told(replace(FOUND, whole=whole, whole_k=k))

    assert said in sentence


def test_who_asked_is_told_what_was_chosen():
    (sentence,) = told(FOUND, asked=True)

    assert sentence.startswith("3 of your 7 columns carry groups, and were chosen as features")
    assert "--features" not in sentence


def test_that_there_are_none_is_said_to_those_who_asked_alone():
    assert told(None) == []
    (sentence,) = told(None, asked=True, numbers=6)
    assert sentence == (
        "You asked for features to be found (auto). Among your 6 columns of numbers, no smaller "
        "set shows more groups than all of them together: all features are clustered on."
    )


def test_where_too_few_columns_were_there_to_search_no_search_is_told_of():
    (sentence,) = told(None, asked=True, numbers=2, ran=False)

    assert sentence == (
        "You asked for features to be found (auto). That takes at least 3 columns of numbers, and "
        "your table has 2: all its features are clustered on."
    )


@pytest.mark.parametrize(("asked", "all_of_them"), [(True, "all 5 of numbers"), (False, "all 7")])
def test_who_asked_is_told_of_the_columns_that_were_looked_at_together(asked, all_of_them):
    (sentence,) = told(FOUND, asked=asked, numbers=5)

    assert f"{all_of_them} together show none" in sentence


@pytest.mark.parametrize(
    ("names", "option"),
    [
        (("a", "b"), "--features a,b"),
        (("annual income", "b"), "--features 'annual income,b'"),
        (("it's", "b"), "--features 'it'\"'\"'s,b'"),
        (("a, b", "c"), ""),
        ((" a", "c"), ""),
    ],
)
def test_the_option_is_quoted_for_the_shell_and_left_out_where_it_could_not_name_them(
    names, option
):
    assert replace(FOUND, columns=names).option == option


def test_where_the_option_cannot_name_them_the_setting_finds_them():
    (sentence,) = told(replace(FOUND, columns=("a, b", "c")))

    assert sentence.endswith('To cluster on them: features = "auto" in [prepare].')
