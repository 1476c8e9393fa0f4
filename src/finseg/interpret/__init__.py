"""What are the segments like, and what are they called?

`interpret_segments` describes each segment beside the population and names it from the lexicon.
"""

from __future__ import annotations

from finseg.interpret.lexicon import Lexicon, load_bundled_lexicon, parse_lexicon
from finseg.interpret.segments import give_names, interpret_segments

__all__ = ["Lexicon", "give_names", "interpret_segments", "load_bundled_lexicon", "parse_lexicon"]
