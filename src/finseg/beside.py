"""How is a second processor used?

A `Task` in, its result out, computed in a second Python process while this one goes on. NumPy lets
go of the interpreter in long loops only; the evidence is made of many short ones, so that a thread
gains a sixth and a process nearly half. The other process is this package in the same Python,
started early so that it is ready when it is needed; what passes between the two is MessagePack with
arrays as bytes. It reads no file and opens no connection, and it ends with this one.

Where a second process cannot be started, or ends early, or there is one processor only, the same
task is done in a thread of this one: the result does not depend on where it was computed.
"""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from types import TracebackType
from typing import IO, Any, Literal, Protocol, Self, TypeVar, get_type_hints

import msgspec
import numpy as np

from finseg.processes import start_python

R_co = TypeVar("R_co", covariant=True)
R = TypeVar("R")

_LENGTH = struct.Struct("<Q")
_LONGEST = 1 << 40  # bytes of a frame; more is no length but something else that was written
_READY = b"finseg is ready"
_SERVE = "import gc, sys; gc.disable(); from finseg.beside import serve; serve(sys.argv[1:])"
# One thread each: two processes share two processors already.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Task(Protocol[R_co]):
    """Work that stands by itself: a dataclass of arrays and plain values in a module of finseg."""

    def run(self) -> R_co:
        """Do the work; the annotation says what comes out."""


class Beside:
    """A second pair of hands; a context manager, so that no process is left behind."""

    def __init__(self, *, alone: bool = False, ahead: Sequence[str] = ()) -> None:
        """Start the other process, which imports the modules `ahead` at once."""
        several = not alone and count_processors() > 1
        self._process = _start_process(ahead) if several else None
        self._thread = ThreadPoolExecutor(1)
        self._closed = False
        self._ready = False

    @property
    def alone(self) -> bool:
        """Whether tasks are done in a thread of this process."""
        return self._process is None

    def submit(self, task: Task[R]) -> Future[R]:
        """Begin a task when those before it are done; `Future.cancel` takes one back."""
        return self._thread.submit(self._do, task)

    def _do(self, task: Task[R]) -> R:
        if self._process is not None:
            try:
                if not self._ready:
                    self._ready = _wait_until_ready(self._process)
                return self._ask(self._process, task)
            except (OSError, EOFError, msgspec.MsgspecError):
                if self._closed:
                    raise
                _end_process(self._process)  # it is of no use: go on without it
                self._process = None
        return task.run()

    @staticmethod
    def _ask(process: subprocess.Popen[bytes], task: Task[R]) -> R:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        kind = type(task)
        _write_frame(process.stdin, f"{kind.__module__}:{kind.__qualname__}".encode())
        _write_frame(process.stdin, encode(task))
        answer: R = decode(_read_frame(process.stdout), get_type_hints(kind.run)["return"])
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closed = True
        process = self._process  # the thread may give it up at any moment
        if process is not None:
            process.kill()  # what waits for its answer finds the pipe at its end
        self._thread.shutdown(wait=True, cancel_futures=True)
        if process is not None:
            _end_process(process)


def do_tasks(beside: Beside, tasks: Sequence[Task[R]]) -> list[R]:
    """Do all tasks, the first ones beside and the last ones here; keep their order."""
    begun = [beside.submit(task) for task in tasks]
    return [future.result() for future in take_back(begun, tasks)]


def take_back(begun: Sequence[Future[R]], tasks: Sequence[Task[R]]) -> list[Future[R]]:
    """Do here, from the last one on, what has not begun beside; return all, in their order."""
    done = list(begun)
    for place in range(len(tasks) - 1, -1, -1):
        if begun[place].cancel():
            done[place] = Future()
            done[place].set_result(tasks[place].run())
    return done


def count_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def encode(value: object) -> bytes:
    """Write arrays, dataclasses and plain values as MessagePack."""
    return msgspec.msgpack.encode(value, enc_hook=_encode_array)


def decode(data: bytes, kind: Any) -> Any:  # noqa: ANN401 - a type, and an instance of it
    """Read what `encode` wrote of a value of a type."""
    return msgspec.msgpack.decode(data, type=kind, dec_hook=_decode_array)


def _encode_array(value: object) -> object:
    if isinstance(value, np.ndarray):
        by_column = value.flags.f_contiguous and not value.flags.c_contiguous
        # The layout is kept: sums are added in its order.
        return (value.dtype.str, value.shape, by_column, value.tobytes("F" if by_column else "C"))
    raise NotImplementedError(type(value).__name__)


def _decode_array(_: type, value: Any) -> object:  # noqa: ANN401 - as msgspec hands it over
    kind, shape, by_column, data = value
    order: Literal["F", "C"] = "F" if by_column else "C"
    return np.frombuffer(data, dtype=np.dtype(kind)).reshape(shape, order=order)


def _start_process(ahead: Sequence[str]) -> subprocess.Popen[bytes] | None:
    path = os.pathsep.join(map(os.path.abspath, sys.path))  # "" is where this process works
    environment = {**os.environ, "PYTHONPATH": path, **dict.fromkeys(_THREADS, "1")}
    return start_python(_SERVE, ahead, environment)


def _wait_until_ready(process: subprocess.Popen[bytes]) -> bool:
    """Wait for the first frame: whatever else it writes, it is not the process we started."""
    if process.stdout is None or _read_frame(process.stdout) != _READY:
        raise EOFError
    return True


def _end_process(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was not sent is lost on purpose
                pipe.close()


def serve(ahead: Sequence[str] = ()) -> None:
    """Import what will be needed, then do task after task until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process says when to stop
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    for module in ahead:
        import_module(module)
    _write_frame(answers, _READY)
    with suppress(EOFError, BrokenPipeError):
        while True:
            module, _, name = _read_frame(requests).decode().partition(":")
            if not module.startswith("finseg."):
                return
            kind = getattr(import_module(module), name)
            task = decode(_read_frame(requests), kind)
            _write_frame(answers, encode(task.run()))


def _write_frame(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _read_frame(pipe: IO[bytes]) -> bytes:
    (length,) = _LENGTH.unpack(_read_bytes(pipe, _LENGTH.size))
    if length > _LONGEST:
        raise EOFError
    return _read_bytes(pipe, length)


def _read_bytes(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data
