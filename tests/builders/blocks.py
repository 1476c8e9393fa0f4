"""What kind of block is this? Tests say what they expect, so that the type checker knows it too."""

from __future__ import annotations

from typing import Any

from finseg.document.blocks import Table


def as_table(block: Any) -> Table:
    """Return a block that has to be a table."""
    assert isinstance(block, Table)
    return block
