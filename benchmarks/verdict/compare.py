"""Does the quick verdict ever claim more than the full one?

The two answers about each table in, the claims that only the quick one makes out, and both counted
by family.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

from benchmarks.verdict.judge import UNDECIDED, Answer

# What only the quick verdict says: gaps; groups that centres do not follow; segments that come
# back; another number of segments of the same kind, and the same where none was claimed to be best.
Overclaim = Literal["natural", "misfit", "reproducible", "other k", "other cut"]
OVERCLAIMS: tuple[Overclaim, ...] = get_args(Overclaim)


class Pair(NamedTuple):
    """Both answers about one table."""

    full: Answer
    quick: Answer


def find_overclaim(full: Answer, quick: Answer) -> Overclaim | None:
    """Name the claim that quick makes and full does not; None if there is none.

    Where quick has not decided, or says less, it claims nothing.
    """
    if not quick.is_decided:
        return None
    if quick.outcome not in {"none", full.outcome}:
        return "natural" if quick.outcome == "natural" else "misfit"
    if quick.kind == full.kind:
        if quick.k == full.k:
            return None
        return "other cut" if quick.kind == "constructive" else "other k"
    if quick.kind == "reproducible" and full.kind in {"constructive", UNDECIDED}:
        return "reproducible"
    return None


def write_answers(answers: Sequence[Answer]) -> str:
    """Write the answers about one table in one line: full, quick, and what only quick claims."""
    said = "".join(f"{_mark(answer)}{answer.words:26s}" for answer in answers)
    claim = find_overclaim(*answers) if len(answers) == 2 else None
    beyond = f"overclaim: {claim}" if claim else ""
    return f"{answers[0].family:16s}{answers[0].table:20s}{said}{beyond}"


def _mark(answer: Answer) -> str:
    """Mark what is wrong."""
    return "✗ " if answer.is_wrong else "  "


def print_comparison(pairs: Sequence[Pair]) -> None:
    """Print by family how often each was right, wrong or undecided, and the overclaims."""
    words = ("full", "wrong", "quick", "wrong", "undecided", "overclaims", *OVERCLAIMS)
    seconds = ("full s", "quick s")
    print("family".ljust(16) + "tables".rjust(7) + "".join(w.rjust(13) for w in (*words, *seconds)))
    by_family: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_family[pair.full.family].append(pair)
    for family, some in {**by_family, "all": list(pairs)}.items():
        if some:
            print(family.ljust(16) + f"{len(some):7d}" + _count_pairs(some))


def _count_pairs(pairs: Sequence[Pair]) -> str:
    """Write one row of the comparison."""
    claims = [find_overclaim(*pair) for pair in pairs]
    full, quick = ([pair[i] for pair in pairs] for i in range(2))
    shares = [
        sum(a.right["verdict"] for a in full) / len(pairs),
        sum(a.is_wrong for a in full) / len(pairs),
        sum(a.right["verdict"] for a in quick) / len(pairs),
        sum(a.is_wrong for a in quick) / len(pairs),
        sum(not a.is_decided for a in quick) / len(pairs),
    ]
    counts = [sum(claim is not None for claim in claims), *(claims.count(c) for c in OVERCLAIMS)]
    seconds = [sum(a.seconds for a in some) / len(pairs) for some in (full, quick)]
    return "".join(
        [f"{x:13.2f}" for x in shares]
        + [f"{x:13d}" for x in counts]
        + [f"{x:13.2f}" for x in seconds]
    )
