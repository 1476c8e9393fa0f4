"""Do the tests see an error when there is one?

Small errors are planted one at a time, a comparison turned round, a number moved, a plus made a
minus, in a copy of this checkout, and the tests of that room are run: a planted error that no test
sees is printed with its place. Cosmic Ray (MIT, not among the tools that `uv sync` installs) does
the planting:

    uv run --with cosmic-ray python -m benchmarks.planted_errors --sample 100 --seed 1

`--rooms choose,check` limits it to some rooms, `--wide` lets the journeys try what the tests of the
room did not see. About 20 s for each error; the sample is drawn by the seed, the same for all.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "src/finseg"
# Rooms without a decision of their own are tried by the journeys.
EDGES = ("cli", "examples")
# Operators that change what is computed; those that only change annotations are left out.
OPERATORS = (
    "core/ReplaceComparisonOperator_",
    "core/NumberReplacer",
    "core/AddNot",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceAndWithOr",
    "core/ReplaceOrWithAnd",
    "core/ReplaceUnaryOperator_",
    "core/ReplaceBinaryOperator_Add_Sub",
    "core/ReplaceBinaryOperator_Sub_Add",
    "core/ReplaceBinaryOperator_Mul_Div",
    "core/ReplaceBinaryOperator_Div_Mul",
    "core/ZeroIterationForLoop",
)
SECONDS = 300  # that the tests of a room may take


@dataclass(frozen=True, slots=True)
class Outcome:
    """One planted error and what became of it."""

    room: str
    file: str
    line: int
    operator: str
    seen: bool
    diff: str


def list_rooms() -> list[str]:
    """Return the folders of the package that hold code."""
    folders = (p for p in (ROOT / PACKAGE).iterdir() if (p / "__init__.py").is_file())
    return sorted(p.name for p in folders if p.name not in EDGES)


def write_config(copy: Path, room: str, *, wide: bool) -> Path:
    """Write what Cosmic Ray needs to know of one room."""
    python = f"{sys.executable} -m pytest -x -q -p no:randomly -p no:cacheprovider"
    command = f"{python} tests/{room}" if (copy / "tests" / room).is_dir() else ""
    journeys = f"{python} -m 'not slow' tests/journeys tests/disclose tests/report"
    both = " && ".join(c for c in (command, journeys if wide or not command else "") if c)
    path = copy / f"cosmic-{room}.toml"
    path.write_text(
        "[cosmic-ray]\n"
        f'module-path = "{PACKAGE}/{room}"\n'
        f"timeout = {SECONDS}\nexcluded-modules = []\n"
        f"test-command = {json.dumps('sh -c ' + json.dumps(both))}\n"
        '[cosmic-ray.distributor]\nname = "local"\n',
        encoding="utf-8",
    )
    return path


def draw_sample(sessions: dict[str, Path], size: int, seed: int) -> dict[str, int]:
    """Keep `size` of the possible errors of all rooms, drawn with equal chances per room."""
    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    share, rest = divmod(size, max(len(sessions), 1))
    kept: dict[str, int] = {}
    for place, (room, path) in enumerate(sorted(sessions.items())):
        with sqlite3.connect(path) as session:
            jobs = session.execute(
                "select job_id, operator_name from mutation_specs order by module_path,"
                " start_pos_row, start_pos_col, operator_name, occurrence"
            ).fetchall()
            fit = [job for job, name in jobs if name.startswith(OPERATORS)]
            wanted = set(rng.sample(fit, min(len(fit), share + (place < rest))))
            for job, _ in jobs:
                if job not in wanted:
                    session.execute("delete from mutation_specs where job_id = ?", (job,))
                    session.execute("delete from work_items where job_id = ?", (job,))
        kept[room] = len(wanted)
    return kept


def read_outcomes(room: str, path: Path) -> Iterator[Outcome]:
    """Read what the tests said of each planted error of a room."""
    with sqlite3.connect(path) as session:
        rows = session.execute(
            "select m.module_path, m.start_pos_row, m.operator_name, r.test_outcome, r.diff"
            " from mutation_specs m join work_results r on r.job_id = m.job_id"
        ).fetchall()
    for file, line, operator, outcome, diff in rows:
        seen = "KILLED" in str(outcome).upper() or "INCOMPETENT" in str(outcome).upper()
        yield Outcome(room, file, line, operator, seen, diff or "")


def try_room(copy: Path, room: str, session: Path) -> list[Outcome]:
    """Plant the errors of one room, each alone."""
    config = copy / f"cosmic-{room}.toml"
    run_cosmic_ray(copy, "exec", str(config), str(session))
    return list(read_outcomes(room, session))


def run_cosmic_ray(copy: Path, *arguments: str) -> None:
    """Run one command of Cosmic Ray in the copy, whose own source goes before any other."""
    before = os.environ.get("PYTHONPATH", "")
    subprocess.run(
        [sys.executable, "-m", "cosmic_ray.cli", *arguments],
        cwd=copy,
        check=True,
        env={**os.environ, "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{before}"},
    )


def copy_checkout(target: Path) -> Path:
    """Copy what is under version control, so that nothing is planted in the original."""
    listed = subprocess.run(
        [shutil.which("git") or "git", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant a sample of errors and print the share that was seen, room by room."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", default="")
    parser.add_argument("--wide", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args(arguments)
    rooms = [r for r in asked.rooms.split(",") if r] or list_rooms()
    with tempfile.TemporaryDirectory() as folder:
        sessions, copies = {}, {}
        for room in rooms:
            copies[room] = copy_checkout(Path(folder) / room)
            config = write_config(copies[room], room, wide=asked.wide)
            sessions[room] = copies[room] / "session.sqlite"
            run_cosmic_ray(copies[room], "init", str(config), str(sessions[room]))
        draw_sample(sessions, asked.sample, asked.seed)
        with ThreadPoolExecutor(asked.workers) as pool:
            found = pool.map(lambda room: try_room(copies[room], room, sessions[room]), rooms)
            outcomes = [outcome for of_room in found for outcome in of_room]
    print_outcomes(outcomes)
    return 0


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Print the errors that no test saw, then the shares."""
    for outcome in outcomes:
        if not outcome.seen:
            changed = [
                line
                for line in outcome.diff.splitlines()
                if line[:1] in "+-" and line[:3] not in ("+++", "---")
            ]
            print(f"not seen: {outcome.file}:{outcome.line} {outcome.operator}")
            print("\n".join(f"    {line}" for line in changed))
    for room in sorted({outcome.room for outcome in outcomes}):
        own = [outcome.seen for outcome in outcomes if outcome.room == room]
        print(f"{room:12} {sum(own):4} of {len(own):4} seen ({sum(own) / len(own):.0%})")
    seen = sum(outcome.seen for outcome in outcomes)
    print(f"{'all':12} {seen:4} of {len(outcomes):4} seen ({seen / max(len(outcomes), 1):.0%})")


if __name__ == "__main__":
    sys.exit(main())
