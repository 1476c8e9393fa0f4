from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.figures.elbow import plan_elbow
from tests.builders.figures import list_words, make_figure_results, write_rows, write_words
from tests.builders.records import a_choice


def plan(choice):
    return plan_elbow(make_figure_results(choice=choice))


def test_the_band_of_noise_and_where_noise_has_its_elbow_are_named():
    figure = plan(a_choice(3, 3))

    assert {"noise of the same shape", "these customers"} <= set(list_words(figure.spec))
    assert "the elbow stands at k = 4 (12 times), k = 3 (once)." in write_words(figure.alternative)
    assert "90% of noise tables" in write_words(figure.caption)


def test_without_noise_tables_nothing_is_said_of_noise():
    choice = a_choice(3, 3)
    candidates = tuple(replace(c, noise=None) for c in choice.candidates)

    figure = plan(replace(choice, candidates=candidates, noise_elbows=()))

    words = [*list_words(figure.spec), write_words(figure.caption), write_words(figure.alternative)]
    assert "noise" not in " ".join(words)


def test_rare_elbows_of_noise_are_counted_together():
    elbows = ((2, 3), (3, 5), (4, 1), (5, 2), (6, 1))

    words = write_words(plan(replace(a_choice(), noise_elbows=elbows)).caption)

    assert "k = 3 (5 times), k = 2 (3 times), k = 5 (2 times) and elsewhere (2 times)." in words


def test_numbers_below_the_band_are_counted():
    """The first k is never counted; at the band's lower end is not below it."""
    choice = a_choice(3, 3, 4)
    ends = (2_000.0, 501.0, 333.0, 250.0)  # inertia: 1000, 500, 333.3, 250
    candidates = tuple(
        replace(c, noise=(low, 3_000.0)) for c, low in zip(choice.candidates, ends, strict=True)
    )

    words = write_words(plan(replace(choice, candidates=candidates)).alternative)

    assert "below the band of noise at 1 of 3 numbers of segments" in words
    assert "falls from 1,000 at k = 1 to 250 at k = 4" in words


def test_the_table_has_inertia_noise_and_silhouette():
    rows = write_rows(plan(a_choice(3, 3)))

    assert rows[0] == ("1", "1,000", "980.0", "1,020", "–")
    assert rows[3] == ("4", "250.0", "245.0", "255.0", "0.300")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (a_choice(3, 3), "k = 3: chosen, and the elbow"),
        (a_choice(4, 3, given=True), "k = 4: asked for"),
        (a_choice(4, 3), "elbow (Kneedle): 3"),
    ],
)
def test_marks_are_named(choice, words):
    assert words in list_words(plan(choice).spec)


def test_without_an_elbow_none_is_seen():
    figure = plan(a_choice(4, None))

    assert "no elbow" in write_words(figure.alternative)
    assert not [w for w in list_words(figure.spec) if w.startswith("elbow")]


def test_two_numbers_make_no_curve():
    assert plan(a_choice(2, None, 2)) is None
    assert plan(a_choice(2, None, 3)) is not None


@pytest.mark.parametrize(("most", "ticks"), [(16, list(range(1, 17))), (17, [5, 10, 15])])
def test_many_numbers_have_every_fifth_marked(most, ticks):
    layer = plan(a_choice(3, 3, most)).spec["hconcat"][0]["layer"][4]

    assert layer["encoding"]["x"]["axis"]["values"] == ticks
