"""Does a finished study hand out its records as they are, and keep for scoring what that needs?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from inspect import Parameter, signature
from typing import Any

import numpy as np
import polars as pl
import pytest

from finseg.deliver.bundle import load_bundle
from finseg.document.printers import to_text
from finseg.errors import UsageError
from finseg.interpret import load_bundled_lexicon
from finseg.records.dataset import Column, Elapsed
from finseg.records.reading import Habit, Reading
from finseg.records.recipe import Derived, Recipe
from finseg.records.remedy import Remedy
from finseg.records.segmentation import Assignment
from finseg.settings import Settings
from finseg.study import Study
from finseg.study import study as module
from tests.builders.records import a_step
from tests.builders.results import make_results

SIZES = (12, 8)  # of 20 customers


def make_study(ids=(), recipe=None, readings=None, settings=None, **facts):
    """Make a study of 20 customers, 12 of them in the first segment; no fit is run."""
    results = make_results()
    segment = np.repeat([0, 1], SIZES)
    values = {"Income": np.arange(20.0), "Loan": np.append(np.arange(19.0), np.nan)}
    columns = [
        replace(c, reading=(readings or {}).get(c.name, Reading())) for c in results.dataset.columns
    ]
    table = pl.DataFrame(values).fill_nan(None)
    for name in ids:
        table = table.with_columns(pl.Series(name, [f"c{i}" for i in range(20)]))
        columns.append(
            Column(name=name, original=name, role="id", kind="text", unit="none", reason="")
        )
    dataset = replace(
        results.dataset,
        table=table,
        columns=tuple(columns),
        lines=np.arange(2, 22),
        rejects=(),
        source=replace(results.dataset.source, rows_read=23),
        **facts,
    )
    assignment = Assignment(
        segment=segment,
        second=1 - segment,
        margin=np.linspace(0, 1, 20),
        distance=np.array([1.0] * 11 + [3.0] + [1.0] * 7 + [5.0]),
    )
    interpretation = results.interpretation
    segments = tuple(
        replace(s, size=size, share=size / 20)
        for s, size in zip(interpretation.segments, SIZES, strict=True)
    )
    made = replace(
        results,
        dataset=dataset,
        recipe=recipe or Recipe(steps=(a_step("Income", "log1p"), a_step("Loan"))),
        segmentation=replace(
            results.segmentation,
            assignment=assignment,
            centres=np.array([[0.25, -1.5], [2.0, 3.0]]),
            reach=np.array([2.0, 4.0]),
        ),
        interpretation=replace(interpretation, segments=segments),
        settings=settings or results.settings,
    )
    return Study(results=made, lexicon=load_bundled_lexicon())


def test_the_title_is_that_of_the_settings_or_made_of_the_files_name():
    named = make_study()
    plain = make_study(settings=Settings())

    assert named.title == named.results.title == "Savers"
    assert plain.title == "Customer segments: Savers.csv"


def test_every_record_is_handed_out_under_its_own_name():
    study = make_study()
    records = (
        "dataset", "checked", "recipe", "shares", "exploration", "choice", "segmentation",
        "assessment", "interpretation", "offers", "settings",
    )  # fmt: skip

    assert all(getattr(study, name) is getattr(study.results, name) for name in records)
    assert study.verdict is study.choice.verdict
    assert study.segments is study.interpretation.segments
    assert study.results.names == ["Savers 0", "Savers 1"]
    assert study.results.numbers == study.settings.numbers()


def test_customers_are_listed_with_their_segment_and_flags():
    table = make_study(ids=("who",)).assignments

    assert table.columns == ["who", "row", "segment", "name", "margin", "second", "flags"]
    assert table["segment"].to_list() == [0] * 12 + [1] * 8
    assert table["flags"].to_list() == [""] * 11 + ["far"] + [""] * 7 + ["far;filled:Loan"]
    assert table["name"][12] == "Savers 1"


def test_labels_stand_one_for_each_row_of_the_table_given():
    study = make_study()
    rows = study.dataset.find_row_numbers().tolist()

    labels = study.labels

    assert (labels.name, len(labels), labels.null_count()) == ("segment", 23, 3)
    assert [labels[row - 1] for row in rows] == [0] * 12 + [1] * 8


def test_centres_are_in_the_columns_own_units():
    study = make_study()

    assert study.centres.columns == ["segment", "name", "Income", "Loan"]
    step = study.recipe.steps[1]
    back = step.centre + step.scale / step.weight * np.array([-1.5, 3.0])
    assert study.centres["Loan"].to_list() == pytest.approx(back.tolist())
    assert study.centres["Income"][0] != 0.25  # turned back


def test_there_is_a_page_for_each_segment():
    study = make_study()

    assert [str(page) for page in study.passports] == [str(study.passport(s)) for s in (0, 1)]
    assert str(study.passports[0]) != str(study.passports[1])


def test_records_are_told_in_one_line():
    study = make_study()

    for shown in (study, study.verdict, study.dataset, study.choice, study.segments[0],
                  study.passports[0], study.model, study.figures):  # fmt: skip
        assert "\n" not in repr(shown)
        assert len(repr(shown)) < 300
        assert repr(shown).startswith("<")


@pytest.mark.parametrize(
    ("ids", "identifier"), [((), ""), (("who",), "who"), (("segment",), "segment (id)")]
)
def test_the_identifier_is_the_column_that_the_table_of_offers_bears(ids, identifier):
    study = make_study(ids=ids)

    assert study.identifier == identifier
    assert not identifier or identifier in study.offers_table.columns


def test_the_model_keeps_centres_sizes_and_where_it_came_from():
    bundle = make_study(ids=("who",)).bundle

    assert (bundle.title, bundle.input_name, bundle.input_sha256) == (
        "Savers",
        "Savers.csv",
        "ab12",
    )
    assert (bundle.rows, bundle.ids) == (20, ("who",))
    assert [(s.id, s.name, s.size, s.centre, s.reach) for s in bundle.segments] == [
        (0, "Savers 0", 12, (0.25, -1.5), 2.0),
        (1, "Savers 1", 8, (2.0, 3.0), 4.0),
    ]
    assert bundle.settings["deliver"]["title"] == "Savers"


def test_the_model_keeps_only_the_dates_rules_and_habits_that_its_columns_need():
    recipe = Recipe(
        steps=(a_step("Income"), a_step("ratio")),
        derived=(Derived(column="ratio", formula="loan to income", above="Loan", below="Income"),),
    )
    elapsed = tuple(
        Elapsed(name=name, source="d", how="age", form="%Y", as_of="2026-01-01")
        for name in ("Income", "unused")
    )
    remedies = tuple(
        Remedy(rule="r", column=name, action="missing", reason="") for name in ("Loan", "unused")
    )
    readings = {"Income": Reading(decimal=","), "Loan": Reading(credit=3)}

    bundle = make_study(recipe=recipe, elapsed=elapsed, remedies=remedies, readings=readings).bundle

    assert [e.name for e in bundle.elapsed] == ["Income"]
    assert [r.column for r in bundle.remedies] == ["Loan"]
    assert bundle.habits == (
        Habit(column="Income", decimal=","),
        Habit(column="Loan", credit=True),
    )
    assert make_study().bundle.habits == ()


def test_the_outcome_tells_rows_segments_and_findings():
    study = make_study(ids=("who",))
    outcome = study.as_dict()

    assert [outcome[f"rows{what}"] for what in ("", "_read", "_used", "_rejected")] == [
        20,
        23,
        20,
        3,
    ]
    assert outcome["features"] == ["Income", "Loan"]
    assert (outcome["k"], outcome["k_given"], outcome["inertia"]) == (2, True, 9.0)
    assert outcome["identifier"] == "who"
    assert [(s["id"], s["size"], s["share"], s["jaccard"]) for s in outcome["segments"]] == [
        (0, 12, 0.6, 0.55),
        (1, 8, 0.4, 0.8),
    ]
    means = {t.column: t.mean for t in study.segments[1].traits}
    assert outcome["segments"][1]["means"] == means
    assert outcome["segments"][1]["markers"] == [t.column for t in study.segments[1].markers]
    assert [s["rule"]["segment"] for s in outcome["segments"]] == [0, 1]
    assert outcome["findings"] == [
        {"code": "D014", "severity": "warn", "column": "Income", "count": 3}
    ]
    assert [c["share"] for c in outcome["shares"]["columns"]] == [0.5, 0.5]
    assert outcome["reason"] == "Two were asked for: Savers."
    assert (outcome["verdict"]["kind"], outcome["verdict"]["k"]) == ("constructive", 2)
    assert [a["k"] for a in outcome["agreements"]] == [2]
    assert [r["column"] for r in outcome["redundancy"]["relations"]] == ["Income"]
    assert outcome["offers"]["customers"] == study.offers.customers


def test_what_is_claimed_and_doubted_of_a_segment_stands_with_that_segment():
    study = make_study().rename({1: "High Loan Savers"})

    first, second = study.as_dict()["segments"]

    assert second["note"] == str(study.segments[1].note)
    assert first["note"] == ""
    assert [c["says"] for c in second["claims"]] == [str(c.says) for c in study.segments[1].claims]
    assert [len(s["claims"]) for s in (first, second)] == [len(s.claims) for s in study.segments]


def test_results_without_a_figure_on_a_segment_say_so():
    results = make_results(k=3)
    second = replace(results.assessment, segments=results.assessment.segments[1:2])

    assert results.find_stability(2) is results.assessment.segments[2]
    assert replace(results, assessment=second).find_stability(0) is None
    found = replace(results, assessment=second).find_stability(1)
    assert found is results.assessment.segments[1]
    assert results.verdict is results.choice.verdict


def test_a_segment_has_its_own_page_and_one_that_is_not_there_is_refused():
    study = make_study()

    first, second = (to_text(study.passport(s).blocks()) for s in (0, 1))

    assert ("Savers 0" in first, "Savers 1" in second) == (True, True)
    assert ("0.55" in first, "0.80" in second) == (True, True)
    with pytest.raises(UsageError, match="no segment 2"):
        study.passport(2)


def test_a_page_of_the_only_segment_tells_no_stability():
    study = make_study()
    alone = replace(study.interpretation, segments=study.segments[:1])
    one = replace(study, results=replace(study.results, interpretation=alone))

    assert "0.55" not in to_text(one.passport(0).blocks())


def test_a_name_that_is_given_goes_into_settings_and_segments_and_earlier_ones_stay():
    study = make_study(ids=("who",))
    first = study.rename({0: "Careful Savers"})

    both = first.rename({"1": "Big Spenders"})

    assert both.results.names == ["Careful Savers", "Big Spenders"]
    assert both.settings.interpret.names == {"0": "Careful Savers", "1": "Big Spenders"}
    assert both.bundle.segments[1].name == "Big Spenders"
    assert study.results.names == ["Savers 0", "Savers 1"]


def test_a_model_is_saved_as_it_is(tmp_path):
    study = make_study()

    path = study.save(tmp_path / "model.json")

    assert load_bundle(path) == study.bundle == study.model.bundle


def test_a_study_is_shown_by_its_customers_and_segments():
    study = make_study()

    assert repr(study) == "<Study of 20 customers: 0 Savers 0 (12), 1 Savers 1 (8)>"
    page = study._repr_html_()
    assert "23 rows read = 20 used + 3 rejected" in page
    assert "Verdict: constructive" in page
    assert page.count("border-left") == 2  # a card per segment
    assert "<b>1 Savers 1</b>" in page
    assert page.count("<svg") == 1
    assert "study.figures" in page


def test_the_whole_study_is_described_stage_by_stage():
    text = to_text(make_study().blocks())
    heads = ["Findings", "Preparation", "Columns that follow", "Shares of the distance",
             "Columns in figures", "The fit", "How far the segments"]  # fmt: skip
    places = [text.index(head) for head in heads]

    assert places == sorted(places)


def test_nothing_is_withheld_from_results_until_they_are_disclosed():
    results = make_results()

    assert (results.least, results.shared) == (1, False)


@pytest.mark.parametrize("share", [False, True])
def test_a_folder_is_written_of_the_files_for_its_readers_with_the_date(
    monkeypatch, tmp_path, share
):
    asked: dict[str, Any] = {}
    for name in ("make_result_files", "make_shared_files"):
        monkeypatch.setattr(
            module,
            name,
            lambda *own, name=name, **how: (
                asked.update({name: (own, how)}) or (file for file in [("a.csv", b"x")])
            ),
        )
    study, dated = make_study(), date(2026, 3, 31)

    folder = study.write(tmp_path / "out", dated=dated, share=share)

    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert list(asked) == ["make_shared_files" if share else "make_result_files"]
    ((own, how),) = asked.values()
    assert own == ((study.results, dated) if share else (study.results,))
    assert share or (how["dated"], how["bundle"]) == (dated, study.bundle)
    assert manifest["dated"] == "2026-03-31"
    assert [file["name"] for file in manifest["files"]] == ["a.csv"]
    assert manifest["left_out"][0]["name"] == "summary.pdf"
    assert ("outcome" in manifest, "shared" in manifest) == (not share, share)
    assert [left["name"] for left in manifest["left_out"]] == [
        "summary.pdf",
        "everything that has customers' rows",
    ]


def test_a_report_is_written_of_the_results_with_the_date(monkeypatch, tmp_path):
    monkeypatch.setattr(
        module, "make_report_page", lambda results, dated: f"{results.title} {dated}"
    )

    path = make_study().report(tmp_path / "r.html", dated=date(2026, 3, 31))

    assert path.read_text() == "Savers 2026-03-31"


def make_nothing():
    yield from ()


def test_nothing_is_shared_unless_asked_and_how_to_write_is_said_by_name(monkeypatch, tmp_path):
    asked: dict[str, Any] = {}
    for name in ("make_result_files", "make_shared_files"):
        monkeypatch.setattr(
            module, name, lambda *own, name=name, **_: asked.update({name: own}) or make_nothing()
        )

    make_study().write(folder=tmp_path / "out")

    assert list(asked) == ["make_result_files"]
    for method in (Study.write, Study.report):
        kinds = {p.name: p.kind for p in signature(method).parameters.values()}
        assert kinds["dated"] is Parameter.KEYWORD_ONLY
