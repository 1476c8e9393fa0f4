from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import finseg

CUSTOMERS = str(finseg.example("customers.csv"))
FOLDERS = sorted(p.name for p in finseg.example("customers.csv").parent.parent.iterdir())


def run(*args, cwd, **env):
    return subprocess.run(
        [sys.executable, "-m", "finseg", *map(str, args)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "120", **env},
    )


def test_demo_says_rows_segments_and_where_the_report_is(tmp_path):
    done = run("demo", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "1,000 rows read = 1,000 used + 0 rejected" in done.stdout
    assert "Young Wealth Builders" in done.stdout
    assert "finseg-demo/report.html" in done.stdout
    assert (tmp_path / "finseg-demo" / "report.html").is_file()


def test_one_plain_line_per_stage_where_there_is_no_terminal(tmp_path):
    done = run("demo", cwd=tmp_path)

    lines = [line for line in done.stderr.splitlines() if not line.endswith("…")]  # of long stages
    assert [line.split()[0] for line in lines] == [
        "read", "check", "prepare", "explore", "choose", "fit", "interpret", "assess",
        "recommend", "deliver",
    ]  # fmt: skip
    assert "\x1b" not in done.stderr


def test_what_is_to_be_shared_has_no_customer_s_row(tmp_path):
    done = run("run", CUSTOMERS, "--k", 3, "--quick", "--share", "--out", "there", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    names = {p.name for p in (tmp_path / "there").iterdir()}
    assert {"report.html", "profile.csv", "manifest.json"} <= names
    assert not names & {"segments.csv", "offers.csv", "rejects.csv", "segments.xlsx", "model.json"}
    assert "rests on at least 11 customers" in (tmp_path / "there" / "report.html").read_text(
        "utf-8"
    )


def test_json_is_one_object_with_rows_k_segments_and_place(tmp_path):
    done = run("run", CUSTOMERS, "--k", 3, "--json", "--out", "there", cwd=tmp_path)

    told = json.loads(done.stdout)
    assert done.stderr == ""
    assert (told["rows"], told["k"], told["out"]) == (1000, 3, "there")
    assert [s["id"] for s in told["segments"]] == [0, 1, 2]
    for segment in told["segments"]:
        assert set(segment) >= {"id", "name", "size", "means"}
        assert set(segment["means"]) == set(told["features"])


def test_quiet_leaves_stderr_empty(tmp_path):
    assert run("demo", "--quiet", cwd=tmp_path).stderr == ""
    assert run("init", CUSTOMERS, "-q", cwd=tmp_path).stderr == ""


def test_the_results_of_an_earlier_run_are_replaced_and_that_is_said(tmp_path):
    first = run("run", CUSTOMERS, "--k", 3, "--quick", "--out", "there", cwd=tmp_path)
    again = run("run", CUSTOMERS, "--k", 3, "--quick", "--out", "there", cwd=tmp_path)

    assert first.stdout.splitlines()[-1] == f"→ {Path('there') / 'report.html'}"
    assert again.stdout.splitlines()[-1].endswith("report.html (replaces an earlier run's)")


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("demo", "finseg-demo"),
        ("run", "`finseg-`"),
        ("score", "-scored.csv"),
        ("init", "finseg.toml"),
    ],
)
def test_the_help_says_where_results_go_unless_a_place_is_named(command, place, tmp_path):
    told = run(command, "--help", cwd=tmp_path).stdout

    assert place in told.partition("--out")[2]


