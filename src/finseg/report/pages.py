"""How does a template become a page that needs nothing else?

The name of a template and its facts in, one HTML file out: the house's style inside, escaped by the
template and by the printer of blocks, no script, nothing loaded. Pure: same facts, same bytes.

The page's own policy forbids everything but that one style, which it names by its digest: what is
not ours is not run, not loaded and not even painted.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from finseg.document.blocks import Block
from finseg.document.escape import clean_text, escape_html_name
from finseg.document.printers import to_html
from finseg.document.said import write_text
from finseg.figures.theme import SEGMENT_COLOURS


def render_template(template: str, **facts: object) -> str:
    """Fill one of the bundled templates."""
    import jinja2  # 45 ms, and scoring writes no page
    import markupsafe

    def render_blocks(blocks: Sequence[Block]) -> markupsafe.Markup:
        return markupsafe.Markup(to_html(blocks))  # noqa: S704 - the printer escapes

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["blocks"] = render_blocks
    environment.filters["plain"] = lambda text: clean_text(write_text(text))
    environment.filters["name"] = lambda text: markupsafe.Markup(escape_html_name(text))  # noqa: S704 - escaped
    folder = files("finseg.report") / "templates"
    source = (folder / template).read_text(encoding="utf-8")
    style = (
        "\n" + (folder / "report.css").read_text(encoding="utf-8") + _write_colour_classes() + "\n"
    )
    page = environment.from_string(source).render(
        style=markupsafe.Markup(style),  # noqa: S704 - ours
        policy=markupsafe.Markup(_write_page_policy(style)),  # noqa: S704 - ours
        colours=len(SEGMENT_COLOURS),
        **facts,
    )
    return page + "\n"


def _write_colour_classes() -> str:
    """Give each segment's colour a class: the policy allows no style on an element."""
    return "\n".join(f".own-{i} {{ --own: {c}; }}" for i, c in enumerate(SEGMENT_COLOURS))


def _write_page_policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
