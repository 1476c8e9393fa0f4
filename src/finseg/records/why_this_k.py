"""Why this number of segments, and what would another one give?

The verdict with its options in; one paragraph and one small table out: what each number would give,
the runner-up, and what a manager would gain or lose with one segment more. Words only: the options
are made in `finseg.choose.options`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from finseg.document.blocks import Block, Heading, Sentence, Table
from finseg.document.said import (
    NOTHING,
    Count,
    Customers,
    Number,
    Said,
    Share,
    Text,
    join_said,
    say,
)
from finseg.records.verdict import Limit, OneMore, Option, Verdict, describe_kind

WHOLE = 0.8  # customers who stay together, from which one more segment is said to split one
ALIKE = 0.02  # agreement that differs by less is called about the same
BEYOND = 2.0  # standard errors of the difference from which on it is more than chance

_LIMITS: dict[Limit, str] = {
    "": "yes",
    "smallest share": "no: a segment is too small",
    "most segments": "no: more than you can serve",
    "smallest share when kept": "no: a segment of the final fit is too small",
}


def build_why_blocks(
    verdict: Verdict, *, given: bool, customers: int, searched_on: int | None
) -> list[Block]:
    """Say why this number, and list what each would give; nothing where only one was tried.

    `customers` are those that are divided, and `searched_on` is the number at which the search was
    to end, where it went on.
    """
    if not verdict.options:
        return []
    sentences = _list_sentences(verdict, customers, searched_on, given=given)
    return [
        Heading(
            say("Why {k}", k=Count(verdict.k, "segment")) if verdict.k > 1 else "Why one segment",
            level=3,
        ),
        Sentence(join_said(sentences, " ")),
        _tabulate_options(verdict, customers),
    ]


def _list_sentences(
    verdict: Verdict, customers: int, searched_on: int | None, *, given: bool
) -> Iterator[Said]:
    yield _say_ground(verdict, given=given)
    if searched_on is not None:
        yield say(
            "The best number stood at the end of the search ({end}), so larger ones were tried as "
            "well, up to {last}.",
            end=Count(searched_on),
            last=Count(verdict.options[-1].k),
        )
    yield _say_runner_up(verdict, customers)
    yield _say_one_more(verdict, customers)


def _say_ground(verdict: Verdict, *, given: bool) -> Said:
    """Say on what ground the number was taken."""
    k = Count(verdict.k, "segment")
    if verdict.k == 1:
        return say("No division is made.") if given else say("No number keeps to your limits.")
    own = _find_option(verdict, verdict.k)
    figures = _say_agreement(own) if own else NOTHING
    if given:
        return say("You asked for {k}{figures}.", k=k, figures=_enclose(figures))
    match verdict.kind:
        case "natural":
            return say("There are as many natural groups{figures}.", figures=_enclose(figures))
        case "reproducible":
            return say(
                "Of the numbers that keep to your limits and whose segments come back best, the "
                "division into {k} goes farthest beyond noise{figures}.",
                k=k,
                figures=_enclose(figures),
            )
        case "undecided":
            return say(
                "As far as a quick run can tell, {k} are the best supported{figures}.",
                k=k,
                figures=_enclose(figures),
            )
        case _:
            return say(
                "Of the numbers that keep to your limits none is better supported than another, so "
                "{k} are a convention{figures}: take the number you can serve.",
                k=k,
                figures=_enclose(figures),
            )


def _say_runner_up(verdict: Verdict, customers: int) -> Said:
    option = _find_option(verdict, verdict.runner_up)
    if option is None:
        if len(verdict.options) < 2:
            return say("No other number was tried.")
        return say("No other number keeps to your limits.")
    return say(
        "The runner-up is {k}: {kind}{agreement}; its smallest segment would hold {share} "
        "({customers}).",
        k=Count(option.k, "segment"),
        kind=describe_kind(option.kind),
        agreement=_lead(_say_agreement(option)),
        share=_show_share(option, customers),
        customers=_count_smallest(option, customers),
    )


def _say_one_more(verdict: Verdict, customers: int) -> Said:
    """Say what a manager gains and loses with one segment more."""
    more = verdict.one_more
    if more is None:
        return NOTHING
    own, other = _find_option(verdict, verdict.k), _find_option(verdict, more.k)
    return say(
        "With {k} instead, {split}{change}.",
        k=Count(more.k),
        split=_say_split(more, customers),
        change=_say_change(own, other) if own and other else NOTHING,
    )


def _say_split(more: OneMore, customers: int) -> Said:
    if more.staying < WHOLE:
        return say(
            "the customers would be divided anew: only {share} would stay together",
            share=Share(more.staying, of=customers, digits=0),
        )
    first, second = more.parts
    return say(
        "the segment with {whole} of the customers would split, mostly into {first} and {second}, "
        "and the others would stay much as they are",
        whole=Share(more.split_share, of=customers, digits=0),
        first=Share(first, of=customers, digits=0),
        second=Share(second, of=customers, digits=0),
    )


def _say_change(own: Option, other: Option) -> Said:
    """Say how the agreement of two samples changes with one segment more."""
    if own.agreement is None or other.agreement is None:
        return NOTHING
    change = other.agreement - own.agreement
    if abs(change) < max(ALIKE, BEYOND * math.hypot(own.error or 0.0, other.error or 0.0)):
        return say("; samples would agree about as well ({n})", n=Number(other.agreement))
    return say(
        "; samples would agree {word} ({other} instead of {own})",
        word="better" if change > 0 else "less",
        other=Number(other.agreement),
        own=Number(own.agreement),
    )


def _tabulate_options(verdict: Verdict, customers: int) -> Table:
    rows = tuple(
        (
            say("{k} ←", k=Count(option.k)) if option.k == verdict.k else Count(option.k),
            _show_index(option.agreement),
            _show_index(option.noise),
            _show_threshold(option.threshold),
            _show_share(option, customers),
            _count_smallest(option, customers),
            _LIMITS[option.limit],
            describe_kind(option.kind),
        )
        for option in verdict.options
    )
    columns = (
        "Segments",
        "Agreement of two samples",
        "The same on noise",
        "Clearly more from",
        "Smallest segment",
        "Customers in it",
        "Within your limits",
        "Kind",
    )
    return Table(
        columns,
        rows,
        ("right", "right", "right", "right", "right", "right", "left", "left"),
        caption="What each number of segments would give",
    )


def _say_agreement(option: Option) -> Said:
    if option.agreement is None:
        return NOTHING
    own = say("two samples agree by {own}", own=Number(option.agreement))
    if option.noise is None:
        return own
    return say("{own}, noise by {noise}", own=own, noise=Number(option.noise))


def _enclose(text: Said) -> Said:
    return say(" ({text})", text=text) if text else NOTHING


def _lead(text: Said) -> Said:
    return say(", {text}", text=text) if text else NOTHING


def _show_index(value: float | None) -> Text:
    return "–" if value is None else Number(value)


def _show_threshold(threshold: float | None) -> Text:
    """Show from where on agreement is clearly more than noise; noise may reach all there is."""
    return "noise may reach 1" if threshold == 1.0 else _show_index(threshold)


def _show_share(option: Option, customers: int) -> Text:
    return Share(option.smallest_share, of=customers)


def _count_smallest(option: Option, customers: int) -> Text:
    if math.isnan(option.smallest_share):
        return "–"
    return Customers(round(option.smallest_share * customers))


def _find_option(verdict: Verdict, k: int | None) -> Option | None:
    return next((option for option in verdict.options if option.k == k), None)
