from __future__ import annotations

from dataclasses import replace

from finseg.figures.offers import count_stances, list_known_products, plan_offers
from tests.builders.figures import (
    list_values,
    list_words,
    make_figure_results,
    write_rows,
    write_words,
)
from tests.builders.offers import some_offers


def offer(*stances, k=2, eligible=(0.4, 0.9)):
    """Offer one product for each row of stances, one stance per segment."""
    made = some_offers(k)
    names = ("Savings", "Card", "Loan")[: len(stances)]
    return replace(
        made,
        lines=tuple(replace(made.lines[0], name=name) for name in names),
        cells=tuple(
            replace(made.cells[0], product=p, segment=s, stance=stance, eligible=eligible[s])
            for p, row in enumerate(stances)
            for s, stance in enumerate(row)
        ),
    )


def plan(offers, k=2):
    return plan_offers(make_figure_results(k=k, offers=offers))


def test_a_square_has_stance_and_share_of_its_own_segment():
    figure = plan(offer(("target", "not for"), ("neutral", "target")))

    assert [s["says"] for s in list_values(figure, 0)] == [
        "● target, 40%",
        "× not for",
        "neutral, 40%",
        "● target, 90%",
    ]
    assert write_rows(figure) == [
        ("Savings", "● target (40%)", "× not for (90%)"),
        ("Card", "neutral (40%)", "● target (90%)"),
    ]
    words = write_words(figure.alternative)
    assert "● target: 2; neutral: 1; × not for: 1" in words
    assert "Savings for 0 Segment 0; Card for 1 Segment 1." in words


def test_products_without_data_are_named_and_not_drawn():
    offers = offer(("unknown", "unknown"), ("unknown", "neutral"), ("target", "target"))

    figure = plan(offers)

    assert list_known_products(offers) == [1, 2]
    assert {s["row"] for s in list_values(figure, 0)} == {0, 1}
    assert "no data to decide who these are for: Savings." in write_words(figure.caption)
    assert len(write_rows(figure)) == 3
    assert "Savings" not in list_words(figure.spec)


def test_where_nothing_is_known_every_product_is_drawn():
    offers = offer(("unknown", "unknown"))

    assert list_known_products(offers) == [0]
    assert "who these are for" not in write_words(plan(offers).caption)
    assert "Targets: none." in write_words(plan(offers).alternative)


def test_stances_are_counted_in_a_fixed_order():
    assert count_stances(offer(("unknown", "target"), ("not for", "target"))) == [
        ("target", 2),
        ("not for", 1),
        ("unknown", 1),
    ]


def test_without_products_there_is_no_matrix():
    assert plan(replace(offer(("target", "target")), lines=(), cells=())) is None


def test_one_segment_has_a_matrix_too():
    assert write_rows(plan(offer(("target",), k=1), k=1)) == [("Savings", "● target (40%)")]
