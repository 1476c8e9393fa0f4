"""What becomes of one file, and is that right?

A path in, an `Outcome` out, one of four: `right` (the corpus has the right reading, and this is
it), `refused` (an error of the data, status 3), `read with findings`, `read`. Anything else is a
failure: another exception, a warning, a row that is neither used nor rejected, a reading that
differs from the known one in silence.
"""

from __future__ import annotations

import json
import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading import pollock
from benchmarks.reading.pollock import Reading
from finseg.errors import DataError
from finseg.journey import check
from finseg.read.files import read_raw
from finseg.records.dataset import Dataset
from finseg.settings import ReadSettings

# From worst to best.
OUTCOMES = ("failed", "read", "read with findings", "refused", "right")
_GRAVE = ("warn", "stop")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file."""

    kind: str
    why: str = ""  # for a failure: what; for a refusal: the error

    def __str__(self) -> str:
        return f"{self.kind}: {self.why}" if self.why and self.kind == "failed" else self.kind


def trial_files(shared: Path) -> list[Path]:
    """List every file of the bad inputs and of the variants of real tables."""
    folders = (shared / "badinputs", shared / "data" / "variants")
    found = (p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file())
    return [p for p in found if not _is_about(p)]


def _is_about(path: Path) -> bool:
    parts = path.parts
    known = "parameters" in parts or ("csv-spectrum" in parts and "json" in parts)
    return known or path.name.startswith("LICENSE") or path.suffix == ".md"


def try_file(path: Path) -> Outcome:
    """Read and check one file, and say what became of it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            done = check(path)
            wrong = _lost(path, done.dataset)
    except DataError as error:
        return _refused(path, error)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return Outcome("failed", f"{type(error).__name__}: {error}"[:200])
    if wrong:
        return Outcome("failed", wrong)
    known = _compared(path, done.dataset)
    if known:
        return known
    grave = any(f.severity in _GRAVE for f in done.checked.findings)
    return Outcome("read with findings" if grave else "read")


def _refused(path: Path, error: DataError) -> Outcome:
    if not (error.what and error.fix and error.exit_status == 3):
        return Outcome("failed", f"{error.code} without what, fix or status 3")
    if path.parent.name == "csvs":
        return Outcome("failed", f"refused: {error.what}")
    if path.parent.name == "polluted_files":
        verdict = pollock.judge(path.name, None, pollock.clean(path.parent))
        return Outcome("right" if verdict == "exact" else "refused", error.code)
    return Outcome("refused", error.code)


def _lost(path: Path, dataset: Dataset) -> str:
    """Say which rows are neither used nor rejected, by the dataset's count and by our own."""
    lines = [*dataset.lines.tolist(), *{r.line for r in dataset.rejects}]
    read = dataset.source.rows_read
    if not read == len(lines) == len(set(lines)):
        return f"{read} rows read, {len(lines)} used or rejected"
    counted = _counted(path, dataset)
    return "" if counted in (None, read) else f"{counted} rows in the file, {read} read"


def _counted(path: Path, dataset: Dataset) -> int | None:
    """Count the rows of a plain text, where each line is one: by splitting at line ends alone."""
    details = dataset.source.write_details()
    place = re.match(r"(in|none:) line (\d+)", details.get("header", ""))
    data = path.read_bytes()
    if "file in it" in details:
        with zipfile.ZipFile(path) as archive:
            data = archive.read(details["file in it"].strip("`"))
    if dataset.source.format != "CSV" or not place or path.suffix in (".gz", ".zst"):
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"\x28\xb5")):
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    lines = re.split(r"\r\n|\n|\r", text)
    if any(line.count('"') % 2 for line in lines):
        return None  # a row may stand on several lines
    above = int(place[2]) if place[1] == "in" else int(place[2]) - 1
    return sum(bool(line.strip("\ufeff \t\xa0")) for line in lines[above:])


def _compared(path: Path, dataset: Dataset) -> Outcome | None:
    """Compare with the known reading, where the corpus has one."""
    if path.parent.name == "polluted_files":
        reading = finseg_reading(path, dataset)
        verdict = pollock.judge(path.name, reading, pollock.clean(path.parent))
        return None if verdict == "all but the damaged row" else _verdict(path, verdict)
    if path.parent.name != "csvs":
        return None
    text = (path.parents[1] / "json" / f"{path.stem}.json").read_text(encoding="utf-8")
    known = [{k: v.replace("\r\n", "\n") for k, v in row.items()} for row in json.loads(text)]
    found = finseg_reading(path, dataset)
    rows = [dict(zip(found.header, (c or "" for c in row), strict=True)) for row in found.rows]
    rows = [{k: v.replace("\r\n", "\n") for k, v in row.items()} for row in rows]
    return Outcome("right") if rows == known else Outcome("failed", "differs from the known one")


def _verdict(path: Path, verdict: str) -> Outcome | None:
    if verdict == "exact":
        return Outcome("right")
    said = pollock.why_not(path.name)
    return None if said else Outcome("failed", "differs from the clean table in silence")


def finseg_reading(path: Path, dataset: Dataset) -> Reading:
    """Return the rows that are used, as the texts they were read as."""
    raw = read_raw(path, ReadSettings()).restore_text()
    used = set(dataset.lines.tolist())
    rows = [row for row, line in zip(raw.table.rows(), raw.lines.tolist(), strict=True)
            if line in used]  # fmt: skip
    rejected = tuple(sorted({r.line for r in dataset.rejects}))
    return Reading(raw.originals, rows, rejected)
