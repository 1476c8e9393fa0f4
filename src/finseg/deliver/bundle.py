"""How is a model written to a file, and how is it checked when it is read back?

`Bundle` to JSON bytes and back. The file carries a digest of its content: a flipped byte, an edited
centre, a missing key or an unknown version is refused with its own sentence. Floats are written so
that they come back to the last bit (shortest round-trip form).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

import msgspec

from finseg.errors import ModelFileError
from finseg.records.bundle import Bundle

FORMAT = "finseg-model"
VERSION = 2
# A model of 1,000 segments over 1,000 columns is about 20 MB; anything larger is not a model.
_LARGEST = 64 * 1024 * 1024


class _File(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    format: Literal["finseg-model"]
    version: int
    digest: str
    model: msgspec.Raw


def dump_bundle(bundle: Bundle) -> bytes:
    """Write a bundle as indented JSON with its digest."""
    content = msgspec.json.encode(bundle)
    whole = _File(
        format="finseg-model",
        version=VERSION,
        digest=_hash_content(content),
        model=msgspec.Raw(content),
    )
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def load_bundle(path: Path) -> Bundle:
    """Read a bundle from a file.

    Raises
    ------
    ModelFileError
        If the file is missing, too large, not a finseg model, of another version, or altered.

    """
    where = path.name
    try:
        if path.stat().st_size > _LARGEST:
            raise ModelFileError(
                "the file is larger than any model", where=where, fix="name a model.json"
            )
        data = path.read_bytes()
    except (OSError, ValueError) as cause:  # ValueError: a NUL byte in the path
        raise ModelFileError(
            f"the model cannot be opened: {getattr(cause, 'strerror', None) or cause}",
            where=str(path),
            fix="name the model.json that `finseg run` wrote",
        ) from cause
    return parse_bundle(data, where=where)


def parse_bundle(data: bytes, *, where: str) -> Bundle:
    """Read a bundle from bytes; every doubt is a `ModelFileError`."""
    try:
        whole = msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError) as cause:
        raise ModelFileError(
            f"this is not a finseg model: {cause}",
            where=where,
            fix="name the model.json that `finseg run` wrote",
        ) from cause
    if whole.version != VERSION:
        raise ModelFileError(
            f"the model has version {whole.version}; this release reads version {VERSION}",
            where=where,
            fix=("score with the release that wrote it, or make the model again with `finseg run`"),
        )
    try:
        bundle = msgspec.json.decode(whole.model, type=Bundle)
        content = msgspec.json.encode(msgspec.json.decode(whole.model))
    except (msgspec.MsgspecError, ValueError) as cause:
        raise ModelFileError(
            f"the model is damaged: {cause}",
            where=where,
            fix="take it from a backup, or make the model again with `finseg run`",
        ) from cause
    # Of the content as it stands there, not of the bytes: a formatter may indent the file
    # differently, and a release that knows more keys still reads the models of those before it.
    if _hash_content(content) != whole.digest:
        raise ModelFileError(
            "the model was altered after it was written: its digest does not match",
            where=where,
            fix="take it from a backup, or make the model again with `finseg run`",
        )
    return bundle


def _hash_content(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
