"""What does each column measure, which way is good, whose is it, and how sure is that?

Headings, values and the columns beside it in; a `Measure` per column out. Each source of evidence
has a module of its own; what the settings answer goes before all of them.
"""

from __future__ import annotations

from finseg.understand.measures.answers import give_answers
from finseg.understand.measures.quantity import start_measure
from finseg.understand.measures.weigh import weigh_measures

__all__ = [
    "give_answers",
    "start_measure",
    "weigh_measures",
]
