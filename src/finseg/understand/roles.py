"""What is each column for?

Looks in, a guess of the role with its reason out. The rules are tried in order and the first that
speaks decides; what words they listen to is data (`words.toml`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from finseg.document.said import (
    NOTHING,
    ColumnName,
    Count,
    Exact,
    Level,
    Said,
    Share,
    Text,
    clause,
    join_said,
    say,
)
from finseg.records.dataset import Confidence
from finseg.understand.column_summary import (
    Look,
    compute_distinct_share,
    compute_pattern_share,
    compute_value_share,
    find_counter_start,
)
from finseg.understand.dates import looks_like_dates, looks_like_serials
from finseg.understand.event_numbers import guess_event_number
from finseg.understand.guess import Guess
from finseg.understand.leaked_clusters import find_planted_features
from finseg.understand.number_signs import (
    guess_birth_year,
    guess_calendar,
    guess_coordinates,
    guess_health,
    guess_many_codes,
    guess_moments,
    guess_time_at_risk,
    guess_years,
)
from finseg.understand.ordinals import Order, find_band_order, find_level_order, find_tiers
from finseg.understand.personal import PersonalMatch, find_personal
from finseg.understand.sentinels import find_main_sentinel
from finseg.understand.survey_weights import guess_weight
from finseg.understand.table_roles import (
    reassign_by_table,
    reassign_coded_levels,
    reassign_used_categories,
)
from finseg.understand.table_sample import Holding

_NEARLY_UNIQUE, _NEARLY_ALL = 0.99, 0.95
_ENOUGH_ROWS = 20  # below, being unique or consecutive proves nothing
_SENTINEL_SHARE = 0.2  # of the values, from which on a column says more than a number
_ENOUGH_FOR_A_FLAG = 5  # rows; two values in two rows are no flag
_CODE_LEVELS = 100
_LONG_CODE = 9  # digits, from which on numbers of one length are codes unless they are money
_CATEGORY_LEVELS = 50
_OUTCOME_LEVELS = (2, 5)
_TIER_LEVELS = 20
_CONSENT_LEVELS = 6
_SHOWN_LEVELS = 6  # of an order, in its reason
_MADE_LEVELS = r"(?i)^(?:cluster|segment|seg|group|label|class|c|k|s)?[ _-]?\d+$"
_IFSC = r"^[A-Z]{4}0[A-Z0-9]{6}$"
_VAGUE_OUTCOMES = frozenset({"class", "event", "left", "closed", "exit", "deposit", "risk", "bad"})
_NEARLY_COUNTS = 1.05  # range of a row counter with gaps, per row

_CODE_TEXT = (
    r"^[A-Za-z]{0,6}[-_/ ]?\d{3,}[A-Za-z]?$|^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContext:
    """What a rule may know of the other columns."""

    contacts: int  # columns that speak of a sales campaign


Rule = Callable[[Look, TableContext], Guess | None]


def guess_roles(looks: Sequence[Look], *, customers: bool = True) -> list[Guess]:
    """Guess the role of every column, with the reason; `customers`: each row is one."""
    campaign = {look.phrase for look in looks if look.says("campaign")}
    table = TableContext(contacts=len(campaign))
    guesses = [_guess_role(look, table) for look in looks]
    settled = _reassign_planted(looks, reassign_by_table(looks, guesses))
    known = reassign_coded_levels(looks, settled)
    return reassign_used_categories(looks, known) if customers else known


def _guess_role(look: Look, table: TableContext) -> Guess:
    for rule in RULES:
        guess = rule(look, table)
        if guess is not None:
            return guess
    return Guess(
        role="feature",
        reason="numbers, and nothing says that they are anything else",
        confidence="low",
        code="unnamed",
    )


def _guess_empty(look: Look, _: TableContext) -> Guess | None:
    if look.present:
        return None
    reason = look.typed.note or "every value is missing"
    return Guess(role="ignore", reason=reason, code="empty")


def _guess_constant(look: Look, _: TableContext) -> Guess | None:
    if look.rows < 2 or look.distinct != 1:
        return None
    gaps = " or missing" if look.present < look.rows else ""
    return Guess(role="ignore", reason=f"every value is the same{gaps}", code="constant")


def _guess_row_counter(look: Look, _: TableContext) -> Guess | None:
    start = find_counter_start(look)
    named = look.says("row_number")
    if start is None:
        if named and _is_almost_row_counter(look):
            return _make_counter_guess("counts the rows, with gaps or repeats", "fair")
        return None
    if named:
        return _make_counter_guess(f"counts the rows from {start}")
    if look.rows < _ENOUGH_ROWS or look.says("id"):
        return None
    return _make_counter_guess(f"counts the rows from {start}, whatever its name", "fair")


def _make_counter_guess(reason: str, confidence: Confidence = "high") -> Guess:
    return Guess(role="id", reason=reason, confidence=confidence, code="row counter")


def counts_rows_of_file(look: Look) -> bool:
    """Tell whether a column of one of several files only counts that file's rows."""
    if look.says("row_number"):
        return find_counter_start(look) is not None or _is_almost_row_counter(look)
    return find_counter_start(look) is not None and not look.says("id")


