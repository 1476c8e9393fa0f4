"""Where do the customers come from, and what raw table is there?

The one door of all readers: a path, an address, a list of them, or a table in memory in, `Raw` out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from finseg.errors import EnvironmentStopError
from finseg.read.address import Address, resolve_addresses
from finseg.read.combine_files import combine_tables
from finseg.read.files import read_raw, read_stdin
from finseg.read.frames import frame_to_raw
from finseg.read.limits import ReadLimits
from finseg.read.raw import Raw
from finseg.settings import ReadSettings

_DEEPEST = 20  # folders of a path that are looked at to tell two files apart


def read_any(source: object, settings: ReadSettings) -> Raw:
    """Read whatever holds customers.

    Parameters
    ----------
    source : path, text, list of them, or a table in memory
        A file, a pattern such as `data/*.csv`, `-` for standard input, the address of a database,
        `archive.zip#inside.csv`, or several of these with the same columns.
    settings : ReadSettings
        How to understand it, and its limits.

    Raises
    ------
    DataError
        If it is missing, empty, damaged, too large or not a table.
    UsageError
        If it is of no kind that can be read.
    EnvironmentStopError
        If the memory is not enough, or a database cannot be reached.

    """
    try:
        return _read_inputs(source, settings)
    except MemoryError as cause:
        raise EnvironmentStopError(
            "there is not enough memory to read the table",
            fix="give the program more memory, or fewer rows and columns",
        ) from cause


def _read_inputs(source: object, settings: ReadSettings) -> Raw:
    found = resolve_addresses(source)
    if found is None:
        return frame_to_raw(source)
    limits = ReadLimits(settings=settings)
    raws: list[Raw] = []
    for address in found:
        raws.append(_read_address(address, settings, limits))
        limits.check_time(address.name)
        rows, columns = sum(len(raw.table) for raw in raws), raws[0].table.width
        limits.check_shape(rows, columns, address.name)
    if len(raws) == 1:
        return raws[0]
    # What is plain whole numbers in one file may be anything in the next.
    texts = [raw.restore_text() for raw in raws]
    return combine_tables(texts, _name_inputs(found), settings.columns)


def _read_address(address: Address, settings: ReadSettings, limits: ReadLimits) -> Raw:
    match address.scheme:
        case "file":
            return read_raw(address.path, settings, limits, address.part)
        case "standard input":
            return read_stdin(settings, limits)
        case _:
            from finseg.read.database import read_database

            return read_database(address, limits)


def _name_inputs(found: Sequence[Address]) -> list[str]:
    """Name each input: files of one name in several folders by as many folders as it takes."""
    plain = [a.name + (f"#{a.part}" if a.part else "") for a in found]
    names = []
    for address, name in zip(found, plain, strict=True):
        twins = [a for a, n in zip(found, plain, strict=True) if n == name and a.path.name]
        depth = 1
        while len({_join_last_folders(a, depth) for a in twins}) < len(twins) and depth < _DEEPEST:
            depth += 1
        names.append(
            name
            if len(twins) < 2
            else name.replace(address.name, _join_last_folders(address, depth))
        )
    return [n if names.count(n) == 1 else f"{n} ({i})" for i, n in enumerate(names, start=1)]


def _join_last_folders(address: Address, depth: int) -> str:
    return PurePath(*address.path.parts[-depth:]).as_posix()
