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

app = typer.Typer(
    name="campaign",
    help="Plan a campaign with a control group, and read what it changed.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
)


class Absent(StrEnum):
    """How customers without an outcome count."""

    UNKNOWN = "unknown"
    NO = "no"


# What both commands take.
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, for machines.")]
Identifier = Annotated[
    str, typer.Option("--id", metavar="COLUMN", help="The column that identifies customers.")
]

# What `plan` takes.
Results = Annotated[
    Path, typer.Argument(metavar="RESULTS", help="The folder that `finseg run` wrote.")
]
Product = Annotated[
    str, typer.Option("--product", metavar="NAME", help="A product of the catalogue.")
]
BaseRate = Annotated[
    float,
    typer.Option(
        "--base-rate",
        metavar="SHARE",
        help="Share of customers who say yes without the offer, such as 0.05.",
    ),
]
SmallestUplift = Annotated[
    float,
    typer.Option(
        "--uplift",
        metavar="SHARE",
        help="Smallest change of that share you want to detect: 0.02 is two percentage points; "
        "below 0 if the share should fall.",
    ),
]
Segments = Annotated[
    list[str] | None,
    typer.Option(
        "--segment",
        metavar="ID",
        help="Id or name of a segment; repeat for several. Default: every segment with "
        "customers for the product.",
    ),
]
Power = Annotated[
    float | None,
    typer.Option("--power", metavar="SHARE", help="Chance of detecting the uplift. Default: 0.8."),
]
Significance = Annotated[
    float | None,
    typer.Option(
        "--significance",
        metavar="SHARE",
        help="Chance of seeing a difference where there is none. Default: 0.05.",
    ),
]
Control = Annotated[
    float | None,
    typer.Option(
        "--control",
        metavar="SHARE",
        help="Share of customers who get no offer. Default: as few as suffice.",
    ),
]
BalancedColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="COLUMN",
        help="Balance the groups in this column too; repeat for several. Needs --customers.",
    ),
]
CustomerFile = Annotated[
    str | None,
    typer.Option("--customers", metavar="FILE", help="The study's customer file, for --by."),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, metavar="N", help="Seed of the random draw. Default: the one in [fit]."
    ),
]
CampaignPlace = Annotated[
    Path, typer.Option("--out", metavar="CSV", help="Where to write the campaign.")
]
Anyway = Annotated[
    bool,
    typer.Option("--anyway", help="Plan even if there are too few customers to detect the uplift."),
]

# What `read` takes.
CampaignFile = Annotated[
    Path, typer.Argument(metavar="CAMPAIGN", help="The campaign.csv that was planned.")
]
OutcomeFiles = Annotated[
    list[str],
    typer.Argument(
        metavar="OUTCOMES...", help="One row per customer; the same formats as for `run`."
    ),
]
OutcomeColumn = Annotated[
    str, typer.Option("--outcome", metavar="COLUMN", help="The column that holds yes or no.")
]
YesWords = Annotated[
    list[str] | None,
    typer.Option(
        "--yes", metavar="WORD", help="A further word that means yes; repeat for several."
    ),
]
NoWords = Annotated[
    list[str] | None,
    typer.Option("--no", metavar="WORD", help="A further word that means no; repeat for several."),
]
AbsentCustomers = Annotated[
    Absent,
    typer.Option(
        "--absent",
        help="How customers without an outcome count: unknown, or no (if the file lists only yes).",
    ),
]
PlannedSignificance = Annotated[
    float | None,
    typer.Option("--significance", metavar="SHARE", help="Default: that of the plan."),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="TOML", help="Settings for reading the outcomes."),
]
RejectsPlace = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="CSV", help="Where to list the rows that were not used."),
]


@app.callback()
def _show_help(context: typer.Context) -> None:
    """Plan a campaign with a control group, and read what it changed."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def plan(
    results: Results,
    product: Product,
    base_rate: BaseRate,
    uplift: SmallestUplift,
    segment: Segments = None,
    power: Power = None,
    significance: Significance = None,
    control: Control = None,
    by: BalancedColumns = None,
    customers: CustomerFile = None,
    identifier: Identifier = "",
    seed: Seed = None,
    out: CampaignPlace = Path("campaign.csv"),
    *,
    anyway: Anyway = False,
    json: Json = False,
) -> None:
    """Draw the customers who get an offer, and a control group without it."""
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
        print_blocks(made.blocks(), made.numbers)
        print_paths([out, get_plan_path(out)])


@app.command()
def read(
    campaign_file: CampaignFile,
    outcomes: OutcomeFiles,
    outcome: OutcomeColumn = "",
    identifier: Identifier = "",
    yes: YesWords = None,
    no: NoWords = None,
    absent: AbsentCustomers = Absent.UNKNOWN,
    significance: PlannedSignificance = None,
    settings: SettingsFile = None,
    rejects: RejectsPlace = None,
    *,
    json: Json = False,
) -> None:
    """Show what the offer changed, by segment and overall."""
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
        print_blocks(found.blocks(), found.numbers)
        if rejects is not None:
            print_paths([rejects])