def _is_almost_row_counter(look: Look) -> bool:
    if not look.whole or look.rows < _ENOUGH_ROWS or look.present < look.rows:
        return False
    dense = look.highest - look.lowest < _NEARLY_COUNTS * look.rows
    return dense and look.lowest >= 0 and compute_distinct_share(look) >= _NEARLY_ALL


def _guess_identifier(look: Look, _: TableContext) -> Guess | None:
    word = look.says("id")
    if not word or look.says("personal") or (look.is_number and not look.whole):
        return None
    share = compute_distinct_share(look)
    # Few values that repeat are codes, unless the heading says whose: "customer id".
    if share < 0.5 and look.has_few_values(_CODE_LEVELS) and " " not in word:
        return None
    unique: Text = "no value stands twice"
    if share < 1.0:
        unique = say("{share} of the values differ", share=Share(share, of=look.present))
    sure: Confidence = "high" if share >= _NEARLY_UNIQUE else "fair"
    return Guess(
        role="id", reason=say("named like an identifier, {unique}", unique=unique), confidence=sure
    )


def _guess_reference_number(look: Look, _: TableContext) -> Guess | None:
    if look.rows < _ENOUGH_ROWS or (look.is_number and not look.whole) or look.says("personal"):
        return None
    if look.says("id_perhaps") and compute_distinct_share(look) >= _NEARLY_UNIQUE:
        reason = "named like a number of something, and hardly ever repeated"
        return Guess(role="id", reason=reason, confidence="fair")
    return None


