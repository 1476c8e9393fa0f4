"""What a catalogue must not say, and where the error points."""

from __future__ import annotations

import pytest

from finseg.errors import CatalogueError
from finseg.interpret.lexicon import load_bundled_lexicon
from finseg.recommend import load_bundled_catalogue, parse_catalogue
from finseg.settings import AffordabilitySettings, RecommendSettings, Settings

LEXICON = load_bundled_lexicon()
GOOD = """\
[[products]]
name = "Loan"
kind = "credit"
what = "money"
target = [{ measure = "spending", above = 0.6 }]
eligible = [{ measure = "credit score", at_least = 650 }, { measure = "age", at_least = 18 }]
negative = [{ measure = "age", at_least = 75 }]
need = [{ says = "owe more", axis = "borrowing", at_least = 0.4 }]
"""


def parse(text, settings=None):
    own = settings or RecommendSettings()
    return parse_catalogue(text, where="ours.toml", lexicon=LEXICON, settings=own)


def test_the_bundled_catalogue_keeps_its_own_rules_and_covers_every_kind():
    catalogue = load_bundled_catalogue(LEXICON, RecommendSettings())

    assert {p.kind for p in catalogue.products} == {
        "credit", "deposit", "investment", "protection", "advice",
    }  # fmt: skip
    assert len(catalogue.products) >= 12
    assert any(p.stretched and p.kind == "advice" for p in catalogue.products)
    assert all(p.what and p.channel for p in catalogue.products)


def test_a_stricter_policy_does_not_make_the_bundled_catalogue_wrong():
    strict = RecommendSettings(
        affordability=AffordabilitySettings(
            score_floor=880.0, loan_to_income=0.01, utilisation=0.01
        )
    )

    assert (
        load_bundled_catalogue(LEXICON, strict).names
        == load_bundled_catalogue(LEXICON, RecommendSettings()).names
    )


def test_a_sound_catalogue_is_read():
    assert parse(GOOD).names == ["Loan"]


