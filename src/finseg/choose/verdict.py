"""Natural, reproducible, constructive, or not decided yet?

All that was tried and measured in, `Verdict` out. The rule, in this order:

* *natural*: gaps lie at every border between k groups, and centre-shaped segments follow them.
* *reproducible*: pairs of bootstrap samples agree by clearly more than a further structureless
  table of the same shape would (columns shuffled; one Gaussian; `NullAgreement.threshold`), by at
  least `finseg.records.choice.REPRODUCED` on average, and no segment is one "not to be trusted".
* *constructive*: anything else.

A quick run whose evidence does not settle the question (`Separation.settled`, `Agreement.settled`)
says *undecided* in place of the word it leans to: the full run could say another.

Which k, where none is given: the natural one; else, of the reproducible ones all of whose segments
come back (Jaccard from `finseg.records.assessment.VALID` on), the one whose agreement goes the
largest part of the way from that of noise to 1; else the other reproducible ones in that order;
else, since nothing speaks for any of them, the one nearest to where the inertia bends. All within
the limits of the business (`finseg.choose.constraints`), and each limit's cost is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finseg.choose.constraints import find_usable_ks, say_broken_limits, say_costs
from finseg.choose.evidence import list_evidence
from finseg.choose.options import find_split, list_options
from finseg.choose.words import say_paragraph, say_reason
from finseg.document.said import Share
from finseg.records.assessment import NOT_TRUSTED, VALID
from finseg.records.choice import Trials
from finseg.records.verdict import Verdict, VerdictKind
from finseg.settings import ChooseSettings


def reach_verdict(
    trials: Trials, settings: ChooseSettings, *, too_small: Mapping[int, Share] | None = None
) -> Verdict:
    """Weigh the evidence and choose.

    `too_small` are the numbers whose smallest segment broke the limit when they were kept on all
    customers, with its share.
    """
    broken = too_small or {}
    everywhere = tuple(c.k for c in trials.candidates if c.k > 1)
    usable = tuple(k for k in find_usable_ks(trials, settings) if k not in broken)
    ranked = _rank_numbers(trials, usable)
    # A given number is held against what would have been chosen, limits against all numbers.
    free_k, *_ = [*(ranked if settings.k is not None else _rank_numbers(trials, everywhere)), 1]
    k = settings.k or (ranked[0] if ranked else 1)
    kind = classify_division(trials, k)
    if kind == "constructive" and settings.k is None and any(map(trials.is_open, usable)):
        kind = "undecided"  # another number may turn out to be reproducible
    others = [other for other in ranked if other != k]
    return Verdict(
        kind=kind,
        k=k,
        natural_k=trials.separation.natural_k,
        fits=trials.separation.outcome != "misfit",
        runner_up=others[0] if others else None,
        reason=say_reason(trials, kind=kind, k=k, settings=settings),
        paragraph=say_paragraph(trials, kind=kind, k=k, usable=usable, settings=settings),
        evidence=list_evidence(trials, k=k),
        costs=(
            *say_costs(trials, k=k, free_k=free_k, settings=settings),
            *say_broken_limits(broken, settings),
        ),
        columns=trials.separation.columns,
        options=list_options(trials, settings, classify_division, broken),
        one_more=find_split(trials, k),
    )


def classify_division(trials: Trials, k: int) -> VerdictKind:
    """Say of what kind a division into k segments is."""
    if k > 1 and trials.is_open(k):
        return "undecided"
    return _lean_to_kind(trials, k)


def _lean_to_kind(trials: Trials, k: int) -> VerdictKind:
    """Say of what kind a division looks, whether or not that is settled."""
    separation = trials.separation
    if k > 1 and separation.outcome == "natural" and k == separation.natural_k:
        return "natural"
    agreement = trials.agreement(k)
    if agreement and agreement.is_reproducible and min(agreement.jaccard) >= NOT_TRUSTED:
        return "reproducible"
    return "constructive"


def _rank_numbers(trials: Trials, ks: Sequence[int]) -> list[int]:
    """Order the numbers of segments, the best supported first."""
    natural = [k for k in ks if _lean_to_kind(trials, k) == "natural"]
    reproducible = [k for k in ks if _lean_to_kind(trials, k) == "reproducible"]
    whole = [k for k in reproducible if _comes_back(trials, k)]
    rest = [k for k in reproducible if k not in whole]
    made = [k for k in ks if k not in natural and k not in reproducible]
    bend = trials.elbow_k or 2
    made.sort(key=lambda k: (abs(k - bend), k))

    def sort_key(k: int) -> tuple[float, int]:
        agreement = trials.agreement(k)
        return (-agreement.gain_over_noise if agreement else 0.0, -k)

    whole.sort(key=sort_key)
    rest.sort(key=sort_key)
    return [*natural, *whole, *rest, *made]


def _comes_back(trials: Trials, k: int) -> bool:
    agreement = trials.agreement(k)
    return agreement is not None and min(agreement.jaccard) >= VALID
