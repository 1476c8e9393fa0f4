"""How do we find out whether an offer helps, from the plan to the outcomes?

The second journey, shorter than the first: `plan` takes the offers of a finished study and divides
the customers who would get a product into those who get it and those to compare them with; `read`
takes the outcomes back and says what the offer changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import polars as pl

from finseg.campaign.answers import read_answers
from finseg.campaign.assigned import Assigned, read_assigned
from finseg.campaign.files import (
    CampaignPlan,
    StudyOffers,
    check_campaign_place,
    digest_groups,
    get_plan_path,
    load_plan,
    read_study_offers,
    write_campaign,
)
from finseg.campaign.outcomes import read_outcomes
from finseg.campaign.plan import plan_campaign
from finseg.campaign.plan_record import Campaign, Question
from finseg.campaign.uplift import find_uplift
from finseg.campaign.uplift_record import Uplift
from finseg.document.said import Exact
from finseg.errors import CampaignError, suggest_name
from finseg.journey import AnySettings, read_settings
from finseg.read.raw import format_plain_numbers
from finseg.recommend import build_customer_table
from finseg.records.finding import Finding, make_finding
from finseg.settings import Settings
from finseg.study import Study
from finseg.understand import read_columns

__all__ = ["plan", "read"]


def plan(
    results: Study | str | Path,
    product: str,
    *,
    base_rate: float,
    uplift: float,
    segments: Sequence[str | int] = (),
    power: float | None = None,
    significance: float | None = None,
    control: float | None = None,
    by: Sequence[str] = (),
    customers: Any = None,  # noqa: ANN401 - a path or whatever narwhals knows
    identifier: str = "",
    seed: int | None = None,
    anyway: bool = False,
    out: str | Path | None = None,
) -> Campaign:
    """Plan a campaign for a product.

    Parameters
    ----------
    results : Study, or path
        A study, or the folder that `finseg run` wrote.
    product : str
        Its name in the catalogue.
    base_rate : float
        Share, 0 to 1, of these customers that says yes without the offer.
    uplift : float
        The smallest change of that share worth finding: 0.02 is two points; below 0 if the share
        should fall, such as customers who leave.
    segments : sequence of int or str
        Numbers or names; by default all segments in which anybody would get the product.
    power, significance : float, optional
        By default those of [recommend].
    control : float, optional
        Share of the customers without the offer; by default as few as needed.
    by : sequence of str
        Further columns in which the groups are to be alike.
    customers : path or table, optional
        The customers of the study, where `results` is a folder and `by` names columns.
    identifier : str
        The column that identifies customers; by default that of the study.
    seed : int, optional
        Seed of the random draw; by default that of [fit].
    anyway : bool
        Plan the campaign even if it can show nothing.
    out : path, optional
        Where to write the table, with the plan beside it. Nothing that exists is replaced.

    Raises
    ------
    CampaignError
        If no campaign can answer the question, or it names something unknown.
    CampaignTooSmallError
        If there are too few customers to answer it.
    OutputPlaceError
        If `out` exists, or cannot be written.

    """
    if out is not None:
        check_campaign_place(Path(out))
    found = _find_study_offers(results)
    own, fit = found.settings.recommend.campaign, found.settings.fit
    question = Question(
        product=product,
        base_rate=base_rate,
        uplift=uplift,
        significance=own.significance if significance is None else significance,
        power=own.power if power is None else power,
        control=control,
        seed=fit.seed if seed is None else seed,
    )
    strata = _add_strata(results, customers, by, found) if by else found.offers
    campaign = plan_campaign(
        strata,
        question,
        products=found.products,
        segments=segments,
        identifier=identifier or found.identifier,
        by=by,
        anyway=anyway,
    )
    campaign = replace(campaign, numbers=found.settings.numbers())
    if out is not None:
        write_campaign(campaign, Path(out))
    return campaign


def read(
    campaign: str | Path,
    outcomes: Any,  # noqa: ANN401 - a path or whatever narwhals knows
    *,
    outcome: str = "",
    identifier: str = "",
    yes: Sequence[str] = (),
    no: Sequence[str] = (),
    absent: Literal["unknown", "no"] = "unknown",
    significance: float | None = None,
    settings: AnySettings = None,
) -> Uplift:
    """Say what an offer changed.

    Parameters
    ----------
    campaign : path
        The campaign.csv that was planned, with its plan beside it.
    outcomes : path or table
        A row per customer: identifier and outcome.
    outcome, identifier : str
        Their columns; by default the only one there is, and the campaign's identifier.
    yes, no : sequence of str
        Further words for yes and no.
    absent : "unknown" or "no"
        How customers without an outcome count: not known, or no (if the file lists only yes).
    significance : float, optional
        By default that of the plan, or of [recommend] if there is no plan.
    settings : Settings, mapping, or path of a TOML file, optional
        How to read the files: [read]; how figures are written: [deliver], else as in the plan.

    Raises
    ------
    CampaignError
        If the file is not a campaign, or its groups were changed so that they cannot be read.
    OutcomesError
        If the outcomes do not fit the campaign, or their meaning is not clear.

    """
    knobs = read_settings(settings)
    place = Path(campaign)
    assigned = read_assigned(read_answers(place, Settings().read))
    planned = load_plan(get_plan_path(place))
    level = significance
    if level is None:
        level = knobs.recommend.campaign.significance if planned is None else planned.significance
    if not 0 < level < 1:
        raise CampaignError(
            f"the significance is {Exact(level)}, and it must lie between 0 and 1",
            where="significance",
            fix="write 0.05, or leave it out",
        )
    answers = read_answers(outcomes, knobs.read)
    numbers = knobs.numbers() if planned is None or settings is not None else planned.numbers
    found = read_outcomes(
        assigned,
        answers,
        outcome=outcome,
        identifier=identifier,
        yes=yes,
        no=no,
        absent_is_no=absent == "no",
    )
    uplift = find_uplift(
        assigned,
        found,
        significance=level,
        planned=None if planned is None else planned.uplift,
        rows_read=answers.rows_read,
        source=answers.source,
        noticed=_compare_with_plan(planned, assigned),
    )
    return replace(uplift, numbers=numbers)


def _find_study_offers(results: Study | str | Path) -> StudyOffers:
    if isinstance(results, Study):
        source = results.dataset.source
        return StudyOffers(
            offers=build_customer_table(
                results.offers, results.dataset, results.results.names, results.results.numbers
            ),
            products=tuple(line.name for line in results.offers.lines),
            identifier=results.identifier,
            settings=results.settings,
            input_name=source.name,
            input_sha256=source.sha256,
        )
    if not isinstance(results, str | PathLike):
        raise CampaignError(
            f"a campaign is planned from a study or its folder, got {type(results).__name__}",
            fix="give what `finseg.segment` returned, or the folder that `finseg run` wrote",
        )
    return read_study_offers(Path(results))


def _add_strata(
    results: Study | str | Path,
    customers: Any,  # noqa: ANN401
    by: Sequence[str],
    found: StudyOffers,
) -> pl.DataFrame:
    """Put the columns to be balanced in beside the offers."""
    taken = [name for name in by if name in found.offers.columns]
    if taken or len(set(by)) < len(by):
        raise CampaignError(
            f"`{(taken or list(by))[0]}` cannot be used to balance the groups",
            where="by",
            fix=(
                "the groups are balanced within each segment already; name other columns, each once"
            ),
        )
    if isinstance(results, Study) and customers is None:
        dataset = results.dataset
        unknown = [name for name in by if name not in dataset.table.columns]
        if unknown:
            raise CampaignError(
                f"no column `{unknown[0]}`",
                where="by",
                fix=suggest_name(unknown[0], dataset.table.columns),
            )
        # As they stand in a file, so that a study and its folder are divided alike.
        return found.offers.with_columns(
            format_plain_numbers(dataset.table[name]).alias(name) for name in by
        )
    if customers is None:
        raise CampaignError(
            f"offers.csv has no column `{by[0]}`",
            where="by",
            fix="name the file of the customers as well: --customers customers.csv",
        )
    dataset = read_columns(customers, found.settings, dict.fromkeys(by, "category"))
    if dataset.source.sha256 != found.input_sha256:
        raise CampaignError(
            "these are not the customers that the offers were made for: the file differs",
            where=dataset.source.name,
            fix=f"name the file that finseg was run on ({found.input_name}), as it was then",
        )
    columns = dataset.table.select(by).with_columns(row=pl.Series(dataset.find_row_numbers()))
    row = pl.col("row").cast(pl.Int64)
    return found.offers.with_columns(row).join(
        columns.with_columns(row), on="row", how="left", maintain_order="left"
    )


def _compare_with_plan(planned: CampaignPlan | None, assigned: Assigned) -> tuple[Finding, ...]:
    """Say where the campaign is not the one that was planned, or where no plan is there."""
    table = assigned.table
    if planned is None:
        return (
            make_finding(
                "C009",
                1,
                "there is no plan beside the campaign",
                "the significance level comes from the settings, and finseg cannot tell "
                "whether the groups are still the ones that were drawn; keep "
                "campaign-plan.json beside campaign.csv",
            ),
        )
    if digest_groups(table["key"], table["segment"], table["arm"]) == planned.digest:
        return ()
    return (
        make_finding(
            "C010",
            len(table),
            "customers, segments or groups have changed since the campaign was planned",
            "used as they are now; groups that were changed by hand are no longer "
            "random, so take the campaign.csv that was planned",
            column="arm",
        ),
    )
