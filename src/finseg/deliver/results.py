"""What is in the output folder?

A finished study in, file names and bytes out: report, tables, model, figures, and the manifest that
says what made them. Nothing is computed here that a record does not already hold.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from importlib.metadata import version
from typing import Any

import polars as pl

from finseg.deliver.ahead import make_ahead
from finseg.deliver.browser import Print, find_browser
from finseg.deliver.bundle import dump_bundle
from finseg.deliver.figure_orders import order_figures
from finseg.deliver.folder import Content
from finseg.deliver.pictures import render_png
from finseg.deliver.tables import rejects_table, to_csv, to_csv_pieces
from finseg.disclose.study import disclose
from finseg.document.said import Count, say
from finseg.errors import SmallSegmentError
from finseg.figures import FigurePlan, draw_figures, plan_figures, render_figures
from finseg.records.bundle import Bundle
from finseg.records.dataset import Source
from finseg.report import build_answer, build_report, render_report
from finseg.report.markdown import write_markdown
from finseg.report.profile_table import make_profile_table
from finseg.report.summary import SUMMARY_FIGURE, make_summary_page
from finseg.report.workbook import join_customer_offers, write_workbook
from finseg.results import Results

# Whose versions can change a figure.
_PARTS = ("finseg", "numpy", "polars", "scipy", "vl-convert-python", "xlsxwriter")
SUMMARY, WORKBOOK = "summary.pdf", "segments.xlsx"
ASSIGNED, OFFERS = "segments.csv", "offers.csv"
BUILT = "customers.csv"  # that were built of other rows
_QUICK_WHY = "not made in a quick run; run again without --quick"
_PART = 8_192  # customers written at a time


def make_result_files(
    results: Results,
    *,
    assignments: Iterable[pl.DataFrame],
    offers: Iterable[pl.DataFrame],
    bundle: Bundle,
    dated: date | None,
) -> Generator[tuple[str, Content]]:
    """Make every file of the output folder but the manifest, one after the other.

    Report, profile, figures and workbook are made of what may be shown; who is in which segment and
    gets which offer stands in the tables of customers, and in the workbook's sheet of them. These
    tables come in parts: of many customers no more than a part is ever held as text.
    """
    shown = disclose(results)
    own = results.dataset
    quick = results.settings.choose.quick
    few = own.rows <= results.settings.deliver.workbook_customers
    offered_file: dict[str, Callable[[], Content]] = {}
    workbook: dict[str, Callable[[], Content]] = {}
    if few and not quick:
        assigned, offered = pl.concat(assignments), pl.concat(offers)
        customers = join_customer_offers(assigned, offered)
        assignments, offers = (assigned,), (offered,)
        workbook[WORKBOOK] = lambda: write_workbook(shown, customers, dated)
    elif not quick:  # the workbook says how many there are
        counted = pl.DataFrame({"row": own.find_row_numbers()})
        workbook[WORKBOOK] = lambda: write_workbook(shown, counted, dated)
    if results.writes_offers:
        offered_file[OFFERS] = lambda: make_ahead(to_csv_pieces(make_ahead(offers)))
    return _make_report_files(
        shown,
        dated,
        {
            ASSIGNED: lambda: make_ahead(to_csv_pieces(assignments)),
            **offered_file,
            "rejects.csv": lambda: to_csv(_list_rejects(results)),
            **_make_built_file(results),
            **workbook,
            "model.json": lambda: dump_bundle(bundle),
        },
    )


def _list_rejects(results: Results) -> pl.DataFrame:
    """List the rows that were left out: of the file, and of the customers built of it."""
    own, built = results.dataset, results.built
    if built is None:
        return rejects_table(own.rejects, own.source.name)
    rows = rejects_table(built.rejects, built.source.name)
    return pl.concat([rows, rejects_table(own.rejects, BUILT)])


def _make_built_file(results: Results) -> dict[str, Callable[[], Content]]:
    """Write the customers that were built, as they were before anything was changed in them."""
    built = results.built
    if built is None:
        return {}
    files: dict[str, Callable[[], Content]] = {
        BUILT: lambda: to_csv_pieces(built.table.iter_slices(_PART))
    }
    if built.joined:
        files["unmatched.csv"] = lambda: to_csv(built.unmatched)
    return files


def make_shared_files(results: Results, dated: date | None) -> Generator[tuple[str, Content]]:
    """Make the files for readers outside the house: nobody's row, no count below the larger limit.

    Raises
    ------
    SmallSegmentError
        If a segment has fewer customers than that takes.

    """
    shown = disclose(results, share=True)
    small = [s for s in results.interpretation.segments if s.size < shown.least]
    if small:
        raise SmallSegmentError(
            say(
                "{segments} of fewer than {least} customers: {ids}",
                segments=Count(len(small), "segment"),
                least=Count(shown.least),
                ids=", ".join(str(s.id) for s in small),
            ).write(shown.numbers),
            where="--share",
            fix="ask for fewer segments with --k, or run without --share",
        )
    return _make_report_files(shown, dated, {})


def _make_report_files(
    shown: Results, dated: date | None, further: Mapping[str, Callable[[], Content]]
) -> Generator[tuple[str, Content]]:
    """Make the files in which nobody is shown alone, and further ones while others draw and print.

    A helper process draws the figures, if there is one, and the browser prints the summary as soon
    as its figure is there; what neither has to do with is written meanwhile.
    """
    plans = plan_figures(shown)
    png = shown.settings.deliver.png
    order_figures(plans, shown.numbers, png=png, first=SUMMARY_FIGURE)
    with _start_summary_print(shown, plans, dated) as sheet:
        for name, make in further.items():
            yield name, make()
        yield "profile.csv", to_csv(make_profile_table(shown.interpretation))
        drawn = render_figures(plans, shown.numbers)
        facts = build_report(shown, drawn, dated, list_versions())
        yield "report.html", render_report(facts).encode()
        yield "report.md", write_markdown(facts).encode()
        for figure in drawn:
            yield f"figures/{figure.name}.svg", figure.svg.encode()
        for figure in drawn if png else ():
            yield f"figures/{figure.name}.png", render_png(figure.svg)
        pdf = sheet.result() if sheet is not None else None
        if pdf is not None:
            yield SUMMARY, pdf


def list_omissions(results: Results, files: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Say what is not in the folder, and why."""
    own = results.settings.deliver
    left: list[tuple[str, str]] = []
    quick = results.settings.choose.quick
    shared = (ASSIGNED if quick else WORKBOOK) not in files
    if quick:
        tables = [name for name in (OFFERS, WORKBOOK) if name not in files and not shared]
        left += [(name, _QUICK_WHY) for name in (SUMMARY, *tables, "most figures")]
    elif SUMMARY not in files:
        why = "Chromium did not print it"
        if not own.summary_pdf:
            why = "switched off in [deliver] summary_pdf"
        elif find_browser() is None:
            why = "printing it needs Chromium, and there is none on this machine"
        left.append((SUMMARY, why))
    if shared:
        left.append(("everything that has customers' rows", "this copy was made to be shared"))
    elif not quick and results.dataset.rows > own.workbook_customers:
        why = say(
            "more than [deliver] workbook_customers = {most}; see segments.csv and offers.csv",
            most=Count(own.workbook_customers),
        ).write(results.numbers)
        left.append(("customers of segments.xlsx", why))
    return tuple(left)


