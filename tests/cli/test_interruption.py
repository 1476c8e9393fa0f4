"""Ctrl-C: heard from the first import on, said in one line, never lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

import finseg
from finseg.cli import interruption

CUSTOMERS = str(finseg.example("customers.csv"))

# A text that is compiled and run is where Python notes an unhandled KeyboardInterrupt.
IN_A_TEXT = """
import os, signal, sys
from finseg.cli.interruption import listen_for_interrupt
listen_for_interrupt()
try:
    exec("os.kill(os.getpid(), signal.SIGINT)\\nfor _ in range(10**6): pass")
except KeyboardInterrupt:
    print("handled")
sys.exit(130)
"""

IN_A_FINALISER = """
import os, signal, sys, time
from finseg.cli.interruption import listen_for_interrupt
listen_for_interrupt()
class Gone:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(10**6): pass
gone = Gone()
try:
    del gone
    time.sleep(30)
except KeyboardInterrupt:
    print("handled")
    sys.exit(130)
"""

# The first thread waits for another one, as it does for the evidence.
IN_A_STAGE = """
import os, signal, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from finseg.cli.interruption import (
    listen_for_interrupt, note_stage, raise_if_interrupted, stop_listening,
)
listen_for_interrupt()
note_stage({stage!r})
def work():
    for _ in range({tenths}):
        time.sleep(0.1)
        if {listens}:
            raise_if_interrupted()
    print("worked to the end")
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
pressed = time.monotonic() + 0.3
try:
    with ThreadPoolExecutor(1) as beside:
        beside.submit(work)
        time.sleep(30)
except KeyboardInterrupt:
    stop_listening()
    print("handled", "at once" if time.monotonic() - pressed < 0.6 else "late")
    sys.exit(130)
"""

AT_AN_IMPORT = """
import os, signal, sys
class Hit:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)
from finseg.cli import main
sys.meta_path.insert(0, Hit())
sys.argv = ["finseg", "run", {customers!r}, "--quick", "--out", "out"]
main()
"""


def run(script, cwd):
    (cwd / "job.py").write_text(script, "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "job"],
        cwd=cwd,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )


@pytest.mark.parametrize("script", [IN_A_TEXT, IN_A_FINALISER], ids=["text", "finaliser"])
def test_it_is_handled_wherever_it_strikes_and_the_status_is_ours(tmp_path, script):
    done = run(script, tmp_path)

    assert done.returncode == 130, done.stderr
    assert done.stdout == "handled\n"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("stage", "tenths", "listens", "said"),
    [
        ("choose", 300, False, ""),  # it is not waited for: it leaves nothing behind
        ("choose", 300, True, "handled at once\n"),
        ("deliver", 15, False, "worked to the end\nhandled late\n"),  # it may be writing
        ("deliver", 300, True, "handled at once\n"),
    ],
)
def test_it_ends_what_another_thread_does_unless_that_leaves_something_behind(
    tmp_path, stage, tenths, listens, said
):
    started = time.monotonic()

    done = run(IN_A_STAGE.format(stage=stage, tenths=tenths, listens=listens), tmp_path)

    assert done.returncode == 130, done.stderr
    assert done.stdout == said
    assert done.stderr == ("" if said else "\ninterrupted; results are complete or absent\n")
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("name", ["finseg.cli.main", "typer", "finseg.journey", "polars", "scipy"])
def test_it_is_said_in_one_line_while_modules_are_still_being_imported(tmp_path, name):
    done = run(AT_AN_IMPORT.format(name=name, customers=CUSTOMERS), tmp_path)

    assert done.returncode == 130, done.stderr
    assert done.stderr.endswith("\ninterrupted; results are complete or absent\n")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_where_it_is_to_go_unheard_it_does():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        interruption.listen_for_interrupt()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
