"""What becomes of every bad file we have, and how do other readers fare with the polluted ones?

Each file is read and checked in a process of its own kind: one worker takes file after file, is
given up when a file takes more than ten seconds, and may not take more than two gigabytes. Prints a
table of outcomes by corpus and Pollock's share of exact readings beside other readers' defaults.

    uv run --with duckdb python -m benchmarks.reading.run [--write]

`--write` keeps the outcomes in `outcomes.txt`, which the tests compare with.
"""

from __future__ import annotations

import argparse
import json
import resource
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reading import pollock
from benchmarks.reading.trial import OUTCOMES, Outcome, finseg_reading, trial_files, try_file

SHARED = Path(__file__).parents[3] / "shared"
GOLDEN = Path(__file__).with_name("outcomes.txt")
SECONDS = 10
MEMORY = 2 << 30  # bytes


def work() -> None:
    """Try the files named on stdin, one outcome per line on stdout."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for line in sys.stdin:
        outcome = try_file(Path(json.loads(line)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
        if peak > MEMORY:
            outcome = Outcome("failed", f"took {peak >> 20:,} MB")
        sys.stdout.write(json.dumps([outcome.kind, outcome.why]) + "\n")
        sys.stdout.flush()


def outcomes(files: Sequence[Path]) -> Iterator[tuple[Path, Outcome]]:
    """Try every file in a worker; a new one is started after a hang or a crash."""
    worker = _started()
    for path in files:
        assert worker.stdin is not None  # noqa: S101
        assert worker.stdout is not None  # noqa: S101
        worker.stdin.write(json.dumps(str(path)) + "\n")
        worker.stdin.flush()
        ready, _, _ = select.select([worker.stdout], [], [], SECONDS)
        answer = worker.stdout.readline() if ready else ""
        if answer:
            yield path, Outcome(*json.loads(answer))
            continue
        worker.kill()
        status = worker.wait()
        why = f"the process ended with {status}" if ready else f"took more than {SECONDS} s"
        yield path, Outcome("failed", why)
        worker = _started()
    worker.kill()
    worker.wait()


def _started() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.reading.run", "--work"]
    worker = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert worker.stdin is not None  # noqa: S101
    assert worker.stdout is not None  # noqa: S101
    worker.stdin.write(json.dumps(str(Path(__file__))) + "\n")  # the libraries are loaded with it
    worker.stdin.flush()
    worker.stdout.readline()
    return worker


def corpus(path: Path) -> str:
    """Return the corpus a file belongs to."""
    return path.relative_to(SHARED).parts[1]


def golden_text(found: Sequence[tuple[Path, Outcome]]) -> str:
    """Write the outcomes: counts by corpus, then one line per file."""
    counts = Counter((corpus(p), o.kind) for p, o in found)
    lines = ["# Outcomes of the reading trial; see benchmarks/README.md", "#"]
    lines.append("# " + "corpus".ljust(18) + "".join(k.rjust(20) for k in OUTCOMES))
    for name in sorted({corpus(p) for p, _ in found}):
        row = "".join(f"{counts[name, k]:,}".rjust(20) for k in OUTCOMES)
        lines.append("# " + name.ljust(18) + row)
    totals = Counter(o.kind for _, o in found)
    row = "".join(f"{totals[k]:,}".rjust(20) for k in OUTCOMES)
    lines.append("# " + "all".ljust(18) + row)
    lines += [f"{p.relative_to(SHARED)}\t{o.kind}" for p, o in found]
    return "\n".join(lines) + "\n"


def pollock_text(found: dict[Path, Outcome]) -> str:
    """Compare finseg with the defaults of other readers on the polluted files."""
    files = [p for p in found if p.parent.name == "polluted_files"]
    source = pollock.clean(files[0].parent)
    verdicts: dict[str, list[str]] = {"finseg": [finseg_verdict(p, source) for p in files]}
    for name, reader in pollock.OTHERS.items():
        try:
            readings = [pollock.by_other(reader, p) for p in files]
        except ModuleNotFoundError:
            print(f"{name} is not installed and left out")
            continue
        verdicts[name] = [
            pollock.judge(p.name, r, source) for p, r in zip(files, readings, strict=True)
        ]
    kinds = ("exact", "all but the damaged row", "refused", "differs")
    lines = ["reader".ljust(10) + "".join(k.rjust(26) for k in kinds)]
    for name, judged in verdicts.items():
        counts = Counter(judged)
        cells = "".join(f"{counts[k]} of {len(files)}".rjust(26) for k in kinds)
        lines.append(name.ljust(10) + cells)
    lines.append("")
    for place, path in enumerate(files):
        row = "  ".join(f"{name}: {judged[place]}" for name, judged in verdicts.items())
        why = pollock.why_not(path.name)
        lines.append(f"{path.name}  {row}" + (f"  (for nobody: {why})" if why else ""))
    return "\n".join(lines)


def finseg_verdict(path: Path, source: pollock.Reading) -> str:
    """Judge finseg's own reading of a polluted file."""
    from finseg.errors import FinsegError
    from finseg.journey import check

    try:
        reading = finseg_reading(path, check(path).dataset)
    except FinsegError:
        return pollock.judge(path.name, None, source)
    return pollock.judge(path.name, reading, source)


def main() -> None:
    """Run the trial and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the outcomes")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work()
        return
    found = list(outcomes(trial_files(SHARED)))
    text = golden_text(found)
    print(text)
    for path, outcome in found:
        if outcome.kind == "failed":
            print(f"FAILED {path.relative_to(SHARED)}: {outcome.why}")
    print()
    print(pollock_text(dict(found)))
    if given.write:
        GOLDEN.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
