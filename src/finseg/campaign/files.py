"""How is a campaign written, and how is it recognised when the outcomes come back?

A `Campaign` in; `campaign.csv` and beside it `campaign-plan.json` out, which holds the question,
the sizes and a digest of who is in which group. Neither is ever replaced: customers may already
have been written to. The output folder of a study in; its offers out, if nobody changed them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from finseg.campaign.plan_record import Campaign
from finseg.deliver.folder import (
    FORMAT,
    MANIFEST,
    check_new_place,
    check_parent,
    write_new_file,
)
from finseg.deliver.tables import to_csv
from finseg.document.numbers import LOCALES, Numbers
from finseg.errors import CampaignError
from finseg.recommend.wording import ANSWERS
from finseg.settings import Settings

OFFERS = "offers.csv"
PLAN_FORMAT = "finseg-campaign"
PLAN_VERSION = 1
_LARGEST = 16 * 1024 * 1024  # bytes of a plan or manifest
_NOT_OURS = "this folder does not hold the results of finseg"
_FIX = "name the folder that `finseg run` wrote"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyOffers:
    """What a campaign needs of an output folder."""

    offers: pl.DataFrame  # all columns as text
    products: tuple[str, ...]
    identifier: str  # the column customers are known by; "" for their row
    settings: Settings
    input_name: str
    input_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlan:
    """What is known of a campaign when it is read."""

    significance: float
    uplift: float
    digest: str
    numbers: Numbers


def read_study_offers(place: Path) -> StudyOffers:
    """Read the offers of an output folder.

    Parameters
    ----------
    place : Path
        The folder, or a file in it such as `model.json`.

    Raises
    ------
    CampaignError
        If it is no such folder, has no offers, or the offers were changed since they were written.

    """
    folder = place.parent if place.is_file() else place
    if not folder.exists():
        raise CampaignError(
            "there is no such folder",
            where=str(folder),
            fix="run finseg first (finseg run customers.csv --out results), then name its folder",
        )
    tree = _read_json_file(folder / MANIFEST, _NOT_OURS, _FIX)
    try:
        if tree["format"] != FORMAT:
            raise CampaignError(_NOT_OURS, where=str(folder), fix=_FIX)
        if tree.get("shared"):
            raise CampaignError(
                "these results were made to be shared, so they hold no customers to plan with",
                where=str(folder),
                fix="run finseg again without --share, and name that folder",
            )
        digests = {file["name"]: file["sha256"] for file in tree["files"]}
        outcome, source = tree["outcome"], tree["input"]
        products = tuple(str(p["name"]) for p in outcome["offers"]["products"])
        settings = Settings.from_tree(tree["settings"], where=MANIFEST)
        identifier = str(outcome["identifier"])
        name, digest = str(source["name"]), str(source["sha256"])
    except (KeyError, TypeError) as cause:
        raise CampaignError(
            f"the manifest lacks {cause}", where=str(folder / MANIFEST), fix="run finseg again"
        ) from cause
    data = _read_output_file(
        folder / OFFERS, "the folder has no offers", "run finseg again, without --quick"
    )
    if hashlib.sha256(data).hexdigest() != digests.get(OFFERS):
        raise CampaignError(
            "the offers were changed after finseg wrote them, so they may break consent or limits",
            where=str(folder / OFFERS),
            fix=(
                "run finseg again; to leave somebody out, remove them from the customer file first"
            ),
        )
    return StudyOffers(
        offers=_parse_offers(data, identifier, str(folder / OFFERS)),
        products=products,
        identifier=identifier,
        settings=settings,
        input_name=name,
        input_sha256=digest,
    )


def _parse_offers(data: bytes, identifier: str, where: str) -> pl.DataFrame:
    """Read the table of offers; the digest of it may be as wrong as the rest of a manifest."""
    try:
        offers = pl.read_csv(io.BytesIO(data), infer_schema=False)
        offers.select(sorted({*ANSWERS, identifier or "row"}))
        numbers = offers.select(pl.col("row", "segment").cast(pl.Int64))
        if not offers.height or any(numbers.null_count().row(0)):
            raise pl.exceptions.NoDataError("rows without a number or segment")
    except pl.exceptions.PolarsError as cause:
        said = str(cause).split("\n", 1)[0][:200]
        raise CampaignError(
            f"this is not an offers file of finseg: {said}", where=where, fix="run finseg again"
        ) from cause
    return offers


def get_plan_path(target: Path) -> Path:
    """Return where the plan of a campaign stands: `campaign-plan.json` beside `campaign.csv`."""
    return target.with_name(f"{target.stem}-plan.json")


def check_campaign_place(target: Path) -> None:
    """Refuse places where anything stands, before any work is done.

    Raises
    ------
    OutputPlaceError
        If something stands there, or the place cannot be written.

    """
    for place in (target, get_plan_path(target)):
        check_new_place(place)
    check_parent(target)


def write_campaign(campaign: Campaign, target: Path) -> tuple[Path, Path]:
    """Write the table and the plan, both or neither; return their places.

    Raises
    ------
    OutputPlaceError
        If something stands there by now, or the place cannot be written.

    """
    plan = get_plan_path(target)
    write_new_file(plan, dump_plan(campaign))
    try:
        write_new_file(target, to_csv(campaign.table))
    except BaseException:
        plan.unlink(missing_ok=True)
        raise
    return target, plan


def dump_plan(campaign: Campaign) -> bytes:
    """Write the plan as JSON; no customer's row is in it."""
    table = campaign.table
    tree = {
        "format": PLAN_FORMAT,
        "version": PLAN_VERSION,
        "made_with": version("finseg"),
        "locale": campaign.numbers.locale,
        "currency": campaign.numbers.currency,
        **campaign.as_dict(),
        "digest": digest_groups(*(table[c] for c in (table.columns[0], "segment", "arm"))),
    }
    return msgspec.json.format(msgspec.json.encode(tree), indent=1) + b"\n"


