"""How is a folder of results written completely or not at all, and never over other files?

Files and their bytes are written to a folder beside the target, then renamed. A target
that exists is replaced only when its manifest says that finseg wrote it and every file in it is
still as finseg left it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from finseg.document.said import Count
from finseg.errors import OutputPlaceError

MANIFEST = "manifest.json"
FORMAT = "finseg-study"


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


def write_folder(target: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    """Write all files and a manifest that lists them; the target is complete or untouched.

    Parameters
    ----------
    target : Path
        The output folder; its parent exists (see `check_place`).
    files : mapping of relative POSIX paths to bytes
    manifest : mapping
        What made the files; `format` and the list of `files` with size and SHA-256 are added.

    Raises
    ------
    OutputPlaceError
        If the disk is full, the place is not writable, or the target is not ours.

    """
    if is_taken(target):
        _check_own_folder(target)
    listed = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
    ]
    encoded = msgspec.json.encode({"format": FORMAT, **manifest, "files": listed})
    everything = {**files, MANIFEST: msgspec.json.format(encoded, indent=1) + b"\n"}
    aside = _choose_aside_path(target)
    try:
        aside.mkdir()
    except OSError as cause:
        raise _make_place_error(target.parent, cause) from cause
    try:
        _fill_folder(aside, everything)
        _swap_folders(aside, target)
    except OSError as cause:
        need = sum(map(len, everything.values()))
        raise OutputPlaceError(
            f"the results could not be written: {cause.strerror or cause}",
            where=str(target),
            fix=f"make room for {Count(need)} bytes, or name another folder with --out",
        ) from cause
    finally:
        shutil.rmtree(aside, ignore_errors=True)


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


def _fill_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _create_file(path, data)


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
