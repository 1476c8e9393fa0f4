from __future__ import annotations

from dataclasses import replace

from finseg.figures.agreement import plan_agreement
from tests.builders.figures import HOSTILE, list_words, make_figure_results, write_rows, write_words
from tests.builders.records import a_choice, an_agreement


def agree(*agreements, k=3, given=False):
    choice = replace(a_choice(k, given=given), agreements=agreements)
    return plan_agreement(make_figure_results(choice=choice))


def test_lines_and_the_chosen_number_are_named():
    words = list_words(agree(*(an_agreement(k) for k in (2, 3, 4))).spec)

    assert {"these customers", "noise: columns shuffled", "noise: one Gaussian (dashed)"} <= set(
        words
    )
    assert "k = 3: chosen" in words
    assert {"0.0", "1.0"} <= set(words)


def test_a_number_that_was_asked_for_is_not_called_chosen():
    agreements = tuple(an_agreement(k) for k in (2, 3))

    assert "k = 3: asked for" in list_words(agree(*agreements, given=True).spec)
    assert not [w for w in list_words(agree(*agreements, k=5).spec) if w.startswith("k = ")]


def test_the_table_has_the_means_with_their_ranges():
    plan = agree(an_agreement(2, 0.4), an_agreement(3, 0.85))

    assert write_rows(plan)[1] == (
        "3",
        "0.85",
        "0.75 … 0.95",
        "0.20 (0.10 … 0.30)",
        "0.21 (−0.02 … 0.30)",
    )
    assert "k = 2: 0.40, columns shuffled 0.20" in write_words(plan.alternative)


def test_the_caption_says_how_many_pairs_and_where_reproducible_begins():
    few, many = replace(an_agreement(2), pairs=7), replace(an_agreement(3), pairs=30)

    caption = write_words(agree(few, many).caption)

    assert "30 pairs" in caption
    assert "0.65" in caption


def test_agreement_below_chance_stays_inside_the_drawing():
    spec = agree(an_agreement(2, -0.3), an_agreement(3, 0.99)).spec

    places = [
        row[side]
        for layer in spec["layer"]
        for row in layer["data"]["values"]
        for side in ("at", "to")
        if side in row
    ]
    assert places
    assert all(0 <= v <= 1 for v in places)


def test_a_single_number_is_left_to_the_table():
    assert agree(an_agreement(2)) is None
    assert agree(an_agreement(2), an_agreement(3)) is not None


def test_hostile_names_of_noise_are_only_text():
    words = list_words(agree(*(an_agreement(k, 0.5, HOSTILE[0]) for k in (2, 3))).spec)

    assert any(w.startswith("noise: <script>") for w in words)
