"""What are the segments like, and what are they called?

`interpret_segments` describes each segment beside the population and names it from the lexicon.
"""

from __future__ import annotations

from finseg.interpret.lexicon import Lexicon, bundled_lexicon, parse_lexicon
from finseg.interpret.segments import give_names, interpret_segments

__all__ = ["Lexicon", "bundled_lexicon", "give_names", "interpret_segments", "parse_lexicon"]
