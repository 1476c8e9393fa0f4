"""Does a column say how many customers a row stands for?

A look in, a guess or nothing out. Weights say how a sample was drawn and nothing of a customer: no
word of what people do stands in their heading, and none is below 0. Where one is, a heading that
leaves no doubt keeps the column out all the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from finseg.document.said import Number, say
from finseg.errors import ColumnKindError, SettingsError
from finseg.records.dataset import Confidence
from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess

_ENOUGH_ROWS = 20
_NEAR_ONE = 0.01  # how far the mean of scaled weights may be from 1


def guess_weight(look: Look) -> Guess | None:
    """Tell weights by their heading, and by a mean of 1 where that alone is not enough."""
    if not look.is_number:
        return None
    word = look.says("weight")
    sure: Confidence = "high" if " " in word or word == "fnlwgt" else "fair"
    if look.lowest < 0:
        return _keep_out(word) if word and sure == "high" else None
    if not word:
        return _guess_scaled_weight(look)
    reason = f"how many customers a row stands for: `{word}` in the name, no value below 0"
    return Guess(role="weight", reason=reason, confidence=sure)


def _keep_out(word: str) -> Guess:
    """Keep out what its heading calls weights and what nothing can be counted by."""
    return Guess(
        role="ignore",
        reason=f"`{word}` in the name: weights of rows tell nothing of a customer; values below 0, "
        "by which no rows can be counted",
        code="below 0",
    )


def refuse_two_weights(roles: Mapping[str, str]) -> None:
    """Refuse settings that make two columns the weight of rows, as one at most can be.

    Raises
    ------
    SettingsError
        If they do.

    """
    named = [f"`{name}`" for name, role in roles.items() if role == "weight"]
    if len(named) > 1:
        raise SettingsError(
            f"{len(named)} columns are set to be the weight of rows: {', '.join(named)}",
            where="settings, [read.roles]",
            fix="keep one of them, and give the others the role `ignore`",
        )


def refuse_impossible_weights(look: Look) -> None:
    """Refuse as weights what the settings call so and what nothing can be counted by.

    Raises
    ------
    ColumnKindError
        If there are values below 0, only zeros, or no numbers.

    """
    if look.is_number and look.present and look.lowest >= 0 and look.highest > 0:
        return
    raise ColumnKindError(
        f"column `{look.name}` is set to be the weight of rows, but has values below 0, only zeros,"
        " or no numbers",
        where=f"settings, [read.roles] {look.name}",
        fix="name the column that says how many customers each row stands for, or give it the role"
        " `ignore`",
    )


def _guess_scaled_weight(look: Look) -> Guess | None:
    """Tell weights that were brought to a mean of 1, under a heading that may say so."""
    if look.whole or look.lowest <= 0 or look.present < _ENOUGH_ROWS:
        return None
    word = look.says("weight_perhaps")
    if not word:
        return None
    mean = _compute_mean(look)
    if abs(mean - 1.0) > _NEAR_ONE:
        return None
    reason = say(
        "how many customers a row stands for: `{word}` in the name, all above 0 with a mean of "
        "{mean}",
        word=word,
        mean=Number(mean, 3),
    )
    return Guess(role="weight", reason=reason, confidence="fair")


def _compute_mean(look: Look) -> float:
    mean = None if look.typed.numbers is None else look.typed.numbers.mean()
    return mean if isinstance(mean, float) else 0.0
