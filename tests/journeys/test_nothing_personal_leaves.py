"""Does a personal value that is planted in a table come out anywhere?

The canary stands in every personal column of every row, good or bad, and where a lost or a surplus
field has shifted it; then everything that is written or printed is searched.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

CANARIES = ("CANARY-4711", "canary-4711", "4711471147")
HEADER = "customer_id,full_name,email,phone,age,income,spending"


def person(i: int) -> str:
    return f"K{i:05d},CANARY-4711 {i},canary-4711-{i}@example.org,+49 4711471147{i:03d}"


def table(rows: int = 300) -> str:
    rng = np.random.default_rng(np.random.SeedSequence(4711))
    figures = zip(
        rng.integers(18, 80, rows), rng.normal(5e4, 9e3, rows), rng.gamma(9, 500, rows), strict=True
    )
    good = [f"{person(i)},{a},{b:.2f},{c:.2f}" for i, (a, b, c) in enumerate(figures)]
    bad = [
        f"{person(900)},44,50000.00",
        f"{person(901)},44,50000.00,500.00,7",
        "K00902,CANARY-4711, Ann,canary-4711@example.org,4711471147,44,50000.00,500.00",
        'K00903,"CANARY-4711,canary-4711@example.org,4711471147,44,50000.00,500.00',
        'K00904,"CANARY-4711" x,canary-4711@example.org,4711471147,44,50000.00,500.00',
        "K00905,CANARY-4711\0,canary-4711@example.org,4711471147,44,50000.00,500.00",
        f"{person(906)},CANARY-4711,50000.00,500.00",
        f"{person(907)},44,4711471147x,500.00",
        f"{person(908)},,,",
        "CANARY-4711,canary-4711@example.org,4711471147",
        good[0],
        f"{person(1)},44,50000.00,500.00",
    ]
    return "\n".join([HEADER, *good, *bad]) + "\n"


def run(*args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "finseg", *map(str, args)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr
    return done


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canary")
    (folder / "people.csv").write_text(table(), encoding="utf-8")
    (folder / "once.toml").write_text('[check]\non_duplicate = "first"\n')
    said = [
        run("check", "people.csv", "--format", form, "--rejects", "c.csv", cwd=folder)
        for form in ("text", "markdown", "html", "json")
    ]
    said += [
        run("check", "people.csv", "--settings", "once.toml", "--rejects", "d.csv", cwd=folder),
        run("run", "people.csv", cwd=folder),
        run("run", "people.csv", "--allow-rejects", 0.1, "--out", "o", cwd=folder),
        run("score", "o/model.json", "people.csv", "--out", "s.csv", cwd=folder),
    ]
    (folder / "said.txt").write_text("".join(d.stdout + d.stderr for d in said), encoding="utf-8")
    return folder


def test_the_canary_is_nowhere(place: Path) -> None:
    outputs = [p for p in place.rglob("*") if p.is_file() and p.name != "people.csv"]

    found = {
        f"{path.relative_to(place)}: {canary}"
        for path in outputs
        for canary in CANARIES
        if canary in path.read_text(encoding="utf-8", errors="replace")
    }

    assert len(outputs) > 10
    assert not found


def test_every_bad_row_is_in_the_list_all_the_same(place: Path) -> None:
    listed = (place / "o" / "rejects.csv").read_text(encoding="utf-8").splitlines()
    scored = (place / "s-rejects.csv").read_text(encoding="utf-8").splitlines()
    once = (place / "d.csv").read_text(encoding="utf-8")

    assert len(listed) == len(scored) == 11
    assert listed == (place / "c.csv").read_text(encoding="utf-8").splitlines()
    assert "repeated row" in once
    assert "repeated customer" in once
