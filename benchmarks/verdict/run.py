"""How often is the number of natural groups right, next to the usual rules?

Prints, for each family of tables, the share of right answers: "no groups" for structureless
tables, the planted or published k for the others, and "centre-shaped segments do not follow"
for rings and bands. Seeded; about 12 minutes on one core.

    python -m benchmarks.verdict.run --truth FOLDER [--structureless 26] [--mixtures 44]

With `--ours-only` the rules of thumb are left out: about 5 minutes.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from benchmarks.verdict.rules import fits_by_k, gap_statistic, index_rules, prediction_strength
from benchmarks.verdict.tables import (
    CENTRE_SHAPED,
    OTHER_SHAPES,
    Table,
    mixtures,
    published,
    structureless,
)
from finseg.choose.structure import Structure, find_structure

SEED = 20_260
RULES = ("ours", "quick", "silhouette", "CH", "DB", "elbow", "gap", "pred. str.")
SLOW_EVERY = 3  # the gap statistic and prediction strength see every third table
MISFIT = "rings, bands"


def is_right(table: Table, found: Structure) -> bool:
    """Say whether our answer is the known one."""
    if table.family == MISFIT:
        return found.outcome == "misfit"
    return found.natural_k == table.true_k and found.fits


def fast_subset() -> dict[str, float]:
    """Return our share of right answers on a few small tables of each kind, in seconds.

    Returns
    -------
    dict
        `structureless` and `mixtures` (at separation 4 and 6): shares of right answers.

    """
    kinds = {
        "structureless": list(structureless(1, seed=3)),
        "mixtures": list(mixtures(3, separations=(4, 6), seed=3)),
    }
    shares = {}
    for kind, tables in kinds.items():
        small = [table for table in tables if len(table.x) <= 1000]
        right = [is_right(table, _ours(table, "quick")) for table in small]
        shares[kind] = float(np.mean(right))
    return shares


def _ours(table: Table, effort: str) -> Structure:
    """Ask finseg."""
    return find_structure(
        table.x,
        k_max=_k_max(table),
        seed=np.random.SeedSequence(SEED),
        effort="quick" if effort == "quick" else "thorough",
    )


def _k_max(table: Table) -> int:
    """Return the largest k looked for: 16 for published sets, 10 for the others."""
    return 16 if table.family in {MISFIT, "published"} else 10


def _judge(table: Table, *, thumbs: bool, slow: bool) -> dict[str, bool]:
    """Return which rules are right about one table: ours, rules of thumb, slow ones of them."""
    found = _ours(table, "thorough")
    right = {"ours": is_right(table, found), "quick": is_right(table, _ours(table, "quick"))}
    if not right["ours"]:
        print(f"  missed: {table.family}, {table.name}: {_summary(found)}", flush=True)
    if not thumbs:
        return right
    k_max = _k_max(table)
    answers = index_rules(table.x, fits_by_k(table.x, k_max))
    if slow:
        answers["gap"] = gap_statistic(table.x, k_max)
        answers["pred. str."] = prediction_strength(table.x, k_max)
    possible = table.family != MISFIT  # no rule of thumb can say that k-means does not fit
    return right | {rule: possible and k == table.true_k for rule, k in answers.items()}


def _summary(found: Structure) -> str:
    """Say what was answered, and on what weakest border."""
    said = f"{found.outcome}, k = {found.natural_k}, agreement {found.agreement:.2f}"
    weakest = next((lv.weakest for lv in found.levels if lv.k == found.natural_k), None)
    return said + (f", weakest border p = {weakest.p:.3f}" if weakest else "")


def compare(tables: Iterable[Table], *, thumbs: bool = True) -> dict[str, dict[str, list[bool]]]:
    """Return, by family and rule, which answers were right."""
    results: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for number, table in enumerate(tables):
        answers = _judge(table, thumbs=thumbs, slow=number % SLOW_EVERY == 0)
        for rule, right in answers.items():
            results[table.family][rule].append(right)
    return results


def _print_table(results: dict[str, dict[str, list[bool]]]) -> None:
    """Print the shares of right answers by family, and over all structureless tables."""
    rules = [rule for rule in RULES if all(rule in by_rule for by_rule in results.values())]
    print("family".ljust(16) + "tables".rjust(7) + "".join(rule.rjust(12) for rule in rules))
    for family, by_rule in results.items():
        shares = "".join(f"{np.mean(by_rule[rule]):12.2f}" for rule in rules)
        print(family.ljust(16) + f"{len(by_rule['ours']):7d}" + shares)


def _tables(truth: Path | None, per_family: int, per_separation: int) -> Iterator[Table]:
    """Yield every table of the benchmark."""
    yield from chain(structureless(per_family), mixtures(per_separation))
    if truth is not None:
        yield from published(truth, CENTRE_SHAPED, family="published")
        yield from published(truth, OTHER_SHAPES, family=MISFIT)


def _with_total(results: dict[str, dict[str, list[bool]]]) -> dict[str, dict[str, list[bool]]]:
    """Add a row over all structureless families."""
    total: dict[str, list[bool]] = defaultdict(list)
    for family, by_rule in results.items():
        if not family.startswith(("mixture", "published", MISFIT)):
            for rule, right in by_rule.items():
                total[rule] += right
    return {**results, "no groups, all": total}


def main() -> None:
    """Run the benchmark and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, help="folder of the published sets")
    parser.add_argument("--structureless", type=int, default=26, help="tables of each family")
    parser.add_argument("--mixtures", type=int, default=44, help="tables at each separation")
    parser.add_argument("--ours-only", action="store_true", help="leave out rules of thumb")
    options = parser.parse_args()
    start = time.perf_counter()
    tables = _tables(options.truth, options.structureless, options.mixtures)
    results = compare(tables, thumbs=not options.ours_only)
    _print_table(_with_total(results))
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
