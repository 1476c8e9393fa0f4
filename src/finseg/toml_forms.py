"""How is a user's TOML file read, and what is wrong with one that cannot be used?

TOML text and a form (a msgspec struct, or a dict of structs) in, the filled form out; or an error
that names the key, its line and what to write instead. Settings, words, rules, lexicon and
catalogue are all read here; what they may say beyond their form each checks for itself, and finds
the line of what is wrong by `write_line`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from functools import reduce
from math import isfinite, nan
from operator import getitem
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from finseg.errors import FinsegError, find_near_name, suggest_name

Form = TypeVar("Form")
Path = tuple[str | int, ...]
"""Keys and places in lists, from the top of the file: ("products", 0, "kind")."""

_ANY = -1  # a place in a list, or a key of a table, that msgspec does not name

_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|(\[\.\.\.\])")
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*(["']?)([^"'=\s]+)\1\s*=""")
_TYPE_WORDS = (
    (r" \| null", ""),
    (r"`int`", "a whole number"),
    (r"`float`", "a number"),
    (r"`str`", "text"),
    (r"`bool`", "true or false"),
    (r"`(object|array)`", r"a TOML table or list"),
    (r"matching regex '\^\(\[A-Z\]\{3\}\)\?\$'", "that is an ISO code such as INR"),
)


def parse_toml(text: str, *, error: type[FinsegError], where: str) -> dict[str, Any]:
    """Parse TOML.

    Raises
    ------
    FinsegError
        Of the class `error`, if the text is not TOML.

    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise error(
            f"not valid TOML: {cause}", where=where, fix="correct the line named above"
        ) from cause


def load_form(
    text: str, form: type[Form], *, error: type[FinsegError], where: str, hint: str = ""
) -> Form:
    """Parse TOML and fill a form with it.

    Parameters
    ----------
    text : str
    form : type
        A struct, or a dict of structs or of dicts.
    error : type of FinsegError
        Raised with what is wrong, where, and what to do.
    where : str
        What errors call the file.
    hint : str, optional
        What to do where no better advice is at hand.

    Raises
    ------
    FinsegError
        Of the class `error`, if the text is not TOML or does not fit the form.

    """
    tree = parse_toml(text, error=error, where=where)
    return fill_form(tree, form, error=error, where=where, text=text, hint=hint)


def fill_form(
    tree: Any,  # noqa: ANN401 - any TOML value
    form: type[Form],
    *,
    error: type[FinsegError],
    where: str,
    text: str = "",
    hint: str = "",
) -> Form:
    """Fill a form with values that are parsed; `text` serves to find the lines of what is wrong.

    Raises
    ------
    FinsegError
        Of the class `error`, if the values do not fit the form.

    """
    try:
        return msgspec.convert(tree, form)
    except msgspec.ValidationError as cause:
        message, _, place = str(cause).partition(" - at ")
        path = _name_keys(_parse_path(place), form, tree)
        what, fix, key = _explain_message(message, path, form, tree)
        line = write_line(text, path=(*path, key) if key else path)
        place = where + line + _write_place(path, form)
        raise error(what, where=place, fix=fix or hint or _CORRECT) from cause


_CORRECT = "correct the value"


def write_line(
    text: str, *, path: Path = (), key: str = "", value: str | None = None, time: int = 1
) -> str:
    """Say ", line N" of something in a TOML text, or nothing where it does not stand there.

    Parameters
    ----------
    text : str
    path : Path
        The deepest part of it that stands in a line of its own is meant.
    key, value : str
        Or else a key with this value, wherever it stands; without a key a value in quotes.
    time : int
        Which of several such lines.

    """
    if path:
        line = _find_path(text, path)
        return f", line {line}" if line else ""
    quoted = rf"""["']{re.escape(value)}["']""" if value is not None else ""
    pattern = rf"(?<![\w-]){re.escape(key)}\s*=\s*{quoted}" if key else quoted
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.search(pattern, line)]
    return f", line {lines[min(time, len(lines)) - 1]}" if pattern and lines else ""


def _parse_path(place: str) -> Path:
    """Read msgspec's own words for a place: `$.products[0].kind`."""
    return tuple(
        key or (int(number) if number else _ANY) for key, number, _ in _STEP.findall(place)
    )


def _name_keys(path: Path, form: Any, tree: Any) -> Path:  # noqa: ANN401 - a type form, any value
    """Put in the keys of tables that msgspec does not name: the first whose value does not fit."""
    named: Path = ()
    for step in path:
        key = step
        if step == _ANY:
            hints = [h for h in _follow_path(form, named) if get_origin(h) is dict]
            key = next(
                k for k, v in tree.items() if not any(_fits(v, get_args(h)[1]) for h in hints)
            )
        named, tree = (*named, key), tree[key]
    return named


def _fits(value: Any, form: Any) -> bool:  # noqa: ANN401 - any TOML value, a type form
    try:
        msgspec.convert(value, form)
    except msgspec.ValidationError:
        return False
    return True


