"""Every option reaches the argument it is named after, with the default that the help states."""

from __future__ import annotations

import importlib
import json
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

import finseg.campaign
import finseg.cli.checkup
import finseg.deliver.folder
import finseg.drawing_engine
import finseg.journey
from finseg.cli.main import app
from finseg.deliver.tables import rejects_table, to_csv
from finseg.document.blocks import Sentence
from finseg.document.machine_form import mark_form
from finseg.document.numbers import Numbers
from finseg.records.dataset import Reject
from finseg.settings import Settings

RECORD = SimpleNamespace(
    numbers=Numbers(),
    blocks=lambda: [Sentence("the answer")],
    as_dict=lambda: {"answer": 1.5, "none": float("nan")},
    rejects=(),
    source="new.csv",
    assigned=pl.DataFrame({"id": ["C1"]}),
)


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*args):
        done = CliRunner().invoke(app, list(map(str, args)), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


@pytest.fixture
def calls(monkeypatch):
    """Record what is called instead of doing it."""
    made = []

    def replace(module, name, result=RECORD):
        def record(*args, **kwargs):
            made.append((name, args, kwargs))
            return result

        monkeypatch.setattr(module, name, record)

    replace(finseg.campaign, "plan")
    replace(finseg.campaign, "read")
    replace(finseg.journey, "score")
    replace(finseg.journey, "init")
    return made


def test_a_campaign_without_options_leaves_every_choice_to_the_study(call, calls):
    said = call(
        "campaign", "plan", "results", "--product", "Card", "--base-rate", 0.05, "--uplift", 0.02
    )

    ((_, args, kwargs),) = calls
    assert args == (Path("results"), "Card")
    assert kwargs == {
        "base_rate": 0.05, "uplift": 0.02, "segments": (), "power": None, "significance": None,
        "control": None, "by": (), "customers": None, "identifier": "", "seed": None,
        "anyway": False, "out": Path("campaign.csv"),
    }  # fmt: skip
    assert said.splitlines() == ["the answer", "→ campaign.csv", "→ campaign-plan.json"]


def test_each_option_of_a_campaign_s_plan_is_passed_on(call, calls):
    said = call(
        "campaign", "plan", "r", "--product", "P", "--base-rate", 0.3, "--uplift", -0.1,
        "--segment", 1, "--segment", "Savers", "--power", 0.9, "--significance", 0.01,
        "--control", 0.4, "--by", "City", "--by", "Sex", "--customers", "c.csv", "--id", "Key",
        "--seed", 7, "--out", "a.csv", "--anyway", "--json",
    )  # fmt: skip

    assert calls[0][2] == {
        "base_rate": 0.3, "uplift": -0.1, "segments": ["1", "Savers"], "power": 0.9,
        "significance": 0.01, "control": 0.4, "by": ["City", "Sex"], "customers": "c.csv",
        "identifier": "Key", "seed": 7, "anyway": True, "out": Path("a.csv"),
    }  # fmt: skip
    assert json.loads(said) == mark_form({
        "answer": 1.5, "none": None, "out": "a.csv", "plan": "a-plan.json",
    })  # fmt: skip


def test_outcomes_without_options_are_read_as_the_campaign_s_own(call, calls):
    said = call("campaign", "read", "campaign.csv", "outcomes.csv")

    ((_, args, kwargs),) = calls
    assert args == (Path("campaign.csv"), "outcomes.csv")
    assert kwargs == {
        "outcome": "", "identifier": "", "yes": (), "no": (), "absent": "unknown",
        "significance": None, "settings": None,
    }  # fmt: skip
    assert said.splitlines() == ["the answer"]


def test_each_option_of_reading_a_campaign_is_passed_on(call, calls, tmp_path):
    said = call(
        "campaign", "read", "c.csv", "one.csv", "two.csv", "--outcome", "Sold", "--id", "Key",
        "--yes", "took", "--yes", "ok", "--no", "left", "--absent", "no", "--significance", 0.2,
        "--settings", "s.toml", "--rejects", "out.csv",
    )  # fmt: skip

    ((_, args, kwargs),) = calls
    assert args == (Path("c.csv"), ["one.csv", "two.csv"])
    assert kwargs == {
        "outcome": "Sold", "identifier": "Key", "yes": ["took", "ok"], "no": ["left"],
        "absent": "no", "significance": 0.2, "settings": Path("s.toml"),
    }  # fmt: skip
    assert said.splitlines() == ["the answer", "→ out.csv"]
    assert (tmp_path / "out.csv").is_file()
    assert json.loads(call("campaign", "read", "c.csv", "one.csv", "--json"))["answer"] == 1.5


def test_scores_go_beside_where_one_is_and_to_the_place_that_is_named(call, calls, tmp_path):
    assert call("score", "model.json", "new.csv", "-q").splitlines()[-1] == "→ new-scored.csv"
    assert call("score", "m.json", "a.csv", "--out", "b.csv", "--as-of", "2026-03-31", "--why")

    (_, first, plain), (_, second, asked) = calls
    assert (first, second) == ((Path("model.json"), ["new.csv"]), (Path("m.json"), ["a.csv"]))
    assert (plain["as_of"], plain["why"]) == ("", False)
    assert (asked["as_of"], asked["why"]) == ("2026-03-31", True)
    assert (tmp_path / "b.csv").is_file()
    assert not (tmp_path / "b-rejects.csv").exists()


def test_rejects_of_earlier_scores_do_not_stay(call, calls, tmp_path):
    earlier = Reject(line=2, column="a", kind="no id", reason="no identifier", raw="x")
    place = tmp_path / "new-scored-rejects.csv"
    place.write_bytes(to_csv(rejects_table([earlier], "old.csv")))
    assert len(place.read_text().splitlines()) == 2

    said = call("score", "model.json", "new.csv", "--quiet")

    assert said.splitlines()[-2:] == ["→ new-scored.csv", "→ new-scored-rejects.csv"]
    assert len(place.read_text().splitlines()) == 1
    told = json.loads(call("score", "m.json", "a.csv", "--out", "b.csv", "--json"))
    assert told == mark_form({"answer": 1.5, "none": None, "out": "b.csv", "limits_passed": []})
    assert [name for name, *_ in calls] == ["score", "score"]


def test_a_settings_file_goes_to_the_usual_place_or_the_one_that_is_named(call, calls):
    assert call("init", "c.csv", "--quiet") == "→ finseg.toml\n"
    assert call("init", "c.csv", "d.csv", "--out", "o.toml", "--settings", "s.toml") == "→ o.toml\n"

    (_, first, plain), (_, second, asked) = calls
    assert (first, plain["settings"]) == ((["c.csv"], Path("finseg.toml")), None)
    assert (second, asked["settings"]) == ((["c.csv", "d.csv"], Path("o.toml")), Path("s.toml"))


@pytest.fixture
def study(monkeypatch):
    """Record what `run` and `demo` ask of a study, and what is written."""
    seen = SimpleNamespace(segment=None, write=None, places=[])
    made = SimpleNamespace(
        settings=Settings(),
        summary=lambda: [Sentence("the summary")],
        as_dict=lambda: {"rows": 3},
        write=lambda folder, **how: setattr(seen, "write", (folder, how)),
    )

    def segment(files, **how):
        seen.segment = (files, how)
        return made

    monkeypatch.setattr(finseg.journey, "segment", segment)
    monkeypatch.setattr(finseg.deliver.folder, "check_place", seen.places.append)
    monkeypatch.setattr(finseg.deliver.folder, "is_taken", lambda folder: folder.name == "old")
    monkeypatch.setattr(finseg.deliver.folder, "read_omissions", lambda _: ["summary.pdf"])
    monkeypatch.setattr(finseg.drawing_engine, "start_drawing_process", nullcontext)
    return seen


def test_a_run_without_options_chooses_the_segments_itself(call, study):
    said = call("run", "my customers.csv", "--quiet")

    files, how = study.segment
    assert files == ["my customers.csv"]
    assert (how["k"], how["quick"]) == (None, False)
    assert how["settings"].check.max_rejected_share == 0.01
    folder, written = study.write
    assert folder == study.places[0] == Path("finseg-my customers")
    assert written["share"] is False
    assert written["dated"].year >= 2026
    assert "Left out: summary.pdf." in said
    assert said.splitlines()[-1] == "→ finseg-my customers/report.html"


def test_each_option_of_a_run_is_passed_on(call, study):
    said = call(
        "run", "a.csv", "b.csv", "--k", 4, "--out", "old", "--allow-rejects", 0.25, "--quick",
        "--share", "-q",
    )  # fmt: skip

    files, how = study.segment
    assert files == ["a.csv", "b.csv"]
    assert (how["k"], how["quick"]) == (4, True)
    assert how["settings"].check.max_rejected_share == 0.25
    assert study.write[1]["share"] is True
    assert said.splitlines()[-1] == "→ old/report.html (replaces an earlier run's)"
    told = json.loads(call("run", "a.csv", "--out", "old", "--json"))
    assert told == mark_form({"rows": 3, "out": "old", "replaced": True})


def test_the_demo_is_the_reference_study_in_a_folder_of_its_own(call, study):
    call("demo", "--quiet")

    (file,), how = study.segment
    assert Path(file).name == "customers.csv"
    assert how["settings"] == finseg.journey.read_settings(finseg.example("finseg.toml"))
    assert (how["k"], study.write[0]) == (None, Path("finseg-demo"))
    call("demo", "--out", "there", "--quiet")
    assert study.write[0] == Path("there")


def test_the_other_demo_is_the_bank_in_a_folder_of_its_own(call, study):
    call("demo", "bank", "--quiet")

    (file,), how = study.segment
    assert Path(file) == finseg.example("bank/customers.csv")
    assert how["settings"] == finseg.journey.read_settings(finseg.example("bank/finseg.toml"))
    assert study.write[0] == Path("finseg-demo-bank")


def test_a_check_passes_its_options_on_and_fails_where_too_much_is_rejected(monkeypatch, call):
    seen: dict[str, Any] = {}
    record = SimpleNamespace(
        checked="checked",
        dataset=SimpleNamespace(source=SimpleNamespace(name="c.csv")),
        numbers=Numbers(locale="de-DE"),
    )

    def check(files, *, settings, announce, today):
        seen.update(files=files, settings=settings, announce=announce, today=today)
        return record

    monkeypatch.setattr(finseg.journey, "check", check)
    monkeypatch.setattr(
        importlib.import_module("finseg.check"),  # `finseg.check` itself is the command
        "find_stop_error",
        lambda *_: seen.get("error"),
    )
    monkeypatch.setattr(
        finseg.cli.checkup, "deliver_checkup", lambda *how: seen.update(delivered=how)
    )

    call("check", "c.csv")
    assert seen["files"] == ["c.csv"]
    assert isinstance(seen["today"], date)
    assert seen["settings"].check.max_rejected_share == 0.01
    assert seen["delivered"] == (record, "text", None, None)
    assert not seen["announce"].quiet
    call("check", "c.csv", "--out", "o.md", "--rejects", "r.csv", "--allow-rejects", 0.5, "-q")
    assert seen["delivered"] == (record, "markdown", Path("o.md"), Path("r.csv"))
    assert seen["settings"].check.max_rejected_share == 0.5
    assert seen["announce"].quiet
    call("check", "c.csv", "--json")
    assert seen["announce"].quiet
    call("check", "c.csv", "--json", "--out", "o.json")
    assert not seen["announce"].quiet, "stdout is free, so progress disturbs nothing"
    seen["error"] = ValueError("too many")
    with pytest.raises(ValueError, match="too many"):
        call("check", "c.csv")


@pytest.mark.parametrize(
    ("share", "what"),
    [([], "report, tables and model"), (["--share"], "report, profile and figures")],
)
def test_a_run_says_at_the_end_what_was_written_and_where(
    study, share, what, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["run", "a.csv", "--out", "there", *share])

    assert done.exit_code == 0
    assert f"{what} in there" in done.stderr
    assert study.write[1]["share"] is bool(share)


@pytest.mark.parametrize(
    ("form", "out", "rejects", "printed"),
    [
        ("text", None, None, "the check-up"),
        ("text", None, "r.csv", "the check-up→ r.csv\n"),
        ("json", None, "r.csv", "the check-up"),
        ("html", "o.html", None, "→ o.html\n"),
        ("html", "o.html", "r.csv", "→ o.html\n→ r.csv\n"),
    ],
)
def test_a_check_up_goes_to_the_terminal_or_to_its_file_and_the_rejects_to_theirs(
    form, out, rejects, printed, monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    seen = []

    def write(_, form, **how):
        seen.append((form, how))
        return "the check-up"

    monkeypatch.setattr(finseg.cli.checkup, "write_checkup", write)
    monkeypatch.setattr(finseg.cli.checkup, "measure_terminal_width", lambda: 120)
    record: Any = SimpleNamespace(
        dataset=SimpleNamespace(source=SimpleNamespace(name="c.csv")),
        rejects=(),
    )
    finseg.cli.checkup.deliver_checkup(record, form, out and Path(out), rejects and Path(rejects))

    assert capsys.readouterr().out == printed
    assert seen == [(form, {"width": 100} if out else {"width": 120, "first_row": True})]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(n for n in (out, rejects) if n)


BUILDING = ("--per", "Customer", "--as-of", "2026-03-31", "--window", "90", "--with", "c.csv")


def read_building(settings: Settings) -> tuple[Any, ...]:
    own = settings.build
    return own.per, settings.read.as_of, own.window, own.customers


@pytest.fixture
def checked(monkeypatch):
    """Record the settings of a check, and deliver nothing."""
    seen: dict[str, Any] = {}
    record = SimpleNamespace(
        checked=None, dataset=SimpleNamespace(source=SimpleNamespace(name="c")), numbers=Numbers()
    )
    monkeypatch.setattr(finseg.journey, "check", lambda _, **how: seen.update(how) or record)
    monkeypatch.setattr(importlib.import_module("finseg.check"), "find_stop_error", lambda *_: None)
    monkeypatch.setattr(finseg.cli.checkup, "deliver_checkup", lambda *_: None)
    return seen


@pytest.mark.parametrize(
    ("options", "built"),
    [
        ((), ("", "", 0, "")),
        (BUILDING, ("Customer", "2026-03-31", 90, "c.csv")),
        (BUILDING[:2], ("Customer", "", 0, "")),
        (BUILDING[2:4], ("", "2026-03-31", 0, "")),
        (BUILDING[4:6], ("", "", 90, "")),
        (BUILDING[6:], ("", "", 0, "c.csv")),
    ],
)
def test_what_customers_are_built_of_is_passed_on_by_every_command(
    call, calls, study, checked, options, built
):
    call("run", "a.csv", *options)
    call("check", "a.csv", *options)
    call("init", "a.csv", *options, "-q")

    assert read_building(study.segment[1]["settings"]) == built
    assert read_building(checked["settings"]) == built
    ((_, _, how),) = calls
    assert (read_building(how["settings"]) == built) if options else (how["settings"] is None)


def test_options_change_what_a_settings_file_says_and_leave_the_rest(call, study, tmp_path):
    (tmp_path / "s.toml").write_text('[build]\nper = "A"\nwindow = 30\n[choose]\nk_max = 7\n')

    call("run", "a.csv", "--settings", "s.toml", "--per", "B", "--set", "fit.seed=9")

    settings = study.segment[1]["settings"]
    assert (settings.build.per, settings.build.window) == ("B", 30)
    assert (settings.choose.k_max, settings.fit.seed) == (7, 9)
    assert isinstance(study.segment[1]["today"], date)
    assert study.write[1]["dated"] == study.segment[1]["today"]


@pytest.mark.parametrize(
    ("options", "features"),
    [
        ((), ()),
        (("--features", "Age, Income ,,"), ("Age", "Income")),
        (("--features", "Age", "--features", "Income,Debt"), ("Age", "Income", "Debt")),
        (("--features", " "), ()),
    ],
)
def test_features_may_be_named_at_once_or_one_by_one(call, study, checked, options, features):
    call("run", "a.csv", *options)
    call("check", "a.csv", *options)

    assert study.segment[1]["settings"].prepare.features == features
    assert checked["settings"].prepare.features == features


def test_scores_are_of_today_and_join_the_table_that_is_named(call, calls):
    call("score", "m.json", "a.csv", "-q")
    call("score", "m.json", "b.csv", "-q", "--with", "customers.csv")

    (_, _, plain), (_, _, joined) = calls
    assert "customers" not in plain
    assert joined["customers"] == "customers.csv"
    assert isinstance(plain["today"], date)


@pytest.mark.parametrize(
    ("command", "options"),
    [("run", ("--window", 0)), ("check", ("--window", 0)), ("init", ("--window", 0)),
     ("run", ("--k", 0))],
)  # fmt: skip
def test_a_number_below_its_least_is_refused(study, command, options):
    done = CliRunner().invoke(app, [command, "a.csv", *map(str, options)])

    assert done.exit_code == 2
    assert study.segment is None