def _guess_unique_codes(look: Look, _: TableContext) -> Guess | None:
    if look.rows < _ENOUGH_ROWS or look.has_few_values(look.rows // 2):
        return None
    if look.is_number:
        if not look.whole or not _has_fixed_length(look) or compute_distinct_share(look) < 1.0:
            return None
        reason = "whole numbers of the same length, never repeated"
        return Guess(role="id", reason=reason, confidence="low")
    if (
        compute_pattern_share(look, _CODE_TEXT) >= _NEARLY_ALL
        and compute_distinct_share(look) == 1.0
    ):
        return Guess(role="id", reason="codes, one per row", confidence="fair")
    return None


def _has_fixed_length(look: Look) -> bool:
    length = len(f"{look.lowest:.0f}")
    money = look.says("currency")
    return not money and length >= _LONG_CODE and length == len(f"{look.highest:.0f}")


def _guess_earlier_score(look: Look, _: TableContext) -> Guess | None:
    word = look.says("scores")
    if not word:
        return None
    return Guess(role="assignment", reason=f"an earlier model's score: `{word}` in the name")


def _guess_earlier_segment(look: Look, _: TableContext) -> Guess | None:
    word = look.says("assignment")
    if not word or not look.has_few_values(_CODE_LEVELS):
        return None
    return Guess(role="assignment", reason=f"an earlier segmentation: `{word}` in the name")


def _guess_proven_personal(look: Look, _: TableContext) -> Guess | None:
    """Numbers with check digits, and e-mail: personal even where they serve as identifiers."""
    found = _find_personal_values(look)
    if found is None or not (found.proven or "e-mail" in found.what):
        return None
    proof = (
        clause(", with right check digits in {share}", share=Share(found.share, of=look.present))
        if found.proven
        else ""
    )
    reason = say("the values are {what}{proof}", what=found.what, proof=proof)
    return Guess(role="personal", reason=reason)


def _find_personal_values(look: Look) -> PersonalMatch | None:
    few = look.has_few_values(5) and look.rows > 10
    if few or look.typed.temporal or (look.is_number and not (look.whole and look.highest >= 1e10)):
        return None
    return find_personal(look.typed.text)


def _guess_personal(look: Look, _: TableContext) -> Guess | None:
    if look.has_few_values(5) and look.rows > 10:
        return None
    word = look.says("personal")
    if word and (not look.is_number or look.whole):
        return Guess(role="personal", reason=f"named like personal data: `{word}`")
    found = None if look.is_number else _find_personal_values(look)
    if found is None or found.proven:
        return None
    reason = f"the values look like {found.what}"
    return Guess(role="personal", reason=reason, confidence="fair")


def _guess_consent(look: Look, _: TableContext) -> Guess | None:
    word = look.says("consent")
    if not word or not look.has_few_values(_CONSENT_LEVELS):
        return None
    return Guess(role="consent", reason=f"whether the customer may be contacted: `{word}`")


def _guess_bank_tiers(look: Look, _: TableContext) -> Guess | None:
    """Tell the bank's own tiers from what a model made: by their levels, then by name."""
    if not look.has_few_values(_TIER_LEVELS, 2):
        return None
    word = look.says("existing")
    if look.is_number:
        if not word or not look.whole or look.says("assignment"):
            return None
        reason = f"the bank's own tiers: `{word}` in the name"
        return Guess(role="existing", reason=reason, confidence="fair")
    levels = look.levels
    tiers = find_tiers(levels)
    why: Text
    if len(tiers) >= 2:
        found = join_said(
            [say("`{level}`", level=level) for level in _count_levels(look, tiers[:3])], ", "
        )
        why = say("the bank's own tiers: levels such as {tiers}", tiers=found)
    elif word and compute_pattern_share(look, _MADE_LEVELS) < 0.5:
        why = f"the bank's own tiers: `{word}` in the name"
    else:
        return None
    sure: Confidence = "high" if word and tiers else "fair"
    order = find_level_order(levels)
    return Guess(
        role="existing",
        reason=join_said([why, _write_level_order(order, look) if order else NOTHING]),
        confidence=sure,
        order=order.levels if order else (),
    )


def _write_level_order(order: Order, look: Look) -> Said:
    more = " < …" if len(order.levels) > _SHOWN_LEVELS else ""
    return say(
        "in order ({why}): {levels}{more}",
        why=order.reason,
        levels=join_said(_count_levels(look, order.levels[:_SHOWN_LEVELS]), " < "),
        more=more,
    )


def _count_levels(look: Look, levels: Sequence[str]) -> list[Level]:
    """Return levels with the number of customers who have each."""
    texts = look.typed.text.str.strip_chars()
    return [Level(level, int((texts == level).sum())) for level in levels]


def _guess_place_code(look: Look, _: TableContext) -> Guess | None:
    """Postal codes, branches and bank codes: names in digits, however many there are."""
    if look.is_number and not look.whole:
        return None
    if look.phrase == "pin" and compute_pattern_share(look, r"^\d{4}$") >= _NEARLY_ALL:
        return Guess(role="personal", reason="four digits called `pin`: a secret number")
    word = look.says("postal") or look.says("bank_code")
    what = "a place" if look.says("postal") else "a branch, a bank or a trade"
    if not word and not look.is_number and compute_pattern_share(look, _IFSC) >= _NEARLY_ALL:
        word, what = "IFSC", "a branch"
    if not word:
        return None
    reason = f"codes that only name {what}: `{word}`"
    if look.has_few_values(_CODE_LEVELS):
        return Guess(role="descriptor", reason=reason, code="names only")
    reason = f"{reason}, too many to describe segments by"
    return Guess(role="ignore", reason=reason, code="names only")


def _guess_protected(look: Look, _: TableContext) -> Guess | None:
    word = look.says("protected")
    if not word or not look.has_few_values(_CODE_LEVELS):
        return None
    return Guess(role="protected", reason=f"a protected attribute: `{word}`")


def _guess_age_bands(look: Look, _: TableContext) -> Guess | None:
    bands = find_band_order(look.levels)
    word = look.says("age_bands") or (look.says("age") if bands else "")
    if not word or not (look.whole or bands) or not look.has_few_values(_CATEGORY_LEVELS, 2):
        return None
    reason = f"bands of age, which is protected: `{word}` in the heading"
    return Guess(role="protected", reason=reason, confidence="fair", order=bands)


def _guess_outcome(look: Look, _: TableContext) -> Guess | None:
    low, high = _OUTCOME_LEVELS
    word = look.says("outcome")
    if not word or not look.has_few_values(high, low):
        return None
    values = Count(look.distinct or 0, "value")
    reason = say("named like an outcome (`{word}`), {values}", word=word, values=values)
    sure: Confidence = "fair" if word in _VAGUE_OUTCOMES else "high"
    return Guess(role="outcome", reason=reason, confidence=sure)


def _guess_date(look: Look, _: TableContext) -> Guess | None:
    if look.typed.temporal:
        return Guess(role="date", reason="dates")
    if not look.is_number:
        dates = looks_like_dates(look.typed.text)
        return Guess(role="date", reason="the values are dates") if dates else None
    if not look.says("date"):
        return None
    if look.whole and 19_000_101 <= look.lowest <= look.highest <= 21_001_231:
        return Guess(role="date", reason="dates written as year, month, day without marks")
    if looks_like_serials(look.lowest, look.highest):
        return Guess(role="date", reason="dates as Excel's serial numbers", confidence="fair")
    return None


def _guess_text(look: Look, _: TableContext) -> Guess | None:
    if look.is_number:
        return None
    levels = look.distinct
    if levels is not None and levels <= max(20, min(_CATEGORY_LEVELS, look.rows // 10)):
        return _guess_category(look, levels)
    if look.typed.note:
        return Guess(role="ignore", reason=say("kept as text: {why}", why=look.typed.note))
    many = Count(levels) if levels is not None else "very many"
    return Guess(role="ignore", reason=say("text with {many} different values", many=many))


def _guess_category(look: Look, levels: int) -> Guess:
    order = find_level_order(look.levels)
    if order is None:
        reason = say("a category with {levels}", levels=Count(levels, "level"))
        return Guess(role="descriptor", reason=reason)
    return Guess(
        role="descriptor",
        reason=say(
            "a category with {levels}, {order}",
            levels=Count(levels, "level"),
            order=_write_level_order(order, look),
        ),
        confidence=order.confidence,
        order=order.levels,
    )


def _guess_call_length(look: Look, table: TableContext) -> Guess | None:
    if not look.says("call_length") or table.contacts < 2:
        return None
    reason = "length of the last contact: it is known only afterwards and gives the outcome away"
    return Guess(role="descriptor", reason=reason, code="leak")


def _guess_flag(look: Look, _: TableContext) -> Guess | None:
    if look.distinct != 2 or look.present < _ENOUGH_FOR_A_FLAG:
        return None
    return Guess(role="descriptor", reason="a flag: two values")


def _guess_code(look: Look, _: TableContext) -> Guess | None:
    word = look.says("code") or look.says("id")
    if not word or not look.whole or not look.has_few_values(_CODE_LEVELS):
        return None
    return Guess(role="descriptor", reason=f"numbers that only name something: `{word}`")


def _guess_sentinel(look: Look, _: TableContext) -> Guess | None:
    numbers = look.typed.numbers
    value = None if numbers is None else find_main_sentinel(numbers)
    if value is None:
        return None
    share = compute_value_share(look, value)
    if share <= _SENTINEL_SHARE:
        return None
    reason = say(
        "{value} stands for something else in {share} of the rows",
        value=Exact(value),
        share=Share(share, of=look.present),
    )
    return Guess(role="descriptor", reason=reason, confidence="fair")


def _guess_age(look: Look, _: TableContext) -> Guess | None:
    if not look.says("age"):
        return None
    reason = "numbers; age is a protected attribute in many uses, so look at how segments use it"
    return Guess(role="feature", reason=reason)


# The first rule that speaks decides.
RULES: tuple[Rule, ...] = (
    _guess_empty,
    _guess_constant,
    _guess_proven_personal,
    _guess_consent,
    _guess_row_counter,
    _guess_identifier,
    _guess_place_code,
    _guess_reference_number,
    guess_event_number,
    _guess_earlier_score,
    _guess_bank_tiers,
    _guess_earlier_segment,
    guess_coordinates,
    _guess_personal,
    _guess_protected,
    guess_health,
    _guess_age_bands,
    _guess_outcome,
    lambda look, _: guess_weight(look),
    _guess_date,
    guess_moments,
    _guess_unique_codes,
    _guess_text,
    _guess_call_length,
    _guess_flag,
    guess_birth_year,
    guess_calendar,
    _guess_code,
    guess_many_codes,
    guess_time_at_risk,
    guess_years,
    _guess_sentinel,
    _guess_age,
)


def _reassign_planted(looks: Sequence[Look], guesses: list[Guess]) -> list[Guess]:
    """Take out the features that repeat an earlier segmentation of the others."""
    features = [i for i, guess in enumerate(guesses) if guess.role == "feature"]
    places = [i for i in features if looks[i].is_number]
    for j, planted in find_planted_features([looks[i] for i in places]).items():
        if planted.source is None:
            reason = say(
                "looks like an earlier segmentation: the other features predict its {values} "
                "with {accuracy} accuracy",
                values=Count(planted.levels, "value"),
                accuracy=Share(planted.accuracy),
            )
        else:
            reason = say(
                "only cuts {source} into {ranges}{exceptions}",
                exceptions=Holding(planted.rows, planted.strays).write_exceptions(),
                source=ColumnName(looks[places[planted.source]].name),
                ranges=Count(planted.levels, "range"),
            )
        guesses[places[j]] = Guess(role="assignment", reason=reason, confidence="fair")
    return guesses
