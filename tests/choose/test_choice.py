from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.choose import choose_k
from finseg.document.printers import to_text
from finseg.errors import TooFewRowsError
from finseg.records.candidate import Kept
from finseg.settings import ChooseSettings
from tests.builders.records import a_choice
from tests.builders.trials import candidate as a_candidate
from tests.conftest import dataset_of, groups

NAMES = ("a", "b", "c")
AUTO = ChooseSettings()


def test_clear_groups_are_counted(rng):
    choice = choose_k(groups(rng, k=4), NAMES, AUTO, seed=1)

    assert choice.k == choice.elbow_k == choice.verdict.natural_k == 4
    assert choice.verdict.kind == "natural"
    assert not choice.given
    assert "4 segments" in str(choice.reason)


def test_a_given_k_is_kept_and_the_others_are_tried_beside_it(rng):
    choice = choose_k(groups(rng, k=4), NAMES, ChooseSettings(k=12, k_max=10), seed=1)

    assert choice.k == 12
    assert choice.given
    assert choice.candidate_ks == (*range(1, 11), 12)
    assert choice.elbow_k == 4  # sought among 1 … k_max only


def test_a_division_with_too_small_a_segment_is_not_taken(rng):
    x = np.vstack([groups(rng, k=2, each=200), np.full((4, 3), 200.0) + rng.normal(size=(4, 3))])

    free = choose_k(x, NAMES, ChooseSettings(smallest_share=0.0), seed=1)
    held = choose_k(x, NAMES, ChooseSettings(smallest_share=0.03), seed=1)

    assert free.candidate(free.k).smallest_share < 0.03
    assert held.k == 1 or held.candidate(held.k).smallest_share >= 0.03
    assert "3.0%" in str(held.verdict.costs[0])


def test_inertia_falls_with_every_further_segment(rng):
    choice = choose_k(rng.uniform(size=(500, 3)), NAMES, AUTO, seed=1)

    inertias = [c.inertia for c in choice.candidates]
    assert inertias == sorted(inertias, reverse=True)


def test_row_and_column_order_do_not_matter(rng):
    x = rng.uniform(size=(400, 3))
    rows, columns = rng.permutation(400), [2, 0, 1]

    choice = choose_k(x, NAMES, AUTO, seed=1)
    shuffled = choose_k(x[rows][:, columns], tuple(NAMES[j] for j in columns), AUTO, seed=1)

    for one, other in zip(choice.candidates, shuffled.candidates, strict=True):
        assert other.inertia == pytest.approx(one.inertia, rel=1e-9)
        assert other.smallest_share == one.smallest_share


def test_more_segments_than_distinct_customers_are_refused_with_both_numbers():
    x = np.repeat([[0.0, 0, 0], [1.0, 1, 1]], 20, axis=0)

    with pytest.raises(TooFewRowsError, match=r"40 customers with 2 distinct rows.* 3 segments"):
        choose_k(x, NAMES, ChooseSettings(k=3), seed=1)


def test_identical_customers_are_one_segment():
    choice = choose_k(np.ones((50, 3)), NAMES, AUTO, seed=1)

    assert choice.k == 1
    assert choice.candidate_ks == (1,)


def test_a_large_table_is_sampled_and_it_is_said(rng):
    choice = choose_k(rng.normal(size=(300, 3)), NAMES, ChooseSettings(sample_rows=100), seed=1)

    assert (choice.rows, choice.sampled) == (100, True)


def test_noise_is_constructive_and_the_elbow_is_shown_for_what_it_is(rng):
    choice = choose_k(rng.uniform(size=(500, 4)), (*NAMES, "d"), AUTO, seed=1)

    assert choice.verdict.kind == "constructive"
    assert choice.verdict.natural_k == 1
    assert sum(tables for _, tables in choice.noise_elbows) > 0
    assert "pure noise" in str(choice.verdict.paragraph)
    assert "cut-points" in str(choice.verdict.paragraph)


def test_a_given_k_beside_the_natural_one_is_not_called_natural(rng):
    choice = choose_k(groups(rng, k=4), NAMES, ChooseSettings(k=6), seed=1)

    assert choice.verdict.kind != "natural"
    assert choice.verdict.natural_k == 4
    assert "not these groups" in str(choice.verdict.paragraph)