BAD = {
    "no TOML": ("kind = ", "kind = = ", "not valid TOML", ""),
    "an unknown key": ("kind", "kinds", "unknown key `kinds`", "line 3"),
    "an unknown kind": ('"credit"', '"loan"', "unknown value `loan`", "line 3"),
    "an unknown figure": ('"spending"', '"spendng"', "nothing is known as `spendng`", "`target`"),
    "an unknown axis": ('"borrowing"', '"borowing"', "no axis `borowing`", "key `need`"),
    "limits the wrong way round": (
        "at_least = 650",
        "at_least = 650, at_most = 600",
        "can never hold",
        "key `eligible`",
    ),
    "an impossible figure": ("at_least = 650", "at_least = 950", "can never hold", "`eligible`"),
    "what always holds": ("at_least = 650", "at_least = 0", "always holds", "key `eligible`"),
    "a share that is none": ("above = 0.6", "above = 60", "expected a number", "line 5"),
    "eligible customers that nobody can be": (
        '{ measure = "age", at_least = 18 }',
        '{ measure = "age", at_least = 18 }, { measure = "age", at_most = 16 }',
        "contradict each other",
        "key `eligible`",
    ),
    "eligible customers who are all in the negative market": (
        '{ measure = "age", at_least = 75 }',
        '{ measure = "age", at_least = 10 }',
        "everybody eligible is in the negative market",
        "key `negative`",
    ),
    "a negative market that nobody eligible is in": (
        '{ measure = "age", at_least = 75 }',
        '{ measure = "age", at_most = 17 }',
        "can never hold of anybody eligible",
        "key `negative`",
    ),
    "eligible below the score floor": (
        '"credit score", at_least = 650',
        '"credit score", at_most = 500',
        "below a credit score of 550",
        "key `eligible`",
    ),
    "a reason that nobody eligible can have": (
        'measure = "spending", above = 0.6',
        'measure = "credit score", at_most = 600',
        "can never be a reason",
        "key `target`",
    ),
    "a condition without a limit": (", above = 0.6", "", "has no limit", "key `target`"),
    "no reason at all": ('[{ measure = "spending", above = 0.6 }]', "[]", "no condition", "target"),
    "age as a reason": ('"spending", above = 0.6', '"age", at_most = 30', "must not be", "target"),
    "age as a claim": ('axis = "borrowing"', 'axis = "age"', "must not be a reason", "`need`"),
    "a claim without a figure": (", at_least = 0.4", "", "has no figure", "key `need`"),
    "credit as help": ("what =", "stretched = true\nwhat =", "no help", "key `stretched`"),
    "a secured deposit": ('"credit"', '"deposit"\nsecured = true', "only credit", "`secured`"),
    "an unknown product to exclude": (
        "what =",
        'excludes = ["Lone"]\nwhat =',
        "unknown product `Lone`",
        "key `excludes`",
    ),
    "places that exclude each other": (
        '{ measure = "age", at_least = 18 }',
        '{ measure = "income", above = 0.6 }, { measure = "income", below = 0.5 }',
        "places on income exclude each other",
        "key `eligible`",
    ),
    "a negative market around all eligible places": (
        '{ measure = "age", at_least = 18 }]\nnegative = [{ measure = "age", at_least = 75 }',
        '{ measure = "income", above = 0.6 }]\nnegative = [{ measure = "income", above = 0.5 }',
        "everybody eligible is in the negative market",
        "key `negative`",
    ),
    "more added than may be owed": (
        "what =",
        "adds = { loan_to_income = 0.4 }\nlimits = { loan_to_income = 0.3 }\nwhat =",
        "nobody can have it: it adds 0.4",
        "key `adds`",
    ),
    "a floor beyond the scale": (
        "what =",
        "limits = { score_floor = 950 }\nwhat =",
        "lets nobody through",
        "key `limits`",
    ),
    "limits on what is no credit": (
        '"credit"',
        '"deposit"\nlimits = { utilisation = 0.5 }',
        "has a meaning for credit only",
        "key `limits`",
    ),
    "a need that is a reason against": (
        "what =",
        'against = [{ says = "owe", axis = "borrowing", at_least = 0.2 }]\nwhat =',
        "can never make a target",
        "key `need`",
    ),
    "itself to exclude": ("what =", 'excludes = ["Loan"]\nwhat =', "excludes itself", "excludes"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_a_catalogue_must_not_say_is_refused_with_place_and_remedy(case):
    old, new, said, place = BAD[case]
    assert old in GOOD

    with pytest.raises(CatalogueError) as caught:
        parse(GOOD.replace(old, new, 1))

    error = caught.value
    assert said in error.what
    assert error.where.startswith("ours.toml")
    assert place in error.where
    assert error.fix
    assert (error.code, error.exit_status) == ("FS107", 2)


def test_a_product_that_stands_there_twice_is_named_with_its_second_line():
    again = GOOD.replace('"Loan"', '"loan"')

    with pytest.raises(CatalogueError, match="twice") as caught:
        parse(GOOD + again)

    assert ", line 10, product `loan`" in caught.value.where


def test_a_catalogue_is_refused_before_the_data_are_read(tmp_path):
    import finseg

    ours = tmp_path / "ours.toml"
    ours.write_text(GOOD.replace("650", "9999"), encoding="utf-8")

    with pytest.raises(CatalogueError):
        finseg.segment("no-such-file.csv", settings={"recommend": {"catalogue": str(ours)}})


def test_a_floor_off_the_scale_and_weights_that_are_all_nothing_are_refused():
    with pytest.raises(finseg_error(), match="floor"):
        Settings().change_section("recommend.affordability", score_floor=100.0)
    with pytest.raises(finseg_error(), match="own strength"):
        Settings().change_section("recommend.weights", offered=0.0, relationship=0.0)


def finseg_error():
    from finseg.errors import SettingsError

    return SettingsError
