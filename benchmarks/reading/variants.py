"""Do the variants of one table give the segments of the clean table?

Real tables as other people saved them (a description of the columns as first row, row numbers and
saved indexes, blanks, a byte-order mark, other headings, rounded figures) beside the table itself:
both are read, prepared and fitted with the same k, and their segments compared by the adjusted Rand
index (1 the same, 0 as by chance). Where a variant lacks customers, the table is taken without them
as well: which customers there are is no matter of reading.

    uv run python -m benchmarks.reading.variants
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from sklearn.metrics import adjusted_rand_score

from finseg.fit import fit_segments
from finseg.journey import check
from finseg.prepare import apply_recipe, learn_recipe
from finseg.records.dataset import Dataset
from finseg.settings import Settings

K = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """A variant, the table it was made from, and how a customer is found in both."""

    variant: str
    clean: str
    ids: tuple[str, str] | None  # the identifier's column in each; None: by place in the file
    least: float  # adjusted Rand index that must be reached
    lost: str  # what the variant really lost


PAIRS = (
    Pair("BankChurners__unquoted", "BankChurners", ("CLIENTNUM", "CLIENTNUM"), 0.99, "nothing"),
    Pair("BankChurners__21cols_clean", "BankChurners", ("CLIENTNUM", "CLIENTNUM"), 0.99, "nothing"),
    Pair("BankChurners__7081_bom", "BankChurners", ("CLIENTNUM", "CLIENTNUM"), 0.99,
         "3,046 customers with an unknown category"),
    Pair("CC_GENERAL__recnum", "CC GENERAL", ("CUST_ID", "CUST_ID"), 0.99, "nothing"),
    Pair("CC_GENERAL__lowercase_rounded", "CC GENERAL", ("customer_id", "CUST_ID"), 0.9,
         "digits: rounded to two places"),
    Pair("Cust_Segmentation__two_index_columns", "Cust_Segmentation",
         ("Customer Id", "Customer Id"), 0.99, "nothing"),
    Pair("Churn_Modelling__missing_gender_age", "Churn_Modelling", ("CustomerId", "CustomerId"),
         0.9, "some ages and genders"),
    Pair("german_credit_data__portuguese_headers", "german_credit_data", None, 0.99, "nothing"),
)  # fmt: skip


def agreement(pair: Pair, data: Path) -> tuple[float, int]:
    """Segment both tables; return the adjusted Rand index and on how many customers."""
    names = pair.ids or (None, None)
    variant = check(data / "variants" / f"{pair.variant}.csv").dataset
    clean = check(data / f"{pair.clean}.csv").dataset
    left, right = _keys(variant, names[0]), _keys(clean, names[1])
    a = _segments(variant, left, left.is_in(right.to_list()))
    b = _segments(clean, right, right.is_in(left.to_list()))
    both = a.join(b, on="key", how="inner", suffix="_clean")
    return adjusted_rand_score(both["segment"], both["segment_clean"]), len(both)


def _keys(dataset: Dataset, name: str | None) -> pl.Series:
    keys = dataset.table[name] if name else pl.Series(dataset.find_row_numbers())
    return keys.cast(pl.String).alias("key")


def _segments(dataset: Dataset, keys: pl.Series, wanted: pl.Series) -> pl.DataFrame:
    """Prepare and fit the wanted customers, without the evidence that a whole study gathers."""
    kept = wanted.to_numpy()
    part = replace(dataset, table=dataset.table.filter(wanted), lines=dataset.lines[kept])
    settings = Settings()
    recipe = learn_recipe(part, settings.prepare)
    raw = part.build_matrix()
    prepared = apply_recipe(recipe, raw)
    fitted = fit_segments(prepared, raw, recipe.columns, k=K, settings=settings.fit)
    return pl.DataFrame({"key": keys.filter(wanted), "segment": fitted.assignment.segment})


def main() -> None:
    """Print the agreement of every variant with its table."""
    data = Path(__file__).parents[3] / "shared" / "data"
    print(f"{'variant':<42}{'customers':>10}{'ARI':>7}  really lost")
    for pair in PAIRS:
        rand, count = agreement(pair, data)
        print(f"{pair.variant:<42}{count:>10,}{rand:>7.3f}  {pair.lost}")


if __name__ == "__main__":
    main()
