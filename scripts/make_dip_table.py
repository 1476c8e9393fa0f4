"""How large is the dip of a sample with one hump? The null table, made by simulation.

Draws uniform samples of every size of a grid, measures their dip, and writes the quantiles of
sqrt(n) * dip to `src/finseg/maths/dip_table.py`. Seeded: the same numbers every time, whatever
the order of the sizes. About 80 seconds on one core.

    python scripts/make_dip_table.py
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from finseg.maths.dip import dip_statistic

SEED = 1985  # the year of the test
SIZES = (4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000)
DRAWS = 50_000
DRAWS_OF_LARGE = 20_000
LARGE = 1000  # from here on fewer draws: they cost more and sqrt(n) * dip hardly moves
LOWER = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
UPPER = (0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.9925, 0.995)
TAIL = (0.996, 0.997, 0.998, 0.9985, 0.999, 0.9995, 0.9998, 0.9999)
PROBABILITIES = LOWER + UPPER + TAIL
TARGET = Path(__file__).parents[1] / "src" / "finseg" / "maths" / "dip_table.py"
HEADER = '''"""How large is the dip of a sample that has one hump?

Quantiles of sqrt(n) * dip of uniform samples, one row per sample size. Made
by `scripts/make_dip_table.py` (seed {seed}, {draws:,} samples of each
size below {large:,}, {draws_of_large:,} of the others); do not edit by hand.
"""

from __future__ import annotations

# fmt: off
'''


def null_quantiles(n: int, seed: np.random.SeedSequence) -> npt.NDArray[np.float64]:
    """Return the quantiles of sqrt(n) * dip of uniform samples of size `n`."""
    rng = np.random.default_rng(seed)
    draws = DRAWS_OF_LARGE if n >= LARGE else DRAWS
    dips = np.array([dip_statistic(rng.random(n)) for _ in range(draws)])
    return np.asarray(np.sqrt(n) * np.quantile(dips, PROBABILITIES))


def as_source(rows: list[npt.NDArray[np.float64]]) -> str:
    """Write the table as a Python module."""
    header = HEADER.format(seed=SEED, draws=DRAWS, large=LARGE, draws_of_large=DRAWS_OF_LARGE)
    lines = [f"SIZES = {SIZES}", "PROBABILITIES = (", _wrapped(PROBABILITIES), ")"]
    lines.append("ROOT_N_DIPS = (  # one row for each size, ascending in probability")
    for n, row in zip(SIZES, rows, strict=True):
        lines += [
            f"    (  # n = {n}",
            _wrapped([round(float(q), 5) for q in row], indent=8),
            "    ),",
        ]
    return header + "\n".join([*lines, ")"]) + "\n"


def _wrapped(numbers: list[float] | tuple[float, ...], *, indent: int = 4) -> str:
    """Return numbers as indented, comma-closed lines of eight."""
    groups = [numbers[i : i + 8] for i in range(0, len(numbers), 8)]
    return "\n".join(" " * indent + ", ".join(map(str, group)) + "," for group in groups)


def main() -> None:
    """Make the table and say how long each size took."""
    seeds = {n: np.random.SeedSequence((SEED, n)) for n in SIZES}
    rows = []
    for n in SIZES:
        start = time.perf_counter()
        rows.append(null_quantiles(n, seeds[n]))
        print(f"n = {n}: {time.perf_counter() - start:.0f} s", flush=True)
    TARGET.write_text(as_source(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
