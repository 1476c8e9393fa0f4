"""What happens when somebody presses Ctrl-C?

`Interrupted` is raised wherever the work stands, from the first import on; what was half done is
cleared away, one line says so, and the status is 130. Where the exception is lost, it is raised
again.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from types import FrameType

INTERRUPTED = 130  # 128 + SIGINT, as shells count
SAID = "\ninterrupted; results are complete or absent\n"
_AGAIN_AFTER = 0.05  # seconds: when the work has left the place where an exception is lost


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


def stop_listening() -> None:
    """Let Ctrl-C go unheard: the end has begun, and takes no time."""
    if signal.getsignal(signal.SIGINT) is _raise_interrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _raise_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Interrupted


def _raise_again(lost: sys.UnraisableHookArgs) -> None:
    """Raise once more what was raised where nothing can be: in a finaliser or a callback."""
    if not issubclass(lost.exc_type, Interrupted):
        sys.__unraisablehook__(lost)
        return
    later = threading.Timer(_AGAIN_AFTER, _thread.interrupt_main)
    later.daemon = True
    later.start()
