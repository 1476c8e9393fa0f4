from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import pytest

from finseg.errors import RulesError, SettingsError
from finseg.settings import Settings
from finseg.toml_forms import fill_form, load_form, write_line


class Limit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    below: float
    share: Annotated[float, msgspec.Meta(le=1)] = 0.5


class Product(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: str
    kind: Literal["credit", "deposit"] = "credit"
    kinds: tuple[Literal["gold", "silver"], ...] | None = None
    over: tuple[str, ...] | Literal["auto"] = ()
    limits: dict[str, Limit] = {}


class File(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    title: str = ""
    most: int | None = None
    products: tuple[Product, ...] = ()
    rules: dict[str, Limit] = {}


TWO = '[[products]]\nname = "a"\n\n[[products]]\nname = "b"\n'


@pytest.mark.parametrize(
    ("text", "what", "where", "fix"),
    [
        ("title = 3", "expected text", "f.toml, line 1, title", "ask"),
        ('\nmost = "x"', "expected a whole number, got text", "f.toml, line 2, most", "ask"),
        ("tilte = 3", "unknown key `tilte`", "f.toml, line 1", "`title`"),
        ("[product]\nname = 3", "unknown section `product`", "f.toml, line 1", "`products`"),
        (TWO + 'kind = "loan"', "unknown value `loan`", "line 6, [[products]] kind", "`credit`"),
        (TWO + "kind = 3", "expected", "line 6, [[products]] kind", "'credit', 'deposit'"),
        (TWO + "kindd = 3", "unknown key `kindd`", "f.toml, line 6, [[products]]", "`kind`"),
        (TWO + 'kinds = ["golf"]', "unknown value `golf`", "[[products]] kinds", "`gold`"),
        (TWO + 'over = "income"', "unknown value `income`", "over", 'write a list: ["income"]'),
        (TWO + 'over = "aut"', "unknown value `aut`", "over", "did you mean `auto`?"),
        ("[[products]]\n" + TWO, "the key `name` is missing", "line 1, [[products]]", "ask"),
        (TWO + '[products.limits.x]\nbelow = "y"', "expected a number", "line 7", "ask"),
        ("[rules.r]\nbelow = 1\nshare = 3", "<= 1", "line 3, [rules.r] share", "ask"),
        (TWO + "kinds = 3", "expected", "line 6, [[products]] kinds", "ask"),  # a list of words
        ("[rules\n", "not valid TOML", "f.toml", "line"),
    ],
)
def test_what_does_not_fit_is_named_with_line_place_and_remedy(text, what, where, fix):
    with pytest.raises(RulesError) as caught:
        load_form(text, File, error=RulesError, where="f.toml", hint="ask")

    assert what in caught.value.what
    assert where in caught.value.where
    assert fix in caught.value.fix


def test_the_key_of_a_table_of_tables_is_named():
    with pytest.raises(RulesError) as caught:
        load_form(
            "[one]\nbelow = 1\n[two]\nabove = 2", dict[str, Limit], error=RulesError, where="f.toml"
        )

    assert caught.value.where == "f.toml, line 4, [two]"
    assert caught.value.fix == "choose one of `below`, `share`"


def test_values_without_a_text_have_a_place_and_no_line():
    with pytest.raises(RulesError) as caught:
        fill_form({"products": [{"name": 3}]}, File, error=RulesError, where="given")

    assert caught.value.where == "given, [[products]] name"
    assert caught.value.fix == "correct the value"


def test_what_fits_fills_the_form():
    filled = load_form(TWO + "most = 1"[:0], File, error=RulesError, where="f.toml")

    assert [p.name for p in filled.products] == ["a", "b"]


@pytest.mark.parametrize(
    ("call", "line"),
    [
        ({"path": ("products", 1, "name")}, ", line 5"),
        ({"path": ("products", 1, "kind")}, ", line 4"),
        ({"path": ("products", 2)}, ""),
        ({"path": ("rules",)}, ""),
        ({"key": "name", "value": "b"}, ", line 5"),
        ({"key": "name", "value": "c"}, ""),
        ({"key": "name", "time": 2}, ", line 5"),
        ({"key": "name", "time": 9}, ", line 5"),
        ({"value": "a"}, ", line 2"),
        ({"key": "ame"}, ""),
        ({}, ""),
    ],
)
def test_a_line_is_found_by_path_or_by_key_and_value(call, line):
    assert write_line(TWO, **call) == line


def test_a_table_within_a_list_of_tables_is_that_of_the_last_one():
    text = TWO + "[products.limits.x]\nbelow = 1\n"

    assert write_line(text, path=("products", 1, "limits", "x", "below")) == ", line 7"
    assert write_line(text, path=("products", 0, "limits", "x", "below")) == ", line 1"


class Book(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    limit: Limit | None = None
    other: Product | None = None
    title: str = ""


class Shelf(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    book: Book | None = None


@pytest.mark.parametrize(
    ("key", "fix"),
    [
        ("below", "did you mean `limit.below`?"),
        ("titel", "did you mean `title`?"),
        ("belwo", "choose one of"),
    ],
)
def test_a_key_that_belongs_into_a_table_below_is_shown_there(key, fix):
    with pytest.raises(RulesError) as caught:
        load_form(f"[book]\n{key} = 1", Shelf, error=RulesError, where="f.toml")

    assert caught.value.where == "f.toml, line 2, [book]"
    assert fix in caught.value.fix


NESTED = """title = "x"
[[products]]
name = "a"
limits.x.below = 1
[[products]]
name = "b"
"odd name" = 3
[[products.parts]]
name = "c"
[[products.parts]]
name = "d"
[ rules . "r s" ]
below = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("products", 0), 2),
        (("products", 0, "name"), 3),
        (("products", 0, "limits", "x", "below"), 4),
        (("products", 0, "limits", "x", "share"), 2),  # the deepest part with a line
        (("products", 1), 5),
        (("products", 1, "name"), 6),
        (("products", 1, "parts", 0, "name"), 9),
        (("products", 1, "parts", 1), 10),
        (("products", 1, "parts", 1, "name"), 11),
        (("products", 0, "parts", 0), 2),
        (("rules", "r s"), 12),
        (("rules", "r s", "below"), 13),
        (("rules", "other"), 0),
        (("below",), 0),
    ],
)
def test_each_part_of_a_file_has_its_line(path, line):
    assert write_line(NESTED, path=path) == (f", line {line}" if line else "")


@pytest.mark.parametrize(
    ("call", "line"),
    [
        ({"key": "name", "time": 1}, 3),
        ({"key": "name", "time": 3}, 9),
        ({"key": "name", "value": "d"}, 11),
        ({"value": "c"}, 9),
        ({"value": "e"}, 0),
        ({"key": "nam"}, 0),
    ],
)
def test_a_key_or_a_value_is_found_wherever_it_stands(call, line):
    assert write_line(NESTED, **call) == (f", line {line}" if line else "")


@pytest.mark.parametrize(
    ("tree", "form", "what", "where", "fix"),
    [
        ({"title": 3}, File, "expected text, got a whole number", "f, title", "ask"),
        ({"most": True}, File, "expected a whole number, got true or false", "f, most", "ask"),
        (
            {"rules": 3},
            File,
            "expected a TOML table or list, got a whole number",
            "f, [rules]",
            "ask",
        ),
        (
            {"rules": {"r": {"below": "x"}}},
            File,
            "expected a number, got text",
            "f, [rules.r] below",
            "ask",
        ),
        (
            {"rules": {"r": {"below": 1, "bellow": 2}}},
            File,
            "unknown key `bellow`",
            "f, [rules.r]",
            "did you mean `below`?",
        ),
        (
            {"products": [{"name": "a"}, {"name": "b", "kind": "gift"}]},
            File,
            "unknown value `gift`",
            "f, [[products]] kind",
            "choose one of `credit`, `deposit`",
        ),
        (
            {"products": [{"kind": "credit"}]},
            File,
            "the key `name` is missing",
            "f, [[products]]",
            "ask",
        ),
        (
            {"products": [{"name": "a", "kind": 3}]},
            File,
            "expected text, got a whole number",
            "f, [[products]] kind",
            "write one of: 'credit', 'deposit'",
        ),
        (
            {"book": {"limit": {"below": 1, "shar": 2}}},
            Shelf,
            "unknown key `shar`",
            "f, [book.limit]",
            "did you mean `share`?",
        ),
        (
            {"book": {"limit": {"below": 1, "share": 2}}},
            Shelf,
            "expected a number <= 1.0",
            "f, [book.limit] share",
            "ask",
        ),
        ({"boook": {}}, Shelf, "unknown section `boook`", "f", "did you mean `book`?"),
        ({"boook": 1}, Shelf, "unknown key `boook`", "f", "did you mean `book`?"),
        (
            {"a": {"below": 1}, "b": {"below": "x"}},
            dict[str, Limit],
            "expected a number, got text",
            "f, [b] below",
            "ask",
        ),
    ],
)
def test_what_is_wrong_where_and_what_to_write(tree, form, what, where, fix):
    with pytest.raises(RulesError) as caught:
        fill_form(tree, form, error=RulesError, where="f", hint="ask")

    assert (caught.value.what, caught.value.where, caught.value.fix) == (what, where, fix)


class Loose(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    rules: dict[str, Limit] | None = None
    marks: dict[str, int] | str = ""


@pytest.mark.parametrize(
    ("tree", "where"),
    [
        ({"rules": {"a": {"below": 1}, "b": {"below": "x"}}}, "f, [rules.b] below"),
        ({"marks": {"a": 1, "b": 2, "c": "x"}}, "f, [marks] c"),
    ],
)
def test_the_key_of_a_table_that_may_be_left_out_or_be_a_text_is_named(tree, where):
    with pytest.raises(RulesError) as caught:
        fill_form(tree, Loose, error=RulesError, where="f")

    assert caught.value.where == where


@pytest.mark.parametrize(
    ("tree", "fix"),
    [
        ({"choose": {"k": "4"}}, "write k = 4"),
        ({"choose": {"k": 4.0}}, "write k = 4"),
        ({"choose": {"k": 4.5}}, "correct the value"),
        ({"choose": {"k": "four"}}, "correct the value"),
        ({"choose": {"k": "inf"}}, "correct the value"),
        ({"choose": {"smallest_share": "0.1"}}, "write smallest_share = 0.1"),
        ({"deliver": {"title": 4}}, "correct the value"),
        ({"k": 4}, "it belongs into the section [choose]"),
        ({"roles": {"a": "id"}}, "it belongs into the section [read]"),
    ],
)
def test_the_fix_says_how_a_number_is_written_and_where_a_key_belongs(tree, fix):
    with pytest.raises(SettingsError) as caught:
        Settings.from_tree(tree)

    assert caught.value.fix == fix


def test_a_wrong_role_is_told_with_its_column_and_the_nearest_role():
    with pytest.raises(SettingsError, match="`feture`") as caught:
        Settings.from_tree({"read": {"roles": {"Customer_Age": "feture"}}})

    assert "roles.Customer_Age" in caught.value.where
    assert caught.value.fix == "did you mean `feature`?"
