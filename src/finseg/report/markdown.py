"""How does the report look as Markdown?

The report's facts in, one text out: the same content in the same order, with the figures linked
from the folder beside it. For whoever works in a wiki or a repository, or compares two runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from finseg.document.blocks import Align, Block, Heading, Note, Sentence, Table
from finseg.document.printers import to_markdown
from finseg.document.said import Said, join_said, say
from finseg.report import ActionLine, Card, Fact, ReportFacts, ReportPart


def write_markdown(facts: ReportFacts) -> str:
    """Write the report as Markdown; same facts, same bytes."""
    return to_markdown(
        [
            *_list_answer_blocks(facts),
            *_list_action_blocks(facts),
            *_list_part_blocks(facts.sections, 2),
            *_list_annex_blocks(facts.annex),
        ],
        numbers=facts.numbers,
    )


def _list_answer_blocks(facts: ReportFacts) -> list[Block]:
    verdict = facts.verdict
    return [
        Heading(facts.title, level=1),
        *([Sentence(facts.date)] if facts.date else []),
        *map(Sentence, facts.summary[:1]),
        Note(verdict.summary, verdict.tone),
        *([Sentence(verdict.weight)] if verdict.weight else []),
        *map(Sentence, facts.summary[1:]),
        *([Sentence(facts.order)] if facts.order else []),
        _tabulate_cards(facts.cards),
    ]


def _tabulate_cards(cards: Sequence[Card]) -> Table:
    told = ("Outcome",) if any(card.outcomes for card in cards) else ()
    rows = tuple(
        (
            say("{id} {name}", id=str(card.id), name=card.name),
            card.size,
            card.share,
            *(join_said(map(_write_fact, card.outcomes)) or "–" for _ in told),
            join_said(map(_write_fact, card.facts)),
            card.stability or "–",
            card.action or "–",
        )
        for card in cards
    )
    words: list[Align] = ["left"] * (3 + len(told))
    sides: tuple[Align, ...] = ("left", "right", "right", *words)
    heads = ("Segment", "Customers", "Share", *told, "Facts", "Stability", "Offer")
    return Table(heads, rows, sides)


def _list_action_blocks(facts: ReportFacts) -> list[Block]:
    """Say what to do with each segment, and how sure it is."""
    blocks: list[Block] = []
    if facts.actions:
        blocks.append(Heading("What to do with each segment", level=2))
    for page in facts.actions:
        blocks.append(Heading(say("{id} {name}", id=str(page.id), name=page.name), level=3))
        blocks.append(_tabulate_lines(page.lines))
    if facts.picture:
        blocks += [Heading("Where the segments differ", level=2), facts.picture]
    if facts.reliance:
        blocks += [Heading("How sure this is", level=2), _tabulate_lines(facts.reliance)]
    return blocks


def _tabulate_lines(lines: Sequence[ActionLine]) -> Table:
    rows = tuple((line.topic, join_said(line.says)) for line in lines)
    return Table(("About", "What to know"), rows, ("left", "left"))


def _write_fact(fact: Fact) -> Said:
    return say(
        "{what} {value} ({against}; {effect})",
        what=fact.what,
        value=fact.value,
        against=fact.against,
        effect=fact.effect,
    )


def _list_annex_blocks(parts: Sequence[ReportPart]) -> list[Block]:
    return [Heading("Annex", level=2), *_list_part_blocks(parts, 3)]


def _list_part_blocks(parts: Iterable[ReportPart], level: int) -> list[Block]:
    blocks: list[Block] = []
    for part in parts:
        blocks += [Heading(part.title, level=level), *_lower_headings(part.blocks, level + 1)]
        blocks += _list_part_blocks(part.parts, level + 1)
    return blocks


def _lower_headings(blocks: Iterable[Block], least: int) -> list[Block]:
    """Put the titles within a part beneath its own."""
    return [
        replace(block, level=max(block.level, least)) if isinstance(block, Heading) else block
        for block in blocks
    ]
