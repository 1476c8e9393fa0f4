"""What should someone know about these data before they believe a segmentation?

A `Dataset` in, `Checked` out: every rule runs and adds its findings, the most serious
first. Rules only collect; the caller decides to stop (`find_stop_error`). Nothing is changed, and
no file is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from finseg.check.categories import CATEGORY_RULES
from finseg.check.columns import COLUMN_RULES
from finseg.check.dates import DATE_RULES
from finseg.check.duplicates import DUPLICATE_RULES
from finseg.check.meaning import MEANING_RULES
from finseg.check.pairs import PAIR_RULES, find_redundancy, report_redundancy
from finseg.check.questions import find_questions
from finseg.check.ranking import sort_by_gravity
from finseg.check.roles import ROLE_RULES
from finseg.check.row_kinds import ROW_KIND_RULES
from finseg.check.row_weights import ROW_WEIGHT_RULES
from finseg.check.rows import ROW_RULES
from finseg.check.rule import Rule
from finseg.check.sentinels import SENTINEL_RULES
from finseg.check.spellings import SPELLING_RULES
from finseg.document.numbers import Numbers
from finseg.document.said import write_text
from finseg.errors import (
    DataError,
    NoFeatureError,
    RowsNotCustomersError,
    TooFewRowsError,
    TooManyRejectsError,
)
from finseg.records.dataset import Dataset
from finseg.records.finding import Checked, Finding
from finseg.settings import Settings

__all__ = [
    "RULES",
    "check",
    "find_stop_error",
]

RULES: tuple[Rule, ...] = (
    *ROW_KIND_RULES,
    *ROW_RULES,
    *DUPLICATE_RULES,
    *ROLE_RULES,
    *ROW_WEIGHT_RULES,
    *MEANING_RULES,
    *COLUMN_RULES,
    *CATEGORY_RULES,
    *SPELLING_RULES,
    *SENTINEL_RULES,
    *DATE_RULES,
    *PAIR_RULES,
)

_ERRORS: dict[str, type[DataError]] = {
    "D001": TooManyRejectsError,
    "D002": NoFeatureError,
    "D003": TooFewRowsError,
    "D004": RowsNotCustomersError,
}


def check(dataset: Dataset, settings: Settings, broken: Sequence[Finding] = ()) -> Checked:
    """Run every rule over the data; never stop at the first finding.

    Parameters
    ----------
    dataset : Dataset
        The table, cleaned where domain rules ask for it (`finseg.clean`).
    settings : Settings
        Thresholds.
    broken : sequence of Finding, optional
        What the domain rules found when the table was cleaned.

    Returns
    -------
    Checked
        The findings, the most serious first (`sort_by_gravity`); which features follow from
        others, of which those that are left out are looked at as descriptors; and the questions.

    """
    redundancy = find_redundancy(dataset, settings.prepare)
    settled = redundancy.apply_to_dataset(dataset)
    findings = [finding for rule in RULES for finding in rule(settled, settings)]
    findings += [*report_redundancy(redundancy, dataset), *broken]
    features = {column.name for column in settled.features}
    return Checked(
        findings=sort_by_gravity(findings, features),
        redundancy=redundancy,
        questions=find_questions(settled, redundancy, settings.prepare),
    )


def find_stop_error(
    checked: Checked, where: str = "", numbers: Numbers | None = None
) -> DataError | None:
    """Return the error to raise where a finding forbids going on, or None.

    Parameters
    ----------
    checked : Checked
        What `check` returned.
    where : str
        The file or table concerned.
    numbers : Numbers, optional
        The reader's manner of writing figures.

    """
    for finding in checked.stops:
        error = _ERRORS.get(finding.code, DataError)
        return error(
            write_text(finding.message, numbers),
            where=finding.column or where,
            fix=write_text(finding.action, numbers),
        )
    return None
