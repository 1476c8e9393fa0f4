"""Has each figure its table in the annex, and are those without one named?"""

from __future__ import annotations

from finseg.document.blocks import Figure, Heading, Note, Table
from finseg.report.figure_tables import list_figure_tables

BEHIND = Table(("k", "Value"), (("2", "0.5"),))


def draw(name, behind):
    return Figure(name, "<svg></svg>", "caption", "words", behind)


def test_a_figure_with_rows_behind_it_has_a_table_and_the_others_are_named_once():
    drawn = (draw("elbow", BEHIND), draw("map", None), draw("boxes", Table(("k",), ())))

    heading, table, note = list_figure_tables(drawn)

    assert isinstance(heading, Heading)
    assert str(heading.text) == "Figure: elbow"
    assert isinstance(table, Table)
    assert table.rows == BEHIND.rows
    assert isinstance(note, Note)
    assert "map" in str(note.text)
    assert "boxes" in str(note.text)
    assert "elbow" not in str(note.text)


def test_where_every_figure_has_a_table_nothing_is_said_of_others():
    assert not [b for b in list_figure_tables((draw("elbow", BEHIND),)) if isinstance(b, Note)]
