"""How does a template become a page that needs nothing else?

The name of a template and its facts in, one HTML file out: the house's style inside, escaped by the
template and by the printer of blocks, no script, nothing loaded. Pure: same facts, same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from finseg.document.blocks import Block
from finseg.document.printers import plain, to_html


def render(template: str, **facts: object) -> str:
    """Fill one of the bundled templates."""
    import jinja2  # 45 ms, and scoring writes no page
    import markupsafe

    def blocks_html(blocks: Sequence[Block]) -> markupsafe.Markup:
        return markupsafe.Markup(to_html(blocks))  # noqa: S704 - the printer escapes

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["blocks"] = blocks_html
    environment.filters["plain"] = plain
    folder = files("finseg.deliver") / "templates"
    source = (folder / template).read_text(encoding="utf-8")
    style = markupsafe.Markup((folder / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - ours
    return environment.from_string(source).render(style=style, **facts) + "\n"