def test_what_the_team_cannot_serve_is_not_recommended_and_the_cost_is_said(rng):
    choice = choose_k(groups(rng, k=4), NAMES, ChooseSettings(most_segments=3), seed=1)

    assert choice.k <= 3
    (cost,) = map(str, choice.verdict.costs)
    assert "at most 3 segments" in cost
    assert "4 segments" in cost


def test_quick_gives_a_verdict_with_less_evidence_and_says_so(rng):
    x = groups(rng, k=3)

    thorough = choose_k(x, NAMES, AUTO, seed=1)
    quick = choose_k(x, NAMES, ChooseSettings(quick=True), seed=1)

    assert (quick.k, quick.verdict.kind) == (thorough.k, thorough.verdict.kind)
    assert quick.noise_tables < thorough.noise_tables
    assert "quick" in str(quick.verdict.paragraph)


def test_another_seed_a_rescaled_column_or_doubled_rows_change_no_verdict(rng):
    from finseg.prepare import apply_recipe, learn_recipe
    from finseg.settings import PrepareSettings

    def verdict(table, seed=1):
        dataset = dataset_of(table)
        recipe = learn_recipe(dataset, PrepareSettings())
        x = apply_recipe(recipe, dataset.build_matrix())
        return choose_k(x, recipe.columns, AUTO, seed=seed).verdict

    for x in (groups(rng, k=3, each=100), rng.uniform(size=(300, 3))):
        table = pl.DataFrame(x, schema=list(NAMES))
        found = verdict(table)

        for changed in (
            verdict(table, seed=2),
            verdict(table.with_columns(pl.col("a") * 100)),
            verdict(pl.concat([table, table])),
        ):
            assert (changed.kind, changed.natural_k) == (found.kind, found.natural_k)
            if found.kind == "natural":
                assert changed.k == found.k


@pytest.mark.parametrize("n", [2, 3, 5, 9, 17])
def test_a_handful_of_customers_gets_an_answer(rng, n):
    choice = choose_k(rng.normal(size=(n, 3)), NAMES, AUTO, seed=1)

    assert choice.k <= n
    assert choice.verdict.kind == "constructive"


@pytest.mark.parametrize(
    ("x", "k"),
    [
        (np.ones((60, 3)), 1),  # all points equal
        (np.repeat(np.eye(3), 20, axis=0), None),  # three customers, twenty times each
        (np.column_stack([np.linspace(0, 1, 60), np.zeros(60), np.zeros(60)]), None),
        (np.column_stack([np.repeat([0.0, 1.0], 30), np.zeros(60), np.zeros(60)]), None),
    ],
    ids=["all equal", "copies of three", "two constant columns", "one yes-or-no column"],
)
def test_tables_with_hardly_any_difference_get_a_whole_answer(x, k):
    choice = choose_k(x, NAMES, AUTO, seed=1)

    assert 1 <= choice.k <= len(np.unique(x, axis=0))
    assert k is None or choice.k == k
    assert choice.verdict.paragraph
    for candidate in choice.candidates:
        assert candidate.inertia >= 0


def test_fewer_customers_than_twice_the_segments_asked_for_get_an_answer(rng):
    choice = choose_k(rng.normal(size=(7, 3)), NAMES, ChooseSettings(k=5), seed=1)

    assert (choice.k, choice.given) == (5, True)
    assert choice.verdict.kind == "constructive"


def test_as_many_segments_as_customers_is_allowed_and_one_more_is_not(rng):
    x = rng.normal(size=(6, 3))

    assert choose_k(x, NAMES, ChooseSettings(k=6), seed=1).k == 6
    with pytest.raises(TooFewRowsError, match=r"6 distinct rows cannot make 7"):
        choose_k(x, NAMES, ChooseSettings(k=7), seed=1)


