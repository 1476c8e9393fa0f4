"""What does it cost to build customers of a million orders, and of ten million?

    uv run python benchmarks/build.py
    uv run python benchmarks/build.py --ten-million

A million orders of 100,000 customers with date, time, amount and channel. Building is planning and
adding up, after the file was read and understood. The processor's time is the least of several; the
memory is the most that the process had more than before, in multiples of the file. The status is 1
where a goal is not reached. Ten million orders are a file of 390 MB, which is read in pieces:
all of it is measured, reading, too, in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import polars as pl

from finseg.build import read_and_build
from finseg.build.plan import plan_building
from finseg.build.table import build_table
from finseg.read import read_any
from finseg.records.dataset import Dataset
from finseg.settings import Settings
from finseg.understand.columns import understand

ORDERS, CUSTOMERS = 1_000_000, 100_000
REPEATS = 3
BEGAN = time.perf_counter()
MOST_SECONDS, MOST_MEMORY = 3.0, 3.0  # processor time; times the file
_PAGE = os.sysconf("SC_PAGE_SIZE")


def write_orders(file: Path, batch: int = 0, customers: int = CUSTOMERS) -> None:
    """Write the orders; further batches behind those that are there."""
    rng = np.random.default_rng(np.random.SeedSequence(1 + batch))
    start = np.datetime64("2023-01-01T00:00:00")
    seconds = rng.integers(0, 700 * 86_400, ORDERS).astype("timedelta64[s]")
    table = pl.DataFrame(
        {
            "customer_id": [f"C{i:07d}" for i in rng.integers(0, customers, ORDERS)],
            "order_date": (start + seconds).astype("datetime64[s]").astype(str),
            "amount": rng.gamma(2.0, 20.0, ORDERS).round(2),
            "channel": rng.choice(["web", "shop", "app"], ORDERS),
        }
    )
    with file.open("ab") as out:
        table.write_csv(out, include_header=batch == 0)


def measure_memory() -> int:
    """Return the bytes the process has now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def build_once(rows: Dataset, settings: Settings) -> tuple[float, int]:
    """Build once; return the processor's seconds and the bytes more than before."""
    before, most, done = measure_memory(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            most[0] = max(most[0], measure_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.process_time()
    build_table(rows, plan_building(rows, settings.build).recipe)
    worked = time.process_time() - began
    done.set()
    watcher.join()
    return worked, max(0, most[0] - before)


def build_large(file: str) -> None:
    """Build of a large file, and print what it took; run in a process of its own."""
    _, built = read_and_build(file, Settings.from_tree({"build": {"per": "customer_id"}}))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{built.rows_read:,} rows, {built.customers:,} customers")
    print(f"{time.process_time():.0f} s of the processor, {time.perf_counter() - BEGAN:.0f} s")
    print(f"{peak:,.0f} MB at most")


def measure_ten_million() -> int:
    """Build customers of ten million orders of a million customers."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        for batch in range(10):
            write_orders(file, batch, 10 * CUSTOMERS)
        print(f"{file.stat().st_size / 1e6:.0f} MB", flush=True)
        done = subprocess.run([sys.executable, __file__, "--build", str(file)], check=False)
    return done.returncode


def main() -> int:
    """Measure, and hold it against the goals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ten-million", action="store_true")
    parser.add_argument("--build", default="")
    asked = parser.parse_args()
    if asked.build:
        build_large(asked.build)
        return 0
    return measure_ten_million() if asked.ten_million else measure_million()


def measure_million() -> int:
    """Measure a million orders, and hold it against the goals."""
    settings = Settings.from_tree({"build": {"per": "customer_id"}})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        write_orders(file)
        raw = read_any(str(file), settings.read)
        rows = understand(raw, settings.read, None, {}, more=True)
        size = file.stat().st_size
        runs = [build_once(rows, settings) for _ in range(REPEATS)]
    seconds, memory = min(run[0] for run in runs), max(run[1] for run in runs) / size
    print(f"{seconds:.2f} s of the processor (at most {MOST_SECONDS:.0f})")
    print(f"{memory:.1f} times the file of {size / 1e6:.0f} MB (at most {MOST_MEMORY:.0f})")
    return int(seconds > MOST_SECONDS or memory > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
