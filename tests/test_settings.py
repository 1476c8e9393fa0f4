from __future__ import annotations

from contextlib import nullcontext
from types import MappingProxyType

import numpy as np
import pytest

from finseg.document.numbers import Numbers
from finseg.errors import SettingsError
from finseg.journey import example
from finseg.settings import Settings


@pytest.mark.parametrize(
    ("text", "what", "where", "fix"),
    [
        ("[choos]\nk = 3", "unknown section `choos`", "settings", "did you mean `choose`?"),
        ("[choose]\nkmax = 3", "unknown key `kmax`", "[choose]", "did you mean `k_max`?"),
        ("[choose]\nk = 'four'", "expected a whole number, got text", "[choose] k", "correct"),
        ("[choose]\nk = 0", "expected a whole number >= 1", "[choose] k", "correct"),
        ("[choose]\nk = 51", "more segments than anyone", "[choose] k", "at most 50"),
        (
            "[read.roles]\nage = 'fature'",
            "unknown value `fature`",
            "line 2, [read] roles.age",
            "`feature`",
        ),
        ("[fit]\norder = 'down'", "unknown value `down`", "[fit] order", "`falling`"),
        ("[deliver]\nlocale = 'en-IM'", "unknown locale", "[deliver] locale", "`en-IN`"),
        (
            "[read]\ndelimiter = ';;'",
            "one character of ASCII",
            "[read] delimiter",
            'delimiter = ";"',
        ),
        ("[deliver]\ncurrency = 'Rupees'", "ISO code", "[deliver] currency", "correct"),
        ("[choose", "not valid TOML", "settings", "line"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(text, what, where, fix):
    with pytest.raises(SettingsError) as caught:
        Settings.from_toml(text)

    assert what in caught.value.what
    assert where in caught.value.where
    assert fix in caught.value.fix


def test_the_tree_comes_back_equal_from_its_plain_form():
    settings = Settings.from_toml(example("finseg.toml").read_text(encoding="utf-8"))

    assert Settings.from_tree(settings.as_tree()) == settings


@pytest.mark.parametrize("kind", [int, np.int64, np.uint8])
def test_numbers_of_numerical_libraries_are_numbers(kind):
    tree = {"choose": MappingProxyType({"k": kind(3), "smallest_share": np.float64(0.25)})}

    settings = Settings.from_tree(tree)

    assert settings == Settings().change_section("choose", k=3, smallest_share=0.25)
    assert type(settings.choose.k) is int


@pytest.mark.parametrize("k", [True, 3.5, np.float64(3.5), "3", np.array([1, 2])])
def test_what_does_not_count_is_no_number_of_segments(k):
    with pytest.raises(SettingsError, match="whole number"):
        Settings().change_section("choose", k=k)


def test_changing_one_key_leaves_the_others_and_the_original():
    settings = Settings()

    changed = settings.change_section("choose", k=5)

    assert changed.choose.k == 5
    assert changed.choose.k_max == settings.choose.k_max
    assert settings.choose.k is None


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("score_floor", "affordability.score_floor"),
        ("loan_to_income", "affordability.loan_to_income"),
        ("weight_size", "weights.size"),
        ("least_reach", "knockouts.least_reach"),
        ("most_offer", "most_offers"),
    ],
)
def test_an_unknown_key_names_the_nearest_one_in_the_sections_below(key, place):
    with pytest.raises(SettingsError, match=f"unknown key `{key}`") as error:
        Settings.from_toml(f"[recommend]\n{key} = 1")

    assert "[recommend]" in error.value.where
    assert f"did you mean `{place}`?" in error.value.fix


def test_a_section_within_a_section_is_named_where_its_key_or_value_is_wrong():
    with pytest.raises(SettingsError, match="unknown key `sizes`") as error:
        Settings.from_toml("[recommend.weights]\nsizes = 1")
    assert error.value.where.endswith("[recommend.weights]")
    assert error.value.fix == "did you mean `size`?"

    with pytest.raises(SettingsError, match="a number") as error:
        Settings.from_toml('[recommend.knockouts]\nleast_reach = "much"')
    assert error.value.where.endswith("[recommend.knockouts] least_reach")


def test_a_key_of_an_inner_section_is_changed_alone():
    first = Settings().change_section("recommend.weights", size=0.5)
    both = first.change_section("recommend.knockouts", least_share=0.1)

    assert both.recommend.weights.size == 0.5
    assert both.recommend.weights.value == Settings().recommend.weights.value
    assert both.recommend.knockouts.least_share == 0.1
    assert both.list_sections()["recommend.weights"]["size"] == 0.5
    assert "weights" not in both.list_sections()["recommend"]


@pytest.mark.parametrize(("power", "fits"), [(0.05, False), (0.051, True)])
def test_a_power_is_above_the_significance(power, fits):
    text = f"[recommend.campaign]\npower = {power}\nsignificance = 0.05"
    if fits:
        assert Settings.from_toml(text).recommend.campaign.power == power
        return
    with pytest.raises(SettingsError, match="no more than chance"):
        Settings.from_toml(text)


@pytest.mark.parametrize(("floor", "fits"), [(299, False), (300, True), (900, True), (901, False)])
def test_a_score_floor_lies_on_the_scale(floor, fits):
    text = f"[recommend.affordability]\nscore_floor = {floor}"
    if fits:
        assert Settings.from_toml(text).recommend.affordability.score_floor == floor
        return
    with pytest.raises(SettingsError, match="not on the scale 300 to 900"):
        Settings.from_toml(text)


DEFAULTS = {
    "read": {
        "delimiter": "",
        "encoding": "",
        "quote": "",
        "escape": "",
        "header": None,
        "skip_rows": 0,
        "comment": "",
        "decimal": "",
        "sheet": "",
        "member": "",
        "columns": "same",
        "roles": {},
        "units": {},
        "missing": [],
        "missing_in": {},
        "sentinels": {},
        "quantities": {},
        "words": "",
        "as_of": "",
        "dates": {},
        "max_bytes": 4000000000,
        "max_ratio": 100,
        "max_rows": 20000000,
        "max_columns": 5000,
        "max_cells": 100000000,
        "max_seconds": 600,
    },
    "understand": {},
    "build": {
        "per": "",
        "rows": "",
        "window": 0,
        "customers": "",
        "levels": 5,
        "least_level": 0.02,
        "rfm": True,
        "copies": "keep",
        "currency": "",
    },
    "check": {"max_rejected_share": 0.01, "on_duplicate": "keep", "rules": ""},
    "prepare": {
        "features": [],
        "weights": {},
        "scale": "standard",
        "scales": {},
        "rare_levels": 0.02,
        "transform": "auto",
        "transforms": {},
        "skewness": 1.0,
        "redundant": "share copies",
        "ratios": "describe",
        "blanks": "",
    },
    "explore": {"bins": 30},
    "choose": {
        "k": None,
        "k_max": 10,
        "smallest_share": 0.03,
        "fewest_customers": 5,
        "most_segments": None,
        "sample_rows": 20000,
        "starts": 10,
        "quick": False,
    },
    "fit": {"starts": None, "seed": 42, "order_by": "size", "order": "falling", "centres": ""},
    "interpret": {"lexicon": "", "axes": {}, "names": {}, "allowed_words": []},
    "recommend": {
        "catalogue": "",
        "business": "",
        "measures": {},
        "most_offers": 3,
        "least_fit": 0.4,
        "least_eligible": 0.2,
        "consent": "given",
        "no_offers": {},
        "consent_values": [],
        "affordability": {
            "score_floor": 550.0,
            "score_scale": [300.0, 900.0],
            "loan_to_income": 0.5,
            "secured_loan_to_income": 4.5,
            "utilisation": 0.8,
            "debt_service": 0.4,
        },
        "weights": {
            "size": 0.25,
            "value": 0.25,
            "demand": 0.25,
            "stability": 0.15,
            "reach": 0.1,
            "offered": 0.5,
            "relationship": 0.5,
        },
        "knockouts": {"least_share": 0.03, "least_stability": 0.0, "least_reach": 0.1},
        "campaign": {"significance": 0.05, "power": 0.8},
    },
    "deliver": {
        "title": "",
        "locale": "en-US",
        "currency": "",
        "workbook_customers": 50000,
        "png": False,
        "summary_pdf": True,
        "smallest_cell": 5,
        "smallest_shared_cell": 11,
    },
}


def test_every_setting_has_the_default_that_the_manual_states():
    assert Settings().as_tree() == DEFAULTS


@pytest.mark.parametrize(
    ("section", "key", "fit", "unfit"),
    [
        ("read", "header", [0, 1], [-1]),
        ("read", "skip_rows", [0], [-1]),
        ("read", "max_rows", [1], [0]),
        ("read", "max_bytes", [1], [0]),
        ("read", "max_ratio", [1], [0]),
        ("read", "max_columns", [1], [0]),
        ("read", "max_cells", [1], [0]),
        ("read", "max_seconds", [1], [0]),
        ("read", "dates", [{"a": "excel"}], [{"a": "iso"}]),
        ("build", "window", [0, 1], [-1]),
        ("build", "levels", [0, 50], [-1, 51]),
        ("build", "least_level", [0, 1], [-0.01, 1.01]),
        ("build", "copies", ["keep", "leave out"], ["drop"]),
        ("build", "rows", ["", "customers"], ["orders"]),
        ("check", "max_rejected_share", [0, 1], [-0.01, 1.01]),
        ("prepare", "skewness", [0.01, 5], [0]),
        ("prepare", "rare_levels", [0, 0.49], [-0.01, 0.5]),
        ("prepare", "weights", [{"a": 0.01}, {"a": 1000}], [{"a": 0}, {"a": 1001}]),
        ("prepare", "scale", ["robust", "none"], ["minmax"]),
        ("explore", "bins", [5, 200], [4, 201]),
        ("choose", "k", [1, 50], [0, 51]),
        ("choose", "k_max", [1, 50], [0, 51]),
        ("choose", "smallest_share", [0, 1], [-0.1, 1.1]),
        ("choose", "sample_rows", [100], [99]),
        ("choose", "fewest_customers", [1], [0]),
        ("choose", "most_segments", [None, 1], [0]),
        ("choose", "starts", [1], [0]),
        ("fit", "starts", [None, 1], [0]),
        ("fit", "seed", [0, 2**32 - 1], [-1, 2**32]),
        ("recommend", "most_offers", [0, 3], [-1, 4]),
        ("recommend", "least_fit", [0, 1], [-0.1, 1.1]),
        ("recommend", "least_eligible", [0, 1], [-0.1, 1.1]),
        ("recommend.knockouts", "least_share", [0, 1], [-0.1, 1.1]),
        ("recommend.knockouts", "least_stability", [0, 1], [-0.1, 1.1]),
        ("recommend.knockouts", "least_reach", [0, 1], [-0.1, 1.1]),
        ("recommend.affordability", "score_floor", [300], [-1]),
        ("recommend.affordability", "loan_to_income", [0.01], [0]),
        ("recommend.affordability", "secured_loan_to_income", [0.01], [0]),
        ("recommend.affordability", "utilisation", [0.01], [0]),
        ("recommend.affordability", "debt_service", [0.01], [0]),
        ("recommend.weights", "reach", [0, 1], [-0.1, 1.1]),
        ("recommend.campaign", "significance", [0.01, 0.79], [0, 1]),
        ("recommend.campaign", "power", [0.06, 0.99], [0, 1]),
        ("deliver", "currency", ["", "INR"], ["in", "INRS", "inr"]),
        ("deliver", "locale", ["en-IN"], ["en"]),
        ("deliver", "smallest_cell", [1], [0]),
        ("deliver", "smallest_shared_cell", [1], [0]),
        ("deliver", "workbook_customers", [1], [0]),
        ("read", "delimiter", ["", ";", "\t"], [";;", "é", '"', "\n"]),
        ("read", "as_of", ["", "2026-03-31"], ["31.03.2026", "2026-02-30"]),
    ],
)
def test_a_value_at_the_end_of_its_range_fits_and_one_beyond_it_does_not(section, key, fit, unfit):
    for value in fit:
        tree = Settings().change_section(section, **{key: value}).as_tree()
        for name in section.split("."):
            tree = tree[name]
        assert tree[key] == value
    for value in unfit:
        with pytest.raises(SettingsError):
            Settings().change_section(section, **{key: value})


@pytest.mark.parametrize(
    ("form", "fits"),
    [
        ("%d/%m/%Y", True),
        ("%d %b %y", True),
        ("excel", True),
        ("unix", True),
        ("unix ms", True),
        ("unix s", False),
        ("%d/%Y", False),
        ("%m/%Y", False),
        ("%d/%m", False),
    ],
)
def test_the_form_of_a_date_has_day_month_and_year(form, fits):
    with nullcontext() if fits else pytest.raises(SettingsError, match="date"):
        Settings().change_section("read", dates={"Joined": form})


@pytest.mark.parametrize(
    ("customers", "least"), [(1000, 0.03), (167, 0.03), (100, 0.05), (8, 0.625), (3, 1.0), (0, 1.0)]
)
def test_the_smallest_segment_has_its_share_and_five_customers(customers, least):
    assert Settings().raise_smallest_share(customers).choose.smallest_share == least


@pytest.mark.parametrize(
    ("zero", "fits"),
    [
        (("size", "value", "demand", "stability", "reach"), False),
        (("size", "value", "demand", "stability"), True),
        (("size", "value", "demand", "reach"), True),
        (("value", "demand", "stability", "reach"), True),
        (("size", "demand", "stability", "reach"), True),
        (("size", "value", "stability", "reach"), True),
        (("offered", "relationship"), False),
        (("offered",), True),
        (("relationship",), True),
    ],
)
def test_one_weight_of_each_score_is_more_than_zero(zero, fits):
    with nullcontext() if fits else pytest.raises(SettingsError, match="every weight of"):
        Settings().change_section("recommend.weights", **dict.fromkeys(zero, 0))


def test_a_score_scale_rises():
    for low, high in ((600, 600), (900, 300)):
        with pytest.raises(SettingsError, match="not on the scale"):
            Settings().change_section(
                "recommend.affordability", score_scale=[low, high], score_floor=600
            )


def test_the_writer_of_numbers_is_the_one_that_is_asked_for():
    own = Settings().change_section("deliver", locale="de-DE", currency="EUR")

    assert own.numbers() == Numbers(locale="de-DE", currency="EUR")


def test_sections_are_listed_with_the_inner_ones_apart():
    sections = Settings().list_sections()

    assert sections["explore"] == {"bins": 30}
    assert sections["recommend.campaign"] == {"significance": 0.05, "power": 0.8}
    assert "campaign" not in sections["recommend"]
    assert sections["recommend"]["least_fit"] == 0.4


def test_dates_without_quotes_are_dates():
    assert Settings.from_toml("[read]\nas_of = 2026-03-31").read.as_of == "2026-03-31"


@pytest.mark.parametrize(
    ("text", "what", "where", "fix"),
    [
        (
            "[deliver]\nlocale = 'en-IM'", "unknown locale `en-IM`", "f.toml, [deliver] locale",
            "did you mean `en-IN`?",
        ),
        (
            "[read]\nas_of = '31.03.2026'", "no such date: '31.03.2026'", "f.toml, [read] as_of",
            'write it as year, month, day: as_of = "2026-03-31"',
        ),
        (
            "[read.dates]\nJoined = '%d'", "'%d' is not a date format",
            "f.toml, [read.dates] Joined",
            'write day, month and year, such as "%d/%m/%Y", or "excel", "unix", "unix ms"',
        ),
        (
            "[read]\ndelimiter = ';;'", "a delimiter is one character of ASCII, got ';;'",
            "f.toml, [read] delimiter", 'write for instance delimiter = ";"',
        ),
        (
            "[choose]\nk = 51\nk_max = 12", "k = 51 is more segments than anyone can serve",
            "f.toml, [choose] k", "ask for at most 50, or leave k out and set k_max (now 12)",
        ),
        (
            "[prepare.weights]\nage = 1001", "a weight of 1,001 is not possible",
            "f.toml, [prepare.weights] age",
            ("write a number above 0, at most 1000; to leave the column out, give it the role "
            '"descriptor"'),
        ),
        (
            "[recommend.affordability]\nscore_floor = 200",
            "a score floor of 200 is not on the scale 300 to 900",
            "f.toml, [recommend.affordability] score_floor",
            "write score_scale as [lowest, highest], and a floor within it",
        ),
        (
            "[recommend.weights]\noffered = 0\nrelationship = 0",
            "every weight of own strength is 0", "f.toml, [recommend.weights] offered",
            "give one of them more than 0",
        ),
        (
            "[recommend.weights]\n" + "".join(f"{key} = 0\n" for key in (
                "size", "value", "demand", "stability", "reach")),
            "every weight of attractiveness is 0", "f.toml, [recommend.weights] size",
            "give one of them more than 0",
        ),
        (
            "[recommend.campaign]\npower = 0.04",
            "a power of 0.04 is no more than chance at a significance of 0.05",
            "f.toml, [recommend.campaign] power",
            "write a power above the significance, such as 0.8",
        ),
    ],
)  # fmt: skip
def test_what_types_cannot_say_is_refused_in_words(text, what, where, fix):
    with pytest.raises(SettingsError) as caught:
        Settings.from_toml(text, where="f.toml")

    assert (caught.value.what, caught.value.where, caught.value.fix) == (what, where, fix)


def test_what_a_column_measures_is_set_column_by_column_and_listed_as_far_as_it_is_set():
    first = Settings().change_section("understand.My Income", per="month")
    both = first.change_section("understand.My Income", owner="flow in")

    assert both.understand["My Income"].per == "month"
    assert both.understand["My Income"].owner == "flow in"
    assert both.list_sections()['understand."My Income"'] == {"per": "month", "owner": "flow in"}
    assert "understand" not in both.list_sections()


@pytest.mark.parametrize(
    ("prepare", "scale"),
    [
        ({}, "standard"),
        ({"scale": "range"}, "range"),
        ({"scale": "range", "transforms": {"a": "rank"}}, "rank"),
        ({"scale": "range", "transforms": {"b": "rank"}}, "range"),
        ({"scale": "range", "transforms": {"a": "log1p"}}, "range"),
        ({"scales": {"a": "robust"}, "transforms": {"a": "rank"}}, "robust"),
        ({"scales": {"b": "robust"}}, "standard"),
    ],
)
def test_a_column_is_scaled_by_its_own_setting_before_that_of_all(prepare, scale):
    assert Settings().change_section("prepare", **prepare).prepare.find_scaling("a") == scale


def test_a_settings_tree_is_named_where_it_is_wrong():
    with pytest.raises(SettingsError) as caught:
        Settings.from_tree([1], where="given")  # type: ignore[arg-type]

    assert caught.value.what == "settings are sections with keys, got list"
    assert caught.value.where == "given"
    with pytest.raises(SettingsError) as caught:
        Settings.from_tree({"choose": {"kk": 3}}, where="given")
    assert caught.value.where == "given, [choose]"


def test_months_and_days_of_dates_may_be_written_by_name_or_two_digits():
    for form in ("%d %b %Y", "%m/%d/%y"):
        assert Settings().change_section("read", dates={"a": form}).read.dates == {"a": form}
    for form in ("%b %Y", "%d %Y", "%d %b", "%m %Y"):
        with pytest.raises(SettingsError):
            Settings().change_section("read", dates={"a": form})
