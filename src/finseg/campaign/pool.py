"""Who can take part in a campaign for a product?

The table of offers, customer by customer, in; those who would get the product, with segment and
strata, and the others counted by the reason they are left out for. A customer who stands in several
rows takes part once, and not at all where one of the rows refuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from finseg.campaign.plan_record import LEAST_GROUP
from finseg.document.said import Customers
from finseg.errors import CampaignError, suggest_name
from finseg.records.offers import OUTCOMES, Outcome

_SLOTS = ("offer_1", "offer_2", "offer_3")
_REFUSED = {  # of one customer, in any row
    OUTCOMES[Outcome.OPTED_OUT]: "opted out",
    OUTCOMES[Outcome.CONSENT_UNKNOWN]: "consent unknown",
    OUTCOMES[Outcome.LEFT]: "has left",
    OUTCOMES[Outcome.DIED]: "has died",
    OUTCOMES[Outcome.IN_DEFAULT]: "in default or collection",
    OUTCOMES[Outcome.EXCLUDED]: "excluded by the settings",
}
NOT_OFFERED = "not offered it: they have no reason for it, or other offers come first"
ELSEWHERE = "would get it, but their segment takes no part"
NO_ID = "without an identifier"
REPEATED = "another row of the same customer"
_FEWEST = 2 * LEAST_GROUP  # customers of a segment that can be divided and told of
FEW = f"in a segment where fewer than {_FEWEST} would get it: too few to show a result"
MISSING = "(missing)"
# What stands before a text in a file of ours that a spreadsheet would run; no part of the id.
_DEFUSED = r"^'([=+\-@\t\r＝＋－＠])"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """The customers who can take part, and the others."""

    table: pl.DataFrame  # id, segment, name, stratum; ordered by segment and id
    left_out: tuple[tuple[str, int], ...]
    rows: int
    id: str  # the identifier's heading
    by_row: bool


def find_pool(
    offers: pl.DataFrame,
    product: str,
    *,
    segments: Sequence[str | int] = (),
    identifier: str = "",
    by: Sequence[str] = (),
) -> Pool:
    """Find who would get a product.

    Parameters
    ----------
    offers : polars.DataFrame
        As `build_customer_table` lays it out, with further columns to be balanced in.
    product : str
        Its name in the catalogue.
    segments : sequence of int or str
        Numbers or names; empty for all segments in which anybody would get it.
    identifier : str
        The column customers are known by; empty for their row in the file.
    by : sequence of str
        Columns of `offers` to be balanced in, beside the segment.

    Raises
    ------
    CampaignError
        If a segment or the identifier is not known.

    """
    wanted = _find_segment_numbers(offers, segments)
    if identifier and identifier not in offers.columns:
        raise CampaignError(
            f"no column `{identifier}`",
            where="identifier",
            fix=suggest_name(identifier, [*_list_id_columns(offers), "row"]),
        )
    name = identifier or "row"
    frame = offers.select(
        clean_identifiers(pl.col(name)).alias("id"),
        pl.col("segment").cast(pl.Int64),
        pl.col("name").cast(pl.String),
        _make_stratum(by).alias("stratum"),
        _derive_status(product).alias("status"),
    )
    frame = _exclude_customers(frame, wanted)
    left = frame.filter(pl.col("status") != "")["status"].value_counts(sort=False)
    counts = sorted(left.iter_rows(), key=lambda item: (-item[1], item[0]))
    return Pool(
        table=frame.filter(pl.col("status") == "").drop("status").sort("segment", "id"),
        left_out=tuple((str(reason), int(n)) for reason, n in counts),
        rows=len(offers),
        id=name,
        by_row=name == "row",
    )


def clean_identifiers(ids: pl.Expr) -> pl.Expr:
    """Return identifiers as they are compared: without what surrounds them; null for none."""
    text = ids.cast(pl.String).str.strip_chars()
    return text.str.replace(_DEFUSED, "$1").replace("", None)


def find_product_name(name: str, products: Sequence[str]) -> str:
    """Return a product's name as the catalogue writes it.

    Raises
    ------
    CampaignError
        If there is none of that name.

    """
    for known in products:
        if known.casefold() == name.strip().casefold():
            return known
    raise CampaignError(f"no product `{name}`", where="product", fix=suggest_name(name, products))


def _list_id_columns(offers: pl.DataFrame) -> list[str]:
    """Return the identifiers: they stand before the first of our own columns."""
    return offers.columns[: offers.columns.index("row")]


def _find_segment_numbers(offers: pl.DataFrame, asked: Sequence[str | int]) -> list[int] | None:
    if not asked:
        return None
    pairs = offers.select(pl.col("segment").cast(pl.Int64), "name").unique().sort("segment")
    places: dict[str, int] = {}
    for number, name in pairs.iter_rows():
        places[str(name).casefold()] = number
        places[str(number)] = number
    unknown = [str(one) for one in asked if str(one).strip().casefold() not in places]
    if unknown:
        there = ", ".join(f"{number} {name}" for number, name in pairs.iter_rows())
        raise CampaignError(
            f"no segment `{unknown[0]}`", where="segment", fix=f"choose from {there}"
        )
    return [places[str(one).strip().casefold()] for one in asked]


def _make_stratum(by: Sequence[str]) -> pl.Expr:
    if not by:
        return pl.lit("")
    parts = [pl.col(c).cast(pl.String).str.strip_chars().replace("", None) for c in by]
    return pl.concat_str([part.fill_null(MISSING) for part in parts], separator=" · ")


def _derive_status(product: str) -> pl.Expr:
    """Say why a row takes no part; empty where it does."""
    gets = pl.any_horizontal(pl.col(slot) == product for slot in _SLOTS)
    pattern = rf"(?:^|; ){re.escape(product)}: ([^;(]*)"
    barrier = pl.col("withheld").str.extract(pattern, 1).str.strip_chars()
    return (
        pl.when(pl.col("outcome").is_in(list(_REFUSED)))
        .then(pl.col("outcome").replace(_REFUSED))
        .when(gets)
        .then(pl.lit(""))
        .when(barrier.is_not_null())
        .then(pl.concat_str(pl.lit("may not have it: "), barrier))
        .otherwise(pl.lit(NOT_OFFERED))
    )


def _exclude_customers(frame: pl.DataFrame, wanted: list[int] | None) -> pl.DataFrame:
    """Leave out other segments, rows without an id, repeated customers and tiny segments."""
    free = pl.col("status") == ""
    refused = pl.col("status").is_in(list(_REFUSED.values()))
    named = pl.col("id").is_not_null()

    def set_status(frame: pl.DataFrame, which: pl.Expr, reason: str | pl.Expr) -> pl.DataFrame:
        text = pl.lit(reason) if isinstance(reason, str) else reason
        status = pl.when(free & which).then(text).otherwise(pl.col("status"))
        return frame.with_columns(status.alias("status"))

    # Of one customer, a refusal in any row is a refusal.
    first = pl.col("status").filter(refused).min().over("id")
    frame = set_status(frame, named & first.is_not_null(), first)
    if wanted is not None:
        frame = set_status(frame, ~pl.col("segment").is_in(wanted), ELSEWHERE)
    frame = set_status(frame, ~named, NO_ID)
    # The row that is kept does not depend on the order of the rows.
    frame = frame.sort("segment", "stratum", "name", maintain_order=True, nulls_last=True)
    place = pl.int_range(pl.len()).over(["id", free])
    frame = set_status(frame, place > 0, REPEATED)
    few = free.sum().over("segment") < _FEWEST
    return set_status(frame, few, FEW)


def explain_empty_pool(pool: Pool, product: str) -> str:
    """Say why a pool is empty: the reasons its customers are left out for."""
    parts = [f"{Customers(n)} {reason}" for reason, n in pool.left_out[:4]]
    return f"nobody would get `{product}`: {'; '.join(parts)}"
