"""Which table of a database is meant, and how is it written in a query?

Names in, a name or its quoted form out; shared by all kinds of databases.
"""

from __future__ import annotations

from collections.abc import Sequence

from finseg.errors import NoSuchFileError, UsageError, suggest_name
from finseg.read.address import Address

_SHOWN = 10  # tables that are named


def choose_table(address: Address, tables: Sequence[str]) -> str:
    """Return the table named, or the only one there is.

    Raises
    ------
    NoSuchFileError
        If it is not there, or none is.
    UsageError
        If none is named, and there are several.

    """
    if address.part in tables:
        return address.part
    if address.part:
        fix = suggest_name(address.part, tables) if tables else "name another database"
        raise NoSuchFileError(
            f"the database has no table `{address.part}`", where=address.name, fix=fix
        )
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise NoSuchFileError(
            "the database has no tables", where=address.name, fix="name another database"
        )
    shown = ", ".join(f"`{table}`" for table in tables[:_SHOWN])
    raise UsageError(
        f"the database has {len(tables)} tables: {shown}{' …' if len(tables) > _SHOWN else ''}",
        where=address.name,
        fix=f"name one after the address: …#{tables[0]}",
    )


def quote_name(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'
