"""Which figures can the customers of a bank not have?

TOML text in, checked `DomainRule`s out. What a rule says is data (`rules.toml`), so that a bank
adds its own, replaces a bundled one, or takes it away, without touching code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from finseg.document.numbers import Unit
from finseg.document.said import Exact
from finseg.errors import RulesError
from finseg.records.measure import Quantity
from finseg.toml_forms import fill_form, parse_toml, write_line

Action = Literal["note", "missing", "reject row", "stop"]
_CONDITIONS = ("below", "above", "equals", "not_whole", "outside", "beyond", "humps")
_OF_ONE_VALUE = ("below", "above", "equals", "not_whole", "outside")


class _RuleForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule as it is written: which columns, which values, what then (see `rules.toml`)."""

    quantity: Quantity | tuple[Quantity, ...] = ()
    column: str = ""
    unit: Unit | None = None
    below: float | None = None
    above: float | None = None
    equals: tuple[float, ...] = ()
    apart: Annotated[float, msgspec.Meta(gt=0)] | None = None
    not_whole: bool = False
    outside: Literal["scale"] | None = None
    beyond: Quantity | None = None
    humps: Annotated[float, msgspec.Meta(gt=1)] | None = None
    severity: Literal["note", "warn"] = "warn"
    action: Action = "note"
    says: str = ""
    fix: str = ""
    source: str = ""
    off: bool = False


class DomainRule(_RuleForm, frozen=True, kw_only=True):
    """One rule under its name."""

    id: str = ""

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities it speaks about; empty means any."""
        return self.quantity if isinstance(self.quantity, tuple) else (self.quantity,)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The names of the conditions it has."""
        given = {name: getattr(self, name) for name in _CONDITIONS}
        absent = (None, False, ())  # compared by identity: a limit of 0 equals False
        return tuple(n for n, value in given.items() if not any(value is a for a in absent))


def load_bundled_rules() -> tuple[DomainRule, ...]:
    """Return the rules that come with finseg."""
    text = files("finseg.clean").joinpath("rules.toml").read_text(encoding="utf-8")
    return tuple(_parse_domain_rules(text, "bundled rules").values())


def extend_rules(text: str, *, where: str) -> tuple[DomainRule, ...]:
    """Return the bundled rules with those of a TOML text added, or put in place of their like.

    Raises
    ------
    RulesError
        If it is not TOML of the right form, has an unknown key or quantity, or a rule contradicts
        itself.

    """
    rules = {rule.id: rule for rule in load_bundled_rules()} | _parse_domain_rules(text, where)
    return tuple(rule for rule in rules.values() if not rule.off)


def _parse_domain_rules(text: str, where: str) -> dict[str, DomainRule]:
    tree = parse_toml(text, error=RulesError, where=where)
    for key, table in tree.items():
        if not isinstance(table, Mapping):
            raise RulesError(
                f"`{key}` is outside any rule",
                where=where + write_line(text, path=(key,)),
                fix='a rule is a table: write [its-name] and below it quantity = "age"',
            )
    forms = fill_form(tree, dict[str, _RuleForm], error=RulesError, where=where, text=text)
    rules = {key: DomainRule(id=key, **msgspec.structs.asdict(form)) for key, form in forms.items()}
    for key, rule in rules.items():
        for problem, fix in _find_rule_problems(rule):
            place = f"{where}{write_line(text, path=(key,))}, [{key}]"
            raise RulesError(problem, where=place, fix=fix)
    return rules


def _find_rule_problems(rule: DomainRule) -> Iterator[tuple[str, str]]:
    if rule.off:
        return
    if not (rule.quantities or rule.column or rule.unit):
        yield "it names no column", 'add quantity = "…", column = "…" or unit = "…"'
    if not rule.conditions:
        yield "it has no condition", f"add one of {', '.join(_CONDITIONS)}"
    if not rule.says:
        yield "it has no text to show", 'add says = "…": what a reader of the findings is told'
    if rule.below is not None and rule.above is not None and rule.below > rule.above:
        yield (
            f"every value is below {Exact(rule.below)} or above {Exact(rule.above)}",
            "below is the lower limit, above the upper one: exchange them",
        )
    if rule.apart is not None and not rule.equals and rule.above is None:
        yield (
            "`apart` without `equals` or `above`",
            "name the values that stand apart: equals = [0]",
        )
    of_rows = [name for name in rule.conditions if name not in _OF_ONE_VALUE]
    if of_rows and len(rule.conditions) > 1:
        yield f"`{of_rows[0]}` beside another condition", "make two rules of it"
    if of_rows and rule.action in {"missing", "reject row"}:
        problem = f'`{of_rows[0]}` cannot have the action "{rule.action}": '
        problem += "it does not say which of two figures is wrong"
        yield problem, 'choose the action "note" or "stop"'

    try:
        re.compile(rule.column)
    except re.error as cause:
        yield f"{rule.column!r} is no regular expression: {cause}", "correct it"
