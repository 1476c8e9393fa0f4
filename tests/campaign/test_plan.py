"""Plans of campaigns: who takes part, who is drawn, what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from finseg.campaign.plan import plan_campaign
from finseg.campaign.plan_record import Question
from finseg.campaign.pool import (
    ELSEWHERE,
    FEW,
    NO_ID,
    NOT_OFFERED,
    REPEATED,
    Pool,
    clean_identifiers,
    explain_empty_pool,
    find_product_name,
)
from finseg.document.printers import to_text
from finseg.errors import CampaignError, CampaignTooSmallError
from finseg.maths.power import approximate_power
from finseg.records.offers import OUTCOMES

PRODUCT = "Term deposit (12 m)"  # marks that a pattern would read otherwise
OTHER = "Savings account"
ASKED = Question(
    product=PRODUCT,
    base_rate=0.1,
    uplift=0.1,
    significance=0.05,
    power=0.8,
    control=None,
    seed=42,
)


def offers(n=900, k=3, seed=1, **columns):
    """Lay out offers as the stage does: a third gets the product, others are left out."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 9, n)
    segment = rng.integers(0, k, n)
    gets = kind < 6
    table = {
        "id": [f"C{i:05}" for i in range(n)],
        "row": np.arange(1, n + 1),
        "segment": segment,
        "name": [f"Group {s}" for s in segment],
        "outcome": np.select(
            [kind == 6, kind == 7, gets], [OUTCOMES[1], OUTCOMES[2], OUTCOMES[0]], OUTCOMES[3]
        ),
        "offer_1": np.where(gets, np.where(kind < 3, PRODUCT, OTHER), ""),
        "offer_2": np.where(gets & (kind >= 3) & (kind < 5), PRODUCT, ""),
        "offer_3": [""] * n,
        "withheld": np.where(
            kind == 8,
            f"{OTHER}: opted out; {PRODUCT}: only for customers whose age is 18 or more",
            "",
        ),
    }
    return pl.DataFrame({**table, **columns})


def planned(table, question=ASKED, **given_):
    return plan_campaign(
        table, question, **{"products": [OTHER, PRODUCT], "identifier": "id", **given_}
    )


def test_only_customers_who_would_get_the_product_take_part_and_the_others_are_counted():
    table = offers()
    campaign = planned(table)

    gets = table.filter(pl.any_horizontal(pl.col(f"offer_{i}") == PRODUCT for i in (1, 2, 3)))
    assert set(campaign.table["id"]) == set(gets["id"])
    assert dict(campaign.left_out) == {
        "opted out": int((table["outcome"] == OUTCOMES[1]).sum()),
        "consent unknown": int((table["outcome"] == OUTCOMES[2]).sum()),
        "may not have it: only for customers whose age is 18 or more": int(
            table["withheld"].str.contains(PRODUCT, literal=True).sum()
        ),
        NOT_OFFERED: int(((table["offer_1"] == OTHER) & (table["offer_2"] == "")).sum()),
    }  # fmt: skip
    assert campaign.customers + sum(n for _, n in campaign.left_out) == len(table)


@given(
    st.integers(0, 2**32 - 1),
    st.integers(150, 700),  # with fewer a segment may have too few to take part
    st.sampled_from([None, 0.5, 0.2, 0.07]),
    st.integers(1, 12),
)
@examples(max_examples=60)
def test_the_groups_do_not_depend_on_the_order_of_rows_and_are_balanced_in_every_stratum(
    seed, n, control, levels
):
    rng = np.random.default_rng(seed)
    region = rng.choice([f"r{i}" for i in range(levels)], n)
    table = offers(n, seed=seed % 1000, region=region)
    question = replace(ASKED, control=control)

    there = planned(table, question, by=["region"], anyway=True)
    back = planned(
        table.sample(fraction=1, shuffle=True, seed=seed), question, by=["region"], anyway=True
    )

    assert there.table.equals(back.table)
    for split in there.splits:
        own = there.table.filter(pl.col("segment") == split.segment)
        assert int((own["arm"] == "control").sum()) == split.control
        assert len(own) == split.customers
        for (_,), part in own.group_by("stratum"):
            fair = len(part) * split.control / split.customers
            assert abs(int((part["arm"] == "control").sum()) - fair) < 1


