"""What does the reader get to see of a study?

`build_report` turns the stages' records into `ReportFacts`: finished words, blocks and figures.
`page` lays the facts out as one self-contained HTML file: no script, nothing loaded from anywhere,
the same facts give the same bytes. No figure is computed here; dates and versions are passed in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from finseg.deliver.figures.study import heavy_tailed
from finseg.deliver.figures.theme import colour
from finseg.deliver.pages import render
from finseg.document.blocks import Align, Block, Figure, Heading, Note, Sentence, Table, Tone
from finseg.document.numbers import Figures, percent, prose
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.checkup import reject_blocks
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.exploration import Exploration
from finseg.records.finding import Checked
from finseg.records.interpretation import Interpretation, Segment, Trait
from finseg.records.offers import Offers
from finseg.records.passport import passport
from finseg.records.recipe import Recipe
from finseg.records.redundancy import Redundancy
from finseg.records.segmentation import Segmentation
from finseg.records.shares import Shares
from finseg.records.verdict import Verdict
from finseg.settings import Settings

FACTS_PER_CARD = 3
LEAST_EFFECT = 0.2  # sd; Cohen 1988 calls less than that not even small
_SIZES = ((0.8, "much"), (0.5, "clearly"), (LEAST_EFFECT, "a little"))  # sd
_CHOICE = "choice"  # anchor of the part with the evidence
_WIDEST = 9  # columns of a table that an A4 page holds

_HOW_TO_READ = """\
A segment is a group of customers who are near each other in all columns at once, after each column
was brought to one scale. Segments have no sharp borders: customers near a border could as well
belong to the neighbour. The margin in segments.csv, from 0 (on a border) to 1, says how clear each
case is.

A deviation compares a segment's mean with the mean of all customers, in standard deviations of all
customers: 0.2 is little, 0.5 is noticeable, 0.8 is large. From these limits on the cards say "a
little", "clearly" and "much". Heavy-tailed columns are compared after their logarithm was taken,
and described by their median.

k-means returns as many segments as it is asked for, on any data, structured or not. That segments
were found is therefore no proof that the customers fall into groups by nature; the verdict says
what can be claimed. Natural: gaps lie between the groups, few customers stand between them, and
whoever looks at such customers should find the same groups. Reproducible: there are no gaps, but
another sample of such customers would be cut in much the same way, so the segments can be found
again. Constructive: neither. Any cut is a choice made for a purpose; it can be useful all the same,
and simple limits (by age, by income) may serve as well.

Noise stands for tables of the same shape as this one in which nothing goes together in groups. A
figure that noise reaches too proves nothing. The agreement of two samples is the adjusted Rand
index: 1 when they are cut alike, 0 when no more alike than by chance. The Jaccard index says how
much of one segment comes back in another sample: below 0.6 the segment is not to be trusted, from
0.75 it is valid, from 0.85 highly stable.

The segments describe the customers of this file at one time. They say what goes together, not what
causes what, and no single customer should be judged by the segment alone.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The verdict on the first screen, in finished words."""

    kind: str  # "natural"
    tone: Tone
    reason: str  # what that means and why this number of segments, in one sentence
    anchor: str  # of the evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a card, in finished words."""

    what: str  # the column
    value: str  # "₹1.19L"
    against: str  # "all: ₹83.7K"
    effect: str  # "much higher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One segment on the first screen."""

    id: int
    name: str
    size: str  # "270 customers"
    share: str  # "27.0%"
    colour: str
    facts: tuple[Fact, ...]
    anchor: str  # of the segment's own part
    stability: str = ""  # "valid (0.78)"; empty if it was not measured
    action: str = ""  # "Mutual-fund plan (144 customers)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A titled stretch of the report, with parts of its own."""

    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """Everything the page says, ready to be laid out."""

    title: str
    date: str
    summary: tuple[str, ...]  # the answer, sentence by sentence; the first is the largest
    verdict: Badge  # follows the first sentence
    cards: tuple[Card, ...]
    sections: tuple[Part, ...]
    annex: tuple[Part, ...]


