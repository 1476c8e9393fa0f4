"""What is right, asked and wrong of headings of the usual kinds (`kinds.txt`)?"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.meaning.compare import Judgement, find_facet, judge_facet
from benchmarks.meaning.facts import UNKNOWABLE
from finseg.records.measure import FACETS, FacetName
from finseg.settings import Settings
from finseg.understand import read_source

ROWS = 600
COLUMNS: tuple[FacetName, ...] = ("quantity", "direction", "owner", "per", "scale", "whom")
FILE = Path(__file__).with_name("kinds.txt")

Row = tuple[str, str, dict[FacetName, tuple[str, ...]]]


def read_kinds() -> dict[str, list[Row]]:
    """Read which columns each table has, their values, and what is true of them."""
    tables: dict[str, list[Row]] = {}
    name = ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            heading, shape, *facets = (part.strip() for part in line.split("|"))
            tables.setdefault(name, []).append((heading, shape, _parse_facets(facets)))
    return tables


def _parse_facets(written: list[str]) -> dict[FacetName, tuple[str, ...]]:
    return {
        facet: tuple(UNKNOWABLE if v == "?" else v for v in text.split("/"))
        for facet, text in zip(COLUMNS, written, strict=True)
        if text != "-"
    }


def make_values(heading: str, shape: str) -> np.ndarray:
    """Draw the values of one column; the same for a heading in every run."""
    rng = np.random.default_rng(zlib.crc32(heading.encode()))
    kind, rest = shape[0], shape[1:]
    low, _, high = rest.partition("-")
    match kind:
        case "m" | "M" | "z":
            amounts = float(rest) * rng.lognormal(0, 0.8, ROWS)
            amounts *= rng.random(ROWS) < 0.5 if kind == "z" else 1.0
            return amounts.round(0 if kind == "M" else 2)
        case "w":
            return rng.integers(int(low), int(high) + 1, ROWS).astype(float)
        case "p":
            return rng.poisson(float(rest), ROWS).astype(float)
        case "u":
            return rng.uniform(float(low), float(high), ROWS).round(1)
        case "b":
            return (rng.random(ROWS) < 0.3).astype(float)
        case _:
            return rng.beta(2, 3, ROWS).round(3)


def judge_kinds() -> list[Judgement]:
    """Judge every facet of every column of every table."""
    return [one for name, rows in read_kinds().items() for one in judge_rows(name, rows)]


def judge_rows(name: str, rows: list[Row]) -> Iterator[Judgement]:
    """Read one table, and hold each of its columns against what is true of it."""
    table = pl.DataFrame({heading: make_values(heading, shape) for heading, shape, _ in rows})
    columns = {c.original: c for c in read_source(table, Settings()).columns}
    for heading, _, true in rows:
        for facet in FACETS:
            if facet in true:
                said = find_facet(columns[heading].measure, facet)
                yield Judgement(
                    table=name,
                    column=heading,
                    facet=facet,
                    outcome=judge_facet(said, true[facet]),
                    acts=said.acts,
                    said=said.value,
                    true=true[facet],
                )
