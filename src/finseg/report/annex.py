"""What does a validator need to check the report and to repeat the run?

Results and drawings in, the parts of the annex out: columns and roles, preparation, fit, findings,
the table behind every figure, settings, the digest of the input, versions, and the commands that
replay it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from finseg.document.blocks import Align, Block, Figure, Heading, Note, Sentence, Table
from finseg.records.dataset import Dataset
from finseg.records.recipe import Recipe
from finseg.records.redundancy import Redundancy
from finseg.report.facts import ReportPart
from finseg.report.figure_tables import list_figure_tables
from finseg.report.layout import drop_title, set_title_level
from finseg.results import Results
from finseg.settings import Settings

_LEFT: Align = "left"


def build_annex(
    results: Results, drawn: Sequence[Figure], versions: Sequence[tuple[str, str]]
) -> tuple[ReportPart, ...]:
    """Put the annex together."""
    checked, settings = results.checked, results.settings
    fit = drop_title(results.segmentation.blocks())
    return (
        ReportPart(
            anchor="shares",
            title="What each column counts",
            blocks=drop_title(results.shares.blocks()),
        ),
        ReportPart(
            anchor="roles",
            title="Columns and their roles",
            blocks=set_title_level(drop_title(results.dataset.blocks()), 4),
        ),
        _list_preparation_blocks(results.recipe, checked.redundancy),
        *_list_ranking_parts(results),
        ReportPart(anchor="fit", title="The fit", blocks=fit),
        ReportPart(anchor="findings", title="All findings", blocks=drop_title(checked.blocks())),
        ReportPart(
            anchor="behind",
            title="The numbers behind each figure",
            blocks=list_figure_tables(drawn),
        ),
        ReportPart(anchor="settings", title="Settings", blocks=_list_settings_blocks(settings)),
        ReportPart(
            anchor="origin",
            title="Input, versions, replay",
            blocks=_list_origin_blocks(results.dataset, settings, versions),
        ),
    )


def _list_ranking_parts(results: Results) -> list[ReportPart]:
    """Show how the segments were ranked; nothing where they were not."""
    blocks = results.offers.build_arithmetic_blocks(results.names)
    title = "How the segments were ranked"
    return [ReportPart(anchor="ranking", title=title, blocks=tuple(blocks))] if blocks else []


def _list_preparation_blocks(recipe: Recipe, redundancy: Redundancy) -> ReportPart:
    """Say how each column is prepared, and what is left out."""
    further = set_title_level(redundancy.blocks(), 4)
    return ReportPart(
        anchor="preparation",
        title="Preparation",
        blocks=(*drop_title(recipe.blocks()), *drop_title([Heading(""), *further])),
    )


def _list_settings_blocks(settings: Settings) -> tuple[Block, ...]:
    defaults = Settings().list_sections()
    rows = tuple(
        (
            section,
            key,
            _write_setting_cell(value),
            "" if value == defaults.get(section, {}).get(key) else "changed",
        )
        for section, keys in settings.list_sections().items()
        for key, value in keys.items()
    )
    return (Table(("Section", "Key", "Value", "Changed from the default"), rows, (_LEFT,) * 4),)


def _write_setting_cell(value: object) -> str:
    if value in ("", None, {}):
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {word}" for key, word in value.items())
    return str(value)


def _list_origin_blocks(
    dataset: Dataset, settings: Settings, versions: Sequence[tuple[str, str]]
) -> tuple[Block, ...]:
    source = dataset.source
    rows = [("Input", source.name), ("SHA-256 of the input", source.sha256 or "–"), *versions]
    return (
        Table(("What", "Value"), tuple(rows), (_LEFT, _LEFT)),
        Heading("How to repeat this run", level=4),
        Sentence(
            "The same input, settings and versions give the same segments and the same "
            "bytes of this page, except for the date. To repeat the run, compare the "
            "SHA-256 of your file with the one above, write the lines below into "
            "finseg.toml and run:"
        ),
        Sentence(f"finseg run {_quote_file_name(source.name)} --settings finseg.toml"),
        *_list_changed_settings(settings),
        Note(
            "manifest.json in the results folder holds the same in machine-readable "
            "form. To check a figure, follow it from its table to its row in "
            "profile.csv."
        ),
    )


def _list_changed_settings(settings: Settings) -> tuple[Block, ...]:
    """List the lines of TOML that differ from the defaults."""
    defaults = Settings().list_sections()
    rows = tuple(
        (f"[{section}]", f"{key} = {_write_toml_literal(value)}")
        for section, keys in settings.list_sections().items()
        for key, value in keys.items()
        if value != defaults.get(section, {}).get(key)
    )
    if not rows:
        return (Sentence("Every setting has its default value: you need no finseg.toml."),)
    return (Table(("Section", "Line of finseg.toml"), rows, (_LEFT, _LEFT)),)


def _write_toml_literal(value: object) -> str:
    """Write a value as TOML, which for text, numbers and lists is as JSON."""
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(
                f"{_write_toml_literal(str(k))} = {_write_toml_literal(v)}"
                for k, v in value.items()
            )
            + " }"
        )
    return msgspec.json.encode(value).decode()


def _quote_file_name(name: str) -> str:
    return f'"{name}"' if set(name) & set(" '()&;|<>*?$`") else name
