from __future__ import annotations

import pytest

from finseg.errors import LexiconError
from finseg.interpret import load_bundled_lexicon, parse_lexicon
from finseg.interpret.lexicon import require_neutral

WORDS = 'high = "older {who}"\nlow = "younger {who}"\n'
AXIS = f'[[axes]]\nname = "age"\n{WORDS}'
OTHER = f'[[axes]]\nname = "other"\n{WORDS}'


def archetype(
    name="Elders", direction="{ age = 1.0 }", claim='{ says = "E", axis = "age", at_least = 0.5 }'
):
    return f'[[archetypes]]\nname = "{name}"\ndirection = {direction}\nclaims = [{claim}]\n'


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("[[axes", "not valid TOML", 0),
        ('[[axes]]\nname = "age"\n', "`high` is missing", 1),
        (AXIS + AXIS, "`age` stands there twice", 6),
        (AXIS.replace('"older {who}"', '""'), "lacks a phrase", 2),
        (AXIS.replace("{who}", "{people}"), "cannot stand in a name", 2),
        (AXIS + 'none = "not one of these many words"\n', "cannot stand in a name", 2),
        (
            AXIS + 'many = "just one of five words"\nnone = "more than five words are these"\n',
            "the phrase `more than five words are these`",
            2,
        ),
        (AXIS + 'needs = { owner = ["ower"] }\n', "needs the unknown owner `ower`", 2),
        (AXIS + 'needs = { quantity = ["age"], whom = ["aera"] }\n', "`aera`", 2),
        ('column_words = { high = "high" }\n' + AXIS, "`column_words.high` does not say", 0),
        (AXIS + 'higher = "Much Older"\n', "`higher` belongs to the former kind of lexicon", 5),
        ('column_words = { higher = "Higher" }\n' + AXIS, "`higher` belongs to the former", 1),
        (AXIS + archetype() + archetype(), "`Elders` stands there twice", 10),
        (AXIS + archetype(direction="{ agee = 1.0 }"), "unknown axis `agee`", 6),
        (AXIS + archetype(claim='{ says = "E", axis = "age" }'), "has no figure", 6),
        (
            AXIS + archetype(claim='{ says = "E", axis = "age", between = [60, 35] }'),
            "`E` can never hold",
            6,
        ),
        (
            AXIS + archetype(claim='{ says = "E", axis = "age", at_least = nan }'),
            "limit that is no number",
            6,
        ),
        ('customers = "Our Very Valued Clients"\n' + AXIS, "`customers` is too long", 1),
        ('average = ""\n' + AXIS, "`average` is empty", 1),
        (AXIS + archetype(claim=""), "claims nothing", 6),
        (AXIS + archetype(name="A B C D E"), "too long", 6),
        (AXIS + archetype(direction="{}"), "no direction", 6),
        (AXIS + 'patterns = [{ match = "(" }]\n', "no regular expression", 2),
        (AXIS + 'columns = ["A"]\n' + OTHER + 'columns = ["A"]\n', "`A` is given to two axes", 10),
        (AXIS + 'quantities = ["agee"]\n', "no quantity `agee`", 2),
        (
            AXIS + 'quantities = ["age"]\n' + OTHER + 'quantities = ["age"]\n',
            "the quantity `age` is given to `age` and `other`",
            7,
        ),
        (
            'people = [\n{ who = "Elders", held = "agee", beside = ["age"] }]\n' + AXIS,
            "`Elders` use the unknown axis `agee`",
            2,
        ),
        (
            'people = [{ who = "Very Old Wise Elders", held = "age", beside = ["age"] }]\n' + AXIS,
            "too long",
            1,
        ),
        ('people = [{ who = "Elders", held = "age", beside = [] }]\n' + AXIS, "nothing shows", 1),
        (
            AXIS + archetype() + "leaning = { agee = 1.0 }\n",
            "uses the unknown axis `agee`",
            6,
        ),
    ],
)
def test_a_lexicon_that_contradicts_itself_is_refused_with_its_line(text, what, line):
    with pytest.raises(LexiconError) as caught:
        parse_lexicon(text, where="ours.toml")

    assert what in caught.value.what
    place = f"ours.toml, line {line}," if line else "ours.toml,"
    assert f"{caught.value.where},".startswith(place)


def test_the_bundled_lexicon_is_neutral_and_a_judging_one_is_refused_unless_allowed():
    require_neutral(load_bundled_lexicon(), (), "bundled")
    judging = parse_lexicon(
        'forbidden = ["poor"]\n' + AXIS + archetype(name="Poor Elders"), where="x"
    )

    with pytest.raises(LexiconError, match="judges people"):
        require_neutral(judging, (), "x")
    require_neutral(judging, ("Poor",), "x")
