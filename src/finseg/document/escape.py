"""How does text from a customer's file stay text, wherever it is written?

One function per context: a line of a terminal, HTML, SVG, Markdown, the cell of a spreadsheet, a
key of a settings file. Escaping happens here and nowhere else; who writes into a context calls its
function once.
"""

from __future__ import annotations

import json
import re
from html import escape

# Control characters can move the cursor or recolour a terminal; direction marks can reorder text;
# half a surrogate pair cannot be written as UTF-8.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile(r"[\n\t\u2028\u2029]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_ENTITY = re.compile(r"&(?=\w+;)")
# Many readers make links of bare addresses; a mark written as its number is not seen by them.
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# What a cell may not begin with, full-width forms included (OWASP, CSV injection; CWE-1236).
FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
NUMBER = r"^[+-]?\d+([.,]\d+)?$"


def clean_text(text: str) -> str:
    """Make text from a customer's file safe for a terminal: one line, no control characters."""
    return _UNPRINTABLE.sub("�", _BREAKS.sub(" ", text))


def escape_html(text: str) -> str:
    """Escape for HTML, between tags and in attributes that stand in double quotes."""
    return escape(clean_text(text), quote=True)


def escape_html_name(text: str) -> str:
    """Escape for HTML, between tags, and let a long name break after an underscore."""
    return escape_html(text).replace("_", "_<wbr>")


def clean_svg_text(text: str) -> str:
    """Make text fit for a drawing: any XML reader accepts it; the drawing engine escapes it."""
    return _NOT_XML.sub("�", clean_text(text)).strip()


def escape_markdown(text: str) -> str:
    """Escape what Markdown would read as markup, as a character's name, or as a link."""
    escaped = _MARKDOWN.sub(r"\\\1", _ENTITY.sub("&amp;", clean_text(text)))
    return _ADDRESS.sub(lambda mark: f"&#{ord(mark[0])};", escaped)


def write_toml_key(name: str) -> str:
    """Write a column's name as a key of a settings file: quoted, unless it may stand bare."""
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else write_toml_text(name)


def write_toml_text(text: str) -> str:
    """Write a text as TOML: as JSON would, which TOML reads as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def escape_formula(text: str) -> str:
    """Give text that a spreadsheet would run as a formula a leading apostrophe."""
    live = re.search(FORMULA, text) and not re.search(NUMBER, text)
    return "'" + text if live else text
