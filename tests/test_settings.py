from __future__ import annotations

import tomllib

import pytest

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
        ("[read.roles]\nage = 'fature'", "invalid enum", "[read] roles", "'feature'"),
        ("[fit]\norder = 'down'", "invalid enum", "[fit] order", "'falling'"),
        ("[deliver]\nlocale = 'en-IM'", "unknown locale", "[deliver] locale", "`en-IN`"),
        ("[read]\ndelimiter = ';;'", "one character", "[read] delimiter", 'delimiter = ";"'),
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


def test_an_empty_file_is_the_defaults():
    assert Settings.from_toml("") == Settings()


def test_changing_one_key_leaves_the_others_and_the_original():
    settings = Settings()

    changed = settings.changed("choose", k=5)

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
