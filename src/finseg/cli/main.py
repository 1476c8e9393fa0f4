"""Which commands are there?

`demo`, `init`, `run`, `check`, `score`, `campaign`. Heavy modules are imported inside the commands,
so that `--help` is quick.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from finseg.cli.campaign import app as campaign
from finseg.cli.failure import explain_failure
from finseg.cli.interruption import (
    INTERRUPTED,
    note_stage,
    raise_if_interrupted,
    stop_listening,
)
from finseg.cli.options import (
    AllowRejects,
    Changes,
    CountUntil,
    CustomerTable,
    Features,
    Files,
    Json,
    Log,
    LogForm,
    Out,
    Owner,
    Quiet,
    SettingsFile,
    Window,
    find_today,
    is_quiet,
)
from finseg.cli.output import print_blocks, print_json, print_paths, print_text
from finseg.cli.score import score
from finseg.cli.shortcut import complete_command, write_next_steps

if TYPE_CHECKING:
    from finseg.settings import Settings

app = typer.Typer(
    name="finseg",
    help="Customer segmentation for financial services: checked data, an honest number of "
    "segments, names backed by figures, and a model that scores new customers.",
    invoke_without_command=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback form
    if wanted:
        from importlib.metadata import version

        typer.echo(f"finseg {version('finseg')}")
        raise typer.Exit


def _print_manual(wanted: bool) -> None:  # noqa: FBT001 - typer's callback form
    if wanted:
        from importlib.metadata import version

        from finseg.cli.manual import write_manual

        print_text(write_manual(typer.main.get_command(app), version("finseg")))
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    __: Annotated[
        bool,
        typer.Option(
            "--man",
            callback=_print_manual,
            is_eager=True,
            help="Print the manual page: `finseg --man > finseg.1`, then `man ./finseg.1`.",
        ),
    ] = False,
) -> None:
    """Print the help where no command is given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


COMMANDS = ("demo", "init", "run", "check", "score", "campaign")
app.add_typer(campaign)


class Demo(StrEnum):
    """A bundled example."""

    STUDY = "study"
    BANK = "bank"


_DEMOS = {
    Demo.STUDY: ("customers.csv", "finseg.toml", Path("finseg-demo")),
    Demo.BANK: ("bank/customers.csv", "bank/finseg.toml", Path("finseg-demo-bank")),
}


@app.command()
def demo(
    which: Annotated[
        Demo,
        typer.Argument(
            help="`study`: the published study on 1,000 customers, which have no natural groups. "
            "`bank`: an invented bank of 2,000, which have.",
        ),
    ] = Demo.STUDY,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Output folder. Default: `finseg-demo`, or `finseg-demo-bank`. Results of an "
            "earlier run are replaced.",
        ),
    ] = None,
    *,
    json: Json = False,
    quiet: Quiet = False,
    log: Log = LogForm.TEXT,
) -> None:
    """Run a bundled example."""
    from finseg.journey import example

    customers, settings, folder = _DEMOS[which]
    files = [str(example(customers))]
    _run_study(files, example(settings), None, out or folder, json=json, quiet=quiet, log=log)


@app.command()
def run(
    files: Files,
    k: Annotated[
        int | None, typer.Option("--k", min=1, help="Number of segments. Default: chosen for you.")
    ] = None,
    settings: SettingsFile = None,
    changes: Changes = None,
    features: Features = None,
    out: Out = None,
    allow_rejects: AllowRejects = None,
    per: Owner = "",
    as_of: CountUntil = "",
    window: Window = None,
    customers: CustomerTable = None,
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="A quick look: less evidence, few figures, no workbook.")
    ] = False,
    share: Annotated[
        bool,
        typer.Option(
            "--share",
            help="Write only what may be shared outside: report, profile and figures without small "
            "counts; no customer rows, no model.",
        ),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
    log: Log = LogForm.TEXT,
) -> None:
    """Segment a table of customers: report, tables, model."""
    _run_study(
        files,
        settings,
        k,
        out,
        changes=changes,
        features=features,
        allow_rejects=allow_rejects,
        building=(per, as_of, window, customers),
        quick=quick,
        share=share,
        json=json,
        quiet=quiet,
        log=log,
    )


@app.command()
def check(
    files: Files,
    settings: SettingsFile = None,
    changes: Changes = None,
    features: Features = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORM",
            help="text, markdown, html or json. Default: by the ending of --out, else text.",
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write to this file instead of stdout."),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects", metavar="CSV", help="Where to list the rows that cannot be used."
        ),
    ] = None,
    allow_rejects: AllowRejects = None,
    per: Owner = "",
    as_of: CountUntil = "",
    window: Window = None,
    customers: CustomerTable = None,
    *,
    json: Json = False,
    quiet: Quiet = False,
    log: Log = LogForm.TEXT,
) -> None:
    """Show how a table is understood and what is wrong with it; no segments are formed."""
    from finseg import journey
    from finseg.check import find_stop_error
    from finseg.cli.checkup import check_places, choose_checkup_form, deliver_checkup
    from finseg.cli.progress import ProgressDisplay

    chosen = choose_checkup_form(form, out, json=json)
    check_places(out, rejects)
    building = (per, as_of, window, customers)
    knobs = _read_knobs(settings, changes, allow_rejects, building, features)
    with ProgressDisplay(
        quiet=is_quiet(log, quiet, chosen == "json" and out is None), form=log
    ) as progress:
        done = journey.check(files, settings=knobs, today=find_today(), announce=progress)
    deliver_checkup(done, chosen, out, rejects)
    error = find_stop_error(done.checked, done.dataset.source.name, done.numbers)
    if error is not None:
        raise error


