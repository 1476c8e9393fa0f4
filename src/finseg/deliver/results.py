"""What is in the output folder?

A finished study in, file names and bytes out: report, tables, model, figures, and the manifest that
says what made them. Nothing is computed here that a record does not already hold.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.deliver.browser import Print, found_browser
from finseg.deliver.bundle import dump_bundle
from finseg.deliver.figures import (
    MANY,
    Crowd,
    PairSample,
    count_crowd,
    draw_plane,
    draw_sample,
    separating_columns,
    study_figures,
)
from finseg.deliver.markdown import markdown
from finseg.deliver.pictures import png
from finseg.deliver.report import ReportFacts, build_report, page
from finseg.deliver.summary import summary_page
from finseg.deliver.tables import profile_table, rejects_table, to_csv
from finseg.deliver.workbook import customer_lines, workbook
from finseg.document.blocks import Figure
from finseg.prepare import apply_recipe
from finseg.records.assessment import Assessment
from finseg.records.bundle import Bundle
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset, Source
from finseg.records.exploration import Exploration
from finseg.records.finding import Checked
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Offers
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation
from finseg.records.shares import Shares
from finseg.settings import Settings

Floats = npt.NDArray[np.float64]

# Whose versions can change a figure.
_PARTS = ("finseg", "numpy", "polars", "scikit-learn", "scipy", "vl-convert-python", "xlsxwriter")
SUMMARY = "summary.pdf"


class Outcome(Protocol):
    """What has to be known of a study to write it down; `finseg.study.Study` has it all."""

    @property
    def dataset(self) -> Dataset:
        """The table and its roles."""

    @property
    def checked(self) -> Checked:
        """What was noticed."""

    @property
    def recipe(self) -> Recipe:
        """The preparation."""

    @property
    def shares(self) -> Shares:
        """How much of the distance is each column's."""

    @property
    def exploration(self) -> Exploration:
        """The columns, alone and in pairs."""

    @property
    def choice(self) -> Choice:
        """How many segments, and why."""

    @property
    def segmentation(self) -> Segmentation:
        """Who is in which segment."""

    @property
    def assessment(self) -> Assessment:
        """How far the segments can be relied on."""

    @property
    def interpretation(self) -> Interpretation:
        """What the segments are like."""

    @property
    def offers(self) -> Offers:
        """What is offered to whom."""

    @property
    def settings(self) -> Settings:
        """Every knob."""

    @property
    def title(self) -> str:
        """The report's title."""

    @property
    def table(self) -> pl.DataFrame:
        """One row per customer used."""

    @property
    def offers_table(self) -> pl.DataFrame:
        """The offers of each customer used."""

    @property
    def bundle(self) -> Bundle:
        """The model."""

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as plain values."""


def result_files(study: Outcome, dated: date | None) -> dict[str, bytes]:
    """Make every file of the output folder but the manifest, by its name."""
    drawn = draw_figures(study)
    facts = report_facts(study, dated, drawn)
    with _printed(study.settings, facts, drawn) as sheet:  # by another process, beside the rest
        files = {
            "report.html": page(facts, title=study.title).encode(),
            "report.md": markdown(facts).encode(),
            "segments.csv": to_csv(study.table),
            "offers.csv": to_csv(study.offers_table),
            "profile.csv": to_csv(profile_table(study.interpretation)),
            "rejects.csv": to_csv(rejects_table(study.dataset.rejects, study.dataset.source.name)),
            "segments.xlsx": _workbook(study, dated),
            "model.json": dump_bundle(study.bundle),
            **{f"figures/{figure.name}.svg": figure.svg.encode() for figure in drawn},
            **{f"figures/{figure.name}.png": png(figure.svg) for figure in drawn},
        }
        pdf = sheet.result() if sheet is not None else None
    return files if pdf is None else {**files, SUMMARY: pdf}


def left_out(study: Outcome, files: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    """Say what is not in the folder, and why."""
    own = study.settings.deliver
    left: list[tuple[str, str]] = []
    if SUMMARY not in files:
        why = "Chromium did not print it"
        if not own.summary_pdf:
            why = "switched off in [deliver] summary_pdf"
        elif found_browser() is None:
            why = "it is printed by Chromium, and there is none on this machine"
        left.append((SUMMARY, why))
    if study.dataset.rows > own.workbook_customers:
        why = (
            f"more than [deliver] workbook_customers = {own.workbook_customers:,}; they are in "
            "segments.csv and offers.csv"
        )
        left.append(("customers of segments.xlsx", why))
    return tuple(left)


def _printed(
    settings: Settings, facts: ReportFacts, drawn: tuple[Figure, ...]
) -> AbstractContextManager[Print | None]:
    """Start printing the summary, where that is wanted and can be done."""
    browser = found_browser() if settings.deliver.summary_pdf else None
    return nullcontext() if browser is None else Print(summary_page(facts, drawn), browser)


def _workbook(study: Outcome, dated: date | None) -> bytes:
    few = study.dataset.rows <= study.settings.deliver.workbook_customers
    customers = customer_lines(study.table, study.offers_table) if few else study.table
    return workbook(
        dataset=study.dataset,
        checked=study.checked,
        choice=study.choice,
        interpretation=study.interpretation,
        assessment=study.assessment,
        offers=study.offers,
        settings=study.settings,
        title=study.title,
        customers=customers,
        dated=dated.isoformat() if dated else "",
    )


def draw_figures(study: Outcome) -> tuple[Figure, ...]:
    """Draw every figure the study supports."""
    raw = study.dataset.matrix()
    segment, recipe = study.segmentation.assignment.segment, study.recipe
    return study_figures(
        exploration=study.exploration,
        choice=study.choice,
        recipe=study.recipe,
        assessment=study.assessment,
        interpretation=study.interpretation,
        shown=_shown(study, raw),
        plane=draw_plane(apply_recipe(recipe, raw), segment, recipe.columns, study.segmentation),
        offers=study.offers,
        figures=study.settings.figures(),
    )


def _shown(study: Outcome, raw: Floats) -> PairSample | Crowd:
    """Take the customers of the pair plot one by one where they are few, else counted."""
    segment, recipe = study.segmentation.assignment.segment, study.recipe
    if len(raw) <= MANY:
        rng = np.random.default_rng(study.settings.fit.seed)
        return draw_sample(raw, segment, recipe.columns, rng=rng)
    chosen = list(separating_columns(study.interpretation))
    steps = [recipe.steps[i] for i in chosen]
    return count_crowd(raw[:, chosen], segment, steps, study.segmentation.k)


def report_page(study: Outcome, dated: date | None) -> str:
    """Make the report: one HTML page that needs nothing else."""
    return page(report_facts(study, dated, draw_figures(study)), title=study.title)


def report_facts(study: Outcome, dated: date | None, drawn: tuple[Figure, ...]) -> ReportFacts:
    """Put together what the report says, whatever it is written as."""
    facts = build_report(
        dataset=study.dataset,
        checked=study.checked,
        recipe=study.recipe,
        shares=study.shares,
        exploration=study.exploration,
        choice=study.choice,
        segmentation=study.segmentation,
        assessment=study.assessment,
        interpretation=study.interpretation,
        offers=study.offers,
        settings=study.settings,
        figures=drawn,
        date=dated.isoformat() if dated else "",
        versions=tuple(_versions().items()),
    )
    return replace(facts, title=study.title)


def manifest(
    study: Outcome, dated: date | None, left: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """Say what made the results: input, settings, versions; enough to run it again."""
    source = study.dataset.source
    return {
        "version": 1,
        "title": study.title,
        "dated": dated.isoformat() if dated else None,
        "input": {
            "name": source.name,
            "format": source.format,
            "sha256": source.sha256,
            **dict(source.details),
            **({"files": [_file(part) for part in source.parts]} if source.parts else {}),
        },
        "outcome": study.as_dict(),
        "seed": study.settings.fit.seed,
        "settings": study.settings.as_tree(),
        "versions": _versions(),
        "left_out": [{"name": name, "why": why} for name, why in left],
    }


def _file(part: Source) -> dict[str, Any]:
    return {"name": part.name, "sha256": part.sha256, "rows_read": part.rows_read}


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{p: version(p) for p in _PARTS}}
