"""How does a machine know which object it was given?

Plain values in; the same with what they are and in which version out. The version rises when a key
goes or changes its meaning; further keys may come without.
"""

from __future__ import annotations

from typing import Any

JSON_FORMAT, JSON_VERSION = "finseg-json", 1


def mark_form(tree: dict[str, Any]) -> dict[str, Any]:
    """Return plain values with their format and its version first."""
    return {"format": JSON_FORMAT, "version": JSON_VERSION, **tree}
