"""Are settings, models and their files asked for by paths and mappings, and by nothing else?"""

from __future__ import annotations

import tomllib

import pytest

from finseg.errors import FinsegError, SettingsError, UsageError
from finseg.journey import check, example, load, read_settings
from finseg.settings import Settings


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


def test_the_bundled_settings_are_commented_and_say_only_what_differs():
    text = example("finseg.toml").read_text(encoding="utf-8")
    defaults = Settings().as_tree()

    for section, keys in tomllib.loads(text).items():
        for key, value in keys.items():
            assert defaults[section][key] != value or key in {"seed", "order"}
    assert text.count("#") >= 6


def test_an_empty_file_is_the_defaults():
    assert Settings.from_toml("") == Settings()


def test_settings_cannot_be_changed_in_place():
    with pytest.raises(AttributeError):
        Settings().choose.k = 3  # type: ignore[misc]
