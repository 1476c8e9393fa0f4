"""Does a whole study of a table name, offer or divide by what is not so?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import finseg
from benchmarks.meaning.facts import Facts
from finseg.errors import FinsegError


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyJudgement:
    """What a study says that is false."""

    facts: Facts
    stopped: str = ""  # why there is no study
    names: tuple[str, ...] = ()
    false_names: tuple[str, ...] = ()
    false_offers: tuple[str, ...] = ()  # "product -> segment"


def judge_study(facts: Facts, path: Path) -> StudyJudgement:
    """Run a quick study without settings, and hold its names and offers against the false words."""
    try:
        study = finseg.segment(path, quick=True, announce=lambda *_: None)
    except FinsegError as error:
        return StudyJudgement(facts=facts, stopped=type(error).__name__)
    names = tuple(s.name for s in study.segments)
    offered = [
        f"{product['name']} -> {names[cell['segment']]}"
        for product in study.as_dict()["offers"]["products"]
        for cell in product["segments"]
        if cell["stance"] == "target"
    ]
    return StudyJudgement(
        facts=facts,
        names=names,
        false_names=find_false(facts.false_names, names),
        false_offers=tuple(
            text for text in offered if find_false(facts.false_offers, (text.split(" -> ")[0],))
        ),
    )


def find_false(pattern: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts in which the pattern of false words stands."""
    return tuple(t for t in texts if re.search(pattern, t, re.IGNORECASE)) if pattern else ()
