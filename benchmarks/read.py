"""What does reading cost beside a bare CSV reader?

    uv run python benchmarks/read.py

Two tables of a million customers in six columns: whole figures, and money with cents beside a
category. `polars.read_csv` only splits and types the file; finseg finds out encoding and delimiter,
keeps every row or says why not, types and names the columns, and checks them. Processes of their
own take turns, the file in the system's cache; the time is taken inside, after the imports, and the
memory is the peak of the process less what it had before reading, in multiples of the file. The
processor's time is given as well: on a busy machine it says more than the clock. The status is 1
where the goal is not reached.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROWS = 1_000_000
REPEATS = 5
MOST_TIME, MOST_MEMORY = 3.0, 6.0  # beside polars; times the file

_FRAME = """
import resource, sys, time
{imports}
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, began, worked = peak(), time.perf_counter(), time.process_time()
{work}
print(time.perf_counter() - began, time.process_time() - worked, (peak() - before) * 1024)
"""
BARE = "polars.read_csv"
WAYS = {
    BARE: ("import polars", "polars.read_csv(sys.argv[1])"),
    "finseg, read and typed": (
        "import polars, finseg.journey\nfrom finseg.read import read_source\n"  # noqa: ISC004
        "from finseg.settings import Settings",
        "read_source(sys.argv[1], Settings())",
    ),
    "finseg, read, typed and checked": (
        "import polars; from finseg.journey import check",
        "check(sys.argv[1])",
    ),
}
TABLES = ("whole", "cents")


def measured(way: str, file: Path) -> tuple[float, float, float]:
    """Run one way once; return seconds, the processor's, and memory in multiples of the file."""
    imports, work = WAYS[way]
    code = _FRAME.format(imports=imports, work=work)
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True
    )
    seconds, worked, taken = map(float, done.stdout.split())
    return seconds, worked, taken / file.stat().st_size


def compared(file: Path) -> bool:
    """Measure all ways in turns, print a table, and say whether the goal is reached."""
    runs: dict[str, list[tuple[float, float, float]]] = {way: [] for way in WAYS}
    file.read_bytes()  # into the cache
    for _ in range(REPEATS):
        for way in WAYS:
            runs[way].append(measured(way, file))
    seconds, worked, _ = map(min, zip(*runs[BARE], strict=True))
    megabytes = file.stat().st_size / 1e6
    print(f"\n{file.stem}, {megabytes:.1f} MB\n")
    print("| way | least s | beside polars | processor s | beside polars | peak memory / file |")
    print("|---|---:|---:|---:|---:|---:|")
    kept = True
    for way, found in runs.items():
        least, busy, _ = map(min, zip(*found, strict=True))
        memory = max(taken for _, _, taken in found)
        ratio = least / seconds
        print(f"| {way} | {least:.2f} | {ratio:.1f}× | {busy:.2f} | {busy / worked:.1f}× "
              f"| {memory:.1f}× |")  # fmt: skip
        kept = kept and ratio <= MOST_TIME and memory < MOST_MEMORY
    return kept


def main() -> int:
    """Make the tables, and compare on each."""
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        for kind in TABLES:
            file = Path(folder) / f"{kind}.csv"
            maker = Path(__file__).with_name("customers.py")
            subprocess.run([sys.executable, str(maker), str(ROWS), str(file), kind], check=True)
            kept = compared(file) and kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
