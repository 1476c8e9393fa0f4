"""Natural, reproducible or constructive?

All the evidence in, `Verdict` out. The rule, in this order:

* *natural*: gaps lie at every border between k groups, and centre-shaped segments follow them.
* *reproducible*: pairs of bootstrap samples agree by clearly more (two standard deviations) than on
  structureless tables of the same shape (columns shuffled; one Gaussian), by at least
  `finseg.records.choice.REPRODUCED` on average, and no segment is one "not to be trusted".
* *constructive*: anything else.

Which k, where none is given: the natural one; else, of the reproducible ones all of whose segments
come back (Jaccard from `finseg.records.assessment.VALID` on), the one whose agreement goes the
largest part of the way from that of noise to 1; else the other reproducible ones in that order;
else, since any cut is a choice, where the inertia bends. All within the limits of the business
(`finseg.choose.constraints`), and each limit's cost is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finseg.choose.constraints import say_broken_limits, say_costs, usable_ks
from finseg.choose.findings import Findings
from finseg.choose.words import list_evidence, say_paragraph, say_reason
from finseg.records.assessment import NOT_TRUSTED, VALID
from finseg.records.verdict import Verdict, VerdictKind
from finseg.settings import ChooseSettings


def reach_verdict(
    findings: Findings, settings: ChooseSettings, *, too_small: Mapping[int, float] | None = None
) -> Verdict:
    """Weigh the evidence and choose.

    `too_small` are the numbers whose smallest segment broke the limit when they were kept on all
    customers, with its share.
    """
    broken = too_small or {}
    everywhere = tuple(c.k for c in findings.candidates if c.k > 1)
    usable = tuple(k for k in usable_ks(findings.candidates, settings) if k not in broken)
    free_k, *_ = [*_rank_numbers(findings, everywhere), 1]
    ranked = _rank_numbers(findings, usable)
    k = settings.k or (ranked[0] if ranked else 1)
    kind = classify_division(findings, k)
    others = [other for other in ranked if other != k]
    return Verdict(
        kind=kind,
        k=k,
        natural_k=findings.separation.natural_k,
        fits=findings.separation.outcome != "misfit",
        runner_up=others[0] if others else None,
        reason=say_reason(findings, kind=kind, k=k, settings=settings),
        paragraph=say_paragraph(findings, kind=kind, k=k, usable=usable, settings=settings),
        evidence=list_evidence(findings, k=k),
        costs=(
            *say_costs(findings.candidates, k=k, free_k=free_k, settings=settings),
            *say_broken_limits(broken, settings),
        ),
    )


def classify_division(findings: Findings, k: int) -> VerdictKind:
    """Say of what kind a division into k segments is."""
    separation = findings.separation
    if k > 1 and separation.outcome == "natural" and k == separation.natural_k:
        return "natural"
    agreement = findings.agreement(k)
    if agreement and agreement.is_reproducible and min(agreement.jaccard) >= NOT_TRUSTED:
        return "reproducible"
    return "constructive"


def _rank_numbers(findings: Findings, ks: Sequence[int]) -> list[int]:
    """Order the numbers of segments, the best supported first."""
    natural = [k for k in ks if classify_division(findings, k) == "natural"]
    reproducible = [k for k in ks if classify_division(findings, k) == "reproducible"]
    whole = [k for k in reproducible if _comes_back(findings, k)]
    rest = [k for k in reproducible if k not in whole]
    made = [k for k in ks if k not in natural and k not in reproducible]
    bend = findings.elbow_k or 2
    made.sort(key=lambda k: (abs(k - bend), k))

    def sort_key(k: int) -> tuple[float, int]:
        agreement = findings.agreement(k)
        return (-agreement.gain_over_noise if agreement else 0.0, -k)

    whole.sort(key=sort_key)
    rest.sort(key=sort_key)
    return [*natural, *whole, *rest, *made]


def _comes_back(findings: Findings, k: int) -> bool:
    agreement = findings.agreement(k)
    return agreement is not None and min(agreement.jaccard) >= VALID