def _explain_message(message: str, path: Path, form: Any, tree: Any) -> tuple[str, str, str]:  # noqa: ANN401
    """Turn msgspec's message into what is wrong, what to do, and the unknown key if it is one."""
    hints = _follow_path(form, path)
    unknown = re.search(r"unknown field `(.*)`", message)
    if unknown:
        key = unknown[1]
        what = "section" if not path and isinstance(tree.get(key), Mapping) else "key"
        known = [name for hint in hints for name in _list_keys(hint, key, nested=bool(path))]
        homes = [n for hint in hints for n in _list_keys(hint, "", nested=False) if not path]
        homes = [n for n in homes if key in _list_own_keys(_follow_path(form, (n,)))]
        if len(homes) == 1 and key not in known:
            return f"unknown {what} `{key}`", f"it belongs into the section [{homes[0]}]", key
        return f"unknown {what} `{key}`", suggest_name(key, known), key
    missing = re.search(r"missing required field `(.*)`", message)
    if missing:
        return f"the key `{missing[1]}` is missing", "", ""
    value = re.fullmatch(r"Invalid enum value (.*)", message)
    allowed = [w for h in hints if get_origin(h) is Literal for w in get_args(h) if w]
    if value:
        given = value[1].strip("'")
        fix = suggest_name(given, allowed)
        if any(get_origin(h) is tuple for h in hints) and not find_near_name(given, allowed):
            fix = f"write a list: [{json.dumps(given, ensure_ascii=False)}]; or {fix}"
        return f"unknown value `{given}`", fix, ""
    fix = f"write one of: {', '.join(map(repr, allowed))}" if allowed else ""
    fix = fix or _suggest_number(message, path, hints, tree)
    return _reword_message(message), fix, ""


def _suggest_number(message: str, path: Path, hints: list[Any], tree: Any) -> str:  # noqa: ANN401
    """Say how a number is written that was given as text, or a whole one with a point."""
    if not message.startswith("Expected") or not path or not isinstance(path[-1], str):
        return ""
    try:
        given = reduce(getitem, path, tree)
        number = float(given) if isinstance(given, str | float) else nan
    except (KeyError, IndexError, TypeError, ValueError):
        return ""
    if not isfinite(number) or (float not in hints and not number.is_integer()):
        return ""
    written = int(number) if number.is_integer() and int in hints else number
    return f"write {path[-1]} = {written}" if {int, float} & set(hints) else ""


def _reword_message(message: str) -> str:
    """Say what was expected in a reader's words."""
    for pattern, word in _TYPE_WORDS:
        message = re.sub(pattern, word, message)
    return message[:1].lower() + message[1:]


def _write_place(path: Path, form: Any) -> str:  # noqa: ANN401 - a type form
    """Say in which section and key something stands: ", [choose] k", ", [[products]] kind"."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return ""
    if len(path) > 1 and isinstance(path[1], int):
        section = f", [[{keys[0]}]]"
    elif _is_table(_follow_path(form, path[:1])):
        depth = 1
        while depth < len(keys) and _is_struct(_follow_path(form, path[: depth + 1])):
            depth += 1
        section, keys = f", [{'.'.join(keys[:depth])}]", keys[depth - 1 :]
    else:
        return f", {keys[0]}"
    return " ".join((section, *([".".join(keys[1:])] if keys[1:] else [])))


def _list_own_keys(hints: list[Any]) -> list[str]:
    return [key for hint in hints for key in getattr(hint, "__struct_fields__", ())]


def _list_keys(hint: Any, wanted: str, *, nested: bool) -> list[str]:  # noqa: ANN401 - a type form
    """Return the keys of a table, those of tables within it as `weights.size`.

    Where a table within it has the wanted key, that one alone: it is where the key belongs.
    """
    own: list[str] = list(getattr(hint, "__struct_fields__", ()))
    below = [
        f"{name}.{key}"
        for name in own
        for inner in _follow_step(hint, name)
        for key in getattr(inner, "__struct_fields__", ())
        if nested
    ]
    same = [name for name in below if name.split(".")[1] == wanted]
    return same or [*own, *below]


def _is_struct(hints: list[Any]) -> bool:
    return any(hasattr(hint, "__struct_fields__") for hint in hints)


def _is_table(hints: list[Any]) -> bool:
    return any(get_origin(h) is dict or hasattr(h, "__struct_fields__") for h in hints)


def _follow_path(form: Any, path: Path) -> list[Any]:  # noqa: ANN401 - a type form
    """Return what may stand at a place of a form; several types for a union."""
    hints = _list_options(form)
    for step in path:
        hints = [option for hint in hints for option in _follow_step(hint, step)]
    return hints


def _follow_step(hint: Any, step: str | int) -> list[Any]:  # noqa: ANN401 - a type form
    if hasattr(hint, "__struct_fields__"):
        return _list_options(get_type_hints(hint).get(str(step)))
    if get_origin(hint) is dict:
        return _list_options(get_args(hint)[1])
    if get_origin(hint) in (list, tuple):
        return _list_options(get_args(hint)[0])
    return []


def _list_options(hint: Any) -> list[Any]:  # noqa: ANN401 - a type form
    """Take a type form apart: what may stand there, one by one."""
    if get_origin(hint) is Annotated:
        return _list_options(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return [option for part in get_args(hint) for option in _list_options(part)]
    return [] if hint is None else [hint]


def _find_path(text: str, path: Path) -> int:
    """Return the line of the deepest part of a path that has one of its own; 0 if none has."""
    table: Path = ()
    lengths: dict[Path, int] = {}  # of the lists of tables so far
    found, depth = 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _resolve_table(re.split(r"\s*\.\s*", header[2]), lengths)
            if header[1] == "[[":
                lengths[table] = lengths.get(table, 0) + 1
                table = (*table, lengths[table] - 1)
            here = table
        elif key := _KEY.match(line):
            here = (*table, *key[2].split("."))
        else:
            continue
        if len(here) > depth and path[: len(here)] == here:
            found, depth = number, len(here)
    return found


def _resolve_table(keys: list[str], lengths: Mapping[Path, int]) -> Path:
    """Return the path of a table's heading; within a list of tables the last one is meant."""
    table: Path = ()
    for place, key in enumerate(keys, 1):
        table = (*table, key.strip("\"'"))
        if place < len(keys) and table in lengths:
            table = (*table, lengths[table] - 1)
    return table
