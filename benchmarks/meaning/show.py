"""How are the judgements of one half of the tables printed?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from benchmarks.meaning.compare import Judgement, Outcome, TableJudgement, count_outcomes
from benchmarks.meaning.names import StudyJudgement
from finseg.records.measure import FACETS

_SHOWN = 4  # examples of one kind of mistake
_HEAD = f"{'right':>7}{'asked':>7}{'wrong':>7}{'silent':>8}{'asked %':>9}{'wrong %':>9}"


def show_half(half: str, tables: Sequence[TableJudgement], *, listed: bool) -> None:
    """Print the figures of one half; `listed`: its mistakes, too."""
    facets = [j for t in tables for j in t.facets]
    print(f"\n== {half}: {len(tables)} tables, {len(facets)} facets ==\n")
    _show_facets("all", facets)
    _show_facets("that act (given or sure)", [j for j in facets if j.acts])
    _show_tables(tables)
    named = sum(len(t.facts.never) for t in tables)
    clustered = sum(len(t.clustered) for t in tables)
    false, true = (
        sum(len(t.false_ratios) for t in tables),
        sum(len(t.true_ratios) for t in tables),
    )
    print(f"clustered on though never to be: {clustered} of {named} columns")
    print(f"ratios made: {true} that exist, {false} that do not\n")
    if listed:
        _list_wrong(facets)
        _list_asked(facets)
        _list_columns(tables)


def show_studies(studies: Sequence[StudyJudgement], *, listed: bool) -> None:
    """Print how many studies name or offer what is not so; `listed`: what, too."""
    ran = [s for s in studies if not s.stopped]
    names = sum(len(s.false_names) for s in ran)
    offers = sum(len(s.false_offers) for s in ran)
    clean = sum(not s.false_names and not s.false_offers for s in ran)
    print(f"studies: {len(ran)} ran, {len(studies) - len(ran)} stopped, {clean} without a false")
    print(f"  word; {names} false names of {sum(len(s.names) for s in ran)}, {offers} false offers")
    for s in studies if listed else ():
        if s.stopped or s.false_names or s.false_offers:
            words = [*s.false_names, *s.false_offers] or [f"stopped: {s.stopped}"]
            print(f"  {s.facts.name}: {'; '.join(words)}")
    print()


def _show_facets(title: str, judged: Sequence[Judgement]) -> None:
    """Print right, asked and wrong by facet; shares of what could be known or was claimed."""
    print(f"{title:<26}{_HEAD}")
    for facet in (*FACETS, "in all"):
        own = [j for j in judged if facet in (j.facet, "in all")]
        print(f"  {facet:<24}{_write_counts(count_outcomes(own))}")
    print()


def _show_tables(tables: Sequence[TableJudgement]) -> None:
    print(f"{'table':<26}{_HEAD}")
    for t in tables:
        print(f"  {t.facts.name:<24}{_write_counts(t.count())}")
        if t.absent:
            print(f"    facts about columns that are not there: {', '.join(t.absent)}")
    print()


def _write_counts(counts: Counter[Outcome]) -> str:
    right, asked, wrong = counts["right"], counts["asked"], counts["wrong"]
    known = right + asked + wrong
    shares = "".join(f"{100 * n / known:>9.1f}" if known else f"{'-':>9}" for n in (asked, wrong))
    return f"{right:>7}{asked:>7}{wrong:>7}{counts['silent']:>8}{shares}"


def _list_wrong(judged: Sequence[Judgement]) -> None:
    """Print the wrong facets by kind, the most frequent first."""
    kinds: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for j in judged:
        if j.outcome == "wrong":
            sign = "!" if j.acts else ""
            place = f"{j.table}.{j.column}{sign}"
            kinds[j.facet, j.said, " or ".join(v or "nothing" for v in j.true)].append(place)
    print("wrong, by kind (! = it acts):")
    for (facet, said, true), places in sorted(kinds.items(), key=lambda k: (-len(k[1]), k[0])):
        print(f"  {len(places):>3} {facet}: {said or 'nothing'!r} is {true}: {_write_some(places)}")


def _list_asked(judged: Sequence[Judgement]) -> None:
    kinds: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for j in judged:
        if j.outcome == "asked":
            kinds[j.facet, " or ".join(j.true)].append(f"{j.table}.{j.column}")
    print("asked, by kind:")
    for (facet, true), places in sorted(kinds.items(), key=lambda k: (-len(k[1]), k[0])):
        print(f"  {len(places):>3} {facet}: {true}: {_write_some(places)}")


def _list_columns(tables: Sequence[TableJudgement]) -> None:
    print("clustered on though never to be:")
    for t in tables:
        for column in t.clustered:
            print(f"  {t.facts.name}.{column}: {t.facts.never[column]}")
    print("ratios that do not exist:")
    for t in tables:
        for ratio in t.false_ratios:
            print(f"  {t.facts.name}: {ratio}")


def _write_some(places: Sequence[str]) -> str:
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return ", ".join(places[:_SHOWN]) + more
