"""Which columns carry groups that all columns together do not show?

What `finseg.choose.carriers` found in, as `Carriers`; what is said of it, and the line that uses
it, out (`CarrierSearch`).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from finseg.document.said import Count, Names, Said, say
from finseg.records.separation import Outcome

AUTO = "auto"  # in the place of a list of features: those that carry groups are found
FEWEST_COLUMNS = 3  # of numbers, of which some could drown the others
_NAMED = 12  # columns that are named in the sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """The columns in which natural groups lie, among others that hide them."""

    columns: tuple[str, ...]  # that carry, by name
    natural_k: int  # groups in the carriers alone
    whole_k: int  # groups in all columns; 1: none
    whole: Outcome  # what all columns together showed
    rows: int  # customers looked at

    @property
    def option(self) -> str:
        """The option of the command line that clusters on them; "" where it cannot name them."""
        if any("," in name or name != name.strip() for name in self.columns):
            return ""
        return f"--features {shlex.quote(','.join(self.columns))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierSearch:
    """Whether carriers were found, among how many columns, and what was done with them."""

    found: Carriers | None
    columns: int  # that could have been clustered on
    numbers: int  # of these, columns of numbers: the only ones that are looked at
    ran: bool  # whether they were looked at; not where they are too few
    asked: bool  # the settings ask for them: where there are any, they alone are clustered on

    def list_sentences(self) -> Iterator[Said]:
        """Say which columns carry groups; that none do is said to those who asked."""
        if self.found is None:
            if self.asked:
                yield self._say_none()
        elif self.asked:
            yield say(
                "{some} of your {all} columns carry groups, and were chosen as features (auto): "
                "{names}. With them alone there are {groups}; {whole}.",
                **self._list_values(self.found),
            )
        else:
            yield say(
                "{some} of your {all} columns divide these customers: {names}. With them alone "
                "there are {groups}; {whole}. To cluster on them: {line}",
                **self._list_values(self.found),
                line=self.found.option or 'features = "auto" in [prepare].',
            )

    def _say_none(self) -> Said:
        if not self.ran:
            return say(
                "You asked for features to be found (auto). That takes at least {fewest} columns "
                "of numbers, and your table has {numbers}: all its features are clustered on.",
                fewest=Count(FEWEST_COLUMNS),
                numbers=Count(self.numbers),
            )
        return say(
            "You asked for features to be found (auto). Among your {numbers} of numbers, no "
            "smaller set shows more groups than all of them together: all features are "
            "clustered on.",
            numbers=Count(self.numbers, "column"),
        )

    def _list_values(self, found: Carriers) -> dict[str, Said | Count | Names]:
        names = found.columns
        return {
            "some": Count(len(names)),
            "all": Count(self.columns),
            "names": Names(names, most=_NAMED),
            "groups": Count(found.natural_k, "natural group"),
            "whole": self._say_whole(found),
        }

    def _say_whole(self, found: Carriers) -> Said:
        everything, k = self._say_all(), Count(found.whole_k)
        if found.whole == "natural":
            return say("all {all} together show only {k}", all=everything, k=k)
        if found.whole == "misfit":
            return say(
                "in all {all} together, segments around averages do not follow the groups",
                all=everything,
            )
        if found.whole == "untested":
            return say(
                "gaps were not looked for in all {all} together, as most of the distance there is "
                "between levels of categories",
                all=everything,
            )
        return say("all {all} together show none", all=everything)

    def _say_all(self) -> Said:
        """Say what "all" are: who asked has only the columns of numbers looked at."""
        if self.asked and self.numbers != self.columns:
            return say("{n} of numbers", n=Count(self.numbers))
        return say("{n}", n=Count(self.columns))