def test_scoring_the_training_file_gives_the_same_segments(tmp_path):
    run("demo", cwd=tmp_path)

    done = run("score", "finseg-demo/model.json", CUSTOMERS, "--out", "s.csv", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    ours = (tmp_path / "finseg-demo" / "segments.csv").read_bytes()
    assert (tmp_path / "s.csv").read_bytes() == ours


def test_check_fits_nothing_and_writes_nothing(tmp_path):
    done = run("check", CUSTOMERS, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "Customer_Age" in done.stdout
    assert "feature" in done.stdout
    assert not list(tmp_path.iterdir())


def test_check_json_names_every_column_with_its_role(tmp_path):
    told = json.loads(run("check", CUSTOMERS, "--json", cwd=tmp_path).stdout)

    roles = {c["name"]: c["role"] for c in told["columns"] if not c["follows"]}
    assert list(roles.values()) == ["feature"] * 5


SPOILED = "age,income\n" + "".join(f"{i},{i * 7.5}\n" for i in range(20, 60)) + "30\n40,2,3\n"


def test_a_stop_is_status_3_but_everything_is_said_and_written_first(tmp_path):
    (tmp_path / "made.csv").write_text(SPOILED)
    out = ("--out", "c.html", "--rejects", "r.csv")

    printed = run("check", "made.csv", "--rejects", "r.csv", cwd=tmp_path)
    written = run("check", "made.csv", *out, cwd=tmp_path)
    allowed = run("check", "made.csv", "--allow-rejects", 0.1, cwd=tmp_path)

    assert (printed.returncode, written.returncode, allowed.returncode) == (3, 3, 0)
    for said in (printed.stderr, printed.stdout):
        assert "1 too few fields, 1 too many fields" in " ".join(said.split())
    assert "42 rows read = 40 used + 2 rejected; nothing stops the run" in allowed.stdout
    assert (tmp_path / "c.html").read_text().startswith("<!DOCTYPE html>")
    assert (tmp_path / "r.csv").read_text().splitlines()[1:] == [
        'made.csv,42,"",too few fields,too few fields: 1 where the header has 2,30',
        'made.csv,43,"",too many fields,too many fields: 3 where the header has 2,"40,2,3"',
    ]


def test_what_is_allowed_on_the_command_line_lets_the_run_go_on(tmp_path):
    (tmp_path / "made.csv").write_text(SPOILED)

    done = run("run", "made.csv", "--quick", "--allow-rejects", 0.1, "--out", "o", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "o" / "rejects.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("args", "begins"),
    [
        (("--format", "markdown"), "# finseg check: "),
        (("--format", "html"), "<!DOCTYPE html>"),
        (("--format", "json"), '{"format":"finseg-json","version":1,"made_by":"finseg check"'),
        ((), "finseg check: "),
    ],
)
def test_check_prints_the_form_that_is_asked_for(tmp_path, args, begins):
    assert run("check", CUSTOMERS, *args, cwd=tmp_path).stdout.startswith(begins)


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (("--format", "pdf"), 2),
        (("--json", "--format", "html"), 2),
        (("--out", "a.csv", "--rejects", "a.csv"), 2),
        (("--allow-rejects", "5"), 2),
        (("--out", "mine.txt"), 5),
        (("--rejects", "mine.txt"), 5),
    ],
)
def test_check_refuses_what_it_cannot_do_before_any_work(tmp_path, args, status):
    (tmp_path / "mine.txt").write_text("mine")

    done = run("check", CUSTOMERS, *args, cwd=tmp_path)

    assert done.returncode == status
    assert "read " not in done.stderr
    assert (tmp_path / "mine.txt").read_text() == "mine"


