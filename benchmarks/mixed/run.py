"""How well are groups among numbers and words found, and does noise pass for groups?

Mean adjusted Rand with the planted groups, their number known; and with `--structureless`, how
often a table without groups is called natural or reproducible. Seeded.

    python -m benchmarks.mixed.run --tables 6
    python -m benchmarks.mixed.run --tables 0 --structureless 10
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np
from sklearn.metrics import adjusted_rand_score

import finseg
from benchmarks.mixed.families import FAMILIES, structureless
from benchmarks.mixed.methods import METHODS, make_frame


def compare_methods(tables: int, seed: int) -> None:
    """Print a line per family."""
    print("family | " + " | ".join(METHODS))
    for place, (name, draw) in enumerate(FAMILIES.items()):
        found: dict[str, list[float]] = {method: [] for method in METHODS}
        for table in (draw(np.random.default_rng((seed, place, i))) for i in range(tables)):
            k = len(np.unique(table.groups))
            for method, run in METHODS.items():
                found[method].append(adjusted_rand_score(table.groups, run(table, k)))
        print(f"{name} | " + " | ".join(f"{np.mean(v):.2f}" for v in found.values()), flush=True)


def count_false_groups(tables: int, seed: int) -> None:
    """Print how often each word was used of tables without groups."""
    kinds: Counter[str] = Counter()
    for i in range(tables):
        frame = make_frame(structureless(np.random.default_rng((seed, 99, i))))
        study = finseg.segment(frame, features=frame.columns, quick=True)
        kinds[study.verdict.kind] += 1
    print("structureless:", dict(kinds))


def main() -> None:
    """Compare, and count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=6)
    parser.add_argument("--structureless", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.tables:
        compare_methods(asked.tables, asked.seed)
    if asked.structureless:
        count_false_groups(asked.structureless, asked.seed)


if __name__ == "__main__":
    main()