def test_another_seed_or_product_draws_other_customers_and_the_same_seed_the_same():
    table = offers(3000)
    half = replace(ASKED, control=0.5)

    def control(question, frame=table):
        found = planned(frame, question).table
        return set(found.filter(pl.col("arm") == "control")["id"])

    first = control(half)
    swapped = table.with_columns(pl.lit(PRODUCT).alias("offer_1"), pl.lit(OTHER).alias("offer_2"))
    both = swapped.with_columns(pl.lit(OUTCOMES[0]).alias("outcome"), pl.lit("").alias("withheld"))
    assert control(half) == first
    # By chance half of those drawn are drawn again.
    assert 0.4 < len(first & control(replace(half, seed=43))) / len(first) < 0.6
    one, other = control(half, both), control(replace(half, product=OTHER), both)
    assert 0.4 < len(one & other) / len(one) < 0.6


def test_a_customer_keeps_their_place_in_the_draw_when_others_come_and_go():
    table = offers(4000, k=1)
    half = replace(ASKED, control=0.5)
    before = dict(planned(table, half).table.select("id", "arm").iter_rows())

    after = dict(planned(table[:3900], half).table.select("id", "arm").iter_rows())

    moved = [i for i in after if after[i] != before[i]]
    assert len(moved) < 0.03 * len(after)


def test_the_arms_are_alike_in_what_nobody_balanced(rng):
    n = 20_000
    table = offers(n, age=rng.normal(45, 12, n))

    found = planned(table, replace(ASKED, control=0.5)).table.join(table.select("id", "age"), "id")

    means = dict(found.group_by("arm").agg(pl.col("age").mean()).iter_rows())
    assert abs(means["treatment"] - means["control"]) < 4 * 12 * 2 / np.sqrt(len(found))


def test_the_control_group_is_as_small_as_the_power_allows():
    campaign = planned(offers(6000))

    assert len(campaign.splits) == 3
    assert campaign.level_per_segment == pytest.approx(0.05 / 3)
    for split in campaign.splits:
        assert split.enough
        assert split.power >= 0.8
        less = approximate_power(
            0.1, 0.2, split.control - 1, split.treated + 1, alpha=campaign.level_per_segment
        )
        assert less < 0.8
        assert split.control < split.needed < split.treated
        assert split.detectable == pytest.approx(0.1, abs=0.002)
        assert split.exact == pytest.approx(split.power, abs=0.03)


def test_a_segment_too_small_is_divided_in_halves_and_said():
    table = pl.concat([offers(6000, k=1), offers(90, k=1, seed=2).with_columns(
        pl.lit(7).cast(pl.Int64).alias("segment"), pl.lit("Few").alias("name"),
        ("F" + pl.col("id")).alias("id"),
    )])  # fmt: skip
    campaign = planned(table)

    large, small = campaign.splits
    assert (large.enough, small.enough) == (True, False)
    assert abs(small.control - small.treated) <= 1
    text = to_text(campaign.blocks())
    assert "7 Few is too small to show +10.0 points" in text
    assert "no: needs 2 × " in text


def test_where_nothing_can_be_shown_no_campaign_is_made_unless_it_is_asked_for():
    table = offers(300)

    with pytest.raises(CampaignTooSmallError, match="too few to show") as error:
        planned(table, replace(ASKED, uplift=0.01))
    assert "could show +" in error.value.what
    assert not planned(table, replace(ASKED, uplift=0.01), anyway=True).has_enough_power


def test_small_segments_may_answer_together():
    campaign = planned(offers(1400, k=4), replace(ASKED, control=0.5))

    assert not any(s.enough for s in campaign.splits)
    assert campaign.together > 0.9
    assert campaign.has_enough_power


