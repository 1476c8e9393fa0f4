"""How often is the verdict right, next to the usual rules for the number of groups?

Everything the product does is run on each table (`finseg.choose.choose_k`), and what it says is
held against the known answer: not *natural* for tables without groups, *natural* with the planted
or published k for the others, "segments around centres do not follow" for rings and bands. Beside
it the six usual rules, taken from the same candidates; and how often each of the three words was
used. Seeded; about 20 minutes on one core.

    python -m benchmarks.verdict.run --truth FOLDER [--structureless 25] [--mixtures 40]

`--quick` asks for the quick verdict (about 7 minutes).
"""

from __future__ import annotations

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from benchmarks.verdict.tables import (
    CENTRE_SHAPED,
    OTHER_SHAPES,
    Table,
    mixtures,
    published,
    structureless,
)
from finseg.choose import choose_k
from finseg.records.choice import Candidate, Choice
from finseg.records.verdict import KINDS, Verdict, VerdictKind
from finseg.settings import ChooseSettings

RULES = ("silhouette", "CH", "DB", "elbow", "gap", "pred. str.")
STRONG = 0.8  # prediction strength from which a k counts (Tibshirani & Walther 2005)
MISFIT = "rings, bands"
_WITH_GROUPS = ("mixture", "published", MISFIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said of one table."""

    family: str
    kind: VerdictKind
    right: dict[str, bool]  # by rule, ours among them


def ask(table: Table, *, quick: bool) -> Choice:
    """Ask finseg: up to 16 groups for published sets, up to 10 for the others."""
    columns = tuple(f"v{j}" for j in range(table.x.shape[1]))
    k_max = 16 if table.family in {MISFIT, "published"} else 10
    # The planted groups may be small: the limits of a business are not what is measured here.
    settings = ChooseSettings(k_max=k_max, smallest_share=0.0, quick=quick)
    return choose_k(table.x, columns, settings)


def is_right(table: Table, verdict: Verdict) -> bool:
    """Say whether the verdict is the known answer."""
    if table.family == MISFIT:
        return not verdict.fits
    if table.true_k == 1:
        return verdict.kind != "natural"
    return verdict.kind == "natural" and verdict.k == table.true_k


def rules_of_thumb(choice: Choice) -> dict[str, int]:
    """Say which number of groups each of the usual rules names, from the same candidates."""
    cut = [c for c in choice.candidates if c.k > 1 and not math.isnan(c.silhouette)]
    return {
        "silhouette": max(cut, key=lambda c: c.silhouette).k,
        "CH": max(cut, key=lambda c: c.calinski_harabasz).k,
        "DB": min(cut, key=lambda c: c.davies_bouldin).k,
        "elbow": choice.elbow_k or 1,
        "gap": _gap(choice.candidates),
        "pred. str.": max(
            [1, *(c.k for c in choice.candidates if c.prediction_strength >= STRONG)]
        ),
    }


def _gap(candidates: Iterable[Candidate]) -> int:
    """Name the smallest k whose gap is within one error of the next one's (Tibshirani 2001)."""
    measured = [c for c in candidates if not math.isnan(c.gap)]
    good = (a.k for a, b in pairwise(measured) if a.gap >= b.gap - b.gap_error)
    return next(good, measured[-1].k)


def judge(table: Table, *, quick: bool) -> Answer:
    """Hold the verdict and the rules against what is known of one table."""
    choice = ask(table, quick=quick)
    verdict = choice.verdict
    right = {"verdict": is_right(table, verdict)}
    possible = table.family != MISFIT  # no rule of thumb can say that k-means does not fit
    for rule, k in rules_of_thumb(choice).items():
        right[rule] = possible and k == table.true_k
    if not right["verdict"]:
        natural = choice.separation.natural_k
        said = f"{verdict.kind}, k = {verdict.k}, natural groups {natural}, fits {verdict.fits}"
        print(f"  missed: {table.family}, {table.name}: {said}", flush=True)
    return Answer(family=table.family, kind=verdict.kind, right=right)


def compare(tables: Iterable[Table], *, quick: bool = False) -> dict[str, list[Answer]]:
    """Judge every table; return the answers by family."""
    answers: dict[str, list[Answer]] = defaultdict(list)
    for table in tables:
        answers[table.family].append(judge(table, quick=quick))
    return answers


def fast_subset() -> dict[str, list[Answer]]:
    """Judge a few small tables of each kind, in seconds: one of each family, some mixtures."""
    made = chain(structureless(1, seed=3), mixtures(6, separations=(4, 6), seed=3))
    return compare((table for table in made if len(table.x) <= 1000), quick=True)


def without_groups(answers: dict[str, list[Answer]]) -> list[Answer]:
    """Return the answers on all structureless tables."""
    return [
        answer
        for family, some in answers.items()
        if not family.startswith(_WITH_GROUPS)
        for answer in some
    ]


def print_table(answers: dict[str, list[Answer]]) -> None:
    """Print the shares of right answers by family, and how often each word was used."""
    rules = ("verdict", *RULES)
    print("family".ljust(16) + "tables".rjust(7) + "".join(r.rjust(14) for r in (*rules, *KINDS)))
    whole = {**answers, "no groups, all": without_groups(answers)}
    for family, some in whole.items():
        if not some:
            continue
        shares = (f"{np.mean([a.right[rule] for a in some]):14.2f}" for rule in rules)
        words = (f"{sum(a.kind == kind for a in some):14d}" for kind in KINDS)
        print(family.ljust(16) + f"{len(some):7d}" + "".join((*shares, *words)))


def _tables(truth: Path | None, per_family: int, per_separation: int) -> Iterator[Table]:
    """Yield every table of the benchmark."""
    yield from chain(structureless(per_family), mixtures(per_separation))
    if truth is not None:
        yield from published(truth, CENTRE_SHAPED, family="published")
        yield from published(truth, OTHER_SHAPES, family=MISFIT)


def main() -> None:
    """Run the benchmark and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, help="folder of the published sets")
    parser.add_argument("--structureless", type=int, default=25, help="tables of each family")
    parser.add_argument("--mixtures", type=int, default=40, help="tables at each separation")
    parser.add_argument("--quick", action="store_true", help="with less evidence")
    options = parser.parse_args()
    start = time.perf_counter()
    tables = _tables(options.truth, options.structureless, options.mixtures)
    print_table(compare(tables, quick=options.quick))
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