def build_report(
    *,
    dataset: Dataset,
    checked: Checked,
    recipe: Recipe,
    shares: Shares,
    exploration: Exploration,
    choice: Choice,
    segmentation: Segmentation,
    interpretation: Interpretation,
    assessment: Assessment,
    offers: Offers,
    settings: Settings,
    figures: Sequence[Figure],
    date: str,
    versions: Sequence[tuple[str, str]] = (),
) -> ReportFacts:
    """Assemble the report of a study.

    Parameters
    ----------
    dataset, checked, recipe, shares, exploration, choice, segmentation, interpretation, assessment,
    offers
        The stages' records; they are described, never changed.
    settings : Settings
        Locale and title, and printed in the annex with every default.
    figures : sequence of Figure
        From `finseg.deliver.figures.study_figures`; placed by their names, a missing one is
        left out.
    date : str
        As it is to be printed.
    versions : sequence of (name, version)
        For the annex.

    """
    writer = settings.figures()
    drawn = {figure.name: figure for figure in figures}
    return ReportFacts(
        title=settings.deliver.title or f"Customer segments in {dataset.source.name}",
        date=date,
        summary=_summary(dataset, interpretation, writer),
        verdict=_badge(choice.verdict),
        cards=_cards(interpretation, assessment, offers, recipe, writer),
        sections=(
            _data(dataset, checked, writer),
            _columns(exploration, drawn, writer),
            _choice(choice, drawn),
            _segments(interpretation, assessment, drawn, writer),
            Part(
                anchor="apart",
                title="What tells them apart",
                blocks=_body(interpretation.apart(writer)),
            ),
            _reliance(assessment, interpretation, drawn),
            _offers(offers, interpretation, drawn, writer),
            Part(anchor="reading", title="How to read this", blocks=_how_to_read()),
        ),
        annex=(
            Part(anchor="roles", title="Columns and their roles", blocks=_body(dataset.blocks())),
            _preparation(recipe, checked.redundancy, shares),
            Part(anchor="fit", title="The fit", blocks=_body(segmentation.blocks())),
            Part(anchor="settings", title="Settings", blocks=_settings(settings)),
            Part(anchor="origin", title="Input and versions", blocks=_origin(dataset, versions)),
        ),
    )


def page(facts: ReportFacts, *, title: str = "") -> str:
    """Lay out the report as one HTML file; `title` replaces the facts' own.

    Pure: same facts, same bytes. Text is escaped by the template and by the printer of blocks.
    """
    shown = replace(facts, title=title) if title else facts
    return render("report.html.j2", facts=shown)


def _summary(dataset: Dataset, interpretation: Interpretation, writer: Figures) -> tuple[str, ...]:
    """Give the answer in sentences: customers and segments, then what was left out."""
    k, used = len(interpretation.segments), writer.count(dataset.rows)
    columns = len(interpretation.population)
    groups = "one segment" if k == 1 else f"{k} segments"
    described = f"{columns} column" + ("s" if columns != 1 else "")
    sentences = [f"{used} customers in {groups}, by {described}."]
    if dataset.rows_rejected:
        sentences.append(
            f"{writer.count(dataset.source.rows_read)} rows were read; "
            f"{writer.count(dataset.rows_rejected)} could not be used and are in rejects.csv."
        )
    return tuple(sentences)


def _badge(verdict: Verdict) -> Badge:
    return Badge(kind=verdict.kind, tone=verdict.tone, reason=verdict.reason, anchor=_CHOICE)


def _cards(
    interpretation: Interpretation,
    assessment: Assessment,
    offers: Offers,
    recipe: Recipe,
    writer: Figures,
) -> tuple[Card, ...]:
    medians = heavy_tailed(recipe)
    stable = {s.id: _stability(s, writer) for s in assessment.segments}
    everyone = {t.column: t for t in interpretation.population}
    return tuple(
        Card(
            id=s.id,
            name=s.name,
            size=f"{writer.count(s.size)} customers",
            share=percent(s.share),
            colour=colour(s.id),
            facts=tuple(
                _fact(t, everyone[t.column], writer, median=t.column in medians)
                for t in _telling(s)
            ),
            anchor=_anchor(s),
            stability=stable.get(s.id, "") if len(interpretation.segments) > 1 else "",
            action=offers.action(s.id, writer),
        )
        for s in interpretation.segments
    )


def _stability(segment: SegmentStability, writer: Figures) -> str:
    if not math.isfinite(segment.jaccard):
        return ""
    own, noise = writer.fixed(segment.jaccard, 2), writer.fixed(segment.null, 2)
    return f"{segment.word} ({own}; noise {noise})"


def _telling(segment: Segment) -> Sequence[Trait]:
    """Return the traits worth a line: the strongest, and others that differ noticeably."""
    first, *others = segment.ranked[:FACTS_PER_CARD]
    return [first, *(t for t in others if abs(t.deviation) >= LEAST_EFFECT)]


def _fact(own: Trait, everyone: Trait, writer: Figures, *, median: bool) -> Fact:
    """Compare a segment's typical value with everyone's: medians where means mislead."""
    median = median and own.median != everyone.median  # 0 against 0 would say nothing
    value, against = (own.median, everyone.median) if median else (own.mean, everyone.mean)
    return Fact(
        what=f"{own.column} ({'median' if median else 'mean'})",
        value=writer.value(value, own.unit),
        against=f"all: {writer.value(against, own.unit)}",
        effect=_effect(value - against, abs(own.deviation)),
    )


def _effect(difference: float, size: float) -> str:
    """Say how far from all customers, in Cohen's (1988) words; the figure is in the profile."""
    word = next((word for least, word in _SIZES if size >= least), "")
    if not difference or not word:
        return "much like all"
    return f"{word} {'higher' if difference > 0 else 'lower'}".strip()


def _anchor(segment: Segment) -> str:
    return f"segment-{segment.id}"


