"""What does reading cost beside a bare CSV reader?

    uv run python benchmarks/read.py

A million customers in six columns. `polars.read_csv` only splits and types the file; finseg finds
out encoding and delimiter, keeps every row or says why not, types and names the columns, and checks
them. Processes of their own take turns; the time is taken inside, after the imports, and the memory
is the peak of the process less what it had before reading, in multiples of the file. The status is
1 where the goal is not reached.
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
before, began = peak(), time.perf_counter()
{work}
print(time.perf_counter() - began, (peak() - before) * 1024)
"""
WAYS = {
    "polars.read_csv": ("import polars", "polars.read_csv(sys.argv[1])"),
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


def measured(way: str, file: Path) -> tuple[float, float]:
    """Run one way once; return seconds, and memory in multiples of the file."""
    imports, work = WAYS[way]
    code = _FRAME.format(imports=imports, work=work)
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True
    )
    seconds, taken = map(float, done.stdout.split())
    return seconds, taken / file.stat().st_size


def main() -> int:
    """Measure all ways in turns, print a table, and say whether the goal is reached."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "customers.csv"
        maker = Path(__file__).with_name("customers.py")
        subprocess.run([sys.executable, str(maker), str(ROWS), str(file)], check=True)
        runs: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
        for _ in range(REPEATS):
            for way in WAYS:
                runs[way].append(measured(way, file))
    bare = min(seconds for seconds, _ in runs["polars.read_csv"])
    print("| way | least s | beside polars | peak memory / file |\n|---|---:|---:|---:|")
    kept = True
    for way, found in runs.items():
        least, memory = min(s for s, _ in found), max(m for _, m in found)
        print(f"| {way} | {least:.2f} | {least / bare:.1f}× | {memory:.1f}× |")
        kept = kept and least <= MOST_TIME * bare and memory < MOST_MEMORY
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
