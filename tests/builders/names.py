"""A small lexicon, and segments whose deviations are chosen, for tests of names."""

from __future__ import annotations

from finseg.interpret.claims import Subject
from finseg.interpret.lexicon import Lexicon, parse_lexicon
from finseg.interpret.names import Name, name_segments
from tests.builders.segments import make_subject, make_trait

WORDS = 'high = "much {0}"\nlow = "little {0}"\nvery_high = "very much {0}"\n'


def write_axis(name: str, more: str = "") -> str:
    """Write an axis of a lexicon: "much a", "little a" and, far above all, "very much a"."""
    return f'[[axes]]\nname = "{name}"\n{WORDS.format(name)}{more}'


LEXICON = parse_lexicon(
    write_axis("a")
    + write_axis("b")
    + write_axis("c")
    + '[[archetypes]]\nname = "Elders"\ndirection = { a = 1.0 }\n'
    + 'claims = [{ says = "Old", axis = "a", at_least = 0.3 }]\n',
    where="test",
)
PLAIN = Lexicon(axes=LEXICON.axes)  # without the archetype


def subject_of(error: float = 0.1, **deviations: float) -> Subject:
    """Make a segment with one column per axis; `error` is half the interval of each deviation."""
    traits = {
        name: [
            make_trait(
                f"col_{name}",
                unit="none",
                mean=80.0 + 20.0 * d,  # where all customers have 80 and a median of 70
                median=70.0 + 20.0 * d,
                deviation=d,
                low=d - error,
                high=d + error,
            )
        ]
        for name, d in deviations.items()
    }
    return make_subject(traits)


def name_of(lexicon: Lexicon = PLAIN, error: float = 0.1, **deviations: float) -> Name:
    """Name a single segment."""
    (name,) = name_segments([subject_of(error, **deviations)], lexicon, {})
    return name
