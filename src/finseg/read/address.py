"""What does the user mean: a file, several, standard input, or a database?

What was typed or given in, one `Address` per input out. Names are resolved here and nowhere else:
globs, `file.zip#inner.csv`, `sqlite:///file.db#table`, `postgresql://host/name#table`, `-`. No
password leaves an address: it has a name without one.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from finseg.errors import NoSuchFileError, UsageError

Scheme = Literal["file", "standard input", "SQLite", "PostgreSQL"]
_SCHEMES: dict[str, Scheme] = {
    "sqlite": "SQLite",
    "postgresql": "PostgreSQL",
    "postgres": "PostgreSQL",
}
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_PACKED = frozenset({".gz", ".zst", ".bz2", ".xz", ".zip"})
_SELECT = re.compile(r"\s*(?:select|with|table|values)\b", re.IGNORECASE)
_LONGEST_LABEL = 60
STDIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One input."""

    scheme: Scheme
    name: str  # for messages and results; never a password
    path: Path = Path()  # of a file, or of an SQLite database
    uri: str = ""  # of a PostgreSQL server, as it was given, without table or query
    part: str = ""  # a table or query of a database, a file of a zip archive

    @property
    def is_query(self) -> bool:
        """Whether `part` is a query, and not a table's name."""
        return bool(_SELECT.match(self.part)) and len(self.part.split()) > 1

    @property
    def label(self) -> str:
        """A short name that can stand in a file name."""
        if self.scheme == "file":
            stem = Path(self.path.stem if self.path.suffix.lower() in _PACKED else self.path.name)
            label = stem.stem
        elif self.scheme == "standard input":
            label = "stdin"
        else:
            database = self.path.stem or urlsplit(self.uri).path.strip("/") or "postgresql"
            label = self.part if self.part and not self.is_query else database
        return re.sub(r"[^\w .()+,@-]+", "-", label)[:_LONGEST_LABEL].strip(" .-") or "input"


def resolve_addresses(source: object) -> tuple[Address, ...] | None:
    """Resolve what was given; None where it is no path, address, or list of them.

    Raises
    ------
    NoSuchFileError
        If a pattern matches no file.
    UsageError
        If the address is of a kind that is not read, or a file is named twice.

    """
    if isinstance(source, (str, Path)):
        found = _resolve_input(source)
    elif isinstance(source, (list, tuple)) and source and all(map(_is_place, source)):
        found = [address for place in source for address in _resolve_input(place)]
    else:
        return None
    _require_different(found)
    return tuple(found)


def label_source(source: object) -> str:
    """Return a short name for results made from `source`, fit for a file name."""
    found = resolve_addresses(source)
    if not found:
        return "table"
    more = f"-and-{len(found) - 1}-more" if len(found) > 1 else ""
    return found[0].label + more


def _is_place(given: object) -> bool:
    return isinstance(given, (str, Path))


def _resolve_input(given: str | Path) -> list[Address]:
    text = str(given)
    if text == STDIN:
        return [Address(scheme="standard input", name="standard input")]
    scheme = _ADDRESS.match(text) if isinstance(given, str) else None
    if scheme:
        return [_parse_database_address(text, scheme[1].lower())]
    path = Path(text)
    if _path_exists(path) or not text:
        return [Address(scheme="file", name=path.name, path=path)]
    outer, _, inner = text.partition("#")
    if inner and _path_exists(Path(outer)):
        path = Path(outer)
        return [Address(scheme="file", name=path.name, path=path, part=inner)]
    if glob.has_magic(text):
        return _match_pattern(text)
    return [Address(scheme="file", name=path.name, path=path)]


def _path_exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, or with a NUL byte: the reader says which
        return True


def _match_pattern(pattern: str) -> list[Address]:
    paths = sorted(Path(p) for p in glob.glob(pattern, recursive=True))  # noqa: PTH207 - any root
    files = [path for path in paths if path.is_file()]
    if not files:
        raise NoSuchFileError(
            "no file matches the pattern", where=pattern, fix="check the path and the pattern"
        )
    return [Address(scheme="file", name=path.name, path=path) for path in files]


def _parse_database_address(text: str, scheme: str) -> Address:
    if scheme not in _SCHEMES:
        raise UsageError(
            f"addresses that begin with `{scheme}://` are not read",
            where=strip_credentials(text),
            fix="give a file, sqlite:///file.db#table or postgresql://host/database#table",
        )
    try:
        parts = urlsplit(text)
    except ValueError as cause:
        raise UsageError(
            "this address is not valid",
            where=f"{scheme}://…",
            fix="write for instance postgresql://host/database#table",
        ) from cause
    options = parse_qsl(parts.query, keep_blank_values=True)
    query = next((value for key, value in options if key == "query"), "")
    part = query or unquote(parts.fragment)
    kept = urlencode([(k, v) for k, v in options if k != "query"], quote_via=quote)
    uri = urlunsplit((scheme, parts.netloc, parts.path, kept, ""))
    if _SCHEMES[scheme] == "SQLite":
        if parts.netloc:
            raise UsageError(
                "an SQLite address has three slashes before the file",
                where=strip_credentials(text),
                fix="write sqlite:///folder/file.db#table (four slashes from the root)",
            )
        path = Path(unquote(parts.path.removeprefix("/")))
        return Address(scheme="SQLite", name=path.name, path=path, part=part)
    name = strip_credentials(urlunsplit(("postgresql", parts.netloc, parts.path, "", "")))
    return Address(scheme="PostgreSQL", name=name, uri=uri, part=part)


def strip_credentials(text: str) -> str:
    """Leave user, password and options out of an address."""
    bare = text.partition("#")[0].partition("?")[0]
    scheme, _, rest = bare.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _require_different(found: Sequence[Address]) -> None:
    """Refuse an input that is named twice: its customers would be counted twice."""
    seen: set[tuple[str, str]] = set()
    for address in found:
        key = (address.uri or _locate_input(address), address.part)
        if key in seen:
            raise UsageError(
                "the same input is named twice", where=address.name, fix="name it once"
            )
        seen.add(key)


def _locate_input(address: Address) -> str:
    if address.scheme == "standard input":
        return STDIN
    try:
        return os.path.realpath(address.path)
    except (OSError, ValueError):  # the reader says why it cannot be opened
        return str(address.path)
