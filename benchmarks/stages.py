"""Where do the time and the memory of one run go, stage by stage?

    uv run python benchmarks/stages.py customers.csv
    uv run python benchmarks/stages.py customers.csv --quick --runs 5

A table with the least wall time, the least processor time and the peak memory of each stage, each
run in a process of its own. Processor time is that of the run itself, all threads; that of the
processes beside it (the drawing engine, the browser) stands below. On a busy machine only processor
time can be compared.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEGABYTE = 1024  # of what Linux counts in kilobytes


def main() -> None:
    """Measure as often as asked, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--once", action="store_true", help="measure here, and print JSON")
    wanted = parser.parse_args()
    if wanted.once:
        print(json.dumps(measure_run(wanted.file, quick=wanted.quick)))
        return
    again = [sys.executable, __file__, wanted.file, "--once", *["--quick"] * wanted.quick]
    runs = [
        json.loads(subprocess.run(again, capture_output=True, check=True, text=True).stdout)
        for _ in range(wanted.runs)
    ]
    print("| stage | wall s | processor s | peak MB |\n|---|---:|---:|---:|")
    for stage in runs[0]:
        wall, processor, peak = (min(run[stage][i] for run in runs) for i in range(3))
        print(f"| {stage} | {wall:.2f} | {processor:.2f} | {peak:.0f} |")


def measure_run(file: str, *, quick: bool) -> dict[str, tuple[float, float, float]]:
    """Run once; return wall time, processor time and the peak so far of each stage."""
    found: dict[str, tuple[float, float, float]] = {}
    began = [time.perf_counter(), time.process_time()]

    def begin() -> None:
        began[:] = [time.perf_counter(), time.process_time()]

    def note(stage: str) -> None:
        wall, processor = time.perf_counter() - began[0], time.process_time() - began[1]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
        found[stage] = (wall, processor, peak)
        begin()

    from finseg import journey
    from finseg.drawing_engine import start_drawing_process

    note("import")
    with start_drawing_process(), tempfile.TemporaryDirectory() as folder:
        study = journey.segment(
            file, quick=quick, announce=lambda stage, said: note(stage) if said else begin()
        )
        begin()
        study.write(Path(folder) / "results")
        note("deliver")
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    found["processes beside"] = (0, beside.ru_utime + beside.ru_stime, 0)
    return found


if __name__ == "__main__":
    main()
