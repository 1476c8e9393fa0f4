"""Of which columns is it not known what their figures mean?

Dataset in, findings out: figures that were standardised, codes, levels and areas among amounts,
numbers that identify, dates without a format, what may be an outcome, and evidence that pulls
apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.check.rule import Rule, report_columns
from finseg.document.escape import write_toml_key
from finseg.document.said import Names, Said, Text, join_said, say
from finseg.records.dataset import Column, Dataset, ReasonCode
from finseg.records.finding import Finding, make_finding
from finseg.records.measure import FACETS, FacetName
from finseg.records.question import Change
from finseg.settings import Settings

_ASKED: dict[FacetName, str] = {
    "quantity": "what it measures",
    "direction": "which end is the good one",
    "owner": "whether it is held or owed",
    "per": "per what time it is",
    "whom": "whose figure it is",
    "scale": "in what it is counted",
}
_FEATURE = 'write {key} = "feature" in [read.roles]'
# Code of the finding, of the role's reason, what was done.
_KINDS: tuple[tuple[str, ReasonCode, str], ...] = (
    ("D038", "coded", f"described level by level; to cluster on it, {_FEATURE}"),
    ("D047", "composite", "described, not clustered on: its parts are"),
    ("D047", "product", f"described, not clustered on: its parts are; to change that, {_FEATURE}"),
    ("D048", "area", f"described, not clustered on; if it is the customer's, {_FEATURE}"),
    ("D049", "proxy", "not clustered on: it only says again what is protected"),
    ("D055", "serial dates", f"read as dates; if they are amounts, {_FEATURE}"),
    ("D061", "may be outcome", f"kept out; if customers are to be grouped by it, {_FEATURE}"),
    ("D062", "number", f"not clustered on; if it measures something, {_FEATURE}"),
)
_SCALES = {
    "standardised": "were standardised: mean 0 and deviation 1",
    "zero to one": "were brought between 0 and 1",
}


def report_reassigned_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Report columns that are something else than the figures they look like."""
    for code, reason_code, action in _KINDS:
        yield from report_columns(
            code,
            (
                c
                for c in dataset.columns
                if c.reason_code == reason_code and not c.given and c.role != "feature"
            ),
            lambda column: (dataset.rows, column.reason),
            lambda column, action=action: _write_action(action, column),  # type: ignore[misc]
        )


def _write_action(template: str, column: Column) -> Text:
    if "{key}" not in template:
        return template
    return say(template, key=write_toml_key(column.name))


def report_standardised_columns(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Warn of figures that were standardised before: there is no money among them."""
    for scale, what in _SCALES.items():
        columns = [
            c
            for c in dataset.columns
            if c.measure.scale.value == scale and c.measure.scale.acts and not c.derived
        ]
        if columns:
            yield make_finding(
                "D064",
                len(columns),
                say(
                    "{names} {what}",
                    names=Names(tuple(c.name for c in columns)),
                    what=what,
                ),
                "read as they are, without units: no amounts, limits, ratios or offers rest on "
                "them; give the file from before for those",
            )


def report_contradictions(dataset: Dataset, _: Settings) -> Iterator[Finding]:
    """Note the features of which heading, values and other columns say different things."""
    yield from report_columns(
        "D063",
        (c for c in dataset.features if list_contradicted_facets(c)),
        lambda column: (dataset.rows, _write_evidence(column)),
        lambda column: say(
            "described by its heading alone; say which in the settings: {place}",
            place=Change(
                path=("understand", column.name, list_contradicted_facets(column)[0]), value="…"
            ).write_place(),
        ),
    )


def list_contradicted_facets(column: Column) -> tuple[FacetName, ...]:
    """Return the facets that are open although, or because, much speaks about them."""
    facets = ((name, getattr(column.measure, name)) for name in FACETS)
    return tuple(name for name, f in facets if f.certainty == "open" and len(f.evidence) > 1)


def _write_evidence(column: Column) -> Said:
    facets = list_contradicted_facets(column)
    evidence = dict.fromkeys(e for name in facets for e in getattr(column.measure, name).evidence)
    return say(
        "{facets} {verb} not known: {evidence}",
        verb="is" if len(facets) == 1 else "are",
        facets=join_said([_ASKED[name] for name in facets], " and "),
        evidence=join_said(list(evidence)),
    )


MEANING_RULES: tuple[Rule, ...] = (
    report_standardised_columns,
    report_reassigned_columns,
    report_contradictions,
)
