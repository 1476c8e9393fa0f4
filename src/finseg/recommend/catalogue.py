"""Which products are there, who are they for, and who are they not for?

TOML text in, a checked `Catalogue` out. What a catalogue may not say is in
`finseg.recommend.contradictions`.
"""

from __future__ import annotations

from importlib.resources import files

import msgspec

from finseg.errors import CatalogueError
from finseg.interpret.lexicon import Lexicon
from finseg.recommend.contradictions import find_problems
from finseg.recommend.products import Catalogue
from finseg.settings import Business, RecommendSettings
from finseg.toml_forms import load_form, write_line

__all__ = ["Catalogue", "load_bundled_catalogue", "parse_catalogue"]


def load_bundled_catalogue(
    lexicon: Lexicon, settings: RecommendSettings, business: Business = "bank"
) -> Catalogue:
    """Return the catalogue for one kind of business that comes with finseg."""
    # A stricter floor is the bank's right; it leaves products without anybody, which is no defect.
    own = settings.affordability
    own = msgspec.structs.replace(own, score_floor=own.score_scale[0])
    settings = msgspec.structs.replace(settings, affordability=own)
    place = "catalogue.toml" if business == "bank" else f"catalogues/{business}.toml"
    text = files("finseg.recommend").joinpath(place).read_text(encoding="utf-8")
    return parse_catalogue(text, where="bundled catalogue", lexicon=lexicon, settings=settings)


def parse_catalogue(
    text: str, *, where: str, lexicon: Lexicon, settings: RecommendSettings
) -> Catalogue:
    """Parse and check a catalogue.

    Parameters
    ----------
    text : str
        TOML; the comments of the bundled one explain each key.
    where : str
        What errors call the file.
    lexicon : Lexicon
        Whose axes needs and figures may speak of.
    settings : RecommendSettings
        Whose score floor and scale the limits must leave room for.

    Raises
    ------
    CatalogueError
        If it is not TOML of the right form, or says something unknown, contradictory, or that can
        never or always hold; with the line where it can be told.

    """
    catalogue = load_form(
        text,
        Catalogue,
        error=CatalogueError,
        where=where,
        hint="compare with the bundled catalogue.toml, whose comments explain each key",
    )
    for problem in find_problems(catalogue, lexicon, settings):
        line = write_line(text, key="name", value=problem.product, time=problem.time)
        place = f"{where}{line}, product `{problem.product}`"
        place += f", key `{problem.key}`" if problem.key else ""
        raise CatalogueError(problem.what, where=place, fix=problem.fix)
    return catalogue
