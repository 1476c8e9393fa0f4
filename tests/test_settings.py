from __future__ import annotations

import tomllib
from types import MappingProxyType

import numpy as np
import pytest

from finseg.errors import FinsegError, SettingsError, UsageError
from finseg.journey import check, example, load, read_settings
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


@pytest.mark.parametrize(
    "given", [5, [1, 2], [("choose", {"k": 3})], 2.5, b"finseg.toml", object()]
)
def test_what_is_neither_mapping_nor_path_is_refused_with_a_remedy(given):
    with pytest.raises(SettingsError, match="settings are sections") as caught:
        read_settings(given)

    assert "TOML" in caught.value.fix


@pytest.mark.parametrize("call", [read_settings, load, check])
def test_a_path_that_no_system_has_is_an_error_of_the_family(call):
    with pytest.raises(FinsegError):
        call("a\0b.toml")


@pytest.mark.parametrize("given", [None, 5, ["model.json"]])
def test_a_model_is_loaded_from_a_path(given):
    with pytest.raises(UsageError, match="from a path"):
        load(given)


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


def test_an_empty_file_is_the_defaults():
    assert Settings.from_toml("") == Settings()


def test_changing_one_key_leaves_the_others_and_the_original():
    settings = Settings()

    changed = settings.change_section("choose", k=5)

    assert changed.choose.k == 5
    assert changed.choose.k_max == settings.choose.k_max
    assert settings.choose.k is None


def test_settings_cannot_be_changed_in_place():
    with pytest.raises(AttributeError):
        Settings().choose.k = 3  # type: ignore[misc]


def test_the_bundled_settings_are_commented_and_say_only_what_differs():
    text = example("finseg.toml").read_text(encoding="utf-8")
    defaults = Settings().as_tree()

    for section, keys in tomllib.loads(text).items():
        for key, value in keys.items():
            assert defaults[section][key] != value or key in {"seed", "order"}
    assert text.count("#") >= 6
