"""What happens when somebody presses Ctrl-C?

`Interrupted` is raised wherever the work stands, from the first import on; what was half done is
cleared away, one line says so, and the status is 130. Where the exception is lost, it is raised
again. Where it has to wait, for a long computation in another thread or in a library, the process
ends without it, provided that the stage leaves nothing behind.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from types import FrameType

INTERRUPTED = 130  # 128 + SIGINT, as shells count
SAID = "\ninterrupted; results are complete or absent\n"
_AGAIN_AFTER = 0.05  # seconds: when the work has left the place where an exception is lost
_PATIENCE = 0.7  # seconds that a stage which leaves nothing behind may take to end
# What runs meanwhile may be ended anywhere: it writes no file, and the processes beside it end when
# nobody reads from them.
_WITHOUT_TRACES = {"prepare", "explore", "choose", "fit", "assess", "interpret", "recommend"}


class Interrupted(KeyboardInterrupt):
    """Ctrl-C.

    A class of its own, since Python takes note when `KeyboardInterrupt` itself leaves a text that
    is compiled and run, as there are behind every dataclass and named tuple: it then dies of the
    signal in the end, whatever was made of the exception and whatever status was asked for.
    """


def listen_for_interrupt() -> None:
    """Have Ctrl-C raise `Interrupted`, unless whoever started us wants it unheard (`nohup`)."""
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _raise_interrupt)
        sys.unraisablehook = _raise_again


def listen_again() -> None:
    """Take Ctrl-C back from a library that heard it first.

    The data frames' library answers it in a way that lets a waiting prompt wait on.
    """
    if signal.getsignal(signal.SIGINT) is _raise_interrupt:
        signal.signal(signal.SIGINT, _raise_interrupt)


def stop_listening() -> None:
    """Let Ctrl-C go unheard: the end has begun, and takes no time."""
    _Heard.may_leave = False
    if signal.getsignal(signal.SIGINT) is _raise_interrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Heard:
    """Whether Ctrl-C was pressed, and what may be done about it."""

    pressed = False
    may_leave = False  # whether the work that is under way leaves nothing behind


def note_stage(stage: str) -> None:
    """Note which stage begins: what it leaves behind decides how it may be ended."""
    _Heard.may_leave = stage in _WITHOUT_TRACES


def raise_if_interrupted() -> None:
    """End what another thread does, where Ctrl-C was pressed: only the first thread hears it."""
    if _Heard.pressed:
        raise Interrupted


def _raise_interrupt(_signal: int, _frame: FrameType | None) -> None:
    _Heard.pressed = True
    if _Heard.may_leave:
        later = threading.Timer(_PATIENCE, _leave)
        later.daemon = True
        later.start()
    raise Interrupted


def _leave() -> None:
    """End the process, unless the work has ended itself meanwhile."""
    if _Heard.may_leave:
        shown = "\x1b[?25h" if sys.stderr.isatty() else ""  # the cursor, which a bar may hide
        sys.stderr.write(shown + SAID)
        sys.stderr.flush()
        os._exit(INTERRUPTED)


def _raise_again(lost: sys.UnraisableHookArgs) -> None:
    """Raise once more what was raised where nothing can be: in a finaliser or a callback."""
    if not issubclass(lost.exc_type, Interrupted):
        sys.__unraisablehook__(lost)
        return
    later = threading.Timer(_AGAIN_AFTER, _thread.interrupt_main)
    later.daemon = True
    later.start()
