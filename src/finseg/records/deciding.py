"""Which segments may decide who gets an offer?

`Deciding`: per segment whether it counts in a customer's offers, and why others do not.
"""

from __future__ import annotations

from dataclasses import dataclass

from finseg.document.said import Names, Text, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Whether each segment counts in who gets an offer."""

    segments: tuple[bool, ...]  # by segment id
    protected: tuple[str, ...] = ()  # columns the segments are made of that may not decide

    def describe(self) -> Text:
        """Say which segments decide nothing, and why; "" where all count."""
        if self.protected:
            return say(
                "The segments are made of {columns}, which is protected. So an offer does not "
                "depend on the segment, only on the customer's own figures.",
                columns=Names(self.protected),
            )
        out = [str(s) for s, counts in enumerate(self.segments) if not counts]
        if not out:
            return ""
        if len(out) == len(self.segments):
            return say(
                "No segment is stable enough to rely on. So an offer does not depend on the "
                "segment, only on the customer's own figures."
            )
        return say(
            "{which} not stable enough to rely on. So offers there do not depend on the segment, "
            "only on the customer's own figures.",
            which=f"Segment {out[0]} is"
            if len(out) == 1
            else f"Segments {', '.join(out[:-1])} and {out[-1]} are",
        )
