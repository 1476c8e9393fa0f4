"""What stands below the cell of a notebook that ends with a study?

Results in, HTML out: rows, verdict, a card per segment, one figure, and where the rest is.
"""

from __future__ import annotations

from finseg.document.blocks import Block, Heading, Sentence
from finseg.document.escape import escape_html
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html
from finseg.document.said import Text, say, write_text
from finseg.figures import plan_figures, render_figures
from finseg.report.answer import make_badge, make_cards
from finseg.report.facts import Card
from finseg.report.summary import SUMMARY_FIGURE
from finseg.results import Results

_ROW = "display:flex;flex-wrap:wrap;gap:12px;margin:8px 0"
_BOX = (
    "flex:1 1 220px;max-width:320px;border:1px solid #8888;border-left:6px solid {colour};"
    "border-radius:4px;padding:8px 12px"
)
_MORE = (
    "study.passports, study.profile, study.assignments and study.figures have the details; "
    'study.report("report.html") writes them all on one page.'
)


def write_study_page(results: Results) -> str:
    """Write verdict, cards and one figure."""
    numbers = results.numbers
    badge = make_badge(results)
    head: list[Block] = [
        Heading(results.title),
        Sentence(say("{rows}.", rows=results.say_row_account())),
        Sentence(badge.summary),
    ]
    if badge.weight:
        head.append(Sentence(badge.weight))
    cards = "".join(_write_card(card, numbers) for card in make_cards(results))
    plans = plan_figures(results)
    shown = {name: plans[name] for name in (SUMMARY_FIGURE,) if name in plans}
    return "\n".join(
        (
            to_html(head, numbers=numbers),
            f'<div style="{_ROW}">{cards}</div>',
            to_html([*render_figures(shown, numbers), Sentence(_MORE)], numbers=numbers),
        )
    )


def _write_card(card: Card, numbers: Numbers) -> str:
    """Write a segment's card: name, size, what sets it apart, what to do."""

    def put(text: Text) -> str:
        return escape_html(write_text(text, numbers))

    facts = "".join(
        f"<li>{put(f.what)}: <b>{put(f.value)}</b>, {put(f.effect)} ({put(f.against)})</li>"
        for f in card.facts
    )
    lines = (
        f"<b>{card.id} {put(card.name)}</b>",
        f"<br>{put(card.size)}, {put(card.share)}",
        f"<br>stability: {put(card.stability)}" if card.stability else "",
        f'<ul style="margin:4px 0;padding-left:18px">{facts}</ul>',
        put(card.action) if card.action else "",
    )
    return f'<div style="{_BOX.format(colour=card.colour)}">{"".join(lines)}</div>'
