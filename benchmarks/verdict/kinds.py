"""Which word does the whole verdict use, on tables whose answer is known?

Counts *natural*, *reproducible* and *constructive* by family, with everything the product does
(several looks, agreement against two nulls, the choice of k). Structureless tables should be
constructive, planted groups natural at their k. A verdict that always used the same word would show
here at once. Seeded; about 5 minutes on two cores.

    python -m benchmarks.verdict.kinds --truth FOLDER [--structureless 4] [--mixtures 6]
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

from benchmarks.verdict.run import MISFIT
from benchmarks.verdict.tables import (
    CENTRE_SHAPED,
    OTHER_SHAPES,
    mixtures,
    published,
    structureless,
)
from finseg.choose import choose_k
from finseg.records.verdict import KINDS
from finseg.settings import ChooseSettings


def main() -> None:
    """Run the verdict on every table and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, help="folder of the published sets")
    parser.add_argument("--structureless", type=int, default=4, help="tables of each family")
    parser.add_argument("--mixtures", type=int, default=6, help="tables at each separation")
    parser.add_argument("--quick", action="store_true", help="with less evidence")
    options = parser.parse_args()
    tables = chain(structureless(options.structureless), mixtures(options.mixtures))
    if options.truth is not None:
        sets = published(options.truth, CENTRE_SHAPED, family="published")
        tables = chain(tables, sets, published(options.truth, OTHER_SHAPES, family=MISFIT))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    start = time.perf_counter()
    for table in tables:
        k_max = 16 if table.family in {MISFIT, "published"} else 10
        columns = tuple(f"v{j}" for j in range(table.x.shape[1]))
        # The planted groups may be small: the business limit is not what is measured here.
        settings = ChooseSettings(k_max=k_max, smallest_share=0.0, quick=options.quick)
        verdict = choose_k(table.x, columns, settings, seed=42).verdict
        right_k = verdict.kind == "natural" and verdict.k == table.true_k
        counts[table.family].update([verdict.kind, *(["right k"] if right_k else [])])
        counts[table.family]["misfit"] += not verdict.fits
    columns = (*KINDS, "right k", "misfit")
    print("family".ljust(16) + "".join(column.rjust(14) for column in columns))
    for family, seen in counts.items():
        print(family.ljust(16) + "".join(f"{seen[column]:14d}" for column in columns))
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
