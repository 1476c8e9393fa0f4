"""Which files of their own do the settings name?

Words of names, products, rules and headings, and centres to start from: each is read from the path
in the settings; of words the bundled ones are taken where there is none.
"""

from __future__ import annotations

from pathlib import Path

from finseg.clean.domain_rules import DomainRule, extend_rules
from finseg.errors import SettingsError
from finseg.fit import StartingCentres, parse_starting_centres
from finseg.interpret import Lexicon, load_bundled_lexicon, parse_lexicon
from finseg.recommend import Catalogue, load_bundled_catalogue, parse_catalogue
from finseg.settings import Settings
from finseg.vocabulary.words import Vocabulary, extend_vocabulary


def load_lexicon(knobs: Settings) -> Lexicon:
    """Load the words that segments are named with."""
    path = knobs.interpret.lexicon
    return parse_lexicon(read_text_file(Path(path)), where=path) if path else load_bundled_lexicon()


def load_vocabulary(knobs: Settings) -> Vocabulary | None:
    """Load further words that columns are recognised by; None where none are named."""
    path = knobs.read.words
    return extend_vocabulary(read_text_file(Path(path)), where=path) if path else None


def load_domain_rules(knobs: Settings) -> tuple[DomainRule, ...] | None:
    """Load rules for what values may be; None where none are named."""
    path = knobs.check.rules
    return extend_rules(read_text_file(Path(path)), where=path) if path else None


def load_catalogue(knobs: Settings, lexicon: Lexicon) -> Catalogue | None:
    """Load the products that may be offered; None where the table decides which bundled ones."""
    own = knobs.recommend
    if not own.catalogue:
        return load_bundled_catalogue(lexicon, own, own.business) if own.business else None
    text = read_text_file(Path(own.catalogue))
    return parse_catalogue(text, where=own.catalogue, lexicon=lexicon, settings=own)


def load_starting_centres(knobs: Settings) -> StartingCentres | None:
    """Load the centres that k-means starts from; None where none are named.

    Raises
    ------
    SettingsError
        If the file cannot be used, holds another number of centres than `[choose] k`, or starts
        are asked for, too.

    """
    path, k = knobs.fit.centres, knobs.choose.k
    if not path:
        return None
    if knobs.fit.starts is not None:
        raise SettingsError(
            "`starts` counts starts at random, and with `centres` there are none",
            where="[fit]",
            fix="keep one of the two",
        )
    found = parse_starting_centres(read_text_file(Path(path)), where=path)
    if k is not None and k != found.k:
        raise SettingsError(
            f"{found.k} starting centres for k = {k}",
            where=path,
            fix=f"leave k out, or write {k} rows",
        )
    return found


def read_text_file(path: Path) -> str:
    """Read a file that the settings name.

    Raises
    ------
    SettingsError
        If it cannot be read, or is no UTF-8 text.

    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as cause:  # ValueError: not UTF-8, or a NUL byte in the path
        said = "not UTF-8 text" if isinstance(cause, UnicodeDecodeError) else str(cause)
        said = (cause.strerror or said) if isinstance(cause, OSError) else said
        raise SettingsError(
            f"the file cannot be read: {said}", where=str(path), fix="name a text file"
        ) from cause