def _start_summary_print(
    shown: Results, plans: Mapping[str, FigurePlan], dated: date | None
) -> AbstractContextManager[Print | None]:
    """Start printing the summary, where that is wanted and can be done."""
    wanted = shown.settings.deliver.summary_pdf and not shown.settings.choose.quick
    browser = find_browser() if wanted else None
    if browser is None:
        return nullcontext()
    own = {name: plan for name, plan in plans.items() if name == SUMMARY_FIGURE}
    page = make_summary_page(build_answer(shown, dated), render_figures(own, shown.numbers))
    return Print(page, browser)


def make_report_page(results: Results, dated: date | None) -> str:
    """Make the report: one HTML page that needs nothing else."""
    shown = disclose(results)
    return render_report(build_report(shown, draw_figures(shown), dated, list_versions()))


def build_manifest(
    results: Results,
    dated: date | None,
    left: Sequence[tuple[str, str]] = (),
    *,
    outcome: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Say what made the results: input, settings, versions; enough to run it again.

    The outcome counts customers one by one, so it is None where the folder is to be shared.
    """
    source = results.built.source if results.built else results.dataset.source
    parts = {"files": [_describe_source(part) for part in source.parts]} if source.parts else {}
    return {
        "version": 1,
        "title": results.title,
        "dated": dated.isoformat() if dated else None,
        "input": {
            "name": source.name,
            "format": source.format,
            "sha256": source.sha256,
            **source.write_details(),
            **parts,
        },
        **({"built": results.built.as_dict(results.numbers)} if results.built else {}),
        **({"shared": True} if outcome is None else {"outcome": dict(outcome)}),
        "seed": results.settings.fit.seed,
        "settings": results.settings.as_tree(),
        "versions": dict(list_versions()),
        "left_out": [{"name": name, "why": why} for name, why in left],
    }


def _describe_source(part: Source) -> dict[str, Any]:
    return {"name": part.name, "sha256": part.sha256, "rows_read": part.rows_read}


def list_versions() -> tuple[tuple[str, str], ...]:
    """Return the versions that can change a figure."""
    return ("python", platform.python_version()), *((part, version(part)) for part in _PARTS)