@app.command()
def init(
    files: Files,
    out: Annotated[
        Path, typer.Option("--out", metavar="TOML", help="Where to write the settings file.")
    ] = Path("finseg.toml"),
    settings: SettingsFile = None,
    changes: Changes = None,
    per: Owner = "",
    as_of: CountUntil = "",
    window: Window = None,
    customers: CustomerTable = None,
    *,
    ask: Annotated[
        bool,
        typer.Option("--ask", help="Ask on the terminal what only you can tell, one by one."),
    ] = False,
    quiet: Quiet = False,
    log: Log = LogForm.TEXT,
) -> None:
    """Write a settings file that says how a file is understood, for you to change."""
    from finseg import journey
    from finseg.cli.progress import ProgressDisplay

    building = (per, as_of, window, customers)
    knobs: Settings | Path | None = settings
    if changes or any(building) or ask:
        knobs = _read_knobs(settings, changes, building=building)
        knobs = _ask_for_answers(files, out, knobs, quiet=quiet, log=log) if ask else knobs
    with ProgressDisplay(quiet=quiet, form=log) as progress:
        journey.init(files, out, settings=knobs, announce=progress)
    print_paths([out])


def _ask_for_answers(
    files: list[str], out: Path, settings: Settings, *, quiet: bool, log: LogForm
) -> Settings:
    """Find the questions about a file, and ask them; places are looked at before."""
    from finseg import journey
    from finseg.cli.ask import ask_questions, require_terminal
    from finseg.cli.progress import ProgressDisplay
    from finseg.deliver.folder import check_new_place

    require_terminal()
    check_new_place(out)
    with ProgressDisplay(quiet=quiet, form=log) as progress:
        found = journey.check(files, settings=settings, announce=progress)
    return ask_questions(found.checked.questions, settings)


# --per, --as-of, --window and --with
_Building = tuple[str, str, int | None, Path | None]
_NOT_BUILT: _Building = ("", "", None, None)


def _read_knobs(
    settings: Path | None,
    changes: list[str] | None,
    allow_rejects: float | None = None,
    building: _Building = _NOT_BUILT,
    features: list[str] | None = None,
) -> Settings:
    """Read the settings' file, and change what the command line says."""
    from finseg import journey
    from finseg.cli.set_option import change_settings
    from finseg.records.carriers import AUTO

    knobs = change_settings(journey.read_settings(settings), changes or [])
    if allow_rejects is not None:
        knobs = knobs.change_section("check", max_rejected_share=allow_rejects)
    per, as_of, window, customers = building
    if as_of:
        knobs = knobs.change_section("read", as_of=as_of)
    built = {"per": per, "window": window, "customers": str(customers) if customers else ""}
    built = {key: value for key, value in built.items() if value}
    knobs = knobs.change_section("build", **built) if built else knobs
    named = [name.strip() for one in features or () for name in one.split(",") if name.strip()]
    given = AUTO if named == [AUTO] else named
    return knobs.change_section("prepare", features=given) if named else knobs


def _run_study(
    files: list[str],
    settings: Path | None,
    k: int | None,
    out: Path | None,
    *,
    changes: list[str] | None = None,
    features: list[str] | None = None,
    allow_rejects: float | None = None,
    building: _Building = _NOT_BUILT,
    quick: bool = False,
    share: bool = False,
    json: bool,
    quiet: bool,
    log: LogForm,
) -> None:
    from finseg.drawing_engine import start_drawing_process

    with start_drawing_process():  # it wakes up while everything else is being loaded
        from finseg import journey
        from finseg.cli.progress import ProgressDisplay
        from finseg.deliver.folder import check_place, is_taken, read_omissions
        from finseg.document.blocks import Note
        from finseg.progress import Progress
        from finseg.read import label_source

        folder = out or Path(f"finseg-{label_source(files)}")
        check_place(folder)
        replaced = is_taken(folder)
        knobs = _read_knobs(settings, changes, allow_rejects, building, features)
        today = find_today()
        with ProgressDisplay(quiet=is_quiet(log, quiet, json), form=log) as display:

            def announce(stage: str, sentence: str) -> None:
                if not sentence:
                    note_stage(stage)
                display(stage, sentence)

            def watch(progress: Progress) -> None:
                raise_if_interrupted()
                display.watch(progress)

            study = journey.segment(
                files, k=k, quick=quick, settings=knobs, today=today, announce=announce, watch=watch
            )
            announce("deliver", "")
            study.write(folder, dated=today, share=share, watch=watch)
            what = "report, profile and figures" if share else "report, tables and model"
            announce("deliver", f"{what} in {folder}")
    if json:
        print_json({**study.as_dict(), "out": str(folder), "replaced": replaced})
    else:
        left = [Note(f"Left out: {said}.") for said in read_omissions(folder)]
        print_blocks([*study.summary(), *left], study.settings.numbers())
        print_paths([folder / "report.html"], "replaces an earlier run's" if replaced else "")


app.command()(score)


def run_command() -> int:
    """Run what the command line asks for; return the exit status."""
    try:
        # Typer turns an exit, and an interruption, into what it returns.
        arguments, alone = complete_command(sys.argv[1:], COMMANDS)
        status = int(app(arguments, standalone_mode=False) or 0)
        if status == INTERRUPTED:
            raise KeyboardInterrupt  # noqa: TRY301 - so that it is said like every other end
        if alone and not status:
            print_text(write_next_steps(arguments[1:]))
    except BrokenPipeError:
        # The reader went away (`| head`); Python would complain again when it flushes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 141
    except BaseException as error:  # noqa: BLE001 - the last line of defence
        stop_listening()
        status = explain_failure(error)
    return status
