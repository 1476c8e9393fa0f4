"""Do the words of this line show that it is not a customer?

A line's text in, yes or no out: a sum ("Grand total"), a note ("Source: …"), the foot of a page
("Page 3 of 12"). The words are data (`not_rows.toml`); whether a line with such words may still be
a customer is decided where its other cells are known.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from finseg.vocabulary.number_patterns import join_alternatives

_RULE = r"[-=_*~#. ]{0,9}"  # a line of dashes around a page number


@cache
def _load_row_words() -> dict[str, Any]:
    text = files("finseg.vocabulary").joinpath("not_rows.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _build_summary_pattern(*kinds: str) -> str:
    table = _load_row_words()["summary"]
    words = join_alternatives(word for kind in kinds for word in table[kind])
    return rf"\W*(?:(?:{join_alternatives(table['before'])})[\s-]?)?(?:{words})"


@cache
def build_lone_sum_pattern() -> str:
    """Return the pattern of a text that says that the row is a sum, and nothing else."""
    return rf"(?i)^{_build_summary_pattern('sums')}\W*$"


@cache
def _compile_summary() -> re.Pattern[str]:
    return re.compile(rf"{_build_summary_pattern('sums', 'averages')}\b", re.IGNORECASE)


def begins_with_summary(text: str) -> bool:
    """Tell whether a text begins with the word for a sum or an average."""
    return bool(_compile_summary().match(text))


def is_summary_label(text: str) -> bool:
    """Tell whether a text is such a word, or a word and what it is a sum of.

    "Total income" is a label; what goes on is a sentence or a name: "Total Care of Leeds".
    """
    found = _compile_summary().match(text)
    return bool(found) and not re.match(r"\s*\w+\s+\w", text[found.end() :] if found else "")


@cache
def _compile_note() -> re.Pattern[str]:
    table = _load_row_words()["note"]
    return re.compile(
        rf"\W*(?:\(?\d+ (?:{join_alternatives(table['counted'])})\b"
        rf"|(?:{join_alternatives(table['begins'])})\b|page \d)"
        rf"|{_build_summary_pattern('sums')}\b",
        re.IGNORECASE,
    )


def begins_as_note(text: str) -> bool:
    """Tell whether a line begins as a note or a total below a table does."""
    return bool(_compile_note().match(text))


@cache
def _compile_page() -> re.Pattern[str]:
    table = _load_row_words()["page"]
    number = (
        rf"(?:{join_alternatives(table['names'])})\.?\s*(?:no\.?\s*)?:?\s*\d+"
        rf"(?:\s*(?:{join_alternatives(table['of'])})\s*\d+)?"
    )
    alone = rf"\W*(?:{join_alternatives(table['alone'])})\W*"
    carried = r"(?:carried|brought) (?:forward|over)"
    return re.compile(rf"{_RULE}{number}{_RULE}|[-=_*~ ]{{3,}}|{alone}|{carried}", re.IGNORECASE)


def is_page_mark(text: str) -> bool:
    """Tell the foot or head of a printed page: `Page 3 of 12`, `continued`, a line of dashes."""
    return bool(_compile_page().fullmatch(text))