def _segments(
    interpretation: Interpretation,
    assessment: Assessment,
    drawn: dict[str, Figure],
    writer: Figures,
) -> Part:
    stable = {s.id: s for s in assessment.segments} if len(interpretation.segments) > 1 else {}
    passports = tuple(
        Part(
            anchor=_anchor(s),
            title=f"{s.id} {s.name}",
            blocks=_body(passport(s, interpretation, stable.get(s.id), writer)),
        )
        for s in interpretation.segments
    )
    blocks: tuple[Block, ...] = (
        _upright(interpretation.averages(writer)),
        *_placed(drawn, "sizes", "profile", "pairs"),
    )
    return Part(anchor="segments", title="The segments", blocks=blocks, parts=passports)


def _choice(choice: Choice, drawn: dict[str, Figure]) -> Part:
    """Say the verdict, show its figures, then give the tables behind them."""
    body, said = _body(choice.blocks()), len(_body(choice.verdict.blocks()))
    shown = _placed(drawn, "agreement", "elbow", "splits")
    blocks: tuple[Block, ...] = (*body[:said], *shown, *body[said:])
    return Part(anchor=_CHOICE, title="How many segments", blocks=blocks)


def _reliance(
    assessment: Assessment, interpretation: Interpretation, drawn: dict[str, Figure]
) -> Part:
    first, *rest = _body(assessment.blocks([s.name for s in interpretation.segments]))
    blocks = (*_placed(drawn, "jaccard"), first, *_placed(drawn, "silhouettes"), *rest)
    return Part(anchor="reliance", title="How far they can be relied on", blocks=blocks)


def _offers(
    offers: Offers, interpretation: Interpretation, drawn: dict[str, Figure], writer: Figures
) -> Part:
    names = interpretation.names
    targeting = offers.targeting(names, writer)
    blocks = (
        *_body(offers.blocks(names, writer)),
        *targeting[:1],
        *_placed(drawn, "targeting"),
        *targeting[1:],
    )
    return Part(anchor="offers", title="Offers", blocks=blocks)


def _columns(exploration: Exploration, drawn: dict[str, Figure], writer: Figures) -> Part:
    blocks: tuple[Block, ...] = (
        *_placed(drawn, "histograms"),
        *_body(exploration.blocks(writer)),
        *_placed(drawn, "correlations"),
    )
    return Part(anchor="columns", title="The columns", blocks=blocks)


def _data(dataset: Dataset, checked: Checked, writer: Figures) -> Part:
    """Account for every row, then list what was noticed."""
    read, used, out = dataset.source.rows_read, dataset.rows, dataset.rows_rejected
    balance = (
        f"{writer.count(read)} rows read = {writer.count(used)} used + "
        f"{writer.count(out)} rejected."
    )
    blocks: list[Block] = [Sentence(balance), *_body(checked.blocks())]
    if dataset.rejects:
        blocks += reject_blocks(dataset.rejects, examples=False)
    return Part(anchor="data", title="The data", blocks=tuple(blocks))


def _preparation(recipe: Recipe, redundancy: Redundancy, shares: Shares) -> Part:
    """Say how each column is prepared, what is left out, and what each counts."""
    further = [*redundancy.blocks(), *shares.blocks()]
    blocks = [replace(b, level=4) if isinstance(b, Heading) else b for b in further]
    return Part(
        anchor="preparation",
        title="Preparation",
        blocks=(*_body(recipe.blocks()), *_body([Heading(""), *blocks])),
    )


def _settings(settings: Settings) -> tuple[Block, ...]:
    defaults = Settings().as_tree()
    rows = tuple(
        (section, key, _written(value), "" if value == defaults[section][key] else "changed")
        for section, keys in settings.as_tree().items()
        for key, value in keys.items()
    )
    sides: tuple[Align, ...] = ("left", "left", "left", "left")
    return (Table(("Section", "Key", "Value", "Against the default"), rows, sides),)


def _written(value: object) -> str:
    if value in ("", None, {}):
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {word}" for key, word in value.items())
    return str(value)


def _origin(dataset: Dataset, versions: Sequence[tuple[str, str]]) -> tuple[Block, ...]:
    source = dataset.source
    rows = [("Input", source.name), ("SHA-256 of the input", source.sha256 or "–"), *versions]
    return (
        Table(("What", "Which"), tuple(rows), ("left", "left")),
        Note("manifest.json beside this file has all that is needed to run the study again."),
    )


def _upright(table: Table) -> Table:
    """Turn a table that is wider than a page on its side: one row per column of the data."""
    if len(table.columns) <= _WIDEST or len(table.rows) >= len(table.columns):
        return table
    first, *rest = zip(table.columns, *table.rows, strict=True)
    return Table(first, tuple(rest), caption=table.caption)


def _placed(drawn: dict[str, Figure], *names: str) -> tuple[Figure, ...]:
    return tuple(drawn[name] for name in names if name in drawn)


def _how_to_read() -> tuple[Block, ...]:
    return tuple(Sentence(prose(" ".join(text.split()))) for text in _HOW_TO_READ.split("\n\n"))


def _body(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Take a record's blocks without empty tables and the title, which the part carries."""
    rest = blocks[1:] if blocks and isinstance(blocks[0], Heading) else blocks
    return tuple(b for b in rest if not (isinstance(b, Table) and not b.rows))
