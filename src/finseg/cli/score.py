"""How are new customers scored from a terminal, and when does that fail a night run?

`finseg score`: parse, one call, write, print. The scores are written in any case; a limit that was
set for them and is passed ends the run with status 10.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from finseg.cli.options import CountUntil, Json, Log, LogForm, Quiet, find_today, is_quiet
from finseg.cli.output import print_blocks, print_json, print_paths
from finseg.errors import ScoreLimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finseg.score import Scores

# What `score` takes.
ModelFile = Annotated[Path, typer.Argument(metavar="MODEL", help="model.json of a study.")]
NewCustomers = Annotated[
    list[str],
    typer.Argument(metavar="NEW...", help="The customers to score; the same formats as for `run`."),
]
ScoresPlace = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="CSV",
        help="Where to write the scores. Default: the name of the file with `-scored.csv`. "
        "Earlier scores are replaced.",
    ),
]
ScoredTable = Annotated[
    Path | None,
    typer.Option(
        "--with", metavar="FILE", help="The table of customers that the model joins by their id."
    ),
]
MostRejected = Annotated[
    float | None,
    typer.Option(
        "--most-rejected",
        min=0,
        max=1,
        metavar="SHARE",
        help="Share of the rows, 0 to 1, that may be rejected; more ends with status 10.",
    ),
]
MostFar = Annotated[
    float | None,
    typer.Option(
        "--most-far",
        min=0,
        max=1,
        metavar="SHARE",
        help="Share of the customers, 0 to 1, that may carry the flag `far`; more ends with "
        "status 10. About 0.01 is usual.",
    ),
]
MostDrift = Annotated[
    float | None,
    typer.Option(
        "--drift",
        min=0,
        max=1,
        metavar="SHARE",
        help="Share of the customers, 0 to 1, that may be in other segments than those the model "
        "was made from, segment by segment; more ends with status 10.",
    ),
]
SayWhy = Annotated[
    bool,
    typer.Option("--why", help="Add a column that says why each customer is in its segment."),
]


def score(
    model: ModelFile,
    files: NewCustomers,
    out: ScoresPlace = None,
    as_of: CountUntil = "",
    customers: ScoredTable = None,
    most_rejected: MostRejected = None,
    most_far: MostFar = None,
    drift: MostDrift = None,
    *,
    why: SayWhy = False,
    json: Json = False,
    quiet: Quiet = False,
    log: Log = LogForm.TEXT,
) -> None:
    """Find the segment of each customer in a new table."""
    from finseg import journey
    from finseg.cli.progress import ProgressDisplay
    from finseg.deliver.folder import write_file
    from finseg.deliver.tables import (
        check_rejects_place,
        check_scores_place,
        rejects_table,
        to_csv,
    )
    from finseg.read import label_source

    target = out or Path(f"{label_source(files)}-scored.csv")
    check_scores_place(target)
    beside = target.with_name(f"{target.stem}-rejects.csv")
    check_rejects_place(beside)
    with ProgressDisplay(quiet=is_quiet(log, quiet, json), form=log) as progress:
        joined = {"customers": str(customers)} if customers else {}
        scores = journey.score(
            model, files, why=why, as_of=as_of, **joined, today=find_today(), announce=progress
        )
    written = {target: scores.assigned}
    if scores.rejects or beside.exists():  # those of an earlier run belong to other scores
        written[beside] = rejects_table(scores.rejects, scores.source)
    for path, table in written.items():
        write_file(path, to_csv(table))
    passed = list(_find_passed_limits(scores, most_rejected, most_far, drift))
    if json:
        print_json({**scores.as_dict(), "out": str(target), "limits_passed": passed})
    else:
        print_blocks(scores.blocks(), scores.numbers)
        print_paths(list(written))
    if passed:
        raise ScoreLimitError(
            f"the scores pass a limit: {'; '.join(passed)}",
            where=", ".join(map(str, written)),
            fix="look at the new customers before you use the scores, or raise the limit",
        )


def _find_passed_limits(
    scores: Scores, most_rejected: float | None, most_far: float | None, drift: float | None
) -> Iterator[str]:
    """Say which limits the scores pass, each with its figures."""
    from finseg.document.said import Share, say

    if most_rejected is most_far is drift is None:
        return
    rejected = 1 - len(scores.assigned) / max(1, scores.rows_read)
    told = (
        ("--most-rejected", most_rejected, rejected, "{share} of the rows were rejected"),
        ("--most-far", most_far, scores.share_flagged("far"), "{share} are far from their segment"),
        ("--drift", drift, scores.drift, "{share} are in other segments than when it was made"),
    )
    for option, limit, share, words in told:
        if limit is not None and share > limit:
            text = say(
                "{told} ({option} {limit})",
                told=say(words, share=Share(share)),
                option=option,
                limit=Share(limit),
            )
            yield text.write(scores.numbers)