def test_a_customer_in_several_rows_takes_part_once_and_never_after_a_refusal():
    table = offers(600, k=2)
    gets = table.filter(pl.any_horizontal(pl.col(f"offer_{i}") == PRODUCT for i in (1, 2)))
    twice, refuses = gets[0], gets[1].with_columns(pl.lit(OUTCOMES[1]).alias("outcome"))
    other = twice.with_columns((1 - pl.col("segment")).alias("segment"))
    long = pl.concat([table, other, refuses])

    there = planned(long, anyway=True)
    back = planned(long.reverse(), anyway=True)

    assert there.table.equals(back.table)
    assert there.table["id"].n_unique() == len(there.table) == len(gets) - 1
    assert refuses["id"][0] not in set(there.table["id"])
    assert dict(there.left_out)[REPEATED] == 1
    assert there.customers + sum(n for _, n in there.left_out) == len(long)


def test_rows_without_an_id_other_segments_and_tiny_ones_are_counted():
    table = offers(600, k=2)
    tiny = table.filter(pl.col("offer_1") == PRODUCT)[:9].with_columns(
        ("X" + pl.col("id")).alias("id"),
        pl.lit(9).cast(pl.Int64).alias("segment"),
        pl.lit("Tiny").alias("name"),
    )
    bare = table.filter(pl.col("offer_1") == PRODUCT)[1].with_columns(pl.lit(" ").alias("id"))
    long = pl.concat([table, tiny, bare])

    found = dict(planned(long, anyway=True).left_out)
    assert (found[FEW], found[NO_ID]) == (9, 1)
    one = planned(long, segments=["group 0"], anyway=True)
    assert {s.segment for s in one.splits} == {0}
    assert dict(one.left_out)[ELSEWHERE] > 100


@pytest.mark.parametrize("control", [None, 0.001, 0.999])
def test_no_group_is_so_small_that_nothing_could_be_told_of_it(control):
    campaign = planned(offers(400, k=20), replace(ASKED, uplift=0.85, control=control), anyway=True)

    assert campaign.splits
    assert all(min(s.treated, s.control) >= 5 for s in campaign.splits)
    assert dict(campaign.left_out)[FEW] > 0


def test_a_table_without_ids_is_known_by_its_rows_and_says_so():
    campaign = planned(offers(), identifier="")

    assert campaign.table.columns[0] == "row"
    assert "The table has no identifier" in to_text(campaign.blocks())


