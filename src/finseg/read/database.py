"""What does a table or query of a database give?

An `Address` in, `Raw` with typed columns out. Databases are opened for reading only, rows are
fetched in steps and counted on the way, and a query that takes too long is broken off.
"""

from __future__ import annotations

from dataclasses import replace

from finseg.read import postgres, sqlite
from finseg.read.address import Address
from finseg.read.columnar import make_raw_table
from finseg.read.frames import digest_table
from finseg.read.limits import ReadLimits
from finseg.read.raw import Raw, make_readable_names
from finseg.records.dataset import Source


def read_database(address: Address, limits: ReadLimits) -> Raw:
    """Read a table or a query's result.

    Raises
    ------
    NoSuchFileError
        If there is no such database or table.
    UsageError
        If no table is named, or the query is refused.
    UnreadableFileError
        If the database is damaged.
    LimitError
        If there are too many rows, or it takes too long.
    DatabaseError
        If a server cannot be reached, or stops answering.
    MissingPartError
        If the part that speaks to PostgreSQL is not installed.

    """
    if address.scheme == "PostgreSQL":
        table = postgres.fetch_table(address, limits)
    else:
        table = sqlite.fetch_table(address, limits)
    kind = "query" if address.is_query else "table"
    said = " ".join(address.part.split())
    source = Source(
        name=address.name,
        format=address.scheme,
        details=((kind, f"`{said[:120]}{'…' if len(said) > 120 else ''}`"),),
    )
    originals = tuple(table.columns)
    table.columns = list(make_readable_names(originals))
    raw = make_raw_table(table, replace(source, sha256=digest_table(table)), first_line=1)
    return replace(raw, originals=originals)
