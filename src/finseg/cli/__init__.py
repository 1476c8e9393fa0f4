"""How is finseg called from a terminal?

A thin edge: parse, one call, print, exit status. Results go to stdout, progress to stderr.
"""

from __future__ import annotations

from finseg.cli.main import main

__all__ = ["main"]
