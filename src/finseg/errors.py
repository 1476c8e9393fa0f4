"""Which errors does finseg raise, and what should the user do about each?

One family of errors. Each carries a code (documented in `docs/errors.md`), what happened, where,
and the next step. The command line turns them into three lines and an exit status; a traceback
never reaches a user. They survive pickling, since worker processes raise them too.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class FinsegError(Exception):
    """Base of every error this library raises on purpose.

    Parameters
    ----------
    what : str
        What happened, in one sentence.
    where : str, optional
        The file, line, column or setting concerned.
    fix : str, optional
        The next step for the reader.

    """

    code = "FS000"
    exit_status = 1

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)  # args == (what,); `__dict__` travels beside it when pickled
        self.what, self.where, self.fix = what, where, fix

    def list_lines(self) -> list[str]:
        """Return the lines a reader sees: what, where and fix."""
        lines = [f"{self.code}: {self.what}"]
        lines += [f"  where: {self.where}"] if self.where else []
        lines += [f"  fix:   {self.fix}"] if self.fix else []
        return lines

    def __str__(self) -> str:
        return "\n".join(self.list_lines())


# 1xx: the call or the settings (exit status 2)


class UsageError(FinsegError):
    """The call itself is wrong: an unknown option, a value out of range."""

    code = "FS100"
    exit_status = 2


class SettingsError(UsageError):
    """The settings file has an unknown key or a value of the wrong kind."""

    code = "FS101"


class MissingColumnError(UsageError):
    """A column named in the settings is not in the table."""

    code = "FS102"


class LexiconError(UsageError):
    """The lexicon of names contradicts itself or uses an unknown axis."""

    code = "FS103"


class WordsError(UsageError):
    """Your own list of words for headings names an unknown kind or place."""

    code = "FS104"


class RulesError(UsageError):
    """A domain rule contradicts itself, or uses an unknown name."""

    code = "FS105"


class AsOfError(UsageError):
    """The model counts months up to a date, and none was given for the customers to be scored."""

    code = "FS106"


class CatalogueError(UsageError):
    """The catalogue of products contradicts itself, or uses an unknown name."""

    code = "FS107"


class CampaignError(UsageError):
    """The campaign, or its files, cannot be used as asked."""

    code = "FS108"


# 2xx: the data (exit status 3)


class DataError(FinsegError):
    """The data stopped the run."""

    code = "FS200"
    exit_status = 3


class NoSuchFileError(DataError):
    """The input is missing, a directory, or cannot be opened."""

    code = "FS201"


class EmptyTableError(DataError):
    """The file has no bytes, or a header and no rows."""

    code = "FS202"


class UnreadableFileError(DataError):
    """The file is not of a kind that can be read, or it is damaged."""

    code = "FS203"


class DelimiterError(DataError):
    """The file reads as a single column, or its rows differ in length."""

    code = "FS204"


class TooManyRejectsError(DataError):
    """More rows had to be rejected than the settings allow."""

    code = "FS205"


class NoFeatureError(DataError):
    """No numeric column is left to cluster on."""

    code = "FS206"


class TooFewRowsError(DataError):
    """There are fewer usable, distinct customers than segments asked for."""

    code = "FS207"


class WrongColumnsError(DataError):
    """The table to be scored lacks columns the model needs, or has them in another kind."""

    code = "FS208"


class ColumnKindError(DataError):
    """A column was given a role its values do not allow."""

    code = "FS209"


class LimitError(DataError):
    """The input is larger, or takes longer, than the settings allow."""

    code = "FS210"


class DifferentColumnsError(DataError):
    """Files that are to be read together do not have the same columns."""

    code = "FS211"


class CampaignTooSmallError(DataError):
    """The campaign has too few customers to detect the uplift it looks for."""

    code = "FS212"


class OutcomesError(DataError):
    """The outcomes do not belong to the campaign, or it is unclear what they mean."""

    code = "FS213"


class SmallSegmentError(DataError):
    """A segment has too few customers for its figures to be shared."""

    code = "FS214"


class RowsNotCustomersError(DataError):
    """A row of the table is an order, a month or an account, and not a customer."""

    code = "FS215"


# 3xx: the model file or store (exit status 4)


class ModelFileError(FinsegError):
    """The model file is missing, damaged, or of a version this release cannot read."""

    code = "FS300"
    exit_status = 4


# 4xx: the environment: disk, memory, rights, missing parts (exit status 5)


class EnvironmentStopError(FinsegError):
    """The machine, not the data, stopped the run: disk, memory, rights."""

    code = "FS400"
    exit_status = 5


class OutputPlaceError(EnvironmentStopError):
    """The output folder cannot be written, or holds files that finseg did not write."""

    code = "FS401"


class MissingPartError(EnvironmentStopError):
    """An optional dependency is needed for this and is not installed."""

    code = "FS402"


class DatabaseError(EnvironmentStopError):
    """A database cannot be reached, refuses, or stopped answering."""

    code = "FS403"


# 5xx: a limit that was set for results that are written (exit status 10)


class ScoreLimitError(FinsegError):
    """The scores are written, and pass a limit that was set for them."""

    code = "FS500"
    exit_status = 10


def find_near_name(name: str, known: Iterable[str]) -> str:
    """Return the known name that was probably meant, or an empty text where none is close."""
    by_folded = {k.casefold(): k for k in known}
    close = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ""


def suggest_name(name: str, known: Iterable[str]) -> str:
    """Say which known name was probably meant, as a hint for `fix`.

    Returns ``did you mean `x`?``, or asks to choose from all names where none is close.
    """
    names = [str(k) for k in known]
    near = find_near_name(name, names)
    if near:
        return f"did you mean `{near}`?"
    shown = ", ".join(f"`{k}`" for k in names[:20])
    return f"choose one of {shown}" + (" …" if len(names) > 20 else "")