def test_every_k_holds_each_segment_against_noise_within_and_across(rng):
    choice = choose_k(groups(rng, k=4), NAMES, ChooseSettings(k_max=6), seed=1)

    for agreement in choice.agreements:
        assert len(agreement.segments) == agreement.k
        for s in agreement.segments:
            assert 0 <= s.low <= s.jaccard <= s.high <= 1
            assert 0 < s.null <= 1
            assert (s.across is None) == (agreement.k == 2)
    four, five = (next(a for a in choice.agreements if a.k == k) for k in (4, 5))
    assert min(s.jaccard for s in four.segments) > 0.98
    assert max(s.across or 0 for s in four.segments) > 0.9  # its group was whole among three
    half = min(five.segments, key=lambda s: s.jaccard)
    assert half.jaccard < half.null + 0.1  # half a group is no better than noise
    codes = {e.code for e in choice.verdict.evidence}
    assert "most mixed segment" in codes


def test_each_setting_of_choose_acts(rng):
    x = rng.normal(size=(260, 2))

    def choose(**settings):
        settings = {"quick": True, "k_max": 3, "starts": 2, **settings}
        return choose_k(x, ("a", "b"), ChooseSettings(**settings), seed=1)

    plain = choose()
    assert plain.candidate_ks == (1, 2, 3)
    assert choose(k_max=2).candidate_ks == (1, 2)
    assert choose(k=5).candidate_ks == (1, 2, 3, 5)
    assert choose(k=3).k == 3
    assert {c.starts for c in plain.candidates[1:]} == {2}
    assert {c.starts for c in choose(starts=4).candidates[1:]} == {4}
    assert (plain.rows, plain.sampled) == (260, False)
    assert (choose(sample_rows=259).rows, choose(sample_rows=259).sampled) == (259, True)
    assert (choose(sample_rows=260).rows, choose(sample_rows=260).sampled) == (260, False)
    assert choose(smallest_share=0.51).k == 1
    assert choose(most_segments=1).k == 1


def test_quick_gathers_less_of_everything(rng):
    x = rng.normal(size=(120, 2))

    def effort(quick):
        found = choose_k(x, ("a", "b"), ChooseSettings(quick=quick, k_max=2), seed=1)
        return found.noise_tables, found.quick

    assert effort(quick=False) == (20, False)
    assert effort(quick=True) == (0, True)


def test_a_quick_run_is_the_first_round_of_every_run(rng):
    """Noise is settled by the first round; where it is not, only the whole run goes on."""
    noise, wide = rng.normal(size=(300, 3)), rng.normal(size=(300, 6))
    names = tuple("abcdef")
    quick, whole = (choose_k(wide, names, ChooseSettings(quick=q, k_max=4)) for q in (True, False))

    assert quick.agreements == whole.agreements
    assert quick.separation == whole.separation
    assert all(a.settled for a in quick.agreements)

    near = noise + 0.9 * np.repeat([[0, 0, 0], [0, 2, 2], [2, 0, 2]], [130, 100, 70], axis=0)
    quick, whole = (choose_k(near, NAMES, ChooseSettings(quick=q, k_max=4)) for q in (True, False))
    open_ones = [a.k for a in quick.agreements if not a.settled]
    assert open_ones
    assert {a.k for a in whole.agreements if a.pairs == 30} >= set(open_ones)
    assert {a.pairs for a in quick.agreements} == {12}
    assert all(a.settled for a in whole.agreements)


def test_the_indices_of_a_choice_are_shown_one_row_per_number_with_the_chosen_one_marked():
    page = to_text(a_choice(k=3).blocks())

    assert "3 ←" in page
    assert "2 of 5" in page
    assert "0.100 ± 0.010" in page
    assert "33.3%" in page


def test_the_measures_of_the_kept_division_stand_beside_those_of_the_trial():
    choice = a_choice(k=3)

    def rows(agreement):
        division = a_candidate(3, inertia=444.4)
        kept = Kept(division=division, agreement=agreement, seed=1)
        table = replace(choice, kept=kept).blocks()[4]
        return [str(row[0]) for row in table.rows]

    assert rows(0.94) == ["1", "2", "3 ←", "3, as kept", "4", "5", "6"]
    assert rows(0.95) == ["1", "2", "3 ←", "4", "5", "6"]


def test_candidates_out_of_order_or_twice_are_refused():
    choice = a_choice()
    for wrong in (choice.candidates[::-1], (choice.candidates[0],) * 2):
        with pytest.raises(ValueError, match="ascending"):
            replace(choice, candidates=wrong)
