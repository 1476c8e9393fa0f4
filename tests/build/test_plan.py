"""Does each column of the rows get the part it has, and is what is at a limit on the right side?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from finseg.build import plan as planning
from finseg.build.plan import Plan, plan_building
from finseg.errors import MissingColumnError, UsageError
from finseg.records.building import BuildRecipe, Carried, LevelColumn
from finseg.records.dataset import Dataset, Elapsed
from finseg.records.dates import Dates
from finseg.settings import BuildSettings
from tests.builders.tables import make_table

OWNERS = ["a", "a", "b", "b", "c"]
DAYS = ["2024-01-01", "2024-02-05", "2024-01-07", "2024-03-01", "2024-01-09"]
MORE = ["2023-11-01", "2023-12-05", "2023-10-07", "2023-09-01", "2023-01-09"]
CATEGORY: Mapping[str, Any] = {"role": "descriptor", "kind": "category"}
DATE: Mapping[str, Any] = {"role": "date"}


def make_rows(
    values: Mapping[str, Any], *, dates: Mapping[str, str] | None = None, **changes: Any
) -> Dataset:
    """Make rows of five orders; `dates` are the columns of dates and how they are written."""
    rows = len(next(iter(values.values())))
    owners = OWNERS if rows == len(OWNERS) else [f"o{i // 2}" for i in range(rows)]
    dated = {"when": "%Y-%m-%d"} if dates is None else dates
    own = {} if dates is not None else {"when": DAYS if rows == len(DAYS) else [
        f"2024-{1 + i // 28 % 12:02}-{1 + i % 28:02}" for i in range(rows)
    ]}  # fmt: skip
    table = {"customer id": owners, **own, **values}
    described = dict.fromkeys(dated, DATE) | changes
    dataset = make_table(table, **{"customer id": {"role": "id"}, **described})
    made = tuple(Dates(column=name, form=form) for name, form in dated.items())
    return replace(dataset, dates=made)


def plan_rows(dataset: Dataset, **settings: Any) -> Plan:
    return plan_building(dataset, BuildSettings(**{"per": "customer id", **settings}))


def plan(values: Mapping[str, Any], **changes: Any) -> BuildRecipe:
    return plan_rows(make_rows(values, **changes)).recipe


FIVE = {"paid": [1.5, 2.5, 3.0, 4.0, 5.0]}

# ---- whose a row is ----------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["customer id", "customer id "], ids=["name", "as written"])
def test_whose_a_row_is_may_be_told_by_either_name(wanted):
    assert plan_rows(make_rows(FIVE), per=wanted).recipe.per == "customer id"


def test_a_column_that_was_made_here_is_nobodys_and_has_no_part():
    dataset = make_rows({**FIVE, "months since x": [1.0, 2.0, 3.0, 4.0, 5.0]})
    rule = Elapsed(
        name="months since x", source="when", how="months since", form="%Y", as_of="2024-01-01"
    )
    dataset = replace(dataset, elapsed=(rule,))

    with pytest.raises(MissingColumnError) as refused:
        plan_rows(dataset, per="months since x")
    done = plan_rows(dataset)

    assert refused.value.where == "--per"
    assert "`months since x`" not in refused.value.fix
    assert [f.column for f in done.recipe.figures] == ["paid"]
    assert "months since x" not in done.unused


def test_a_wrong_name_gets_the_nearest():
    with pytest.raises(MissingColumnError) as refused:
        plan_rows(make_rows(FIVE), per="customerid")

    assert refused.value.fix == "did you mean `customer id`?"


def test_one_customer_with_two_rows_is_enough_to_build():
    twice = make_rows(FIVE).table.with_columns(pl.Series("customer id", list("aabcd")))
    once = twice.with_columns(pl.Series("customer id", list("abcde")))

    assert plan_rows(replace(make_rows(FIVE), table=twice)).meaning.owners == 4
    with pytest.raises(UsageError, match="each row has another value in `customer id`") as refused:
        plan_rows(replace(make_rows(FIVE), table=once))
    assert refused.value.where == "--per"


# ---- what a row is called ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "file", "noun"),
    [
        ("paid", "made.csv", "event"),
        ("invoices paid", "orders.csv", "invoice"),  # a heading comes before the file
        ("paid", "my orders.csv", "order"),
        ("paid", "txn 2024.csv", "transaction"),
        ("trans paid", "made.csv", "transaction"),
        ("trx paid", "made.csv", "transaction"),
        ("tx paid", "made.csv", "transaction"),
        ("visits paid by gift", "made.csv", "visit"),  # the first word
    ],
)
def test_rows_are_called_by_a_word_of_their_headings_or_of_their_file(heading, file, noun):
    dataset = make_rows({heading: FIVE["paid"]})
    dataset = replace(dataset, source=replace(dataset.source, name=file))

    recipe = plan_rows(dataset).recipe

    assert (recipe.noun, recipe.nouns) == (noun, f"{noun}s")


def test_whose_a_row_is_does_not_say_what_a_row_is():
    dataset = make_rows(FIVE)
    columns = tuple(
        replace(c, original="order customer id") if c.name == "customer id" else c
        for c in dataset.columns
    )

    assert plan_rows(replace(dataset, columns=columns)).recipe.noun == "event"


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"month": [1.0, 2.0, 1.0, 2.0, 1.0]}, "month", ("period", "periods")),
        (
            {"account number": [f"{i}00" for i in range(5)]},
            "account",
            ("account", "accounts"),
        ),
        ({"product": ["x", "y", "x", "z", "x"]}, "product", ("product", "products")),
        ({"person id": list("vwxyz")}, "customer", ("member", "members")),
    ],
)
def test_rows_that_are_no_events_have_names_of_their_own(changes, kind, words):
    recipe = plan({"gift paid": FIVE["paid"], **changes}, dates={})

    assert (recipe.kind, recipe.noun, recipe.nouns) == (kind, *words)
    assert not recipe.refunds
    assert (recipe.number, recipe.once, recipe.times) == ("", "", None)


def test_accounts_are_built_without_a_date_and_their_numbers_are_no_orders():
    recipe = plan(
        {"account number": [f"{i}00" for i in range(5)], "when": MORE, "units": [1.0] * 5,
         "price": [-2.0, 1, 1, 1, 1], "order no": list("ppqrs")},
        dates={"when": "%Y-%m-%d"},
    )  # fmt: skip

    assert (recipe.kind, recipe.date, recipe.form, recipe.refunds) == ("account", "", "", False)
    assert (recipe.times, recipe.number, recipe.once) == (None, "", "")


# ---- date, number, currency ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "date"),
    [
        ("join date", "when"),
        ("birth date", "when"),
        ("last change", "when"),
        ("maturity date", "when"),
        ("sent", "sent"),
    ],
)
def test_of_events_with_a_number_the_first_date_counts_that_does_not_last(first, date):
    values = {"order no": ["p", "q", "r", "s", "t"], first: MORE, "when": DAYS, **FIVE}

    recipe = plan(values, dates={first: "%Y-%m-%d", "when": "%d/%m/%Y"})

    assert recipe.date == date
    assert recipe.form == {"when": "%d/%m/%Y"}.get(date, "%Y-%m-%d")


def test_a_date_whose_form_is_unknown_is_not_counted_from():
    recipe = plan({"sent": MORE, "order no": list("pqrst"), **FIVE}, dates={"sent": ""})

    assert (recipe.date, recipe.form) == ("", "")


def test_the_date_that_differs_tells_when_an_event_was():
    values = {"sent": ["2024-01-01"] * 5, "when": DAYS, **FIVE}

    assert plan(values, dates={"sent": "%Y-%m-%d", "when": "%Y-%m-%d"}).date == "when"


@pytest.mark.parametrize(
    ("numbers", "number", "once"),
    [
        (list("ppqrs"), "order no", ""),  # lines of orders
        (list("pqrst"), "", "order no"),  # each row its own
        (
            ["p", None, "q", "r", "s"],
            "",
            "order no",
        ),  # some have none: no lines can be put together
        (["p", None, "p", "r", "s"], "", ""),
        ([None] * 5, "", ""),
    ],
)
def test_a_number_names_orders_with_several_rows_or_single_rows(numbers, number, once):
    recipe = plan({"order no": numbers, **FIVE})

    assert (recipe.number, recipe.once) == (number, once)


def test_a_number_that_cannot_be_used_leaves_the_part_to_the_next():
    values = {"order no": [None] * 5, "payment no": ["p", None, "p", "q", "r"],
              "invoice no": list("xxyzw"), **FIVE}  # fmt: skip

    done = plan_rows(make_rows(values))

    assert (done.recipe.number, done.recipe.once) == ("invoice no", "")
    assert done.unused == ("order no", "payment no")


@pytest.mark.parametrize(("several", "once"), [(1, True), (2, False)])
def test_numbers_name_rows_up_to_one_number_in_twenty_with_several(several, once):
    # 20 numbers, of which one or two stand in two rows that differ.
    numbers = [f"n{i:02}" for i in range(20)] + [f"n{i:02}" for i in range(several)]
    paid = [float(i) for i in range(len(numbers))]

    recipe = plan({"order no": numbers, "paid": paid})

    assert recipe.number == "order no"
    assert (recipe.once == "order no") is once


def test_copies_of_a_row_do_not_make_its_number_one_of_several_lines():
    dataset = make_rows({"order no": list("pqrsp"), **FIVE})
    copied = dataset.table[[0, 1, 2, 3, 0]].with_columns(pl.Series("customer id", list("aabba")))

    recipe = plan_rows(replace(dataset, table=copied)).recipe

    assert (recipe.number, recipe.once) == ("order no", "order no")


@pytest.mark.parametrize(
    ("codes", "levels", "sole"),
    [
        (["EUR", "GBP", "GBP", "GBP", None], (("GBP", 3), ("EUR", 1)), ""),
        (["EUR", "EUR", "EUR", None, None], (), "EUR"),
    ],
)
def test_currencies_are_counted_the_most_frequent_first(codes, levels, sole):
    done = plan_rows(make_rows({"pay currency": codes, **FIVE}, **{"pay currency": CATEGORY}))

    assert done.recipe.currency_column == "pay currency"
    assert (done.currencies, done.recipe.sole_currency) == (levels, sole)
    assert done.recipe.levels == ()


def test_only_a_column_of_words_named_so_holds_currencies():
    values = {"currency rate": [1.0, 2, 3, 4, 5], "paid in": ["EUR", "EUR", "GBP", "GBP", "USD"],
              "currency": ["USD", "USD", "CHF", "CHF", "CHF"], **FIVE}  # fmt: skip

    done = plan_rows(make_rows(values), currency="CHF")

    assert done.currencies == (("CHF", 3), ("USD", 2))
    assert (done.recipe.currency_column, done.recipe.currency) == ("currency", "CHF")


# ---- what stays the same, and what is counted ---------------------------------------------------


@pytest.mark.parametrize(
    ("cities", "carried"),
    [
        (["x", "x", "y", "y", "z"], True),
        (["x", None, "y", "y", None], True),  # a gap is no other value
        (["x", "w", "y", "y", "z"], False),
        ([None] * 5, False),
    ],
)
def test_what_is_the_same_in_all_rows_of_a_customer_is_kept(cities, carried):
    done = plan_rows(make_rows({"city": cities, **FIVE}, city=CATEGORY), least_level=1.0)

    assert done.recipe.carried == ((Carried(column="city", kind="category"),) if carried else ())


@pytest.mark.parametrize(
    ("role", "carried"),
    [
        *((role, True) for role in (
            "feature", "descriptor", "outcome", "protected", "existing", "consent", "weight")),
        *((role, False) for role in ("ignore", "id", "personal", "assignment", "date")),
    ],
)  # fmt: skip
def test_only_columns_of_use_are_kept(role, carried):
    column = {"role": role, "kind": "category"}

    assert bool(plan({"x": list("ppqqr"), **FIVE}, x=column).carried) is carried


@pytest.mark.parametrize(("role", "kept"), [("date", True), ("personal", True), ("id", False)])
def test_dates_that_stay_the_same_are_kept_as_text(role, kept):
    values = {"when": DAYS, "born": ["1990-01-01"] * 2 + ["1980-01-01"] * 2 + ["1970-01-01"]}
    forms = {"when": "%Y-%m-%d", "born": "%Y-%m-%d"}

    recipe = plan({**values, **FIVE}, dates=forms, born={"role": role, "kind": "category"})

    assert recipe.carried == ((Carried(column="born", kind="text"),) if kept else ())


def test_rows_without_a_customer_do_not_show_that_a_column_differs():
    dataset = make_rows({"city": ["x", "x", "y", "y", "z"], **FIVE}, city=CATEGORY)
    lost = dataset.table.with_columns(pl.Series("customer id", ["a", "a", None, None, "c"]))
    lost = lost.with_columns(pl.Series("city", ["x", "x", "y", "v", "z"]))

    assert [c.column for c in plan_rows(replace(dataset, table=lost)).recipe.carried] == ["city"]


@pytest.mark.parametrize("shown", [2, 4, 5, 50])
def test_a_column_that_differs_in_a_later_row_is_not_kept(monkeypatch, shown):
    monkeypatch.setattr(planning, "_SHOWN_ROWS", shown)
    values = {"x": ["p", "p", "q", "q", "r"], "y": ["p", "p", "q", "u", "r"], **FIVE}

    recipe = plan(values, x=CATEGORY, y=CATEGORY)

    assert [c.column for c in recipe.carried] == ["x"]


LEVELS = ["w", "v", "v", "u", "w", "w", "t", "u", None, "s"]


@pytest.mark.parametrize(
    ("settings", "levels"),
    [
        ({"least_level": 0.1}, ("w", "u", "v", "s", "t")),  # as many come in the order of words
        ({"least_level": 0.2}, ("w", "u", "v")),
        ({"least_level": 0.21}, ("w",)),
        ({"least_level": 0.2, "levels": 2}, ("w", "u")),
        ({"levels": 0}, ()),
        ({"least_level": 0.31}, ()),
    ],
)
def test_levels_are_counted_that_enough_rows_have(settings, levels):
    dataset = make_rows({"channel": LEVELS, "paid": list(map(float, range(10)))}, channel=CATEGORY)

    done = plan_rows(dataset, **settings)

    found = (LevelColumn(column="channel", levels=levels),) if levels else ()
    assert done.recipe.levels == found
    assert ("channel" in done.unused) is (not levels)


@pytest.mark.parametrize(
    ("name", "column", "counted"),
    [
        ("channel", CATEGORY, True),
        ("channel", {"role": "ignore", "kind": "category"}, False),
        ("channel", {"role": "descriptor", "kind": "text"}, False),
        ("product", {"role": "ignore", "kind": "category"}, True),
        ("product", {"role": "ignore", "kind": "text"}, True),
        ("product", {"role": "personal", "kind": "text"}, False),
        ("product", {**CATEGORY, "reason_code": "empty"}, False),
        ("product", {**CATEGORY, "reason_code": "constant"}, False),
    ],
)
def test_categories_and_products_are_counted_by_their_levels(name, column, counted):
    done = plan_rows(make_rows({name: list("pqpqq"), **FIVE}, **{name: column}))

    assert [c.column for c in done.recipe.levels] == ([name] if counted else [])
    assert (name in done.unused) is not counted


# ---- settings ----------------------------------------------------------------------------------


def test_settings_go_into_the_recipe():
    dataset = make_rows(FIVE)

    plain = plan_rows(dataset).recipe
    told = plan_rows(dataset, window=90, currency="EUR", copies="leave out").recipe

    assert (plain.window, plain.currency, plain.compared) == (0, "", ())
    assert (told.window, told.currency) == (90, "EUR")
    assert set(told.compared) == {"customer id", "when", "paid"}
