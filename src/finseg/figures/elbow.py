"""How does the fit improve with more segments?

Inertia and centre silhouette for every k that was tried, with the elbow and the chosen k named on
the drawing. An elbow is found in noise too, so the band of noise tables of the same shape stands
behind the curve: this is a picture, no proof.
"""

from __future__ import annotations

import math

from finseg.document.blocks import Table
from finseg.document.said import NOTHING, Count, Number, Rounded, Said, Share, Text, join_said, say
from finseg.figures.line_labels import LineEnd, label_line_ends
from finseg.figures.marks import (
    SAYS,
    describe_choice,
    draw_layer,
    draw_with_halo,
    encode_number,
    make_dot,
    make_mark,
    stand_beside,
)
from finseg.figures.plan import FigurePlan
from finseg.figures.theme import ACCENT, FAINT, NOISE, SOFT, Spec, apply_theme
from finseg.figures.ticks import Ticks, place_ticks
from finseg.records.candidate import Candidate
from finseg.records.choice import Choice
from finseg.results import Chosen

_HEIGHT = 270
_WIDTHS = (430, 250)
_SPACING, _NAMES = 66, 72  # between the panels; more for the names at the ends of the curves
_FEW = 3  # elbows of noise that are named
_MOST_TICKS = 16  # numbers of segments up to which each has a mark
_CAPTION = (
    "Left: the spread that remains within segments (inertia). It falls with every further segment, "
    "so a bend is a convention, not evidence of groups."
)
_HALO = {"stroke": "white", "strokeWidth": 5}  # where words cross the other mark's line


def plan_elbow(results: Chosen) -> FigurePlan | None:
    """Plan inertia (left) and centre silhouette (right) by the number of segments."""
    choice = results.choice
    if len(choice.candidates) < 3:
        return None
    band, noise = _describe_elbow_band(choice), _describe_noise_elbows(choice)
    first, last = choice.candidates[0], choice.candidates[-1]
    where = (
        say(
            "The band is where {most} of noise tables of the same shape lie.",
            most=Share(0.9, digits=0),
        )
        if band
        else NOTHING
    )
    caption = join_said(
        (
            _CAPTION,
            where,
            noise,
            "Right: how much nearer customers are to their own centre than to the next.",
        ),
        " ",
    )
    falls = say(
        "Inertia falls from {high} at k = {first} to {low} at k = {last}.",
        high=Rounded(first.inertia),
        first=str(first.k),
        low=Rounded(last.inertia),
        last=str(last.k),
    )
    seen = say(
        "The Kneedle rule sees {elbow}; {k} are kept.",
        elbow="no elbow" if choice.elbow_k is None else f"an elbow at {choice.elbow_k}",
        k=Count(choice.k, "segment"),
    )
    return FigurePlan(
        _draw_elbow(results),
        caption,
        join_said((falls, band, seen, noise), " "),
        _tabulate_inertias(choice),
    )


def _describe_noise_elbows(choice: Choice) -> Said:
    """Say where structureless tables have their elbow; empty if that was not looked at."""
    most = sorted(choice.noise_elbows, key=lambda found: (-found[1], found[0]))
    if not most:
        return NOTHING
    rest = sum(count for _, count in most[_FEW:])
    places = [
        say("k = {k} ({times})", k=str(k), times=_count_times(count)) for k, count in most[:_FEW]
    ]
    return say(
        "In noise tables of the same shape the elbow stands at {places}{others}.",
        places=join_said(places, ", "),
        others=say(" and elsewhere ({times})", times=_count_times(rest)) if rest else "",
    )


def _count_times(count: int) -> Text:
    return "once" if count == 1 else Count(count, "time")


def _describe_elbow_band(choice: Choice) -> Said:
    """Say where the curve lies against its band; empty if there is no band."""
    banded = [(c.inertia, *c.noise) for c in choice.candidates if c.noise is not None and c.k > 1]
    if not banded:
        return NOTHING
    return say(
        "It lies below the band of noise at {below} of {all} of segments.",
        below=Count(sum(inertia < low for inertia, low, _ in banded)),
        all=Count(len(banded), "number"),
    )


def _tabulate_inertias(choice: Choice) -> Table:
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (
            str(c.k),
            *(Rounded(v, 4) for v in (c.inertia, *(c.noise or (math.nan, math.nan)))),
            Number(c.centre_silhouette, 3),
        )
        for c in choice.candidates
    )
    noise = (say("Noise, {end}", end=Share(q, digits=0)) for q in (0.05, 0.95))
    columns: tuple[Text, ...] = ("k", "Inertia", *noise, "Centre silhouette")
    return Table(
        columns, rows, ("right",) * 5, "Spread left within segments, by number of segments"
    )


