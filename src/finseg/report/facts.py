"""What is the report made of?

Statements, blocks and figures in the order of the page, and the manner their numbers are written
in. The template lays them out and computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from finseg.document.blocks import Block, Figure, Tone
from finseg.document.numbers import Numbers
from finseg.document.said import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The verdict on the first screen, as `finseg.records.verdict` words it."""

    word: str  # "natural", "not decided yet"
    tone: Tone
    headline: Text  # why this number, what kind of division it is, on what that depends
    summary: Text  # word, dependence and headline in one, for pages without a badge
    anchor: str  # of the evidence
    depends: Text = ""  # "depends on the logarithm (0.40)"; empty for nothing
    weight: Text = ""  # the figures it rests on, in a few sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a card."""

    what: Text  # the column
    value: Text  # "₹1.19L"
    against: Text  # "all: ₹83.7K"
    effect: Text  # "much higher"
    middle: str = ""  # "mean" or "median"; empty for a share


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One segment on the first screen."""

    id: int
    name: str
    size: Text  # "270 customers"
    share: Text  # "27.0%"
    colour: str
    facts: tuple[Fact, ...]
    anchor: str  # of the segment's own part
    stability: Text = ""  # "valid (0.78)"; empty if it was not measured
    action: Text = ""  # "Mutual-fund plan (144 customers)"
    outcomes: tuple[Fact, ...] = ()  # who left, paid, defaulted
    page: str = ""  # anchor of what to do with the segment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPart:
    """A titled stretch of the report, with parts of its own."""

    anchor: str
    title: Text
    blocks: tuple[Block, ...] = ()
    parts: tuple[ReportPart, ...] = ()
    segment: int | None = None  # that it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One thing to know, in sentences, and where the tables behind it stand."""

    topic: str  # "Who they are"
    says: tuple[Text, ...]  # "" for one that may not be shown
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPage:
    """What to do with one segment, on one page."""

    id: int
    name: str
    anchor: str
    lines: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """Everything the page says, ready to be laid out."""

    title: str
    date: str
    summary: tuple[Text, ...]  # the answer, sentence by sentence; the first is the largest
    verdict: Badge  # follows the first sentence
    cards: tuple[Card, ...]
    order: Text = ""  # in which the segments stand
    actions: tuple[ActionPage, ...] = ()
    reliance: tuple[ActionLine, ...] = ()  # how sure all of it is, and what to ask
    picture: Figure | None = None  # the one figure of the main part
    sections: tuple[ReportPart, ...] = ()  # of the annex: what the main part rests on
    annex: tuple[ReportPart, ...] = ()  # of the annex: what a validator needs
    footing: str = ""  # who may read it, on every page
    numbers: Numbers = field(default_factory=Numbers)  # the reader's manner of writing figures
