"""What does a manager read, who reads one screen?

How many customers in how many segments, what kind of segments these are and on what that rests, and
each segment on a card: name, size, three facts, one action.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from finseg.document.numbers import Numbers, write_percent
from finseg.figures.chosen_columns import list_median_columns
from finseg.figures.theme import pick_colour
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.choice import Choice
from finseg.records.interpretation import Segment, Trait
from finseg.report.facts import Badge, Card, Fact
from finseg.results import Results

FACTS_PER_CARD = 3
LEAST_EFFECT = 0.2  # sd; Cohen 1988 calls less than that not even small
_SIZES = ((0.8, "much"), (0.5, "clearly"), (LEAST_EFFECT, "a little"))  # sd
CHOICE = "choice"  # anchor of the part with the evidence


def summarise_answer(results: Results) -> tuple[str, ...]:
    """Give the answer in sentences: customers and segments, then what was left out."""
    dataset, interpretation, writer = results.dataset, results.interpretation, results.numbers
    k, used = len(interpretation.segments), writer.write_whole(dataset.rows)
    columns = len(interpretation.population)
    groups = "one segment" if k == 1 else f"{k} segments"
    described = f"{columns} column" + ("s" if columns != 1 else "")
    sentences = [f"{used} customers in {groups}, by {described}."]
    if dataset.rows_rejected:
        sentences.append(
            f"{writer.write_whole(dataset.source.rows_read)} rows were read; "
            f"{writer.write_whole(dataset.rows_rejected)} could not be used"
            + ("." if results.shared else " and are in rejects.csv.")
        )
    return tuple(sentences)


def make_badge(results: Results) -> Badge:
    """Say the verdict and the weight of what it rests on."""
    verdict = results.verdict
    return Badge(
        kind=verdict.kind,
        tone=verdict.tone,
        reason=str(verdict.reason),
        anchor=CHOICE,
        weight=_weigh_verdict(results.choice, results.assessment, results.numbers),
    )


def _weigh_verdict(choice: Choice, assessment: Assessment, writer: Numbers) -> str:
    """Say how alike other samples are cut, beside noise, and how many segments come back."""
    agreement = choice.agreement(choice.k)
    if agreement is None or choice.k < 2:
        return ""
    said = f"Two samples cut this way agree by {writer.write_fixed(agreement.mean, 2)}"
    if agreement.nulls:
        noise = max(null.mean for null in agreement.nulls)
        said += f", tables without any structure by {writer.write_fixed(noise, 2)}"
    said += " (1 the same, 0 as by chance)"
    measured = [s for s in assessment.segments if math.isfinite(s.jaccard)]
    if not measured:
        return f"{said}."
    sure = sum(s.is_valid for s in measured)
    number = "none" if not sure else "all" if sure == len(measured) else f"{sure}"
    return f"{said}; {number} of the {len(measured)} segments come back reliably."


def make_cards(results: Results) -> tuple[Card, ...]:
    """Put each segment on a card."""
    interpretation, writer = results.interpretation, results.numbers
    medians = list_median_columns(results.recipe)
    stable = {s.id: _write_card_stability(s, writer) for s in results.assessment.segments}
    everyone = {t.column: t for t in interpretation.population}
    return tuple(
        Card(
            id=s.id,
            name=s.name,
            size=f"{writer.write_whole(s.size)} customers",
            share=write_percent(s.share),
            colour=pick_colour(s.id),
            facts=tuple(
                compare_with_everyone(t, everyone[t.column], writer, median=t.column in medians)
                for t in _choose_telling_traits(s)
            ),
            anchor=make_segment_anchor(s),
            stability=stable.get(s.id, "") if len(interpretation.segments) > 1 else "",
            action=results.offers.action(s.id, writer),
        )
        for s in interpretation.segments
    )


def _write_card_stability(segment: SegmentStability, writer: Numbers) -> str:
    if not math.isfinite(segment.jaccard):
        return ""
    own, noise = writer.write_fixed(segment.jaccard, 2), writer.write_fixed(segment.null, 2)
    return f"{segment.word} ({own}; noise {noise})"


def _choose_telling_traits(segment: Segment) -> Sequence[Trait]:
    """Return the traits worth a line: the strongest that may be shown."""
    shown = [
        t
        for t in segment.traits_by_deviation
        if math.isfinite(t.deviation) and math.isfinite(t.mean)
    ]
    return shown[:FACTS_PER_CARD]


def compare_with_everyone(own: Trait, everyone: Trait, writer: Numbers, *, median: bool) -> Fact:
    """Compare a segment's typical value with everyone's: medians where means mislead."""
    # 0 against 0 would say nothing, nor does a median that is hidden.
    median = median and own.median != everyone.median and math.isfinite(own.median)
    value, against = (own.median, everyone.median) if median else (own.mean, everyone.mean)
    return Fact(
        what=f"{own.column} ({'median' if median else 'mean'})",
        value=writer.write_value(value, own.unit),
        against=f"all: {writer.write_value(against, own.unit)}",
        effect=_describe_effect_size(value - against, abs(own.deviation)),
    )


def _describe_effect_size(difference: float, size: float) -> str:
    """Say how far from all customers, in Cohen's (1988) words; the figure is in the profile."""
    word = next((word for least, word in _SIZES if size >= least), "")
    if not difference or not word:
        return "much like all"
    return f"{word} {'higher' if difference > 0 else 'lower'}".strip()


def make_segment_anchor(segment: Segment) -> str:
    """Return the anchor of a segment's own part."""
    return f"segment-{segment.id}"
