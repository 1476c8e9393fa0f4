"""How much of what finseg says about the columns of real tables is right, asked and wrong?

Each table is read and checked without any setting, and held against `facts/`. The two halves are
printed apart: rules may be made by looking at the half for building, of the other half only
figures are shown. Tables that are in none of the folders are skipped, and named.

    python -m benchmarks.meaning --tables ../shared/data ../shared/trials FOLDER
    python -m benchmarks.meaning --tables FOLDER --study --only churn-modelling

`--study` also runs a quick study of each table and looks for false words in names and offers.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import get_args

from benchmarks.meaning.compare import TableJudgement, judge_table
from benchmarks.meaning.facts import Facts, Half, find_table, load_facts
from benchmarks.meaning.names import StudyJudgement, judge_study
from benchmarks.meaning.show import show_half, show_studies
from finseg import check
from finseg.errors import FinsegError


def main() -> None:
    """Judge the tables that are there, and print."""
    asked = parse_arguments()
    found, skipped = find_tables(asked.tables, asked.only, asked.half)
    print(f"{len(found)} tables; not there: {', '.join(skipped) or 'none'}")
    judged, refused = judge_tables(found)
    print(f"refused: {', '.join(refused) or 'none'}")
    studies = run_studies(found) if asked.study else []
    for half in ("build", "measure"):
        own: list[TableJudgement] = [j for j in judged if j.facts.half == half]
        ran: list[StudyJudgement] = [s for s in studies if s.facts.half == half]
        if own:
            show_half(half, own, listed=half == "build")
        if ran:
            show_studies(ran, listed=half == "build")


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tables", nargs="+", type=Path, required=True, metavar="DIR")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME")
    parser.add_argument("--half", choices=get_args(Half), help="judge the tables of one half only")
    parser.add_argument("--study", action="store_true", help="run a quick study of each, too")
    return parser.parse_args()


def find_tables(
    folders: list[Path], only: tuple[str, ...], half: Half | None
) -> tuple[list[tuple[Facts, Path]], list[str]]:
    """Return the facts with their tables, and the names of those without one."""
    found: list[tuple[Facts, Path]] = []
    skipped: list[str] = []
    for facts in load_facts():
        if (only and facts.name not in only) or (half and facts.half != half):
            continue
        path = find_table(facts, folders)
        if path is None:
            skipped.append(facts.name)
        else:
            found.append((facts, path))
    return found, skipped


def judge_tables(found: list[tuple[Facts, Path]]) -> tuple[list[TableJudgement], list[str]]:
    """Judge each table; those that finseg does not read are named."""
    judged: list[TableJudgement] = []
    refused: list[str] = []
    for facts, path in found:
        try:
            judged.append(judge_table(facts, check(path).dataset))
        except FinsegError as error:
            refused.append(f"{facts.name} ({type(error).__name__})")
    return judged, refused


def run_studies(found: list[tuple[Facts, Path]]) -> list[StudyJudgement]:
    """Run a study of each table; on the error output, which one is running."""
    done: list[StudyJudgement] = []
    for facts, path in found:
        print(f"study of {facts.name} …", file=sys.stderr, flush=True)
        done.append(judge_study(facts, path))
    return done


if __name__ == "__main__":
    main()
