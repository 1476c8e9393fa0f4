"""What is hidden in the records that are drawn or counted, and by which limit?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from finseg.disclose.study import disclose
from finseg.records.choice import Flow
from finseg.records.verdict import OneMore, Option
from tests.builders.results import make_results


def made_results(**changes):
    results = make_results()
    return replace(results, choice=replace(results.choice, rows=100), **changes)


@pytest.mark.parametrize(("share", "least"), [(False, 5), (True, 11)])
def test_each_kind_of_reader_has_a_limit_of_its_own(share, least):
    shown = disclose(made_results(), share=share)

    assert (shown.least, shown.shared) == (least, share)
    assert shown.offers.least == least
    assert shown.checked.findings[0].count == least  # of three rows


def test_both_limits_are_settings():
    own = make_results().settings.change_section(
        "deliver", smallest_cell=7, smallest_shared_cell=13
    )

    assert disclose(made_results(settings=own)).least == 7
    assert disclose(made_results(settings=own), share=True).least == 13


@pytest.mark.parametrize(
    ("customers", "hidden"), [(4, True), (5, False), (95, False), (96, True), (100, False)]
)
def test_the_smallest_segment_of_a_candidate_is_told_from_the_limit_on(customers, hidden):
    results = made_results()
    candidate = replace(results.choice.candidates[0], smallest_share=customers / 100)
    choice = replace(results.choice, candidates=(candidate,))

    shown = disclose(replace(results, choice=choice)).choice.candidates[0]

    assert math.isnan(shown.smallest_share) is hidden
    assert shown.inertia == candidate.inertia


def test_a_flow_of_few_customers_is_not_drawn():
    flows = tuple(Flow(k=1, source=0, target=i, share=n / 100) for i, n in enumerate((4, 5, 91)))
    results = made_results()

    shown = disclose(replace(results, choice=replace(results.choice, flows=flows)))

    assert shown.choice.flows == flows[1:]


def test_silhouettes_are_drawn_from_the_fifth_to_the_95th_percentile():
    results = make_results()
    quantiles = tuple(i / 20 for i in range(21))
    segments = tuple(
        replace(s, silhouettes=own)
        for s, own in zip(results.assessment.segments, (quantiles, (0.1, 0.2)), strict=True)
    )

    shown = disclose(replace(results, assessment=replace(results.assessment, segments=segments)))

    first, second = (s.silhouettes for s in shown.assessment.segments)
    assert first == (0.05, *quantiles[1:-1], 0.95)
    assert second == (0.1, 0.2)


def test_three_quantiles_are_all_the_middle_one():
    results = make_results()
    segments = tuple(replace(s, silhouettes=(0.1, 0.4, 0.9)) for s in results.assessment.segments)

    shown = disclose(replace(results, assessment=replace(results.assessment, segments=segments)))

    assert shown.assessment.segments[0].silhouettes == (0.4, 0.4, 0.4)


@pytest.mark.parametrize(("customers", "shown"), [(4, False), (5, True)])
def test_what_another_number_would_give_tells_of_no_few_customers(customers, shown):
    results = made_results()
    option = Option(
        k=3, kind="constructive", agreement=0.5, error=0.02, noise=0.4, threshold=0.6,
        smallest_share=customers / 100, limit="",
    )  # fmt: skip
    more = OneMore(k=3, split_share=0.5, parts=(0.3, customers / 100), staying=0.9)
    verdict = replace(results.choice.verdict, options=(option,), one_more=more)

    told = disclose(replace(results, choice=replace(results.choice, verdict=verdict))).verdict

    assert math.isfinite(told.options[0].smallest_share) is shown
    assert (told.one_more == more) is shown
