"""Numbers for people are written in one place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import finseg

ROOT = Path(finseg.__file__).parent
# What machines read, and how many digits a value has.
ALLOWED = {
    "check/sentinels.py": ["suspect.value"],  # to be copied into a settings file
    "figures/pairs.py": ["v"],  # a place on a drawing
    "understand/first_row.py": ["value"],  # as it stands in the file
    "understand/roles.py": ["look.lowest", "look.highest"],
    "understand/sentinels.py": ["n"],  # words to look for
    "understand/column_types.py": ["v"],  # text again
    "recommend/barriers.py": ["limit"],  # a code of offers.csv
    "recommend/products.py": ["value * scale"],  # a code of offers.csv
}
A_NUMBER = re.compile(r"[,_]|[eEfFgGn%]$")


def formatted(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            spec = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "0"
                for part in node.format_spec.values
            )
            if A_NUMBER.search(spec):
                yield node.lineno, ast.unparse(node.value), spec


def test_only_the_module_of_numbers_formats_numbers_for_people():
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        own = [one for one in formatted(path) if one[1] not in ALLOWED.get(name, ())]
        if own and name != "document/numbers.py":
            found[name] = own

    assert not found, "say it with a value of finseg.document.said: Count, Share, Number …"


def test_every_exception_is_still_needed():
    for name, expressions in ALLOWED.items():
        assert {one[1] for one in formatted(ROOT / name)} == set(expressions), name
