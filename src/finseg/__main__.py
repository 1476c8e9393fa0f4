"""`python -m finseg` is `finseg`."""

from __future__ import annotations

from finseg.cli import main

if __name__ == "__main__":
    main()
