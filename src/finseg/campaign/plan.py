"""How many customers does a campaign need, and who gets the offer?

The table of offers and a question in, a `Campaign` out: in each segment the smallest control group
that shows the uplift asked for with the power asked for, everybody else with the offer, and a plain
word where a segment is too small. The level is shared by the segments, as they are all looked at.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from finseg.campaign.draw import draw_control
from finseg.campaign.plan_record import (
    CONTROL,
    LEAST_GROUP,
    TREATMENT,
    Campaign,
    Question,
    Split,
)
from finseg.campaign.pool import Pool, explain_empty_pool, find_pool, find_product_name
from finseg.document.said import Count, Customers, Exact, Points, Share, clause, say
from finseg.errors import CampaignError, CampaignTooSmallError
from finseg.maths.power import (
    approximate_power,
    equal_size,
    exact_power,
    power_over_pairs,
    smallest_control,
    smallest_difference,
)

OWN = ("segment", "name", "stratum", "product", "arm")  # columns of a campaign, after the id


def plan_campaign(
    offers: pl.DataFrame,
    question: Question,
    *,
    products: Sequence[str],
    segments: Sequence[str | int] = (),
    identifier: str = "",
    by: Sequence[str] = (),
    anyway: bool = False,
) -> Campaign:
    """Plan a campaign.

    Parameters
    ----------
    offers : polars.DataFrame
        The offers customer by customer (`build_customer_table`), with the columns named in `by`.
    question : Question
        What is to be shown.
    products : sequence of str
        All products of the catalogue.
    segments, identifier, by
        As for `find_pool`.
    anyway : bool
        Plan it even where neither a segment nor all together can answer the question.

    Raises
    ------
    CampaignError
        If the question cannot be asked, or names what is not known.
    CampaignTooSmallError
        If nobody would get the product, or too few to show the uplift.

    Notes
    -----
    Depends on the customers and the seed, not on the order of the rows. O(n log n).

    """
    check_question(question)
    question = replace(question, product=find_product_name(question.product, products))
    pool = find_pool(
        offers,
        question.product,
        segments=segments,
        identifier=identifier,
        by=by,
    )
    if not len(pool.table):
        raise CampaignTooSmallError(
            explain_empty_pool(pool, question.product),
            where=f"campaign for {question.product}",
            fix="choose another product or segment; the report's matrix says who is a target",
        )
    groups = pool.table.group_by("segment", maintain_order=True).agg(
        pl.col("name").first(), pl.len().alias("customers")
    )
    level = question.significance / len(groups)
    splits = tuple(_plan_split(question, level, s, name, n) for s, name, n in groups.iter_rows())
    campaign = Campaign(
        question=question,
        splits=splits,
        left_out=pool.left_out,
        rows=pool.rows,
        together=power_over_pairs(
            question.base_rate,
            question.target_rate,
            [s.control for s in splits],
            [s.treated for s in splits],
            alpha=question.significance,
        ),
        table=_build_arm_table(pool, splits, question, by),
        by=tuple(by),
        strata=pool.table.select("segment", "stratum").n_unique(),
        by_row=pool.by_row,
    )
    if not campaign.has_enough_power and not anyway:
        raise _make_too_small_error(campaign)
    return campaign


def check_question(question: Question) -> None:
    """Refuse a question that no campaign can answer.

    Raises
    ------
    CampaignError
        If a share does not lie between 0 and 1, the uplift is 0, or the power is not above the
        significance.

    """
    where = "campaign"
    for name, share in (
        ("base rate", question.base_rate),
        ("rate with the offer", question.target_rate),
    ):
        if not (math.isfinite(share) and 0 < share < 1):
            raise CampaignError(
                f"the {name} is {Exact(share)}, and it must lie between 0 and 1",
                where=where,
                fix="write 5 % as 0.05, and an uplift of two points as 0.02",
            )
    if question.uplift == 0:
        raise CampaignError(
            "an uplift of 0 cannot be shown by any number of customers",
            where=where,
            fix="give the smallest uplift that would be worth the campaign",
        )
    if not 0 < question.significance < question.power < 1:
        raise CampaignError(
            f"the significance is {Exact(question.significance)} and the power "
            f"{Exact(question.power)}: both lie between 0 and 1, and the power is the larger",
            where=where,
            fix="give a significance such as 0.05 and a power above it, such as 0.8",
        )
    if question.control is not None and not 0 < question.control < 1:
        raise CampaignError(
            f"the control group is {Exact(question.control)} of the customers, and it must lie "
            "between 0 and 1",
            where=where,
            fix="give a share between 0 and 1, or leave it out to use as few as needed",
        )


def _plan_split(question: Question, level: float, segment: int, name: str, customers: int) -> Split:
    p0, p1, power = question.base_rate, question.target_rate, question.power
    control = _size_control_group(question, level, customers)
    treated = customers - control
    found = approximate_power(p0, p1, control, treated, alpha=level)
    return Split(
        segment=segment,
        name=name,
        treated=treated,
        control=control,
        enough=found >= power - 1e-9,
        power=found,
        exact=exact_power(p0, p1, control, treated, alpha=level),
        detectable=smallest_difference(
            p0, control, treated, alpha=level, power=power, upwards=question.uplift > 0
        ),
        needed=equal_size(p0, p1, alpha=level, power=power),
    )


def _size_control_group(question: Question, level: float, customers: int) -> int:
    """Return the control group's size: the share asked for, or as few as suffice, or half.

    Neither group gets so small that nothing could be told of it.
    """
    if question.control is not None:
        wanted = round(question.control * customers)
    else:
        p0, p1 = question.base_rate, question.target_rate
        found = smallest_control(p0, p1, customers, alpha=level, power=question.power)
        wanted = customers // 2 if found is None else found
    return min(max(wanted, LEAST_GROUP), customers - LEAST_GROUP)


def _build_arm_table(
    pool: Pool, splits: Sequence[Split], question: Question, by: Sequence[str]
) -> pl.DataFrame:
    """Lay out who is in which group, by segment and identifier."""
    controls = {s.segment: s.control for s in splits}
    control = draw_control(pool.table, controls, seed=question.seed, product=question.product)
    name = f"{pool.id} (id)" if pool.id in OWN else pool.id
    arms = pl.Series("arm", np.where(control, CONTROL, TREATMENT))
    product = pl.lit(question.product).alias("product")
    own = [column for column in OWN if column != "stratum" or by]
    return pool.table.with_columns(product, arms).select(pl.col("id").alias(name), *own)


def _make_too_small_error(campaign: Campaign) -> CampaignTooSmallError:
    question = campaign.question
    best = max(campaign.splits, key=lambda s: s.power)
    said = say(
        "{customers} would get `{product}`, too few to show {uplift} on "
        "{base}{share}: a segment needs two groups of {needed}, and the best "
        "chance of showing it is {power}{shown}",
        customers=Customers(campaign.customers),
        product=question.product,
        uplift=Points(question.uplift),
        base=Share(question.base_rate),
        share="" if question.control is None else " with that control group",
        needed=Customers(best.needed, ""),
        power=Share(max(best.power, campaign.together), digits=0),
        shown=""
        if best.detectable is None
        else clause(
            "; segment {segment} could show {points}",
            segment=Count(best.segment),
            points=Points(best.detectable),
        ),
    )
    return CampaignTooSmallError(
        str(said),
        where=f"campaign for {question.product}",
        fix="ask for a larger uplift or fewer segments, wait for more customers, or plan it anyway "
        "(--anyway), knowing that it may show nothing",
    )
