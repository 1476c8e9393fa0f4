"""Do the domain rules find what cannot be, do what they are told, and refuse to contradict?"""

from __future__ import annotations

import polars as pl
import pytest

import finseg
from finseg import journey
from finseg.clean import apply_domain_rules
from finseg.clean.domain_rules import extend_rules, load_bundled_rules
from finseg.disclose.withhold import withhold
from finseg.document.printers import to_text
from finseg.errors import DataError, RulesError
from finseg.settings import Settings
from finseg.understand import read_source

N = 400
OURS = '[ours]\nquantity = "income"\nabove = 90000\nsays = "too rich"\naction = "{action}"\n'


@pytest.fixture
def customers(rng):
    """Return a table that breaks no rule."""
    return {
        "customer_id": [f"C{i:04d}" for i in range(N)],
        "age": rng.integers(20, 80, N).astype(float),
        "income": rng.normal(50_000, 9_000, N).round(2),
        "credit_score": rng.integers(310, 840, N).astype(float),
        "tenure_years": rng.uniform(0, 9, N).round(1),
        "emi": rng.uniform(100, 900, N).round(2),
        "utilisation": rng.random(N).round(3),
    }


def changed(table, column, *values):
    return {**table, column: [*map(float, values), *table[column][len(values) :]]}


def look(table, rules=None):
    return apply_domain_rules(read_source(pl.DataFrame(table), Settings()), rules)


def test_a_table_that_breaks_no_rule_has_no_finding(customers):
    dataset, findings = look(customers)

    assert findings == ()
    assert {r.rule for r in dataset.remedies} == {"age-impossible", "age-zero", "score-none"}


