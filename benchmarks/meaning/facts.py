"""What is true of a table, written down by somebody who read it and what is published about it?

One TOML file per table in `facts/`: what its columns measure, which are never to be clustered on,
which ratios exist, and which words of a name or an offer would be false.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from finseg.records.measure import FACETS, QUANTITIES, FacetName, Owner, Period, Scale, Whom
from finseg.records.measure import Direction as Way

Half = Literal["build", "measure"]

FOLDER = Path(__file__).parent / "facts"
UNKNOWABLE = "unknowable"  # from the file alone nobody could tell
_VALUES: dict[FacetName, tuple[str, ...]] = {
    "quantity": QUANTITIES,
    "direction": get_args(Way),
    "owner": get_args(Owner),
    "per": get_args(Period),
    "whom": get_args(Whom),
    "scale": get_args(Scale),
}

# Of one column: facet -> the values a careful person may give it. Facets left out are not judged.
ColumnFacts = dict[FacetName, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is true of one table."""

    name: str
    file: str  # its name, or folder and name
    about: str
    half: Half
    family: str  # tables of one family are in one half
    columns: dict[str, ColumnFacts] = field(default_factory=dict)
    never: dict[str, str] = field(default_factory=dict)  # column -> the kind of reason
    ratios: tuple[str, ...] = ()  # "above / below", of those that exist
    false_names: str = ""  # pattern
    false_offers: str = ""  # pattern


def load_facts(folder: Path = FOLDER) -> list[Facts]:
    """Read all files of facts, in the order of their names."""
    return [parse_facts(p.stem, p.read_text("utf-8")) for p in sorted(folder.glob("*.toml"))]


def parse_facts(name: str, text: str) -> Facts:
    """Read one file of facts; a facet or value that does not exist is an error."""
    tree = tomllib.loads(text)
    known = {"file", "about", "half", "family", "ratios", "false_names", "false_offers"}
    if unknown := set(tree) - known - {"never", "columns"}:
        raise ValueError(f"{name}: unknown keys {sorted(unknown)}")
    family = tree.get("family", name)
    if tree["half"] != find_half(family):
        raise ValueError(f"{name}: half must be {find_half(family)!r}")
    return Facts(
        name=name,
        file=tree["file"],
        about=tree["about"],
        half=tree["half"],
        family=family,
        columns={c: _parse_column(f"{name}, {c}", f) for c, f in tree.get("columns", {}).items()},
        never=tree.get("never", {}),
        ratios=tuple(tree.get("ratios", ())),
        false_names=tree.get("false_names", ""),
        false_offers=tree.get("false_offers", ""),
    )


def find_half(family: str) -> Half:
    """Tell to which half a family of tables belongs: by its name, so that nobody chooses."""
    return "measure" if hashlib.sha256(family.encode()).digest()[0] % 2 else "build"


def find_table(facts: Facts, folders: list[Path]) -> Path | None:
    """Find the table in one of the folders or below them."""
    for folder in folders:
        for path in (folder / facts.file, *sorted(folder.glob(f"*/{facts.file}"))):
            if path.is_file():
                return path
    return None


def _parse_column(where: str, tree: dict[str, Any]) -> ColumnFacts:
    found: ColumnFacts = {}
    for facet in FACETS:
        if facet in tree:
            values = tree[facet]
            found[facet] = (values,) if isinstance(values, str) else tuple(values)
    if unknown := set(tree) - set(found):
        raise ValueError(f"{where}: unknown facets {sorted(unknown)}")
    for facet, allowed in found.items():
        if wrong := set(allowed) - {*_VALUES[facet], UNKNOWABLE}:
            raise ValueError(f"{where}: {facet} cannot be {sorted(wrong)}")
    return found
