"""How is a folder of results written completely or not at all, and never over other files?

Files are written to a folder beside the target as they are made, piece by piece where they are
large, and the folder is renamed when it is complete. A target that exists is replaced only when its
manifest says that finseg wrote it and every file in it is still as finseg left it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from finseg.document.said import Count
from finseg.errors import OutputPlaceError

MANIFEST = "manifest.json"
FORMAT = "finseg-study"

Content = bytes | Iterable[bytes]  # of a file, whole or in pieces


def check_place(target: Path) -> None:
    """Refuse a target that cannot be written or is not ours, before any work is done.

    Raises
    ------
    OutputPlaceError
        If the parent cannot be written, the target is a file, or a folder that holds anything
        finseg did not write.

    """
    if is_taken(target):
        _check_own_folder(target)
    check_parent(target)


def check_parent(target: Path) -> None:
    """Make the folder a target is to stand in, and refuse one that cannot be written.

    Raises
    ------
    OutputPlaceError
        If it cannot be made or written.

    """
    parent = target.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=parent):
            pass
    except OSError as cause:
        raise _make_place_error(parent, cause) from cause


def write_folder(target: Path, files: Mapping[str, Content], manifest: Mapping[str, Any]) -> None:
    """Write all files and a manifest that lists them; the target is complete or untouched.

    Parameters
    ----------
    target : Path
        The output folder; its parent exists (see `check_place`).
    files : mapping of relative POSIX paths to bytes, or to their pieces
    manifest : mapping
        What made the files; `format` and the list of `files` with size and SHA-256 are added.

    Raises
    ------
    OutputPlaceError
        If the disk is full, the place is not writable, or the target is not ours.

    """
    with NewFolder(target) as folder:
        for name, content in files.items():
            folder.add_file(name, content)
        folder.finish(manifest)


class NewFolder:
    """A folder of results in the making: nothing of it is seen before `finish`.

    A context manager: what is not finished when the block ends is gone.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._aside = _choose_aside_path(target)
        self._listed: list[dict[str, Any]] = []

    @property
    def names(self) -> list[str]:
        """The files written so far."""
        return [file["name"] for file in self._listed]

    def add_file(self, name: str, content: Content) -> None:
        """Write one file down to the disk.

        Raises
        ------
        OutputPlaceError
            If there is no room, or the place is not writable.

        """
        pieces = (content,) if isinstance(content, bytes) else content
        listed: dict[str, Any] = {"name": name, "bytes": 0, "sha256": ""}
        self._listed.append(listed)
        digest, path = hashlib.sha256(), self._aside / name
        with self._explain_failure():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                for piece in pieces:
                    listed["bytes"] += len(piece)
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        listed["sha256"] = digest.hexdigest()

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Add the manifest, and put the folder in its place.

        Raises
        ------
        OutputPlaceError
            If there is no room, or the place is not writable.

        """
        listed = sorted(self._listed, key=lambda file: str(file["name"]))
        encoded = msgspec.json.encode({"format": FORMAT, **manifest, "files": listed})
        self.add_file(MANIFEST, msgspec.json.format(encoded, indent=1) + b"\n")
        with self._explain_failure():
            _swap_folders(self._aside, self._target)

    @contextmanager
    def _explain_failure(self) -> Iterator[None]:
        try:
            yield
        except OSError as cause:
            need = sum(file["bytes"] for file in self._listed)
            raise OutputPlaceError(
                f"the results could not be written: {cause.strerror or cause}",
                where=str(self._target),
                fix=f"make room for {Count(need)} bytes or more, or name another place with --out",
            ) from cause

    def __enter__(self) -> Self:
        if is_taken(self._target):
            _check_own_folder(self._target)
        try:
            self._aside.mkdir()
        except OSError as cause:
            raise _make_place_error(self._target.parent, cause) from cause
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._aside, ignore_errors=True)


def read_omissions(target: Path) -> tuple[str, ...]:
    """Say what the manifest of a folder says is not in it, and why; one sentence each."""
    tree = msgspec.json.decode((target / MANIFEST).read_bytes())
    return tuple(f"{one['name']}: {one['why']}" for one in tree.get("left_out", ()))


def write_file(target: Path, data: bytes) -> None:
    """Write one file aside and rename it over the target: complete, or as it was before.

    Raises
    ------
    OutputPlaceError
        If the target is a folder, or its place cannot be written.

    """
    if is_taken(target) and target.is_dir():
        raise OutputPlaceError("this is a folder", where=str(target), fix="name a file")
    aside = _choose_aside_path(target)
    try:
        try:
            _create_file(aside, data)
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as cause:
        raise OutputPlaceError(
            f"the file could not be written: {cause.strerror or cause}",
            where=str(target),
            fix=f"make room for {Count(len(data))} bytes, or name another place",
        ) from cause


def check_new_place(target: Path) -> None:
    """Refuse a place where anything stands, before any work is done.

    Raises
    ------
    OutputPlaceError
        If something stands there.

    """
    if is_taken(target):
        raise OutputPlaceError(
            "there is a file already, and it is never replaced",
            where=str(target),
            fix="name another file with --out, or move this one away",
        )


def write_new_file(target: Path, data: bytes) -> None:
    """Write a file that must not exist yet: complete, or not at all.

    Raises
    ------
    OutputPlaceError
        If something stands there by now, or the place cannot be written.

    """
    aside = _choose_aside_path(target)
    try:
        try:
            _create_file(aside, data)
            _rename_to_new(aside, target, data)
        finally:
            aside.unlink(missing_ok=True)
    except FileExistsError as cause:
        check_new_place(target)
        raise _make_place_error(target.parent, cause) from cause
    except OSError as cause:
        raise _make_place_error(target.parent, cause) from cause


def _rename_to_new(aside: Path, target: Path, data: bytes) -> None:
    """Give a file its name; where something stands, fail, which a rename would replace."""
    try:
        os.link(aside, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        _create_file(target, data)


def is_taken(target: Path) -> bool:
    """Tell whether anything stands there, be it a link to nowhere.

    Raises
    ------
    OutputPlaceError
        If nothing can stand there: the name is too long, holds a NUL byte, or may not be looked at.

    """
    try:
        target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as cause:  # ValueError: a NUL byte
        raise _make_place_error(target, cause) from cause
    return True


def _make_place_error(parent: Path, cause: OSError | ValueError) -> OutputPlaceError:
    said = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
    return OutputPlaceError(
        f"nothing can be written there: {said}",
        where=str(parent),
        fix="name a folder you may write to with --out",
    )


def _choose_aside_path(target: Path) -> Path:
    """Return a short name beside the target that nobody can foresee.

    Files and folders are then made with the usual rights, so that the system takes the umask off:
    `tempfile` makes them private, and the umask can only be asked for by changing it for every
    thread.
    """
    return target.parent / f".finseg-{secrets.token_hex(8)}.partial"


def _create_file(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet, down to the disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _swap_folders(aside: Path, target: Path) -> None:
    """Put the finished folder in place; the old one is kept until the new one stands."""
    if not target.exists():
        aside.rename(target)
        return
    old = aside.with_suffix(".old")
    target.rename(old)
    try:
        aside.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _check_own_folder(target: Path) -> None:
    """Raise unless every file in the target is one that finseg wrote and nobody changed."""
    fix = "name another folder with --out, or move this one away"
    if target.is_symlink() or not target.is_dir():
        raise OutputPlaceError(
            "there is something already that is not a folder of results", where=str(target), fix=fix
        )
    present = {p.relative_to(target).as_posix(): p for p in target.rglob("*") if not p.is_dir()}
    listed = _read_manifest_digests(present.pop(MANIFEST, None))
    if listed is None and not any(target.iterdir()):
        return
    if listed is None:
        raise OutputPlaceError(
            "the folder exists and was not made by finseg", where=str(target), fix=fix
        )
    foreign = sorted(name for name, path in present.items() if listed.get(name) != _hash_file(path))
    if foreign:
        raise OutputPlaceError(
            f"the folder holds {len(foreign)} file(s) that finseg did not write or that were "
            f"changed since: {', '.join(foreign[:3])}",
            where=str(target),
            fix=fix,
        )


def _read_manifest_digests(manifest: Path | None) -> dict[str, str] | None:
    if manifest is None:
        return None
    try:
        tree = msgspec.json.decode(manifest.read_bytes())
        if tree["format"] != FORMAT:
            return None
        return {file["name"]: file["sha256"] for file in tree["files"]}
    except (OSError, msgspec.MsgspecError, KeyError, TypeError):
        return None


def _hash_file(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
