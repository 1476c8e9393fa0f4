"""Is what types cannot say of settings refused in words, and set where it belongs?"""

from __future__ import annotations

import pytest

from finseg.errors import SettingsError
from finseg.settings import Settings


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
            'write day, month and year, such as "%d/%m/%Y", or "excel"',
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
            "[recommend.weights]\nserved = 0\nrelationship = 0",
            "every weight of own strength is 0", "f.toml, [recommend.weights] served",
            "give one of them more than 0",
        ),
        (
            "[recommend.weights]\n" + "".join(f"{key} = 0\n" for key in (
                "size", "value", "growth", "stability", "reach")),
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
