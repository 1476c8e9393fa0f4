"""What do we offer whom, and what not?

Dataset, segmentation, interpretation, assessment and catalogue in; `Offers` out. The only module of
the stage that knows its order: figures, consent, barriers, matrix, decisions, targeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from finseg.interpret.lexicon import Lexicon
from finseg.maths.arrays import Ints
from finseg.recommend.barriers import (
    Asked,
    bar_by_standing,
    find_barriers,
    find_product_tests,
    find_stretched_customers,
)
from finseg.recommend.businesses import BusinessFound, find_business
from finseg.recommend.catalogue import load_bundled_catalogue
from finseg.recommend.conditions import Bench
from finseg.recommend.consent import read_consent
from finseg.recommend.decide import decide_offers, find_reasons, is_help
from finseg.recommend.deciding import find_deciding_segments
from finseg.recommend.gaps import find_gaps
from finseg.recommend.guards import find_guards
from finseg.recommend.matrix import make_cells
from finseg.recommend.metrics import find_metrics
from finseg.recommend.needs import find_subjects
from finseg.recommend.products import Catalogue
from finseg.recommend.standing import read_standing
from finseg.recommend.targeting import find_worth
from finseg.records.assessment import Assessment
from finseg.records.dataset import Dataset
from finseg.records.deciding import Deciding
from finseg.records.interpretation import Interpretation
from finseg.records.offers import Cell, Decisions, Line, Offers, Outcome
from finseg.records.segmentation import Segmentation
from finseg.records.targeting import Action
from finseg.settings import Settings

_MANY = 3  # one in three customers of a segment


def recommend_offers(
    dataset: Dataset,
    segmentation: Segmentation,
    interpretation: Interpretation,
    assessment: Assessment,
    settings: Settings,
    *,
    catalogue: Catalogue | None,
    lexicon: Lexicon,
) -> Offers:
    """Decide what every segment and every customer is offered.

    Parameters
    ----------
    dataset, segmentation, interpretation, assessment
        The customers, who is where, what the segments are like, how stable they are.
    settings : Settings
        Limits, weights, consent: [recommend].
    catalogue : Catalogue, or None
        The products; None takes those of the business that the table's headings speak of.
    lexicon : Lexicon
        The axes that needs and figures speak of.

    Raises
    ------
    MissingColumnError, SettingsError
        If [recommend.measures] or [recommend.no_offers] names what does not exist.

    Notes
    -----
    O(products × n), and O(n log n) for the customers' places among all.

    """
    own = settings.recommend
    business = BusinessFound(name="bank") if catalogue else find_business(dataset)
    catalogue = catalogue or load_bundled_catalogue(lexicon, own, business.name)
    segment, k = segmentation.assignment.segment, segmentation.k
    metrics = find_metrics(dataset, lexicon, settings)
    bench = Bench(metrics, dataset.rows)
    contact = read_consent(dataset, own)
    standing = read_standing(dataset, own.no_offers)
    asked = [find_product_tests(product, bench, own) for product in catalogue.products]
    beyond = find_stretched_customers(bench, own.affordability)
    with ThreadPoolExecutor(1) as beside:  # NumPy lets go of the interpreter in long columns
        wanting = beside.submit(lambda: [find_reasons(one, bench, beyond) for one in asked])
        barriers = [
            bar_by_standing(find_barriers(one, bench, own), one.product, standing.code)
            for one in asked
        ]
        wants = wanting.result()
    claims = [c for p in catalogue.products for c in (*p.need, *p.against)]
    subjects = find_subjects(dataset, interpretation, metrics, claims, segment, settings.prepare)
    cells = make_cells(asked, barriers, bench, beyond, segment, subjects, own)
    deciding = find_deciding_segments(dataset, assessment, k)
    decisions = decide_offers(
        asked, barriers, wants, cells, segment, deciding.segments, contact, standing.code,
        own.most_offers,
    )  # fmt: skip
    worth = find_worth(
        bench,
        segment,
        k,
        wanting=(decisions.outcome == Outcome.OFFER) | (decisions.outcome == Outcome.WITHHELD),
        served=decisions.offers[:, 0] >= 0,
        contact=contact if dataset.select_by_role("consent") else None,
        assessment=assessment,
        settings=own,
    )
    used = {t.measure for one in asked for t in (*one.reasons, *one.eligible, *one.negative)}
    return Offers(
        lines=tuple(_make_offer_line(p, one, decisions) for p, one in enumerate(asked)),
        cells=cells,
        guards=find_guards(
            dataset, asked, decisions, bench, beyond, standing, deciding, own.affordability
        ),
        gaps=find_gaps(asked, metrics, standing, business, dataset),
        worth=worth,
        deciding=deciding,
        actions=_choose_actions(asked, cells, deciding, decisions, segment, k),
        metrics=tuple(m for name, m in metrics.found.items() if name in used),
        decisions=decisions,
        segment=segment,
    )


def _make_offer_line(p: int, asked: Asked, decisions: Decisions) -> Line:
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


def _choose_actions(
    asked: Sequence[Asked],
    cells: Sequence[Cell],
    deciding: Deciding,
    decisions: Decisions,
    segment: Ints,
    k: int,
) -> tuple[Action, ...]:
    """Find the one thing to do with each segment.

    Help goes first where the segment is a target for it, or many of its customers get it; then the
    target product that most of them are offered; where there is none, whatever most of them are
    offered one by one.
    """
    out = []
    for s in range(k):
        own = decisions.offers[segment == s]
        numbers = [int((own == p).sum()) for p in range(len(asked))]
        helped = sum(n for n, one in zip(numbers, asked, strict=True) if is_help(one))
        many_helped = helped * _MANY >= len(own)
        counts = deciding.segments[s]
        targets = [counts and cells[p * k + s].stance == "target" for p in range(len(asked))]
        ranked = [
            (target, is_help(one) and (target or many_helped), number, -p)
            for p, (one, target, number) in enumerate(zip(asked, targets, numbers, strict=True))
            if number
        ]
        target, _, number, place = max(ranked, default=(False, False, 0, 0))
        out.append(
            Action(
                product=asked[-place].product.name if ranked else "",
                target=target,
                customers=number,
                size=len(own),
            )
        )
    return tuple(out)
