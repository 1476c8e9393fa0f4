"""What does a test see of a page? Its elements, attributes and text, as a browser takes them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

HOSTILE = "</style></title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
SVG = '<svg role="img" aria-label="words"><rect width="1" height="1"/></svg>'
VOID = {"meta", "img", "br", "hr", "link", "input", "wbr"}


class Tree(HTMLParser):
    """Every element with its attributes; unbalanced tags raise."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        if tag == "wbr":  # where a word may break: no element, and none of the text
            return
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def attributes(self, name):
        return [attrs[name] or "" for _, attrs in self.elements if name in attrs]

    def headings(self):
        return [int(tag[1]) for tag, _ in self.elements if re.fullmatch(r"h[1-6]", tag)]
