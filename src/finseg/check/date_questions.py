"""What is to be asked where nothing shows which is the day and which the month?

Dataset in, `Question`s out: one for each column of dates in which no value is above 12 in either
place, or values of both kinds are. What is counted up to the as-of date rests on the answer, and
age where they are births.
"""

from __future__ import annotations

from collections.abc import Iterator

from finseg.document.said import ColumnName, say
from finseg.records.dataset import Dataset
from finseg.records.question import Answer, Change, Question, Stakes
from finseg.understand.dates import describe_date_form
from finseg.vocabulary.words import says, split_heading

_DESCRIBED = 0.5  # what is made of dates is described, not clustered on


def ask_about_date_order(dataset: Dataset) -> Iterator[Question]:
    """Ask in which order day and month stand, where the values leave it open."""
    for dates in dataset.dates:
        column = dataset.find_column(dates.column)
        if dates.form or len(dates.examples) < 2:
            continue
        births = bool(says(split_heading(column.original), "birth"))
        yield Question(
            topic="date order",
            columns=(column.name,),
            answers=tuple(
                Answer(
                    meaning=describe_date_form(form),
                    changes=(Change(path=("read", "dates", column.name), value=form),),
                )
                for form in dates.examples
            ),
            evidence=(say("{column}: {why}", column=ColumnName(column.name), why=dates.evidence),),
            stakes=Stakes(words=1, offers=int(births)),
            weight=_DESCRIBED + births,
        )
