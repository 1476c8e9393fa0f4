"""What is to be asked where a ratio comes to what cannot be believed?

`UnbelievedRatio`s in, `Question`s out: one for all ratios that the same other reading of a column
would explain. The answers are these readings, and that everything is right as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from finseg.derive.same_debt import find_same_debts
from finseg.document.said import ColumnName, Text, say
from finseg.records.believable import Repair, UnbelievedRatio
from finseg.records.dataset import Column, Dataset
from finseg.records.measure import FACETS, FacetName, Quantity
from finseg.records.question import Answer, Change, Question, Stakes

FLOWS: tuple[Quantity, ...] = ("income", "spending", "instalment", "payment")
_READINGS: dict[str, str] = {
    "as is": "in single units",
    "thousands": "in thousands",
    "lakhs": "in lakhs",
    "percent": "in percent",
    "share": "a share from 0 to 1",
    "month": "per month",
    "year": "per year",
}


def ask_about_ratios(dataset: Dataset) -> Iterator[Question]:
    """Ask which reading of a column is right, where a ratio of it cannot be believed."""
    for alike in _join_by_repair(dataset.unbelieved):
        shared = [r for r in alike[0].repairs if all(_is_among(r, one.repairs) for one in alike)]
        names = tuple(dict.fromkeys(name for one in alike for name in one.columns))
        columns = [dataset.find_column(name) for name in names]
        ratios = tuple(dict.fromkeys(one.ratio for one in alike))
        right = tuple(change for column in columns for change in _confirm_reading(column))
        yield Question(
            topic="ratio",
            columns=names,
            answers=(
                *map(_offer_repair, shared),
                *((Answer(meaning="all as they were read", changes=right),) if right else ()),
            ),
            evidence=tuple(one.write_reason() for one in alike),
            stakes=Stakes(ratios=ratios, offers=1),
            weight=(len(ratios) + 1.0) * (1.0 if shared else 0.5),
        )


def ask_about_same_debts(dataset: Dataset) -> Iterator[Question]:
    """Ask whether two columns of debts are one debt: what is owed in all depends on it."""
    for pair in find_same_debts(dataset):
        path = ("understand", pair.part, "quantity")
        known = dataset.find_column(pair.part).quantity
        yield Question(
            topic="same debt",
            columns=(pair.part, pair.whole),
            answers=(
                Answer(
                    meaning=say("{part} is part of the other", part=ColumnName(pair.part)),
                    changes=(Change(path=path, value="none"),),
                ),
                Answer(
                    meaning="two debts: add them up",
                    changes=(Change(path=path, value=known if known != "none" else "debt"),),
                ),
            ),
            evidence=(pair.write_reason(),),
            stakes=Stakes(offers=1),
            weight=1.0,
        )


def find_asked_facets(questions: Iterable[Question]) -> frozenset[tuple[str, FacetName]]:
    """Return the columns and facets that questions about ratios offer to settle."""
    return frozenset(
        (change.path[1], facet)
        for question in questions
        if question.topic == "ratio"
        for answer in question.answers
        for change in answer.changes
        for facet in FACETS
        if change.path[2] == facet
    )


def _join_by_repair(ratios: Sequence[UnbelievedRatio]) -> list[list[UnbelievedRatio]]:
    """Put together the ratios that one other reading would explain."""
    groups: list[list[UnbelievedRatio]] = []
    for ratio in ratios:
        for group in groups:
            if any(
                all(_is_among(repair, one.repairs) for one in group) for repair in ratio.repairs
            ):
                group.append(ratio)
                break
        else:
            groups.append([ratio])
    return groups


def _is_among(repair: Repair, others: Sequence[Repair]) -> bool:
    wanted = (repair.column, repair.facet, repair.value)
    return any((o.column, o.facet, o.value) == wanted for o in others)


def _offer_repair(repair: Repair) -> Answer:
    meaning: Text = say(
        "{column} is {reading}",
        column=ColumnName(repair.column),
        reading=_READINGS.get(repair.value, repair.value),
    )
    change = Change(path=("understand", repair.column, repair.facet), value=repair.value)
    return Answer(meaning=meaning, changes=(change,))


def _confirm_reading(column: Column) -> Iterator[Change]:
    """Say in the settings how a column was read; what they say already is left out."""
    scale, per = column.measure.scale, column.measure.per
    if scale.certainty != "given":
        yield Change(path=("understand", column.name, "scale"), value=scale.value or "as is")
    if column.quantity in FLOWS and per.certainty != "given":
        monthly = column.is_monthly(otherwise=column.quantity != "income")
        value = "month" if monthly else "year"
        yield Change(path=("understand", column.name, "per"), value=value)