BAD = {
    "missing.csv": (None, 3, "FS201"),
    "empty.csv": (b"", 3, "FS202"),
    "header.csv": (b"age,income\n", 3, "FS202"),
    "text.csv": (b"name,town\nann,x\nbob,y\ncid,z\n", 3, "FS206"),
    "binary.csv": (bytes(range(256)) * 40, 3, "FS203"),
    "few.csv": (b"age,income\n20,100\n30,200\n", 3, "FS207"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_end_in_what_where_fix_and_status_3(tmp_path, name):
    data, status, code = BAD[name]
    if data is not None:
        (tmp_path / name).write_bytes(data)

    done = run("run", name, "--k", 4, cwd=tmp_path)

    assert done.returncode == status, done.stderr
    last = done.stderr[done.stderr.index("FS") :]
    assert last.startswith(code)
    assert "fix:" in last
    assert "Traceback" not in done.stderr
    assert not (tmp_path / name.replace(".csv", "")).exists()
    assert not list(tmp_path.glob("finseg-*"))
    assert not list(tmp_path.glob(".*"))


def test_a_directory_is_no_file(tmp_path):
    (tmp_path / "dir.csv").mkdir()

    assert run("run", "dir.csv", cwd=tmp_path).returncode == 3


@pytest.mark.parametrize(
    "args",
    [("run",), ("run", CUSTOMERS, "--k", "four"), ("run", CUSTOMERS, "--k", "0"), ("fly",)],
)
def test_wrong_usage_has_status_2_and_no_traceback(tmp_path, args):
    done = run(*args, cwd=tmp_path)

    assert done.returncode == 2
    assert "FS100" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_setting_is_status_2_with_the_right_word(tmp_path):
    (tmp_path / "finseg.toml").write_text("[choose]\nkay = 4\n")

    done = run("run", CUSTOMERS, "--settings", "finseg.toml", cwd=tmp_path)

    assert done.returncode == 2
    assert "unknown key `kay`" in done.stderr


def test_a_damaged_model_is_status_4(tmp_path):
    (tmp_path / "model.json").write_text("{}")

    done = run("score", "model.json", CUSTOMERS, cwd=tmp_path)

    assert (done.returncode, "FS300" in done.stderr) == (4, True)


def test_someone_elses_folder_is_status_5_before_any_work(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep")

    done = run("run", CUSTOMERS, "--out", "out", cwd=tmp_path)

    assert (done.returncode, "FS401" in done.stderr) == (5, True)
    assert "read " not in done.stderr
    assert (tmp_path / "out" / "mine.txt").read_text() == "keep"


def test_scores_never_replace_what_is_not_scores(tmp_path):
    run("demo", cwd=tmp_path)
    (tmp_path / "mine.csv").write_bytes(finseg.example("customers.csv").read_bytes())
    model = "finseg-demo/model.json"

    done = run("score", model, "mine.csv", "--out", "mine.csv", cwd=tmp_path)
    first = run("score", model, "mine.csv", "--out", "s.csv", cwd=tmp_path)
    again = run("score", model, "mine.csv", "--out", "s.csv", cwd=tmp_path)

    assert (done.returncode, "FS401" in done.stderr) == (5, True)
    original = finseg.example("customers.csv").read_bytes()
    assert (tmp_path / "mine.csv").read_bytes() == original
    assert (first.returncode, again.returncode) == (0, 0)


def test_scoring_never_replaces_what_is_not_rejects_and_never_leaves_old_ones(tmp_path):
    run("demo", cwd=tmp_path)
    header, *rows = finseg.example("customers.csv").read_text().splitlines()
    good = "\n".join([header, *rows[:20]]) + "\n"
    spoiled = good + ",".join(["n/k?"] * (header.count(",") + 1)) + "\n"
    (tmp_path / "new.csv").write_text(spoiled)
    (tmp_path / "s-rejects.csv").write_text("mine")
    score = ("score", "finseg-demo/model.json", "new.csv", "--out", "s.csv")

    refused = run(*score, cwd=tmp_path)
    kept = (tmp_path / "s-rejects.csv").read_text()
    (tmp_path / "s-rejects.csv").unlink()
    first = run(*score, cwd=tmp_path)
    listed = (tmp_path / "s-rejects.csv").read_text()
    (tmp_path / "new.csv").write_text(good)
    second = run(*score, cwd=tmp_path)

    assert (refused.returncode, kept) == (5, "mine")
    assert "FS401" in refused.stderr
    assert "score " not in refused.stderr
    assert (first.returncode, second.returncode) == (0, 0)
    header = "file,line,column,kind,reason,raw\n"
    assert listed.startswith(f"{header}new.csv,22,")
    assert (tmp_path / "s-rejects.csv").read_text() == header


def test_without_a_command_the_help_is_shown(tmp_path):
    done = run(cwd=tmp_path)

    assert done.returncode == 0
    for command in ("demo", "run", "check", "score"):
        assert f"\n  {command} " in done.stdout
    both = run("campaign", cwd=tmp_path)
    assert (both.returncode, both.stderr) == (0, "")
    assert "\n  plan " in both.stdout


def test_an_interruption_is_status_130_and_leaves_nothing(tmp_path):
    import signal
    import time

    started = subprocess.Popen(
        [sys.executable, "-m", "finseg", "run", CUSTOMERS, "--out", "out"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stderr is not None
    started.stderr.readline()  # reading is done, choosing has begun
    time.sleep(0.3)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)

    assert started.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_defect_of_ours_is_status_1_without_a_traceback(monkeypatch, capsys):
    from finseg.cli.failure import explain_failure

    assert explain_failure(RuntimeError("boom")) == 1
    assert "an error inside finseg" in capsys.readouterr().err
    monkeypatch.setenv("FINSEG_DEBUG", "1")
    explain_failure(RuntimeError("boom"))
    assert capsys.readouterr().err.startswith("RuntimeError: boom")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_poor_terminal_gets_question_marks_and_no_failure(tmp_path, encoding):
    done = run("demo", cwd=tmp_path, PYTHONIOENCODING=encoding)

    assert done.returncode == 0, done.stderr


def test_a_closed_pipe_is_no_failure(tmp_path):
    done = subprocess.run(  # noqa: S602 - the pipe is the point
        f"{sys.executable} -m finseg check {CUSTOMERS} -q | head -1",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
