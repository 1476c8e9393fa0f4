"""On how many customers does each figure of the report rest? What protects them counts on that."""

from __future__ import annotations

from dataclasses import replace

from finseg.document.blocks import Table
from finseg.document.said import Amount, Number, Share, Text, list_values
from finseg.report.answer import compare_with_everyone, make_cards
from finseg.report.closing import summarise_results
from finseg.report.passport import passport
from tests.builders.records import a_trait
from tests.builders.results import make_results, make_stability


def list_bases(text: Text) -> list[tuple[int | None, int | None]]:
    """Return of each figure of how many it is, and how many hold it."""
    out: list[tuple[int | None, int | None]] = []
    for value in list_values(text):
        if isinstance(value, Share):
            out.append((value.of, value.customers))
        elif isinstance(value, Amount | Number):
            out.append((None, value.customers))
    return out


def test_a_fact_on_a_card_rests_on_those_whose_value_is_known_here_and_among_all():
    own = a_trait("Income", 0.9, mean=500, present=31)
    everyone = a_trait("Income", mean=300, present=70)

    fact = compare_with_everyone(own, everyone, median=False)

    assert list_bases(fact.value) == [(None, 31)]
    assert list_bases(fact.against) == [(None, 70)]


def test_the_table_of_a_segment_tells_who_holds_a_mean_and_whose_value_is_known():
    """Of 60 values three quarters are zero, so 15 hold the mean."""
    trait = a_trait("Income", 0.9, present=60, zero_share=0.75, missing_share=0.25)
    made = make_results().interpretation
    own = replace(made.segments[0], size=80, share=0.8, traits=(trait,))
    whole = replace(made, segments=(own, replace(made.segments[1], size=20, share=0.2)))

    blocks = passport(own, whole, make_stability(0, 0.8))
    table = next(b for b in blocks if isinstance(b, Table) and len(b.columns) == 8)

    (row,) = table.rows
    mean, median, middle, zero, missing, deviation, interval = map(list_bases, row[1:])
    assert mean == [(None, trait.holders)] == [(None, 15)]
    assert median == deviation == [(None, 60)]
    assert middle == interval == [(None, None)] * 2
    assert zero == [(60, None)]
    assert missing == [(None, None)]


def test_what_is_told_of_the_nearest_segment_is_a_share_of_the_own():
    made = make_results().interpretation
    own = replace(made.segments[0], size=37)
    blocks = passport(own, replace(made, segments=(own, made.segments[1])), None)
    texts = [b.text for b in blocks if hasattr(b, "text")]

    near = next(t for t in texts if "Nearest segment" in str(t))
    size = next(t for t in texts if "of all (" in str(t))
    rule = next(t for t in texts if "In plain conditions" in str(t))
    assert [of for of, _ in list_bases(near) if of is not None] == [37]
    assert (37 + made.segments[1].size, None) in list_bases(size)
    plain = made.rules.plain[0]
    assert list_bases(rule)[-2:] == [(plain.held_out_reached, None), (plain.held_out_members, None)]


def test_cards_and_the_last_lines_share_out_all_customers():
    made = make_results()
    first, second = made.interpretation.segments
    traits = tuple(a_trait(c, d, present=p) for c, d, p in (("A", 0.9, 7), ("B", -2.0, 8)))
    segments = (
        replace(first, size=6, share=0.4, traits=traits),
        replace(second, size=9, share=0.6),
    )
    everyone = tuple(a_trait(t.column) for t in traits + second.traits)
    changed = replace(
        made,
        interpretation=replace(made.interpretation, segments=segments, population=everyone),
    )

    assert [card.share for card in make_cards(changed)] == [Share(0.6, of=15), Share(0.4, of=15)]
    table = next(b for b in summarise_results(changed) if isinstance(b, Table))
    assert [list_bases(row[3]) for row in table.rows] == [[(15, None)]] * 2
    assert list_bases(table.rows[1][4]) == [(None, 8), (None, 7)]
    assert str(table.rows[1][4]).startswith("B ")
