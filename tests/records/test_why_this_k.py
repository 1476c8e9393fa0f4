"""Does the reader learn what another number of segments would give?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.document.blocks import Heading, Sentence, Table
from finseg.records.verdict import OneMore, Option, Verdict
from finseg.records.why_this_k import build_why_blocks


def an_option(k, **changes):
    plain = {"kind": "constructive", "agreement": k / 10, "noise": 0.2, "threshold": 0.35}
    plain |= {"smallest_share": 1 / (2 * k), "limit": "", "error": 0.0}
    return Option(k=k, **{**plain, **changes})


OPTIONS = (
    an_option(2),
    an_option(3, kind="reproducible"),
    an_option(4, agreement=0.31, limit="smallest share"),
    an_option(5, agreement=None, noise=None, threshold=None, limit="most segments"),
)
SPLIT = OneMore(k=4, split_share=0.4, parts=(0.25, 0.15), staying=0.95)
VERDICT = Verdict(
    kind="reproducible", k=3, natural_k=1, fits=True, runner_up=2, reason="", paragraph="",
    evidence=(), options=OPTIONS, one_more=SPLIT,
)  # fmt: skip


def blocks(*, given=False, searched_on=None, **changes):
    verdict = replace(VERDICT, **changes)
    return build_why_blocks(verdict, given=given, customers=600, searched_on=searched_on)


def paragraph(**changes):
    (said,) = (b for b in blocks(**changes) if isinstance(b, Sentence))
    return str(said.text)


def test_each_number_has_a_row_with_what_it_would_give():
    (table,) = (b for b in blocks() if isinstance(b, Table))

    rows = [[str(cell) for cell in row] for row in table.rows]
    assert rows[1] == [
        "3 ←", "0.30", "0.20", "0.35", "16.7%", "100 customers", "yes", "reproducible",
    ]  # fmt: skip
    assert rows[2][-2:] == ["no: a segment is too small", "constructive"]
    assert rows[3][1:4] == ["–", "–", "–"]
    assert rows[3][6] == "no: more than you can serve"


def test_the_title_names_the_number():
    first, *_ = blocks()

    assert isinstance(first, Heading)
    assert str(first.text) == "Why 3 segments"
    assert str(blocks(k=1)[0].text) == "Why one segment"


def test_where_nothing_was_tried_there_is_nothing_to_explain():
    assert blocks(options=()) == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("natural", "There are as many natural groups (two samples agree by 0.30, noise by 0.20)."),
        ("reproducible", "goes farthest beyond noise (two samples agree by 0.30"),
        ("constructive", "keep to your limits none is better supported than another"),
        ("undecided", "As far as a quick run can tell, 3 segments are the best supported"),
    ],
)
def test_the_ground_is_that_of_the_kind(kind, said):
    assert said in paragraph(kind=kind)
    assert paragraph(kind=kind, given=True).startswith("You asked for 3 segments (two samples")


def test_the_runner_up_is_named_with_its_figures():
    assert (
        "The runner-up is 2 segments: constructive, two samples agree by 0.20, noise by 0.20; its "
        "smallest segment would hold 25.0% (150 customers)." in paragraph()
    )
    assert "No other number keeps to your limits." in paragraph(runner_up=None)


@pytest.mark.parametrize(("staying", "splits"), [(0.8, True), (0.799, False)])
def test_one_segment_more_splits_one_or_divides_anew(staying, splits):
    said = paragraph(one_more=replace(SPLIT, staying=staying))

    assert ("40% of the customers would split, mostly into 25% and 15%" in said) is splits
    assert ("divided anew: only 80% would stay together" in said) is not splits
    assert "instead, " not in paragraph(one_more=None)


@pytest.mark.parametrize(
    ("agreement", "said"),
    [
        (0.319, "agree about as well (0.32)"),
        (0.3201, "agree better (0.32 instead of 0.30)"),
        (0.2801, "agree about as well (0.28)"),
        (0.279, "agree less (0.28 instead of 0.30)"),
    ],
)
def test_what_samples_gain_or_lose_with_one_more_is_said(agreement, said):
    options = (*OPTIONS[:2], replace(OPTIONS[2], agreement=agreement))

    assert said in paragraph(options=options)


@pytest.mark.parametrize(
    ("agreement", "said"), [(0.399, "about as well"), (0.401, "better"), (0.199, "less")]
)
def test_a_change_within_what_chance_gives_is_none(agreement, said):
    # Standard errors of .03 and .04: the difference has one of .05, and twice that is .1.
    own, other = replace(OPTIONS[1], error=0.03), replace(OPTIONS[2], error=0.04)
    options = (OPTIONS[0], own, replace(other, agreement=agreement))

    assert f"samples would agree {said} (" in paragraph(options=options)


@pytest.mark.parametrize(("threshold", "shown"), [(1.0, "noise may reach 1"), (0.99, "0.99")])
def test_where_noise_reaches_full_agreement_no_limit_is_shown(threshold, shown):
    options = (OPTIONS[0], replace(OPTIONS[1], threshold=threshold))
    *_, table = build_why_blocks(
        replace(VERDICT, options=options), given=False, customers=1000, searched_on=None
    )

    assert isinstance(table, Table)
    assert str(table.rows[1][3]) == shown


def test_a_search_that_went_on_is_said_to_have():
    assert "end of the search (4), so larger ones were tried as well, up to 5" in paragraph(
        searched_on=4
    )
    assert "end of the search" not in paragraph()
