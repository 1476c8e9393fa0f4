"""How fast is bootstrap stability, next to R's fpc::clusterboot?

The same job both ways, in turns: uniform noise (1,000 x 5, the shape of the reference study),
k = 2..8, resamples x starts k-means fits per k, Jaccard index per segment of the table's own
partition. Prints the best time of each and the ratio; R's part is skipped, with the reason, where R
or fpc is absent. Run it with one BLAS thread (OMP_NUM_THREADS=1) for steady figures.

R runs twice: `once` is clusterboot's default and counts a drawn row once however often it was drawn
(fewer rows, and steadier clusters: higher indices); `often` is the bootstrap as here. R fits
Hartigan & Wong's k-means and compares on the drawn rows; here it is Lloyd's, on all rows.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from finseg.maths.resampling import assign_rows, fit_stack, stack_tables
from finseg.maths.stability import replicate_fits, segment_jaccard

Floats = npt.NDArray[np.float64]

SCRIPT = Path(__file__).with_suffix(".R")
KS = range(2, 9)


def ours(x: Floats, resamples: int, starts: int) -> tuple[float, Floats]:
    """Time the job here; return seconds and the mean Jaccard index for each k."""
    started = time.perf_counter()
    rng = np.random.default_rng(1)
    whole = stack_tables(x[None])
    own = [assign_rows(x, fit_stack(whole, k=k, starts=starts, rng=rng).centres)[0] for k in KS]
    replicas = replicate_fits(x, ks=KS, resamples=resamples, starts=starts, rng=rng)
    found = [segment_jaccard(each, part).mean() for each, part in zip(replicas, own, strict=True)]
    return time.perf_counter() - started, np.array(found)


def theirs(x: Floats, resamples: int, starts: int, counted: str) -> tuple[float, Floats] | str:
    """Time the job in R; return the same, or the reason why there is nothing to return."""
    program = shutil.which("Rscript")
    if program is None:
        return "Rscript is not on the path"
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.csv"
        np.savetxt(table, x, delimiter=",", fmt="%.17g")
        command = [program, str(SCRIPT), str(table), str(resamples), str(starts), counted]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stdout + done.stderr).strip()
    seconds, jaccard = done.stdout.splitlines()[:2]
    return float(seconds), np.array([float(word) for word in jaccard.split()])


def main() -> None:
    """Run both in turns and print the comparison."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--rows", type=int, default=1_000)
    options.add_argument("--columns", type=int, default=5)
    options.add_argument("--resamples", type=int, default=50)
    options.add_argument("--starts", type=int, default=5)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    x = np.random.default_rng(0).random((given.rows, given.columns))
    x = (x - x.mean(axis=0)) / x.std(axis=0)

    job = (x, given.resamples, given.starts)
    best: dict[str, tuple[float, Floats]] = {}
    for _ in range(given.rounds):
        keep_best(best, "finseg", ours(*job))
        for counted in ("once", "often"):
            keep_best(best, f"R, {counted}", theirs(*job, counted))
    for name, (seconds, jaccard) in best.items():
        ratio = seconds / best["finseg"][0]
        print(f"{name:9s} {seconds:6.2f} s  x {ratio:4.1f}  mean Jaccard {np.round(jaccard, 2)}")


def keep_best(
    best: dict[str, tuple[float, Floats]], name: str, got: tuple[float, Floats] | str
) -> None:
    """Keep the fastest of the rounds; say why a part was skipped."""
    if isinstance(got, str):
        print(f"{name:9s} skipped: {got}")
    elif name not in best or got[0] < best[name][0]:
        best[name] = got


if __name__ == "__main__":
    main()
