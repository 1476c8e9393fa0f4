"""Would another sample of these customers lead to the same segments?

The mean adjusted Rand index of pairs of bootstrap samples for every k, with the range of the pairs;
beside it the same on structureless tables of the same shape, which gives the index its scale
(global stability: Dolnicar & Leisch 2010, Marketing Letters 21).
"""

from __future__ import annotations

from collections.abc import Sequence

from finseg.document.blocks import Align, Table
from finseg.document.said import Count, Interval, Number, Share, Text, join_said, say
from finseg.figures.line_labels import LineEnd, label_line_ends
from finseg.figures.marks import (
    SAYS,
    describe_choice,
    draw_layer,
    encode_number,
    make_dot,
    make_mark,
    stand_beside,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import (
    ACCENT,
    FAINT,
    NOISE,
    POPULATION,
    SOFT,
    Spec,
    apply_theme,
    clip_index,
    shorten_label,
)
from finseg.figures.ticks import Ticks, place_ticks
from finseg.records.choice import REPRODUCED, Agreement, Choice, NullAgreement
from finseg.results import Chosen

_WIDTH, _HEIGHT = 620, 270
_TOP = 1.12  # head room above 1 for the name of the chosen k
# One per kind of noise: how its line is dashed, and how that is said.
_DASHES = (([1, 0], ""), ([6, 3], " (dashed)"), ([2, 2], " (dotted)"))
_LONGEST = 22


def plan_agreement(results: Chosen) -> FigurePlan | None:
    """Plan the agreement of two samples, by the number of segments, noise beside it."""
    agreements = results.choice.agreements
    if len(agreements) < 2:
        return None
    caption = say(
        "How far two samples of these customers lead to the same segments ({pairs} of samples for "
        "each number of segments; points: their mean, bars: {most} of them). From the dotted line "
        "on ({limit}) a division can count as reproducible, if it also lies clearly above noise: "
        "the grey bands are the range of tables of the same shape without structure.",
        pairs=Count(max(a.pairs for a in agreements), "pair"),
        most=Share(0.95, digits=0),
        limit=Number(REPRODUCED),
    )
    words = join_said(
        say("k = {k}: {means}", k=str(a.k), means=_list_agreement_means(a)) for a in agreements
    )
    return FigurePlan(
        _draw_agreement(results),
        caption,
        say(
            "Agreement of samples (adjusted Rand index) by number of segments. {words}.",
            words=words,
        ),
        _tabulate_agreements(agreements),
    )


def _list_agreement_means(agreement: Agreement) -> Text:
    noise = (
        say("{name} {mean}", name=null.name, mean=Number(null.mean)) for null in agreement.nulls
    )
    return join_said((Number(agreement.mean), *noise), ", ")


def _tabulate_agreements(agreements: Sequence[Agreement]) -> Table:
    def describe_noise(null: NullAgreement) -> Text:
        return say("{mean} ({range})", mean=Number(null.mean), range=Interval(null.low, null.high))

    rows: tuple[tuple[Text, ...], ...] = tuple(
        (str(a.k), Number(a.mean), Interval(a.low, a.high), *map(describe_noise, a.nulls))
        for a in agreements
    )
    columns: tuple[Text, ...] = (
        "k",
        "Agreement",
        say("{most} of pairs", most=Share(0.95, digits=0)),
        *(say("Noise: {name}", name=null.name) for null in agreements[0].nulls),
    )
    sides: list[Align] = ["right"] * len(columns)
    return Table(columns, rows, tuple(sides), "Agreement of two samples (adjusted Rand index)")


def _draw_agreement(results: Chosen) -> Spec:
    choice = results.choice
    shown = choice.agreements
    ks = [a.k for a in shown]
    whole = Ticks(tuple(map(float, ks)), tuple(map(str, ks)))
    across = whole.as_axis(title="Number of segments, k", grid=False, labelOverlap=True)
    up = place_ticks(0, 1, "share", results.numbers, most=6).as_axis(
        title=None, domain=False, ticks=False
    )
    noise = [
        layer
        for place in range(len(shown[0].nulls))
        for layer in _draw_noise_agreement(shown, place)
    ]
    return apply_theme(
        {
            "title": "Agreement of two samples (1: the same segments, 0: no better than chance)",
            "width": _WIDTH,
            "height": _HEIGHT,
            "encoding": {
                "x": encode_number("k", (ks[0] - 0.3, ks[-1] + 0.3), across, zero=False),
                "y": encode_number("at", (0, _TOP), up),
            },
            "layer": [
                *noise,
                _mark_reproducible_limit(),
                *_mark_chosen_k(choice, ks),
                *_draw_customer_agreement(shown),
                *label_line_ends(_label_agreement_lines(shown), width=_WIDTH, height=_HEIGHT),
            ],
        }
    )


def _mark_reproducible_limit() -> Spec:
    """Mark from where on a division is called reproducible; the caption says so."""
    mark = make_mark("rule", color=ACCENT, strokeWidth=1.2, strokeDash=[2, 4])
    return draw_layer(mark, [{"at": REPRODUCED}], x={"value": 0}, x2={"value": _WIDTH})


def _draw_customer_agreement(shown: Sequence[Agreement]) -> list[Spec]:
    means = [{"k": a.k, "at": clip_index(a.mean)} for a in shown]
    ranges = [{"k": a.k, "at": clip_index(a.low), "to": clip_index(a.high)} for a in shown]
    return [
        draw_layer(make_mark("rule", color=ACCENT, strokeWidth=1.4), ranges, y2={"field": "to"}),
        draw_layer(make_mark("line", color=ACCENT, strokeWidth=2), means),
        draw_layer(make_dot(60, color=ACCENT), means),
    ]


def _draw_noise_agreement(shown: Sequence[Agreement], place: int) -> list[Spec]:
    nulls = [(a.k, a.nulls[place]) for a in shown]
    dash, _ = _DASHES[place % len(_DASHES)]
    means = [{"k": k, "at": clip_index(null.mean)} for k, null in nulls]
    ranges = [
        {"k": k, "at": clip_index(null.low), "to": clip_index(null.high)} for k, null in nulls
    ]
    line = make_mark("line", color=POPULATION, strokeWidth=1.6, strokeDash=dash)
    return [
        draw_layer(make_mark("area", color=NOISE, opacity=0.4), ranges, y2={"field": "to"}),
        draw_layer(line, means),
    ]


def _mark_chosen_k(choice: Choice, ks: list[int]) -> list[Spec]:
    """Mark the number of segments that is kept, its name above all ranges."""
    if choice.k not in ks:
        return []
    right = choice.k > (ks[0] + ks[-1]) / 2
    text = make_mark(
        "text",
        **stand_beside(6, right=right),
        baseline="top",
        fontSize=12,
        fontWeight=600,
        color=ACCENT,
    )
    rule = make_mark("rule", color=FAINT, strokeDash=[3, 3])
    row = {"k": choice.k, "at": 0, "says": f"k = {choice.k}: {describe_choice(choice)}"}
    return [
        draw_layer(rule, [row], y={"value": 0}, y2={"value": _HEIGHT}),
        draw_layer(text, [row], y={"value": 1}, text=SAYS),
    ]


def _label_agreement_lines(shown: Sequence[Agreement]) -> list[LineEnd]:
    last = shown[-1]
    ends = [LineEnd(("these customers",), _measure_from_top(last.mean), ACCENT)]
    for place, null in enumerate(last.nulls):
        _, dashed = _DASHES[place % len(_DASHES)]
        name = f"noise: {shorten_label(null.name, _LONGEST)}{dashed}"
        ends.append(LineEnd((name,), _measure_from_top(null.mean), SOFT))
    return ends


def _measure_from_top(value: float) -> float:
    return _HEIGHT * (1 - clip_index(value) / _TOP)
