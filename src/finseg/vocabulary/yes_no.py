"""Which levels say yes?

A level in, whether it says that the customer has or does something, out.
"""

from __future__ import annotations

YES = frozenset(
    {
        "yes", "y", "true", "t", "1", "1.0", "x", "ja", "j", "oui", "o", "si", "sí", "s", "sim",
        "igen", "igaz", "prawda", "vero", "verdadeiro", "waar",
        "tak", "da", "hai", "haan", "wahr", "vrai", "verdadero", "on", "active",
    }
)  # fmt: skip


def says_yes(level: str) -> bool:
    """Tell whether a level says yes."""
    return level.strip().casefold() in YES
