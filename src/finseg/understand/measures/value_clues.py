"""What do the values of a column, and of all columns, show of its scale?

Looks in, clues out: mean 0 and deviation 1; all minima 0 and maxima 1; few whole steps under a word
of scores. Of columns that were standardised no figure is an amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finseg.document.said import Count, say
from finseg.records.dataset import Column
from finseg.understand.column_summary import Look
from finseg.understand.measures.clues import Clue

_ENOUGH = 20  # values
_CENTRED, _UNIT = 1e-3, 3e-3  # how near to 0 and to 1, of one column
_NEARLY = (0.05, 0.1)  # the same where most columns are so: figures were rounded, rows left out
_SHARES = ("utilisation", "ratio", "frequency", "interest rate")
_LONG = 101  # steps of scores and answers, from 0 or 1 on
_MANY = 1000.0  # figures with decimals beyond are no thousands
_MOST_OF_A_SHARE = 1.5
_MOST_OF_A_RATIO = 20.0
_SMALL_RATIO, _MOST_PERCENT = 3.0, 200.0
_CODED = ("coded", "code", "existing", "place", "assignment")  # kinds of headings of codes
_MOST_CODES = 20


def find_value_clues(looks: Sequence[Look], columns: Sequence[Column]) -> Iterator[Clue]:
    """Find what was standardised or brought between 0 and 1, and what has few steps."""
    places = [
        place
        for place, (look, column) in enumerate(zip(looks, columns, strict=True))
        if column.kind == "number" and column.role in ("feature", "descriptor", "protected")
        and look.typed.numbers is not None and look.present >= _ENOUGH
    ]  # fmt: skip
    yield from _find_standardised(looks, places)
    yield from _find_zero_to_one(looks, columns, places)
    yield from _find_steps(looks, places)
    yield from _find_codes(looks, columns)
    for place in places:
        yield from _find_percent(place, looks[place], columns[place])


def _find_codes(looks: Sequence[Look], columns: Sequence[Column]) -> Iterator[Clue]:
    """Find few whole numbers below the word for a place, a channel, a type: they name something."""
    for place, (look, column) in enumerate(zip(looks, columns, strict=True)):
        if not look.is_number or not look.whole or not look.has_few_values(_MOST_CODES, least=2):
            continue
        if (look.lowest, look.highest) == (0.0, 1.0) or look.says("count"):
            continue  # a flag is as good as a number
        word = next(filter(None, map(look.says, _CODED)), "")
        if word and column.quantity in ("none", "score", "credit score", "age", "income"):
            yield Clue(
                place=place, facet="scale", value="code", strength="strong",
                why=f"`{word}` in the heading, and {look.distinct} whole numbers",
            )  # fmt: skip


def _find_percent(place: int, look: Look, column: Column) -> Iterator[Clue]:
    """Find shares above what shares can be, and figures that no word or value speaks against."""
    if column.quantity == "ratio" and column.unit != "percent" and look.usual[1] > _SMALL_RATIO:
        far = _MOST_OF_A_RATIO < look.usual[1] <= _MOST_PERCENT
        yield Clue(
            place=place, facet="scale", value="percent" if far else "", strength="hint",
            why="a ratio far above 1: in percent, it seems" if far
            else "a ratio above 1: it may be in percent",
        )  # fmt: skip
    elif column.quantity in _SHARES and not look.whole and 0 <= look.lowest <= look.highest <= 1:
        yield Clue(
            place=place, facet="scale", value="share", strength="strong",
            why="figures from 0 to 1 below the word for a share",
        )  # fmt: skip
    elif column.quantity == "none" and look.says("percent"):
        if _MOST_OF_A_SHARE < look.usual[1] <= _MOST_PERCENT:
            yield Clue(
                place=place, facet="scale", value="percent", strength="strong",
                why="a rate above 1 in the heading: in percent",
            )  # fmt: skip
    elif column.quantity == "none" and look.says("change"):
        yield Clue(
            place=place, facet="scale", value="", strength="strong",
            why="how much something changed may be in percent, a share or an amount",
        )  # fmt: skip
    elif column.quantity == "none" and look.says("unit_of_use") and look.lowest >= 0:
        yield Clue(
            place=place, facet="scale", value="as is", strength="hint",
            why=f"`{look.says('unit_of_use')}` in the heading",
        )  # fmt: skip
    elif column.quantity == "none" and _may_be_single_units(look):
        yield Clue(
            place=place, facet="scale", value="as is", strength="hint",
            why="neither words nor values speak for another scale",
        )  # fmt: skip


def _may_be_single_units(look: Look) -> bool:
    """Tell figures that are hardly thousands, shares or logarithms: whole ones, and large ones."""
    if not look.whole:
        return look.usual[1] > _MANY
    return look.usual[1] > _LONG or look.usual[0] < 0


def _find_standardised(looks: Sequence[Look], places: Sequence[int]) -> Iterator[Clue]:
    real = [p for p in places if not looks[p].whole and looks[p].lowest < 0]
    if not real:
        return
    moments = {p: _measure_moments(looks[p]) for p in real}
    exact = [p for p in real if _are_near(moments[p], _CENTRED, _UNIT)]
    near = [p for p in real if _are_near(moments[p], *_NEARLY)]
    most = len(near) >= 2 and 2 * len(near) > len(places)
    for place in near if most else exact:
        sure = place in exact
        if most:
            why = say("{n} have mean 0 and deviation 1", n=Count(len(near), "column"))
        else:
            why = say("its mean is 0 and its deviation 1")
        yield Clue(
            place=place, facet="scale", value="standardised",
            strength="proof" if sure or most else "strong", why=why,
        )  # fmt: skip


def _measure_moments(look: Look) -> tuple[float, float]:
    numbers = look.typed.numbers
    if numbers is None:
        return 0.0, 0.0
    mean, deviation = numbers.mean(), numbers.std(ddof=0)
    return (
        float(mean) if isinstance(mean, float) else 0.0,
        float(deviation) if isinstance(deviation, float) else 0.0,
    )


def _are_near(moments: tuple[float, float], centred: float, unit: float) -> bool:
    mean, deviation = moments
    return abs(mean) <= centred and abs(deviation - 1) <= unit + 0.03 * (unit < 0.01)


def _find_zero_to_one(
    looks: Sequence[Look], columns: Sequence[Column], places: Sequence[int]
) -> Iterator[Clue]:
    """Find figures brought between 0 and 1: several columns that fill just that range."""
    filled = [
        p for p in places if not looks[p].whole and looks[p].lowest == 0 and looks[p].highest == 1
    ]
    others = [
        p for p in filled if columns[p].quantity not in _SHARES and not looks[p].says("share")
    ]
    many = len(filled) >= 2 and 2 * len(filled) > len(places)
    for place in others:
        if many:
            why = say("{n} run from just 0 to just 1", n=Count(len(filled), "column"))
            yield Clue(place=place, facet="scale", value="zero to one", strength="proof", why=why)
        else:
            yield Clue(
                place=place, facet="scale", value="", strength="strong",
                why="its figures run from just 0 to just 1",
            )  # fmt: skip


def _find_steps(looks: Sequence[Look], places: Sequence[int]) -> Iterator[Clue]:
    for place in places:
        look = looks[place]
        if not look.whole or look.lowest < 0 or look.distinct is None or look.says("count"):
            continue
        word = look.says("ranks") or look.says("score")
        if word and look.highest <= _LONG:
            yield Clue(
                place=place, facet="scale", value="ranks", strength="strong",
                why=f"`{word}` in the heading, and few whole steps",
            )  # fmt: skip
