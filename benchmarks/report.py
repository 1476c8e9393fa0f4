"""How long does it take to write the report?

    uv run python benchmarks/report.py

A study of 1,000 and one of 1,000,000 customers with six columns is made, unmeasured; then the
report is written from it three times, the drawing engine having started. Wall time and the
processor's time are given: on a busy machine look at the second.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

import finseg
from finseg.figures.drawing import warm_up
from finseg.study import Study

ROWS = (1_000, 1_000_000)
TIMES = 3
DATED = date(2026, 1, 31)
MOST_SECONDS = {1_000: 4.0, 1_000_000: 8.0}


def customers(rows: int) -> pl.DataFrame:
    """Make customers with six columns, in four loose groups."""
    rng = np.random.default_rng(np.random.SeedSequence(8))
    group = rng.integers(0, 4, rows)
    names = ("age", "income", "balance", "card_spending", "loan_amount", "months_as_customer")
    return pl.DataFrame(
        {
            name: np.round(rng.lognormal(3 + 0.4 * ((group + i) % 4), 0.5, rows), 2)
            for i, name in enumerate(names)
        }
    )


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and processor seconds."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - own


def write(study: Study, folder: Path) -> None:
    """Write the report."""
    study.report(folder / "report.html", dated=DATED)


def main() -> None:
    """Measure and print."""
    start = measured(warm_up)
    print(f"start of the drawing engine: wall {start[0]:.2f} s, processor {start[1]:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        for rows in ROWS:
            study = finseg.segment(customers(rows), k=4, quick=True)
            work = partial(write, study, Path(folder))
            times = [measured(work) for _ in range(TIMES)]
            wall, own = min(t[0] for t in times), min(t[1] for t in times)
            size = (Path(folder) / "report.html").stat().st_size
            print(
                f"{rows:>9,} customers: wall {wall:.2f} s, processor {own:.2f} s "
                f"(at most {MOST_SECONDS[rows]:.0f} s), {size:,} bytes"
            )


if __name__ == "__main__":
    main()
