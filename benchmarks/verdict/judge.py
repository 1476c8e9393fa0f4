"""Is the verdict about one table right, and what would the usual rules have said?

A table with its known answer in, an `Answer` out. Everything the product does is run on it
(`finseg.choose.choose_k`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.verdict.tables import MISFIT, Table
from finseg.choose import choose_k, sample_rows
from finseg.choose.carriers import ROWS, ColumnSearch
from finseg.choose.choice import EVIDENCE_SEED
from finseg.records.candidate import Candidate
from finseg.records.carriers import Carriers
from finseg.records.choice import Choice
from finseg.records.separation import GapEvidence, Outcome
from finseg.records.verdict import Verdict
from finseg.settings import ChooseSettings

RULES = ("silhouette", "CH", "DB", "elbow", "gap", "pred. str.")
STRONG = 0.8  # prediction strength from which a k counts (Tibshirani & Walther 2005)
UNDECIDED: str = "undecided"  # the kind of a verdict that waits for more evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said of one table, and whether that is so."""

    family: str
    table: str
    kind: str
    k: int
    outcome: Outcome
    right: dict[str, bool]  # by rule, ours among them
    seconds: float  # of processor
    gaps: tuple[str, ...]  # the evidence at each number of groups, one line each
    planted: tuple[str, ...] = ()  # columns in which the groups lie, where that are only some
    planted_k: int = 1
    named: tuple[str, ...] = ()  # the columns that are said to carry groups
    named_k: int = 1  # groups in them
    search_seconds: float = 0.0  # of processor, for that

    @property
    def is_decided(self) -> bool:
        """Whether the verdict says anything yet."""
        return self.kind != UNDECIDED

    @property
    def is_wrong(self) -> bool:
        """Whether something was said that is not so."""
        return self.is_decided and not self.right["verdict"]

    @property
    def names_carriers(self) -> bool:
        """Whether exactly the planted columns are named."""
        return bool(self.named) and set(self.named) == set(self.planted)

    @property
    def counts_groups(self) -> bool:
        """Whether as many groups are found in the named columns as were planted."""
        return bool(self.named) and self.named_k == self.planted_k

    @property
    def words(self) -> str:
        """The answer in a few words."""
        misfit = " (misfit)" if self.outcome == "misfit" else ""
        carriers = f", {self.named_k} in {len(self.named)}" if self.named else ""
        return f"{self.kind} {self.k}{misfit}{carriers}"


def ask(table: Table, *, quick: bool) -> Choice:
    """Ask finseg: up to 16 groups for published sets, up to 10 for the others."""
    k_max = 16 if table.family == "published" or table.right == MISFIT else 10
    # The planted groups may be small: the limits of a business are not what is measured here.
    settings = ChooseSettings(k_max=k_max, smallest_share=0.0, quick=quick)
    return choose_k(table.x, name_columns(table), settings)


def name_columns(table: Table) -> tuple[str, ...]:
    """Name the columns by their places."""
    return tuple(f"v{j}" for j in range(table.x.shape[1]))


def look_for_carriers(table: Table, choice: Choice) -> Carriers | None:
    """Look for columns that carry groups, as a full run does after the choice."""
    columns = name_columns(table)
    rows = sample_rows(table.x, columns, size=ROWS, seed=EVIDENCE_SEED)
    search = ColumnSearch(
        table.x[rows],
        columns,
        whole=choice.separation,
        k_max=ChooseSettings().k_max,
        seed=(EVIDENCE_SEED, 10),
    )
    return search.conclude()


def read_outcome(verdict: Verdict) -> Outcome:
    """Say what the verdict says of groups: none, natural ones, or such as centres do not follow."""
    if not verdict.fits:
        return "misfit"
    return "natural" if verdict.kind == "natural" else "none"


def is_right(table: Table, verdict: Verdict) -> bool:
    """Say whether the verdict is a known answer; no answer yet is not."""
    outcome = read_outcome(verdict)
    same_k = outcome != "natural" or verdict.k == table.true_k
    return str(verdict.kind) != UNDECIDED and outcome in table.right and same_k


def rules_of_thumb(choice: Choice) -> dict[str, int]:
    """Say which number of groups each of the usual rules names, from the same candidates."""
    cut = [c for c in choice.candidates if c.k > 1 and not math.isnan(c.silhouette)]
    return {
        "silhouette": max(cut, key=lambda c: c.silhouette).k,
        "CH": max(cut, key=lambda c: c.calinski_harabasz).k,
        "DB": min(cut, key=lambda c: c.davies_bouldin).k,
        "elbow": choice.elbow_k or 1,
        "gap": _gap(choice.candidates),
        "pred. str.": max(
            [1, *(c.k for c in choice.candidates if c.prediction_strength >= STRONG)]
        ),
    }


def _gap(candidates: Iterable[Candidate]) -> int:
    """Name the smallest k whose gap is within one error of the next one's (Tibshirani 2001).

    0 where no gap was measured, as in a quick run: no number is named.
    """
    measured = [c for c in candidates if not math.isnan(c.gap)]
    good = (a.k for a, b in pairwise(measured) if a.gap >= b.gap - b.gap_error)
    return next(good, measured[-1].k if measured else 0)


def judge(table: Table, *, quick: bool) -> Answer:
    """Hold the verdict and the rules against what is known of one table."""
    started = time.process_time()
    choice = ask(table, quick=quick)
    seconds = time.process_time() - started
    found = None if quick else look_for_carriers(table, choice)
    searched = time.process_time() - started - seconds
    verdict = choice.verdict
    right = {"verdict": is_right(table, verdict)}
    possible = table.right != MISFIT  # no rule of thumb can say that k-means does not fit
    for rule, k in rules_of_thumb(choice).items():
        right[rule] = possible and k == table.true_k
    separation = choice.separation
    head = (
        f"outcome {separation.outcome}, natural k {separation.natural_k}, agreement "
        f"{separation.agreement:.2f}, islands {separation.islands}, customers "
        f"{separation.rows}, settled {separation.settled}"
    )
    return Answer(
        family=table.family,
        table=table.name,
        kind=verdict.kind,
        k=verdict.k,
        outcome=read_outcome(verdict),
        right=right,
        seconds=seconds,
        gaps=(head, *(_describe_level(level) for level in separation.levels)),
        planted=tuple(f"v{j}" for j in table.carriers),
        planted_k=table.true_k,
        named=found.columns if found else (),
        named_k=found.natural_k if found else 1,
        search_seconds=searched,
    )


def _describe_level(level: GapEvidence) -> str:
    """Write the evidence at one number of groups in one line, the worst border of each kind."""
    dip_p = max((border.dip_p for border in level.borders), default=1.0)
    return (
        f"k={level.k} {'gaps' if level.passes else 'no  '} p={level.p:.3g} "
        f"worst p={level.worst_p:.3g} dip p={dip_p:.3g} depth={level.least_depth:.2f} "
        f"traffic={level.most_traffic:.2f} hollow={len(level.hollow)} "
        f"borders={len(level.borders)} least share={level.least_share:.3f}"
    )