@pytest.mark.parametrize(
    ("changes", "fix"),
    [
        ({"base_rate": 5.0}, "write 5 % as 0.05"),
        ({"base_rate": 0.95, "uplift": 0.1}, "write 5 % as 0.05"),
        ({"base_rate": float("nan")}, "write 5 % as 0.05"),
        ({"uplift": 0.0}, "smallest uplift"),
        ({"power": 0.01}, "a power above it"),
        ({"significance": 0.0}, "a power above it"),
        ({"control": 1.0}, "between 0 and 1"),
        ({"product": "Term deposit"}, "did you mean"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_do(changes, fix):
    with pytest.raises(CampaignError) as error:
        planned(offers(), replace(ASKED, **changes))

    assert fix in error.value.fix


def test_unknown_segments_and_identifiers_and_products_nobody_gets_are_refused():
    with pytest.raises(CampaignError, match="no segment `5`"):
        planned(offers(), segments=[5])
    with pytest.raises(CampaignError, match="no column `Id_No`"):
        planned(offers(), identifier="Id_No")
    nobody = offers().with_columns(pl.lit("").alias("offer_1"), pl.lit("").alias("offer_2"))
    with pytest.raises(CampaignTooSmallError, match="nobody would get"):
        planned(nobody)


def test_less_can_be_wanted():
    question = replace(ASKED, base_rate=0.2, uplift=-0.1)

    campaign = planned(offers(6000), question)

    assert all(s.enough and s.detectable is not None and s.detectable < 0 for s in campaign.splits)


def test_a_plan_holds_no_customer():
    told = planned(offers()).as_dict()

    assert "C0" not in str(told)
    assert told["in_campaign"] + sum(x["customers"] for x in told["left_out"]) == 900


def test_two_equal_groups_of_the_worked_example_are_needed():
    question = replace(ASKED, base_rate=0.05, uplift=0.02)

    (split,) = planned(offers(9000, k=1), question).splits

    assert split.needed == 2213  # worked out in decision 0031


@pytest.mark.parametrize(("gets", "takes_part"), [(9, False), (10, True), (11, True)])
def test_a_segment_takes_part_where_ten_would_get_the_product(gets, takes_part):
    table = pl.concat([offers(600, k=1), offers(600, k=1, seed=3).filter(
        pl.col("offer_1") == PRODUCT)[:gets].with_columns(
        pl.lit(7).cast(pl.Int64).alias("segment"), ("F" + pl.col("id")).alias("id"),
    )])  # fmt: skip

    assert (7 in {s.segment for s in planned(table, anyway=True).splits}) is takes_part


@pytest.mark.parametrize("control", [0.2, 0.5, 0.75])
def test_the_share_asked_for_is_the_share_of_the_control_group(control):
    (split,) = planned(offers(900, k=1), replace(ASKED, control=control), anyway=True).splits

    assert split.control == round(control * split.customers)


def test_reasons_for_being_left_out_are_listed_by_falling_number_and_then_by_name():
    outcomes = [OUTCOMES[2]] * 3 + [OUTCOMES[1]] * 3 + [OUTCOMES[3]] * 5 + [OUTCOMES[0]] * 12
    table = offers(23, k=1).with_columns(
        pl.Series("outcome", outcomes),
        pl.Series("offer_1", [""] * 11 + [PRODUCT] * 12),
        pl.lit("").alias("offer_2"),
        pl.lit("").alias("withheld"),
    )

    assert planned(table, anyway=True).left_out == (
        (NOT_OFFERED, 5), ("consent unknown", 3), ("opted out", 3),
    )  # fmt: skip


def test_of_an_empty_pool_the_four_most_frequent_reasons_are_said():
    reasons = (("a", 9), ("b", 7), ("c", 5), ("d", 3), ("e", 1))
    pool = Pool(table=pl.DataFrame(), left_out=reasons, rows=25, id="id", by_row=False)

    assert explain_empty_pool(pool, "Card") == (
        "nobody would get `Card`: 9 customers a; 7 customers b; 5 customers c; 3 customers d"
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [(" C1 ", "C1"), ("'=C1", "=C1"), ("'-5", "-5"), ("'C1", "'C1"), ("", None), ("  ", None)],
)
def test_an_identifier_is_compared_without_what_surrounds_or_defuses_it(given, read):
    found = pl.DataFrame({"id": [given]}).select(clean_identifiers(pl.col("id")))

    assert found["id"].to_list() == [read]


def test_a_blank_level_is_a_stratum_of_its_own():
    table = offers(400, k=1, region=[" ", None, "North ", "North"] * 100)

    found = planned(table, by=["region"], anyway=True).table

    assert set(found["stratum"]) == {"(missing)", "North"}
    two = offers(400, k=1, region=["a", "b"] * 200, tier=["x", "x", "y", "y"] * 100)
    strata = set(planned(two, by=["region", "tier"], anyway=True).table["stratum"])
    assert strata == {"a · x", "b · x", "a · y", "b · y"}


def test_products_and_segments_are_found_however_they_are_written():
    assert find_product_name("  term DEPOSIT (12 M) ", [OTHER, PRODUCT]) == PRODUCT
    found = planned(offers(), segments=[" GROUP 0 ", 2, "1"], anyway=True)
    assert [s.segment for s in found.splits] == [0, 1, 2]


def test_of_a_customer_who_refuses_in_two_ways_the_first_by_name_is_the_reason():
    gets = offers(200, k=1).filter(pl.col("outcome") == OUTCOMES[0])
    gets = gets.with_columns(pl.lit(PRODUCT).alias("offer_1"))
    ways = [gets[0].with_columns(pl.lit(OUTCOMES[i]).alias("outcome")) for i in (1, 2)]

    found = dict(planned(pl.concat([gets, *ways]), anyway=True).left_out)

    assert found == {"consent unknown": 2, "opted out": 1}