def _draw_elbow(results: Chosen) -> Spec:
    choice, numbers = results.choice, results.numbers
    inertia = [(c.k, c.inertia) for c in choice.candidates]
    silhouette = _list_centre_silhouettes(choice.candidates)
    band = [(c.k, *c.noise) for c in choice.candidates if c.noise is not None]
    marks = _choose_elbow_marks(choice)
    top = 1.06 * max([v for _, v in inertia] + [high for *_, high in band])
    left = _draw_elbow_panel(
        "Inertia (spread left within segments)",
        inertia,
        place_ticks(0, top, "none", numbers, most=6),
        (0, top),
        width=_WIDTHS[0],
        marks=marks,
    )
    if band:
        names = _label_elbow_lines(inertia, band, top)
        left["layer"] = [*_draw_noise_band(band), *left["layer"], *names]
    panels = [left]
    if len(silhouette) > 1:
        best = 1.15 * max(v for _, v in silhouette)
        panels.append(
            _draw_elbow_panel(
                "Centre silhouette (0 … 1)",
                silhouette,
                place_ticks(0, best, "none", numbers, most=6),
                (min(0.0, *(v for _, v in silhouette)), best),
                width=_WIDTHS[1],
                marks=[m for m in marks if m["k"] == choice.k and choice.k > 1],
                quiet=True,
            )
        )
    spacing = _SPACING + (_NAMES if band else 0)
    return apply_theme({"hconcat": panels, "spacing": spacing, "bounds": "flush"})


def _draw_noise_band(band: list[tuple[int, float, float]]) -> list[Spec]:
    """Shade where noise of the same shape lies."""
    rows = [{"k": k, "at": low, "to": high} for k, low, high in band]
    place: Spec = {
        side: {"field": f, "type": "quantitative"} for side, f in (("x", "k"), ("y", "at"))
    }
    area, edge = make_mark("area", color=NOISE, opacity=0.6), make_mark("line", color=FAINT)
    # A band can be thinner than a line: its edges are drawn too.
    return [
        draw_layer(area, rows, **place, y2={"field": "to"}),
        *(
            draw_layer(
                {**edge, "strokeWidth": 1},
                [{"k": row["k"], "at": row[side]} for row in rows],
                **place,
            )
            for side in ("at", "to")
        ),
    ]


def _label_elbow_lines(
    inertia: list[tuple[int, float]], band: list[tuple[int, float, float]], top: float
) -> list[Spec]:
    """Name the curve and the band at their right ends."""
    middle = (band[-1][1] + band[-1][2]) / 2
    ends = (
        LineEnd(("these", "customers"), _HEIGHT * (1 - inertia[-1][1] / top), ACCENT),
        LineEnd(("noise of the", "same shape"), _HEIGHT * (1 - middle / top), SOFT),
    )
    return label_line_ends(ends, width=_WIDTHS[0], height=_HEIGHT)


def _list_centre_silhouettes(candidates: tuple[Candidate, ...]) -> list[tuple[int, float]]:
    pairs = [(c.k, c.centre_silhouette) for c in candidates]
    return [(k, v) for k, v in pairs if k > 1 and math.isfinite(v)]


def _choose_elbow_marks(choice: Choice) -> list[Spec]:
    """Say which k deserve a mark, and what is written beside each."""
    own = f"k = {choice.k}: {describe_choice(choice)}"
    if choice.elbow_k == choice.k:
        return [{"k": choice.k, "says": f"{own}, and the elbow", "line": 0}]
    marks: list[Spec] = [{"k": choice.k, "says": own, "line": 0}]
    if choice.elbow_k is not None:
        marks.append({"k": choice.elbow_k, "says": f"elbow (Kneedle): {choice.elbow_k}", "line": 1})
    return marks


def _draw_elbow_panel(
    title: str,
    pairs: list[tuple[int, float]],
    up: Ticks,
    domain: tuple[float, float],
    *,
    width: int,
    marks: list[Spec],
    quiet: bool = False,
) -> Spec:
    first, last = pairs[0][0], pairs[-1][0]
    where = dict(pairs)
    marks = [{**m, "at": where[m["k"]]} for m in marks if m["k"] in where]
    axis = _place_whole_ticks(first, last).as_axis(title="Number of segments, k", grid=False)
    x = encode_number("k", (first - 0.3, last + 0.3), axis, zero=False)
    y = encode_number("at", domain, up.as_axis(title=None, domain=False, ticks=False))
    curve = [{"k": k, "at": v} for k, v in pairs]
    layers = [
        draw_layer(make_mark("rule", color=FAINT, strokeDash=[3, 3]), marks, x=x),
        draw_layer(make_mark("line", color=ACCENT, strokeWidth=1.8), curve, x=x, y=y),
        draw_layer(make_dot(36, color=ACCENT), curve, x=x, y=y),
        draw_layer(make_dot(130, color=ACCENT), marks, x=x, y=y),
    ]
    if not quiet:
        middle = (first + last) / 2
        layers += [sign for m in marks for sign in _label_elbow_mark(m, x, right=m["k"] > middle)]
    return {"title": title, "width": width, "height": _HEIGHT, "layer": layers}


def _label_elbow_mark(mark: Spec, x: Spec, *, right: bool) -> list[Spec]:
    """Write beside a mark's line, at the top, where a falling curve leaves room."""
    text = make_mark(
        "text",
        **stand_beside(6, right=right),
        baseline="top",
        fontSize=12,
        fontWeight="normal" if mark["line"] else 600,
        color=ACCENT,
    )
    return draw_with_halo(text, _HALO, [mark], x=x, y={"value": 2 + 18 * mark["line"]}, text=SAYS)


def _place_whole_ticks(first: int, last: int) -> Ticks:
    step = 1 if last - first < _MOST_TICKS else 5
    values = range(first if step == 1 else -(-first // step) * step, last + 1, step)
    return Ticks(tuple(map(float, values)), tuple(map(str, values)))
