"""How do `finseg run` and the notebook way compare, side by side on the same machine?

    uv run python benchmarks/run_vs_notebook.py
    uv run python benchmarks/run_vs_notebook.py --only start
    uv run python benchmarks/run_vs_notebook.py --only run --rows --file FILE --columns A,B,C

Whole processes, start included: wall time and peak memory as the operating system counts them. The
two ways take turns, so that a busy spell hits both; every way runs once beforehand, unmeasured. The
notebook way has an environment of its own in `benchmarks/.env`, made once and kept. This program
imports the standard library only: a large parent would be counted as its children's memory.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
NOTEBOOK_ENVIRONMENT = HERE / ".env"
REQUIREMENTS = HERE / "notebook-requirements.txt"
FINSEG = Path(sys.executable).with_name("finseg")

REPEATS = {1_000: (5, 5), 100_000: (3, 2), 1_000_000: (2, 2)}  # rows: finseg, notebook
FILE_REPEATS = (3, 2)
PAIR_PLOT_UP_TO = 100_000  # rows; seaborn draws every customer
START_REPEATS = 7
LIMITS = {"finseg --help": 0.4, "import finseg": 0.15, "finseg score, 1,000 rows": 1.0}  # seconds

Command = list[str]


class Run(NamedTuple):
    """One finished process."""

    seconds: float
    megabytes: float  # largest resident size


class Runs(NamedTuple):
    """All measured runs of one command."""

    all: tuple[Run, ...]

    @property
    def least(self) -> float:
        """The shortest time: what the work costs when nobody disturbs it."""
        return min(run.seconds for run in self.all)

    def cells(self) -> str:
        """Return count, least and median time, and peak memory as table cells."""
        median = statistics.median(run.seconds for run in self.all)
        peak = max(run.megabytes for run in self.all)
        return f"{len(self.all)} | {self.least:.2f} | {median:.2f} | {peak:,.0f}"


def main() -> None:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=("run", "start"), help="measure one part")
    parser.add_argument("--rows", type=int, nargs="*", choices=REPEATS, default=list(REPEATS))
    parser.add_argument("--file", type=Path, help="measure a file of yours, too")
    parser.add_argument("--columns", default="", help="its columns that the notebook clusters on")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="finseg-benchmark-") as folder:
        place = Path(folder)
        if wanted.only != "start":
            print_heading()
            for rows in wanted.rows:
                table = make_customers(place, rows)
                options = [] if rows <= PAIR_PLOT_UP_TO else ["--no-pairs"]
                compare(place, table, f"{rows:,}", options, REPEATS[rows])
                table.unlink()
            if wanted.file:
                options = ["--columns", wanted.columns] if wanted.columns else []
                compare(place, wanted.file, wanted.file.name, options, FILE_REPEATS)
        if wanted.only != "run":
            measure_starts(place)


def print_heading() -> None:
    """Print the heads of the table's columns."""
    print("| customers | way | runs | least s | median s | peak MB | notebook / finseg |")
    print("|---:|---|---:|---:|---:|---:|---:|", flush=True)


def compare(
    place: Path, table: Path, name: str, options: Sequence[str], repeats: tuple[int, int]
) -> None:
    """Compare the two ways on one table; `options` are the notebook's."""
    notebook: Command = [
        str(notebook_python()), str(HERE / "notebook_way.py"), str(table), str(place / "notebook"),
        *options,
    ]  # fmt: skip
    finseg: Command = [str(FINSEG), "run", str(table), "--out", str(place / "finseg")]
    measure(finseg)  # compiles the modules, fills the disk's cache
    finseg_runs, notebook_runs = take_turns(finseg, notebook, *repeats)
    ratio = notebook_runs.least / finseg_runs.least
    what = "notebook without its pair plot" if "--no-pairs" in options else "notebook"
    print(f"| {name} | {what} | {notebook_runs.cells()} | |")
    print(f"| {name} | finseg run | {finseg_runs.cells()} | {ratio:.1f}× |", flush=True)


def take_turns(one: Command, other: Command, times: int, other_times: int) -> tuple[Runs, Runs]:
    """Run both commands alternately, each as often as asked."""
    ones: list[Run] = []
    others: list[Run] = []
    for turn in range(max(times, other_times)):
        if turn < times:
            ones.append(measure(one))
        if turn < other_times:
            others.append(measure(other))
    return Runs(tuple(ones)), Runs(tuple(others))


def measure_starts(place: Path) -> None:
    """Measure what starts quickly, or should."""
    table = make_customers(place, 1_000)
    study = place / "study"
    measure([str(FINSEG), "run", str(table), "--k", "4", "--out", str(study)])
    commands: dict[str, Command] = {
        "finseg --help": [str(FINSEG), "--help"],
        "import finseg": [sys.executable, "-c", "import finseg"],
        "finseg score, 1,000 rows": [
            str(FINSEG), "score", str(study / "model.json"), str(table),
            "--out", str(place / "scored.csv"),
        ],
    }  # fmt: skip
    print("\n| start | runs | least s | median s | peak MB | to reach, s |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, command in commands.items():
        measure(command)
        runs = Runs(tuple(measure(command) for _ in range(START_REPEATS)))
        print(f"| {name} | {runs.cells()} | {LIMITS[name]:.2f} |", flush=True)


def measure(command: Command) -> Run:
    """Run a command to its end; stops the benchmark where it fails."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=said, env=environment, cwd=HERE.parent
        )
        _, status, usage = os.wait4(process.pid, 0)
        spent = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')}")
    unit = 1e6 if sys.platform == "darwin" else 1e3  # ru_maxrss: bytes there, kB elsewhere
    return Run(spent, usage.ru_maxrss / unit)


def make_customers(place: Path, rows: int) -> Path:
    """Write the customers in a process of its own."""
    path = place / f"customers-{rows}.csv"
    command = [sys.executable, str(HERE / "customers.py"), str(rows), str(path)]
    subprocess.run(command, check=True)
    return path


def notebook_python() -> Path:
    """Return the interpreter of the notebook way; make its environment where there is none."""
    python = NOTEBOOK_ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
    made_for = NOTEBOOK_ENVIRONMENT / "made-for.txt"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if not made_for.is_file() or made_for.read_text(encoding="utf-8") != wanted:
        uv = os.environ.get("UV") or shutil.which("uv")  # `uv run` says where it is
        if uv is None:
            sys.exit("uv is needed for the notebook's environment: start with `uv run`")
        place = str(NOTEBOOK_ENVIRONMENT)
        for command in (
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, place],
            [uv, "pip", "install", "--quiet", "--python", str(python), "-r", str(REQUIREMENTS)],
        ):
            subprocess.run(command, check=True)
        made_for.write_text(wanted, encoding="utf-8")
    return python


if __name__ == "__main__":
    main()
