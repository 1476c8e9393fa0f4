"""What do we offer whom, and what not?

Dataset, segmentation, interpretation, assessment and catalogue in; `Offers` out. The only module of
the stage that knows its order: figures, consent, barriers, matrix, decisions, targeting.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from finseg.document.numbers import counted, exact
from finseg.interpret.lexicon import Lexicon
from finseg.interpret.segments import subjects_of
from finseg.interpret.subjects import find_surpluses
from finseg.recommend.barriers import (
    AFFORD,
    AFFORDABLE,
    ELIGIBLE,
    NEGATIVE,
    NEGATIVE_UNKNOWN,
    NO_AFFORDABILITY,
    NOT_KNOWN_AFFORD,
    SEGMENT,
    Asked,
    ask,
    barriers,
    limits_of,
    stretched,
)
from finseg.recommend.conditions import Bench
from finseg.recommend.consent import may_contact
from finseg.recommend.decide import decide, wanted
from finseg.recommend.matrix import make_cells
from finseg.recommend.measures import Measures, find_measures
from finseg.recommend.products import Catalogue
from finseg.recommend.targeting import find_worth
from finseg.records.assessment import Assessment
from finseg.records.dataset import Dataset
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Cell, Decisions, Guard, Line, Offers
from finseg.records.segmentation import Segmentation
from finseg.settings import Settings

Bools = npt.NDArray[np.bool_]


def recommend_offers(
    dataset: Dataset,
    segmentation: Segmentation,
    interpretation: Interpretation,
    assessment: Assessment,
    settings: Settings,
    *,
    catalogue: Catalogue,
    lexicon: Lexicon,
) -> Offers:
    """Decide what every segment and every customer is offered.

    Parameters
    ----------
    dataset, segmentation, interpretation, assessment
        The customers, who is where, what the segments are like, how stable they are.
    settings : Settings
        Limits, weights, consent: [recommend].
    catalogue : Catalogue
        The products.
    lexicon : Lexicon
        The axes that needs and figures speak of.

    Raises
    ------
    MissingColumnError, SettingsError
        If [recommend.measures] names what does not exist.

    Notes
    -----
    O(products × n), and O(n log n) for the customers' places among all.

    """
    own, figures = settings.recommend, settings.figures()
    segment, k = segmentation.assignment.segment, segmentation.k
    measures = find_measures(dataset, lexicon, settings)
    bench = Bench(measures, dataset.rows)
    contact = may_contact(dataset, own)
    asked = [ask(product, bench, own) for product in catalogue.products]
    beyond = stretched(bench, own)
    codes = [barriers(one, bench, own) for one in asked]
    pairs = {(c.axis, c.more_than) for p in catalogue.products for c in (*p.need, *p.against)}
    subjects = subjects_of(
        interpretation,
        find_surpluses(dataset, segment, k, interpretation.axes, {p for p in pairs if p[1]}),
    )
    cells = make_cells(asked, codes, bench, segment, subjects, own, figures)
    wants = [wanted(one, bench, beyond) for one in asked]
    decisions = decide(asked, codes, wants, cells, segment, contact, own)
    worth = find_worth(
        bench,
        segment,
        k,
        wanting=np.any([w.held > 0 for w in wants], axis=0),
        served=decisions.offers[:, 0] >= 0,
        contact=contact if dataset.named("consent") else None,
        assessment=assessment,
        settings=own,
        figures=figures,
    )
    used = {t.measure for one in asked for t in (*one.reasons, *one.eligible, *one.negative)}
    return Offers(
        lines=tuple(_line(p, one, decisions) for p, one in enumerate(asked)),
        cells=cells,
        guards=_guards(dataset, asked, decisions, bench, settings),
        gaps=_gaps(catalogue, asked, measures, dataset),
        worth=worth,
        actions=_actions(asked, cells, decisions, segment, k),
        measures=tuple(m for name, m in measures.found.items() if name in used),
        decisions=decisions,
        segment=segment,
        limits=tuple(limits_of(own).items()),
    )


def _line(p: int, asked: Asked, decisions: Decisions) -> Line:
    product = asked.product
    return Line(
        name=product.name,
        kind=product.kind,
        channel=product.channel,
        what=product.what,
        reasons=asked.reasons,
        eligible=asked.eligible,
        negative=asked.negative,
        stretched=product.stretched,
        missing=asked.missing,
        offered=int((decisions.offers == p).sum()),
        first=int((decisions.offers[:, 0] == p).sum()),
        withheld=int((decisions.withheld[p] != 0).sum()),
    )


def _guards(
    dataset: Dataset,
    asked: Sequence[Asked],
    decisions: Decisions,
    bench: Bench,
    settings: Settings,
) -> tuple[Guard, ...]:
    """Count for how many customers each guardrail acted."""
    own, codes = settings.recommend, decisions.withheld

    def acted(first: int, beyond_last: int) -> int:
        return int(((codes >= first) & (codes < beyond_last)).any(axis=0).sum())

    limits = [own.score_floor, own.loan_to_income, own.utilisation, own.debt_service]
    beyond = stretched(bench, own)
    afford = [
        Guard(
            name="score floor" if i == 0 else name,
            rule=f"no credit below a {name} of {exact(limit)}"
            if i == 0 and bench.has(name)
            else f"no credit beyond a {name} of {exact(limit)}, with what it adds"
            if bench.has(name)
            else f"not checked: no {name} in this table",
            customers=acted(AFFORD + i, AFFORD + i + 1),
        )
        for i, (name, limit) in enumerate(zip(AFFORDABLE, limits, strict=True))
    ]
    helps = [p for p, one in enumerate(asked) if one.product.stretched]
    helped = beyond & np.isin(decisions.offers, helps).any(axis=1)
    protected = [c.name for c in dataset.named("protected")]
    read = f" ({', '.join(protected)})" if protected else ""
    known = int(
        (
            ((codes >= NOT_KNOWN_AFFORD) & (codes < NEGATIVE))
            | ((codes >= NEGATIVE_UNKNOWN) & (codes < SEGMENT))
        )
        .any(axis=0)
        .sum()
    )
    return (
        Guard(
            name="consent",
            rule="nothing for who refused or, unless set otherwise, is not known to agree",
            customers=int((decisions.contact != 0).sum()),
        ),
        *afford,
        Guard(
            name="help instead of debt",
            rule="who is beyond a limit today is offered help and savings, never credit",
            customers=int(helped.sum()),
        ),
        Guard(
            name="negative market",
            rule="nothing to whom the product is not for",
            customers=acted(NEGATIVE, ELIGIBLE),
        ),
        Guard(
            name="eligibility",
            rule="checked customer by customer, not on averages",
            customers=acted(ELIGIBLE, NEGATIVE_UNKNOWN),
        ),
        Guard(
            name="not known",
            rule="no claim on a figure that the customer lacks",
            customers=known,
        ),
        Guard(
            name="segment",
            rule="nothing in a segment that the product is not for",
            customers=acted(SEGMENT, SEGMENT + 1),
        ),
        Guard(
            name="protected attributes",
            rule=f"never read{read}; age is a legal limit only, never a reason",
            customers=0,
        ),
    )


def _gaps(
    catalogue: Catalogue, asked: Sequence[Asked], measures: Measures, dataset: Dataset
) -> tuple[str, ...]:
    """Say once what the table lacks, and what follows from it."""
    gaps = []
    lacking = dict.fromkeys(m for one in asked for m in one.missing)
    for measure in lacking:
        names = [one.product.name for one in asked if measure in one.missing]
        why = measures.unusable.get(measure, "")
        said_ = f"{measure} cannot be used: {why}" if why else f"No {measure} in this table"
        verb = "is" if len(names) == 1 else "are"
        what = (
            "cannot be checked for what can be afforded"
            if measure == NO_AFFORDABILITY
            else "cannot be decided"
        )
        gaps.append(
            f"{_capital(said_)}: {counted(len(names), 'product')} {what} and {verb} not offered "
            f"({', '.join(names)})."
        )
    unchecked: dict[str, int] = {}
    for product, one in zip(catalogue.products, asked, strict=True):
        if one.missing:
            continue
        open_ = {c.measure for c in product.eligible if c.if_known} | {
            c.measure for c in product.negative
        }
        for measure in open_ - measures.found.keys():
            unchecked[measure] = unchecked.get(measure, 0) + 1
    if unchecked:
        parts = [f"{m} ({counted(n, 'product')})" for m, n in sorted(unchecked.items())]
        gaps.append(f"Not in this table, so limits on it were not checked: {', '.join(parts)}.")
    if not dataset.named("consent"):
        gaps.append(
            "No column says who may be contacted: take out who opted out before offers are sent "
            "(give the column the role `consent` in [read.roles])."
        )
    return tuple(gaps)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _actions(
    asked: Sequence[Asked],
    cells: Sequence[Cell],
    decisions: Decisions,
    segment: npt.NDArray[np.int64],
    k: int,
) -> tuple[tuple[str, int], ...]:
    """Find the one thing to do with each segment.

    Help goes first where the segment is a target for it; else the target product that most of its
    customers are offered.
    """
    out = []
    for s in range(k):
        own = decisions.offers[segment == s]
        ranked = [
            (_is_help(one) and number > 0, number, -p)
            for p, one in enumerate(asked)
            for number in [int((own == p).sum())]
            if cells[p * k + s].stance == "target"
        ]
        _, number, place = max(ranked, default=(False, 0, 0))
        out.append((asked[-place].product.name, number) if number else ("", 0))
    return tuple(out)


def _is_help(asked: Asked) -> bool:
    return asked.product.stretched and asked.product.kind == "advice"
