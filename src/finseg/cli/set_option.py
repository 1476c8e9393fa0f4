"""What does `--set KEY=VALUE` change?

Settings and texts such as `choose.k=4` or `understand."Account Balance".owner=held` in; settings
with these values out, checked like a file. The name of a column may stand in quotes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from finseg.errors import SettingsError
from finseg.settings import Settings

_STEP = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^."'=][^.=]*?))\s*(\.|=)""")
_EXAMPLE = "write SECTION.KEY=VALUE, such as understand.Balance.owner=held"


def change_settings(settings: Settings, changes: Sequence[str]) -> Settings:
    """Return the settings with the values that `--set` gives, one after the other.

    Raises
    ------
    SettingsError
        If one of them is not written KEY=VALUE, or has an unknown key or a value of the wrong kind.

    """
    for change in changes:
        settings = _change_setting(settings, change)
    return settings


def _change_setting(settings: Settings, change: str) -> Settings:
    path, text = _split_change(change)
    where = f"--set {change.partition('=')[0].strip()}"
    value = _parse_value(text)
    try:
        return fill_key(settings, path, value, where)
    except SettingsError as first:
        if isinstance(value, str):
            raise
        try:
            return fill_key(settings, path, text, where)  # 2024 may be a title
        except SettingsError:
            raise first from None


def fill_key(settings: Settings, path: Sequence[str], value: Any, where: str) -> Settings:  # noqa: ANN401
    """Return the settings with one value, checked like a file.

    Raises
    ------
    SettingsError
        If there is no such key, or the value is of the wrong kind.

    """
    tree = settings.as_tree()
    own = tree
    for step in path[:-1]:
        below = own.setdefault(step, {})
        if not isinstance(below, dict):
            raise SettingsError(f"`{step}` has no keys of its own", where=where, fix=_EXAMPLE)
        own = below
    own[path[-1]] = value
    return Settings.from_tree(tree, where=where)


def _split_change(change: str) -> tuple[list[str], str]:
    """Split `a."b c".d=e` into its steps and its value."""
    path: list[str] = []
    place, mark = 0, "."
    while mark == ".":
        step = _STEP.match(change, place)
        if step is None:
            raise SettingsError(f"`{change}` is no setting", where=f"--set {change}", fix=_EXAMPLE)
        path.append(next(name for name in step.groups()[:3] if name is not None))
        place, mark = step.end(), step[4]
    return path, change[place:].strip()


def _parse_value(text: str) -> Any:  # noqa: ANN401 - any TOML value
    """Read a value as TOML; a word without quotes is that word."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
