"""Does every bad file we have end at least as well as it did, and none in silence?"""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.reading import pollock
from benchmarks.reading.run import GOLDEN, finseg_verdict
from benchmarks.reading.trial import OUTCOMES, trial_files, try_file

pytestmark = pytest.mark.slow


def golden() -> dict[str, str]:
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def test_no_outcome_of_the_trial_has_got_worse(shared):
    known = golden()
    files = trial_files(shared)
    assert {str(p.relative_to(shared)) for p in files} == set(known)

    found = {str(p.relative_to(shared)): try_file(p) for p in files}

    worse = {
        name: f"{known[name]} -> {outcome}"
        for name, outcome in found.items()
        if OUTCOMES.index(outcome.kind) < OUTCOMES.index(known[name])
    }
    assert not worse


def test_no_file_of_the_golden_trial_failed():
    assert not [name for name, kind in golden().items() if kind == "failed"]


@pytest.fixture(scope="module")
def verdicts(shared):
    folder = shared / "badinputs" / "pollock" / "polluted_files"
    source = pollock.clean(folder)
    return {path.name: finseg_verdict(path, source) for path in sorted(folder.iterdir())}


def test_each_polluted_file_that_can_be_undone_is_read_as_the_clean_table(verdicts):
    undone = {name for name in verdicts if not pollock.why_not(name)}

    assert len(undone) == 13
    assert {verdicts[name] for name in undone} == {"exact"}


def test_a_polluted_row_costs_itself_and_no_other(verdicts):
    rows = Counter(verdict for name, verdict in verdicts.items() if name.startswith("row_"))

    assert rows == {"all but the damaged row": 16}
