"""How often is the verdict right, next to the usual rules for the number of groups?

Everything the product does is run on each table (`finseg.choose.choose_k`), and what it says is
held against the known answer: not *natural* for tables without groups, *natural* with the planted
or published k for the others, "segments around centres do not follow" for rings and bands. Beside
it the six usual rules, taken from the same candidates; how often each word was used; and the quick
verdict beside the full one: it may say less, never more. Seeded.

    python -m benchmarks.verdict.run --truth FOLDER --processes 2

`--families counts "mixture 4"` takes those alone, by the beginning of their names; `--evidence`
adds what was measured at each number of groups to every answer that is wrong. `--seed` makes
tables nobody has looked at.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.verdict.compare import Pair, print_comparison, write_answers
from benchmarks.verdict.drowned import DROWNED, TWINS, drowned, twins
from benchmarks.verdict.families import FAMILIES, families
from benchmarks.verdict.judge import RULES, UNDECIDED, Answer, judge
from benchmarks.verdict.tables import (
    CENTRE_SHAPED,
    MISFIT,
    OTHER_SHAPES,
    STRUCTURELESS,
    Table,
    mixtures,
    published,
    structureless,
)
from finseg.records.verdict import KINDS

SEPARATIONS = (3, 4, 6)
RINGS = "rings, bands"
EFFORTS = {"full": (False,), "quick": (True,), "both": (False, True)}
# Of the families without groups, in the order in which they are summed up.
WITHOUT_GROUPS = {
    *STRUCTURELESS,
    *(n for n, family in FAMILIES.items() if family.groups == 1),
    *TWINS,
}


def judge_efforts(table: Table, efforts: Sequence[bool]) -> tuple[Answer, ...]:
    """Judge one table with each effort; True is quick."""
    return tuple(judge(table, quick=quick) for quick in efforts)


def judge_all(
    tables: Iterable[Table], efforts: Sequence[bool], *, processes: int = 1
) -> Iterator[tuple[Answer, ...]]:
    """Judge every table with each effort, in this order, whatever the number of processes."""
    judge_one = partial(judge_efforts, efforts=efforts)
    if processes == 1:
        yield from map(judge_one, tables)
        return
    # Started afresh: a copy of this process would inherit the locks of polars' threads.
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(judge_one, tables)


def by_family(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """Sort the answers by family, in the order of the tables."""
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[answer.family].append(answer)
    return found


def fast_subset() -> dict[str, list[Answer]]:
    """Judge a few small tables of each kind, in seconds: one of each family, some mixtures."""
    made = chain(structureless(1, seed=3), mixtures(6, separations=(4, 6), seed=3))
    small = (table for table in made if len(table.x) <= 1000)
    return by_family(answer for (answer,) in judge_all(small, (False,)))


def without_groups(answers: dict[str, list[Answer]]) -> list[Answer]:
    """Return the answers on all tables without groups."""
    return [a for family, some in answers.items() if family in WITHOUT_GROUPS for a in some]


def print_table(answers: dict[str, list[Answer]]) -> None:
    """Print the shares of right answers by family, and how often each word was used."""
    rules = ("verdict", *RULES)
    kinds = tuple(dict.fromkeys((*KINDS, UNDECIDED)))
    print("family".ljust(16) + "tables".rjust(7) + "".join(r.rjust(14) for r in (*rules, *kinds)))
    whole = {**answers, "no groups, all": without_groups(answers)}
    for family, some in whole.items():
        if not some:
            continue
        shares = (f"{np.mean([a.right[rule] for a in some]):14.2f}" for rule in rules)
        words = (f"{sum(a.kind == kind for a in some):14d}" for kind in kinds)
        print(family.ljust(16) + f"{len(some):7d}" + "".join((*shares, *words)))


def print_carriers(answers: dict[str, list[Answer]]) -> None:
    """Print how often columns were said to carry groups, and how often rightly."""
    heads = ("named", "exactly", "with true k", "seconds")
    print("\ncarriers\n")
    print("family".ljust(22) + "tables".rjust(7) + "".join(h.rjust(14) for h in heads))
    for family, some in {**answers, "no groups, all": without_groups(answers)}.items():
        if not some:
            continue
        named, exactly = sum(bool(a.named) for a in some), sum(a.names_carriers for a in some)
        right = sum(a.names_carriers and a.counts_groups for a in some)
        seconds = np.mean([a.search_seconds for a in some])
        counts = f"{named:14d}{exactly:14d}{right:14d}{seconds:14.2f}"
        print(family.ljust(22) + f"{len(some):7d}" + counts)


def print_missed(answers: Iterable[Answer], *, evidence: bool) -> None:
    """Print the wrong answers, if asked with what was measured at each number of groups."""
    for answer in answers:
        if answer.is_wrong:
            print(f"  missed: {answer.family}, {answer.table}: {answer.words}; {answer.gaps[0]}")
            if evidence:
                print(*(f"      {line}" for line in answer.gaps[1:]), sep="\n")


def _tables(options: argparse.Namespace) -> Iterator[Table]:
    """Yield every table that was asked for."""
    # Nothing is made of a family that is not wanted: each maker is asked for its own names.
    makers: list[tuple[Iterable[str], Callable[[], Iterator[Table]]]] = [
        (STRUCTURELESS, lambda: structureless(options.structureless, seed=7 + options.seed)),
        (
            [f"mixture {s}" for s in SEPARATIONS],
            lambda: mixtures(options.mixtures, separations=SEPARATIONS, seed=11 + options.seed),
        ),
        (FAMILIES, lambda: families(options.customers, seed=13 + options.seed)),
        (DROWNED, lambda: drowned(options.drowned, seed=17 + options.seed)),
        (TWINS, lambda: twins(options.drowned, seed=19 + options.seed)),
    ]
    if options.truth is not None:
        folder: Path = options.truth
        makers += [
            (["published"], lambda: published(folder, CENTRE_SHAPED, family="published")),
            ([RINGS], lambda: published(folder, OTHER_SHAPES, family=RINGS, right=MISFIT)),
        ]
    wanted = tuple(options.families or [""])
    for names, make in makers:
        if any(name.startswith(wanted) for name in names):
            yield from (table for table in make() if table.family.startswith(wanted))


def main() -> None:
    """Run the benchmark and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, help="folder of the published sets")
    parser.add_argument("--structureless", type=int, default=26, help="tables of each family")
    parser.add_argument("--mixtures", type=int, default=44, help="tables at each separation")
    parser.add_argument("--customers", type=int, default=12, help="tables of each other family")
    parser.add_argument("--drowned", type=int, default=20, help="tables of each, and of each twin")
    parser.add_argument(
        "--families", nargs="+", help="only these; the beginning of a name is enough"
    )
    parser.add_argument("--seed", type=int, default=0, help="0: the tables of result.txt")
    parser.add_argument("--effort", choices=EFFORTS, default="both")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--evidence", action="store_true", help="of what was missed")
    options = parser.parse_args()
    start = time.perf_counter()
    efforts = EFFORTS[options.effort]
    judged: list[tuple[Answer, ...]] = []
    print("each table: ✗ is a wrong answer\n")
    for answers in judge_all(_tables(options), efforts, processes=options.processes):
        print(write_answers(answers), flush=True)
        judged.append(answers)
    if not judged:
        parser.error("no table was asked for: is a family misspelt?")
    for place, quick in enumerate(efforts):
        some = [each[place] for each in judged]
        print(f"\n{'quick' if quick else 'full'}\n")
        print_missed(some, evidence=options.evidence)
        print_table(by_family(some))
        if not quick:
            print_carriers(by_family(some))
    if len(efforts) == 2:
        print("\nquick beside full\n")
        print_comparison([Pair(*each) for each in judged])
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