def load_plan(place: Path) -> CampaignPlan | None:
    """Read a plan; None where there is none.

    Raises
    ------
    CampaignError
        If what stands there is no plan of this version.

    """
    if not place.is_file():
        return None
    fix = (
        "put back the campaign-plan.json that was written with the campaign, or move this file away"
    )
    tree = _read_json_file(place, "this is no plan of a campaign", fix)
    try:
        if (tree["format"], tree["version"]) != (PLAN_FORMAT, PLAN_VERSION):
            raise CampaignError(
                "this release cannot read this campaign plan", where=str(place), fix=fix
            )
        return CampaignPlan(
            significance=float(tree["question"]["significance"]),
            uplift=float(tree["question"]["uplift"]),
            digest=str(tree["digest"]),
            numbers=_read_number_format(tree),
        )
    except (KeyError, TypeError, ValueError) as cause:
        raise CampaignError(f"the plan lacks {cause}", where=str(place), fix=fix) from cause


def _read_number_format(tree: dict[str, Any]) -> Numbers:
    """Return the manner a plan was made in; one without it, or of a later release, is in ours."""
    locale = tree.get("locale")
    known = locale if isinstance(locale, str) and locale in LOCALES else Numbers().locale
    return Numbers(locale=known, currency=str(tree.get("currency") or ""))


def digest_groups(ids: Iterable[str], segments: Iterable[int], arms: Iterable[str]) -> str:
    """Return a digest of who is in which group, whatever the order and the form of the file."""
    lines = sorted(f"{i}\x1f{s}\x1f{a}\n" for i, s, a in zip(ids, segments, arms, strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _read_output_file(path: Path, what: str, fix: str) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as cause:
        said = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
        raise CampaignError(f"{what}: {said}", where=str(path), fix=fix) from cause


def _read_json_file(path: Path, what: str, fix: str) -> dict[str, Any]:
    data = _read_output_file(path, what, fix)
    try:
        tree = msgspec.json.decode(data) if len(data) <= _LARGEST else None
    except (msgspec.MsgspecError, UnicodeDecodeError) as cause:
        raise CampaignError(f"{what}: {cause}", where=str(path), fix=fix) from cause
    if not isinstance(tree, dict):
        raise CampaignError(what, where=str(path), fix=fix)
    return tree
