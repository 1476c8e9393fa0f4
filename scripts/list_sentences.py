"""Which sentences can finseg say?

The source in, every sentence out, file by file, to be read from top to bottom: the templates given
to `say` and `clause`, the words given to blocks, errors and command-line help, and the text of the
report's templates. Run it as `python scripts/list_sentences.py [ROOM ...]`.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "finseg"
BLOCKS = {"Heading", "Sentence", "Note", "Table", "Figure", "ReportPart", "SheetColumn"}
SAYING = {"say", "clause", "Clause", "Said"}
FURTHER = {"Argument", "Option", "Typer"}  # of the command line
MARKS = {"left", "right", "good", "warn", "stop", "plain"}  # of tables and notes: not printed
WORDS = ("what", "fix", "help", "title", "caption", "reason", "action", "message", "paragraph")


def list_sentences(source: str) -> Iterator[tuple[int, str]]:
    """Return the line and the words of everything that a module's source can say."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = _find_called_name(node)
        if name in SAYING:
            texts = [*node.args, *(k.value for k in node.keywords)]
        elif name in BLOCKS or name.endswith(("Error", "Finding")):
            texts = [*node.args, *(k.value for k in node.keywords if k.arg in WORDS)]
        elif name in FURTHER:
            texts = [k.value for k in node.keywords if k.arg == "help"]
        else:
            continue
        for text in texts:
            yield from ((text.lineno, words) for words in _write_words(text))


def _find_called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _write_words(node: ast.expr) -> Iterator[str]:
    """Return the words of an argument; calls within it are met on their own."""
    match node:
        case ast.Constant(value=str(words)) if words not in MARKS and re.search(r"[a-z]{2}", words):
            yield words
        case ast.JoinedStr(values=parts):
            yield "".join(
                p.value if isinstance(p, ast.Constant) else "{…}"  # type: ignore[misc]
                for p in parts
            )
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            found = [*_write_words(left), *_write_words(right)]
            if found:
                yield "".join(found)
        case ast.IfExp(body=one, orelse=other):
            yield from _write_words(one)
            yield from _write_words(other)
        case ast.Tuple(elts=cells) | ast.List(elts=cells):
            for cell in cells:
                yield from _write_words(cell)


def list_page_words(template: str) -> Iterator[tuple[int, str]]:
    """Return the line and the words of what a page's template says itself."""
    for number, line in enumerate(template.splitlines(), 1):
        bare = re.sub(r"{[%#].*?[%#]}|<[^>]*>", " ", line)
        bare = re.sub(r"\s+", " ", re.sub(r"{{.*?}}", "{…}", bare)).strip()
        if re.search(r"[^\W\d_]{3}", bare) and not re.search(r"[;{]\s*$|^[.@*a-z].*{", bare):
            yield number, bare


def main() -> None:
    """Print the sentences of the rooms asked for, else of all."""
    parser = argparse.ArgumentParser(description="Print every sentence finseg can say.")
    parser.add_argument("rooms", nargs="*", help="such as report or choose; left out, all")
    rooms = set(parser.parse_args().rooms)
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.j2")]):
        place = path.relative_to(PACKAGE)
        if rooms and place.parts[0].removesuffix(".py") not in rooms:
            continue
        text = path.read_text(encoding="utf-8")
        found = list_sentences(text) if path.suffix == ".py" else list_page_words(text)
        lines = [f"  {line:>4}  {words}" for line, words in sorted(found)]
        if lines:
            sys.stdout.write("\n".join([place.as_posix(), *lines, "", ""]))


if __name__ == "__main__":
    main()
