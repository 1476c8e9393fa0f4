"""How does a result describe itself once, and look right everywhere?

Records return *blocks* (`finseg.document.blocks`); printers turn blocks into terminal text,
Markdown and HTML; `numbers` is the one place where a figure becomes words.
"""