BROKEN: dict[str, tuple[str, list[float], int, str]] = {
    "age-impossible": ("age", [150, -3], 2, "missing"),
    "age-zero": ("age", [0, 0, 0], 3, "missing"),
    "age-range": ("age", [12, 17, 115], 3, "kept"),
    "score-none": ("credit_score", [0, -1], 2, "missing"),
    "score-off-scale": ("credit_score", [250], 1, "kept"),
    "income-negative": ("income", [-5], 1, "kept"),
    "utilisation-over-limit": ("utilisation", [1.3], 1, "kept"),
    "time-negative": ("tenure_years", [-1], 1, "kept"),
    "tenure-beyond-age": ("tenure_years", [90], 1, "kept"),
    "instalment-beyond-income": ("emi", [9_000], 1, "kept"),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_what_cannot_be_is_found_with_its_rule_and_lines(rule, customers):
    column, values, count, done = BROKEN[rule]

    dataset, findings = look(changed(customers, column, *values))

    (finding,) = (f for f in findings if f"(rule {rule})" in str(f.message))
    assert (finding.code, finding.column, finding.count) == ("D060", column, count)
    assert "in line 1" in str(finding.message)
    assert done in str(finding.action)
    read = dataset.find_column(column)
    assert read.missing == (count if done == "missing" else 0)
    assert dataset.table[column].null_count() == read.missing
    assert read.missing_spellings == (((f"rule {rule}", count),) if done == "missing" else ())


def test_zero_is_an_age_where_there_are_children(customers, rng):
    children = {**customers, "age": rng.integers(0, 60, N).astype(float)}

    _, findings = look(children)

    assert not [f for f in findings if "age-zero" in str(f.message)]


def test_monthly_incomes_among_annual_ones_are_found(customers, rng):
    mixed = rng.lognormal(11, 0.3, N)
    mixed[:120] /= 12

    _, findings = look({**customers, "income": mixed})

    (finding,) = (f for f in findings if "income-periods" in str(f.message))
    assert "a factor of 1" in str(finding.message)
    assert "30" in str(finding.message)


@pytest.mark.parametrize(("few", "left"), [(43, False), (44, True)])
def test_medians_of_two_peaks_are_told_where_enough_are_on_either_side(customers, rng, few, left):
    mixed = rng.lognormal(11, 0.1, N)
    mixed[:few] /= 12
    _, findings = look({**customers, "income": mixed})
    (finding,) = (f for f in findings if "income-periods" in str(f.message))

    shown = str(withhold(finding.message, 22))

    assert finding.count == few
    assert "medians" in str(finding.message)
    assert ("medians" in shown) is left
    assert f"{few} values" in shown


def test_a_value_is_reported_by_one_rule_only(customers):
    _, findings = look(changed(customers, "age", -3, 150, 12))

    assert sorted(f.count for f in findings) == [1, 2]


def test_each_rule_has_a_line_of_its_own_in_what_is_printed(customers):
    table = changed(changed(customers, "age", 150, 12), "emi", 9_000, 9_000)
    table = changed(table, "credit_score", 250)

    text = to_text(journey.check(pl.DataFrame(table)).blocks())

    for rule in ("age-impossible", "age-range", "score-off-scale", "instalment-beyond-income"):
        assert f"(rule {rule})" in text


def test_columns_with_little_to_go_by_are_printed_before_the_others(customers, rng):
    text = to_text(journey.check(pl.DataFrame({**customers, "q7": rng.normal(size=N)})).blocks())

    assert text.index("Look at these columns first") < text.index("What each column was read as")
    assert "Look at these columns first" not in to_text(
        journey.check(pl.DataFrame(customers)).blocks()
    )


def test_a_rule_of_the_bank_can_reject_rows(customers):
    rules = extend_rules(OURS.format(action="reject row"), where="ours.toml")

    dataset, _ = look(changed(customers, "income", 95_000, 99_000), rules)

    assert [(r.line, r.kind) for r in dataset.rejects] == [(1, "rule"), (2, "rule")]
    assert "•••" in dataset.rejects[0].raw
    assert customers["customer_id"][0] not in dataset.rejects[0].raw
    assert dataset.source.rows_read == dataset.rows + 2
    assert dataset.find_row_numbers()[0] == 3


def test_a_rule_names_the_file_among_several_and_every_row_is_accounted_for(customers, tmp_path):
    opened = {"opened": [f"2020-01-{day % 28 + 1:02d}" for day in range(N)]}
    table = pl.DataFrame({**customers, **opened})
    for name, rich in (("one.csv", []), ("two.csv", [95_000, 99_000])):
        changed_ = changed(table.to_dict(as_series=False), "income", *rich)
        pl.DataFrame(changed_).write_csv(tmp_path / name)
    (tmp_path / "ours.toml").write_text(OURS.format(action="reject row"))
    settings = {"check": {"rules": str(tmp_path / "ours.toml")}}

    done = journey.check([tmp_path / "one.csv", tmp_path / "two.csv"], settings=settings)

    dataset = done.dataset
    assert [(r.file, r.line) for r in dataset.rejects] == [("two.csv", 2), ("two.csv", 3)]
    assert dataset.find_row_numbers().tolist() == [*range(1, N + 1), *range(N + 3, 2 * N + 1)]
    (broken,) = (f for f in done.checked.findings if f.rule == "ours")
    assert "in line 2 of two.csv" in str(broken.message)
    assert dataset.rejects[0].raw.count(",") == len(table.columns) - 1  # as it stands in the file


def test_a_rule_of_the_bank_can_stop_the_run(customers, tmp_path):
    (tmp_path / "ours.toml").write_text(OURS.format(action="stop"))
    table = pl.DataFrame(changed(customers, "income", 95_000))
    settings = {"check": {"rules": str(tmp_path / "ours.toml")}}

    with pytest.raises(DataError, match="too rich"):
        finseg.segment(table, k=3, quick=True, settings=settings)
    assert len(journey.check(table, settings=settings).checked.stops) == 1


def test_a_bundled_rule_can_be_replaced_or_taken_away(customers):
    told = (
        '[age-range]\nquantity = "age"\nbelow = 30\nsays = "young"\n[age-impossible]\noff = true\n'
    )
    rules = extend_rules(told, where="ours.toml")

    _, findings = look(changed(customers, "age", 150), rules)

    assert [f for f in findings if "young" in str(f.message)]
    assert not [f for f in findings if "150" in str(f.message)]


@pytest.mark.parametrize(
    ("text", "what", "fix"),
    [
        ("[a", "not valid TOML", "line"),
        ("a = 1", "outside any rule", "table"),
        ('[a]\nquantty = "age"', "unknown key `quantty`", "`quantity`"),
        ('[a]\nquantity = "agee"\nbelow = 1\nsays = "x"', "unknown value `agee`", "`age`"),
        ('[a]\nquantity = "age"\nbeyond = "agee"\nsays = "x"', "unknown value `agee`", "`age`"),
        ('[a]\nquantity = "age"\nbelow = 9\nabove = 1\nsays = "x"', "every value", "exchange"),
        ('[a]\nquantity = "age"\nsays = "x"', "no condition", "below"),
        ('[a]\nbelow = 1\nsays = "x"', "no column", "quantity"),
        ('[a]\nquantity = "age"\nbelow = 1', "no text", "says"),
        (
            '[a]\nquantity = "age"\nbelow = 1\nsays = "x"\naction = "drop"',
            "unknown value `drop`",
            "missing",
        ),
        ('[a]\nquantity = "age"\nbelow = "x"\nsays = "x"', "expected", "correct"),
        ('[a]\nquantity = "age"\nbelow = 1\nsays = "x"\napart = 3', "`apart` without", "equals"),
        (
            '[a]\nquantity = "income"\nhumps = 12\nsays = "x"\naction = "missing"',
            "which of two",
            "note",
        ),
        ('[a]\nquantity = "age"\nhumps = 12\nbelow = 1\nsays = "x"', "beside another", "two rules"),
        ('[a]\ncolumn = "("\nbelow = 1\nsays = "x"', "no regular expression", "correct"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_place_and_remedy(text, what, fix):
    with pytest.raises(RulesError) as caught:
        extend_rules(text, where="ours.toml")

    assert what in caught.value.what
    assert fix in caught.value.fix
    assert "ours.toml" in caught.value.where


def test_every_bundled_rule_says_what_to_do_and_where_it_comes_from():
    for rule in load_bundled_rules():
        assert rule.says
        assert rule.fix
        assert rule.source


def test_scoring_does_again_what_the_rules_did(customers):
    table = pl.DataFrame(changed(customers, "age", 150, 0))

    study = finseg.segment(table, k=3, quick=True)
    scored = study.model.score(table).assignments

    assert scored.equals(study.assignments)
    assert scored["flags"][0] == "filled:age"


def test_the_order_of_the_rows_changes_no_finding(customers, rng):
    table = pl.DataFrame(changed(customers, "age", 150, 0, 0, 12))

    one = look(table)[1]
    other = look(table[rng.permutation(N).tolist()])[1]

    assert sorted((f.column, f.count) for f in one) == sorted((f.column, f.count) for f in other)


def test_a_dated_feature_is_scored_up_to_a_date_that_must_be_given(customers):
    days = [f"2020-{i % 12 + 1:02d}-{i % 28 + 1:02d}" for i in range(N)]
    table = pl.DataFrame({**customers, "opened": days})
    settings = {"read": {"roles": {"months since opened": "feature"}}}
    study = finseg.segment(table, k=3, quick=True, settings=settings)

    with pytest.raises(finseg.FinsegError, match="FS106"):
        study.model.score(table)
    assert study.model.score(table, as_of=study.dataset.as_of).assignments.equals(study.assignments)
    with pytest.raises(finseg.FinsegError, match="FS106"):
        study.model.score(table, as_of="yesterday")
    with pytest.raises(finseg.FinsegError, match="`opened`"):
        study.model.score(table.drop("opened"), as_of="2021-01-01")


@pytest.mark.parametrize(
    ("heading", "usual", "code"),
    [
        ("days employed", 9_000, 400_000),
        ("tenure months", 300, 9_999),
        ("days since last visit", 90, 99_999),
    ],
)
def test_a_time_no_life_is_long_enough_for_is_missing_in_any_unit(heading, usual, code, rng):
    times = rng.integers(1, usual, N).astype(float)
    times[:9] = code

    dataset, findings = look({heading: times, "income": rng.normal(5e4, 9e3, N)})

    (found,) = (f for f in findings if "rule time-impossible" in str(f.message))
    assert found.count == dataset.columns[0].missing == 9


@pytest.mark.parametrize(("codes", "missing"), [(199, 199), (200, 0)])
def test_times_are_missing_only_where_most_people_have_one(codes, missing, rng):
    times = rng.integers(1, 9_000, N).astype(float)
    times[:codes] = 400_000

    dataset, _ = look({"days employed": times, "income": rng.normal(5e4, 9e3, N)})

    assert dataset.columns[0].missing == missing


@pytest.mark.parametrize(("longest", "missing"), [(25_568, 1), (25_569, 0)])
def test_times_are_missing_only_where_they_stand_apart(longest, missing, rng):
    times = rng.integers(1, 9_000, N).astype(float)
    times[:2] = 43_831, longest

    dataset, _ = look({"days employed": times, "income": rng.normal(5e4, 9e3, N)})

    assert dataset.columns[0].missing == missing
