"""How is a campaign planned and read from a terminal?

`finseg campaign plan` and `finseg campaign read`: parse, one call, print. Heavy modules are
imported inside the commands.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from finseg.cli.output import print_blocks, print_json, print_paths
from finseg.document.numbers import use_numbers

app = typer.Typer(
    name="campaign",
    help="Plan a campaign with a control group, and read what it changed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, for machines.")]


class Absent(StrEnum):
    """What is true of customers without an outcome."""

    UNKNOWN = "unknown"
    NO = "no"


@app.command()
def plan(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="The folder that `finseg run` wrote.")
    ],
    product: Annotated[
        str, typer.Option("--product", metavar="NAME", help="A product of the catalogue.")
    ],
    base_rate: Annotated[
        float,
        typer.Option("--base-rate", metavar="SHARE", help="Share that says yes without the offer."),
    ],
    uplift: Annotated[
        float,
        typer.Option(
            "--uplift",
            metavar="SHARE",
            help="Smallest change of it worth finding: 0.02 is two points; below 0 where less is "
            "wanted.",
        ),
    ],
    segment: Annotated[
        list[str] | None,
        typer.Option(
            "--segment",
            metavar="ID",
            help="Number or name, once for each; left out, all in which anybody would get it.",
        ),
    ] = None,
    power: Annotated[
        float | None,
        typer.Option("--power", metavar="SHARE", help="Chance to show the uplift; 0.8 unless set."),
    ] = None,
    significance: Annotated[
        float | None,
        typer.Option(
            "--significance",
            metavar="SHARE",
            help="Chance to see a difference where there is none; 0.05 unless set.",
        ),
    ] = None,
    control: Annotated[
        float | None,
        typer.Option(
            "--control",
            metavar="SHARE",
            help="Share of the customers without the offer; left out, as few as suffice.",
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="COLUMN",
            help="Make the groups alike in this column too, once for each; needs --customers.",
        ),
    ] = None,
    customers: Annotated[
        str | None,
        typer.Option("--customers", metavar="FILE", help="The customers of the study, for --by."),
    ] = None,
    identifier: Annotated[
        str,
        typer.Option("--id", metavar="COLUMN", help="The column that customers are known by."),
    ] = "",
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, metavar="N", help="Of the draw; that of [fit] unless set."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="CSV", help="Where the campaign goes.")
    ] = Path("campaign.csv"),
    *,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Plan it even where it can show nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Divide the customers who would get a product: with the offer, and without it."""
    from finseg import campaign
    from finseg.campaign.files import get_plan_path

    made = campaign.plan(
        results,
        product,
        base_rate=base_rate,
        uplift=uplift,
        segments=segment or (),
        power=power,
        significance=significance,
        control=control,
        by=by or (),
        customers=customers,
        identifier=identifier,
        seed=seed,
        anyway=anyway,
        out=out,
    )
    if json:
        print_json({**made.as_dict(), "out": str(out), "plan": str(get_plan_path(out))})
    else:
        with use_numbers(made.numbers):
            print_blocks(made.blocks())
        print_paths([out, get_plan_path(out)])


@app.command()
def read(
    campaign_file: Annotated[
        Path, typer.Argument(metavar="CAMPAIGN", help="The campaign.csv that was planned.")
    ],
    outcomes: Annotated[
        list[str],
        typer.Argument(metavar="OUTCOMES...", help="A row per customer; as for `run`."),
    ],
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="COLUMN", help="The column that says yes or no.")
    ] = "",
    identifier: Annotated[
        str,
        typer.Option("--id", metavar="COLUMN", help="The column that customers are known by."),
    ] = "",
    yes: Annotated[
        list[str] | None,
        typer.Option("--yes", metavar="WORD", help="A further word for yes, once for each."),
    ] = None,
    no: Annotated[
        list[str] | None,
        typer.Option("--no", metavar="WORD", help="A further word for no, once for each."),
    ] = None,
    absent: Annotated[
        Absent,
        typer.Option(
            "--absent",
            help="Of customers without an outcome: not known, or no (a list of the yes).",
        ),
    ] = Absent.UNKNOWN,
    significance: Annotated[
        float | None,
        typer.Option("--significance", metavar="SHARE", help="That of the plan unless set."),
    ] = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", metavar="TOML", help="How to read the outcomes.")
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", metavar="CSV", help="List the rows that were not used."),
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Say what the offer changed, segment by segment and in all."""
    from finseg import campaign
    from finseg.deliver.folder import write_file
    from finseg.deliver.tables import check_rejects_place, rejects_table, to_csv

    if rejects is not None:
        check_rejects_place(rejects)
    found = campaign.read(
        campaign_file,
        outcomes if len(outcomes) > 1 else outcomes[0],
        outcome=outcome,
        identifier=identifier,
        yes=yes or (),
        no=no or (),
        absent=absent.value,
        significance=significance,
        settings=settings,
    )
    if rejects is not None:
        write_file(rejects, to_csv(rejects_table(found.rejects, found.source)))
    if json:
        print_json(found.as_dict())
    else:
        with use_numbers(found.numbers):
            print_blocks(found.blocks())
        if rejects is not None:
            print_paths([rejects])
