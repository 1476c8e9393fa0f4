"""Is each role given for the reason that is said, and no surer than it is?"""

from __future__ import annotations

import pytest

from tests.understand.test_roles import CASES, read

# What random values decide (shares, ranges, letters) is left open.
REASONS = {
    "id by name": ("named like an identifier, no value stands twice", "high"),
    "id with repeats": ("of the values differ", "fair"),
    "id of few branches": ("only name a branch, a bank or a trade: `branch id`", "high"),
    "codes one per row": ("named like a number of something, and hardly ever repeated", "fair"),
    "row counter": ("counts the rows from 1, whatever its name", "fair"),
    "unnamed index": ("counts the rows from 0", "high"),
    "unique income": ("income: `salary` in the heading, values mostly ", "high"),
    "flag": ("a flag: two values", "high"),
    "flag of other values": ("a flag: two values", "high"),
    "category": ("codes that only name a branch, a bank or a trade: `city`", "high"),
    "code": ("numbers that only name something: `job`", "high"),
    "calendar": ("a part of the calendar, not an amount", "high"),
    "level": ("5 levels coded as numbers: `edu` in the heading, whole numbers from 1", "fair"),
    "count": ("count: `products` in the heading, values mostly 1 … 4", "high"),
    "sentinel": ("−1 stands for something else in ", "fair"),
    "few sentinels": ("numbers, and nothing says that they are anything else", "low"),
    "outcome": ("named like an outcome (`churned`), 2 values", "high"),
    "outcome of codes": ("named like an outcome (`exited`), 2 values", "high"),
    "protected": ("a protected attribute: `gender`", "high"),
    "age": ("age is a protected attribute in many uses, so look at how segments use it", "high"),
    "cluster": ("an earlier segmentation: `cluster` in the name", "high"),
    "score": ("an earlier model's score: `probability` in the name", "high"),
    "tiers by level": ("the bank's own tiers: levels such as `Gold`, `Silver`; in order", "fair"),
    "tiers by name": ("the bank's own tiers: `customer tier` in the name", "fair"),
    "segment of the bank": ("the bank's own tiers: levels such as `HNI`, `Mass`", "high"),
    "segment by number": ("an earlier segmentation: `segment` in the name", "high"),
    "segment by label": ("an earlier segmentation: `segment` in the name", "high"),
    "consent": ("whether the customer may be contacted: `do not email`", "high"),
    "behaviour score": ("an earlier model's score: `behaviour score` in the name", "high"),
    "Indian postal code": ("only name a place: `pin`, too many to describe segments by", "high"),
    "secret number": ("four digits called `pin`: a secret number", "high"),
    "sort code": ("only name a branch, a bank or a trade: `sort code`, too many", "high"),
    "IFSC": ("codes that only name a branch: `IFSC`, too many to describe segments by", "high"),
    "number plate": ("named like personal data: `plate`", "high"),
    "name": ("named like personal data: `surname`", "high"),
    "e-mail by value": ("the values are e-mail addresses", "high"),
    "pan by value": ("the values look like Indian tax numbers (PAN)", "fair"),
    "phone as number": ("named like personal data: `phone`", "high"),
    "iso date": ("the values are dates", "high"),
    "day first date": ("the values are dates", "high"),
    "much text": ("text with 400 different values", "high"),
    "constant": ("every value is the same", "high"),
    "all missing": ("every value is missing", "high"),
}


@pytest.mark.parametrize("case", REASONS)
def test_a_role_has_its_reason_and_is_as_sure_as_that(case, rng):
    heading, make, _ = CASES[case]
    said, confidence = REASONS[case]
    table = {"income": rng.normal(9, 1, 400), heading: make(rng)}  # type: ignore[operator]

    (column,) = (c for c in read(table).columns if c.original == heading)

    assert said in str(column.reason)
    assert column.confidence == confidence
