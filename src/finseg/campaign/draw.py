"""Who gets the offer and who does not: at random, yet the same in every run?

Customers with their stratum, and how many of each segment are to be left without the offer, in; a
mark per customer out. Chance is a keyed hash of the identifier: it knows neither the order of the
rows nor who else is in the table, cannot be foreseen without the seed, and differs from one product
to the next, so that nobody is always in the control group. Within a stratum those with the smallest
hashes are the control group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

from finseg.maths.arrays import Bools

_BYTES = 16
_BETWEEN = "\x1f"


def draw_control(
    table: pl.DataFrame, controls: Mapping[int, int], *, seed: int, product: str
) -> Bools:
    """Draw the control group.

    Parameters
    ----------
    table : polars.DataFrame
        Columns `id`, `segment` and `stratum`; each id once.
    controls : mapping of segment to customers
        The control group's size in each segment.
    seed : int
    product : str

    Returns
    -------
    bool array of shape (n,)
        True for the control group. Its size in each segment is as asked for; in each stratum it
        differs from its share by less than one customer. O(n log n).

    """
    key = hashlib.blake2b(f"{seed}{_BETWEEN}{product}".encode(), digest_size=32).digest()
    chance = [_hash_text(text, key) for text in table["id"].to_list()]
    cells = table.group_by("segment", "stratum").len()
    quota = _assign_quotas(cells, controls, key)
    drawn = (
        table.select("id", "segment", "stratum")
        .with_columns(pl.Series("chance", chance, pl.Binary))
        .with_row_index("place")
        .join(quota, on=["segment", "stratum"], how="left")
        .sort("segment", "stratum", "chance", "id")
        .with_columns(pl.int_range(pl.len()).over(["segment", "stratum"]).alias("rank"))
        .sort("place")
    )
    return (drawn["rank"] < drawn["quota"]).to_numpy()


def _hash_text(text: str, key: bytes) -> bytes:
    return hashlib.blake2b(text.encode(), key=key, digest_size=_BYTES).digest()


def _assign_quotas(cells: pl.DataFrame, controls: Mapping[int, int], key: bytes) -> pl.DataFrame:
    """Share the control group of each segment among its strata.

    Sums up to each stratum are rounded, in an order drawn by chance: so each stratum gets its share
    rounded up or down, and all of them together just what was asked for.
    """
    rows: list[tuple[int, str, int]] = []
    for segment, control in controls.items():
        own = cells.filter(pl.col("segment") == segment)
        sizes = sorted(
            zip(own["stratum"].to_list(), own["len"].to_list(), strict=True),
            key=lambda item: _hash_text(f"{segment}{_BETWEEN}{item[0]}", key),
        )
        total, behind, given = sum(size for _, size in sizes), 0, 0
        for stratum, size in sizes:
            behind += size
            upto = (2 * control * behind + total) // (2 * total)
            rows.append((segment, stratum, upto - given))
            given = upto
    schema = {"segment": pl.Int64, "stratum": pl.String, "quota": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
