"""How do the results look to somebody who works in a spreadsheet?

Records in, the bytes of `segments.xlsx` out: sheets for summary, what to do with each segment,
profile, customers, offers and findings. Numbers are numbers with a format of their column, the
heading stays in sight, every column can be filtered. There are no formulas and no macros, and text
that could become a formula gets an apostrophe, as in the CSV files. Same records, same bytes: the
file bears no clock.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from finseg.document.escape import escape_formula
from finseg.document.numbers import CURRENCY_SIGNS, MONEY, Numbers
from finseg.document.said import Count, Customers, Text, Value, join_said, say, write_text
from finseg.errors import MissingPartError
from finseg.figures.theme import shorten_label
from finseg.records.finding import Checked
from finseg.records.interpretation import Interpretation, Trait
from finseg.records.offers import SAID, Offers
from finseg.report.action_sheet import (
    list_outcome_columns,
    make_actions_sheet,
    name_outcome_columns,
    write_outcome_cells,
    write_outcome_totals,
)
from finseg.report.order import order_segments
from finseg.report.sheets import Cell, Form, PlainCell, SheetColumn, WorkbookSheet
from finseg.results import Results

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# A zip archive knows no earlier date; a workbook that bore the clock would differ from run to run.
_MADE = datetime(1980, 1, 1, tzinfo=UTC)
_LONGEST = 32_000  # characters; a cell holds 32,767
_NARROWEST, _WIDEST = 9, 60  # characters of a column
_LOOKED_AT = 200  # rows that decide a column's width
_MOST_ROWS = 1_048_000  # of a sheet
_CUSTOMERS = (  # columns taken from the offers
    "outcome",
    *(f"{what}_{slot}" for slot in (1, 2, 3) for what in ("offer", "because")),
    "withheld",
)
_SECOND = "second_name"


def write_workbook(
    results: Results, customers: pl.DataFrame | None, dated: date | None = None
) -> bytes:
    """Write the workbook.

    Parameters
    ----------
    results : Results
        As they may be shown; their settings say the currency, and up to how many customers get a
        line of their own.
    customers : polars.DataFrame, optional
        One row per customer (`join_customer_offers`); None where none may be shown.
    dated : date, optional
        Printed on the first sheet.

    Raises
    ------
    MissingPartError
        If XlsxWriter is not installed.

    Notes
    -----
    About 35 µs for each customer's line.

    """
    try:
        import xlsxwriter  # 60 ms, and scoring writes none
    except ModuleNotFoundError as cause:
        raise MissingPartError(
            "the workbook needs `xlsxwriter`", fix="pip install xlsxwriter"
        ) from cause
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": False,
        },
    )
    book.set_properties(
        {"title": shorten_label(results.title, 200), "author": "finseg", "created": _MADE}
    )
    forms = _make_cell_formats(book, results.numbers)
    for sheet in (
        _make_summary_sheet(results, dated),
        make_actions_sheet(results),
        _make_profile_sheet(results.interpretation),
        _make_customers_sheet(customers, results.settings.deliver.workbook_customers),
        _make_offers_sheet(results.offers, results.interpretation),
        _make_findings_sheet(results.checked),
        *([] if customers is None else [_make_meanings_sheet()]),
    ):
        _write_sheet(book.add_worksheet(sheet.name), sheet, forms, results.numbers)
    book.close()
    return buffer.getvalue()


def join_customer_offers(table: pl.DataFrame, offered: pl.DataFrame) -> pl.DataFrame:
    """Put each customer's offers with their reasons beside the segment, and names beside numbers.

    The codes of the reasons are in the CSV alone.
    """
    # An identifier that bears the name of one of these columns gets a longer one, as in the CSV.
    taken = {*_CUSTOMERS, _SECOND}
    own: dict[str, pl.Series] = {}
    for column in table:
        own[f"{column.name} (id)" if column.name in taken else column.name] = column
        if column.name == "second":
            names = dict(zip(table["segment"], table["name"], strict=True))
            own[_SECOND] = column.replace_strict(names, default="", return_dtype=pl.String)
    return pl.DataFrame({**own, **{name: offered[name] for name in _CUSTOMERS}})


def choose_money_format(figures: Numbers) -> str:
    """Return Excel's format for whole amounts, grouped and signed as the locale does it."""
    manner = figures.manner
    sign = CURRENCY_SIGNS.get(figures.currency, figures.currency)
    before = f'"{sign}"' if sign and not manner.sign_after else ""
    after = f' "{sign}"' if sign and manner.sign_after else ""
    if not manner.indian:
        return f"{before}#,##0{after}"
    # Two conditions are all that a format may have: beneath them negative amounts are grouped
    # in thousands.
    crore, lakh = r"##\,##\,##\,##0", r"##\,##\,##0"
    return f"[>=10000000]{before}{crore};[>=100000]{before}{lakh};{before}#,##0"


def _make_cell_formats(book: Workbook, figures: Numbers) -> dict[str, Format]:
    numbers: dict[str, str] = {
        "count": "#,##0",
        "share": "0.0%",
        "index": "0.00",
        "effect": "+0.00;-0.00;0.00",
        "currency": choose_money_format(figures),
        "percent": '#,##0.0"%"',
        "plain": "#,##0.0##",
    }
    made = {name: book.add_format({"num_format": form}) for name, form in numbers.items()}
    words = {"text_wrap": True, "valign": "top"}
    made["words"] = book.add_format(words)
    made["title"] = book.add_format({"bold": True, "font_size": 14})
    made["head"] = book.add_format(
        {"bold": True, "bottom": 1, "bg_color": "#E4E7EB", "text_wrap": True, "valign": "top"}
    )
    return made


def _write_sheet(
    page: Worksheet, sheet: WorkbookSheet, forms: dict[str, Format], numbers: Numbers
) -> None:
    """Write one sheet: what is said on top, the heading, the rows; then freeze and filter."""
    for place, line in enumerate(sheet.lead):
        text = _clean_cell_text(write_text(line, numbers))
        page.write_string(place, 0, text, forms["title"] if place == 0 else None)
    top = len(sheet.lead) + bool(sheet.lead)
    widths = [len(c.name) + 3 for c in sheet.columns]
    for place, column in enumerate(sheet.columns):
        page.write_string(top, place, _clean_cell_text(column.name), forms["head"])
    last = top
    for last, row in enumerate(sheet.rows, start=top + 1):
        unit = row[sheet.units] if sheet.units is not None else None
        for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            cell = write_text(value, numbers) if isinstance(value, Value) else value
            _write_sheet_cell(page, last, place, cell, column, unit, forms)
            if last - top <= _LOOKED_AT:
                widths[place] = max(widths[place], _measure_cell_width(cell))
    page.freeze_panes(top + 1, 1)
    page.autofilter(top, 0, max(last, top), len(sheet.columns) - 1)
    for place, width in enumerate(widths):
        page.set_column(place, place, min(max(width, _NARROWEST), _WIDEST))
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _write_sheet_cell(
    page: Worksheet,
    row: int,
    place: int,
    cell: PlainCell,
    column: SheetColumn,
    unit: object,
    forms: dict[str, Format],
) -> None:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return
    if isinstance(cell, bool):
        page.write_string(row, place, "yes" if cell else "")
    elif isinstance(cell, str):
        page.write_string(row, place, _clean_cell_text(cell))
    else:
        form = _UNITS.get(str(unit), "plain") if column.form == "value" else column.form
        page.write_number(row, place, cell, forms[form])


_UNITS: dict[str, Form] = {"currency": "currency", "percent": "percent", "count": "count"}


@lru_cache(maxsize=1 << 12)  # names and offers come again with every customer
def _clean_cell_text(text: str) -> str:
    """Make text fit for a cell: one line that no spreadsheet takes for a formula."""
    return escape_formula(shorten_label(text, _LONGEST))


def _measure_cell_width(cell: PlainCell) -> int:
    return len(cell) + 1 if isinstance(cell, str) else 12


def _make_summary_sheet(results: Results, dated: date | None) -> WorkbookSheet:
    """Say the answer, and give each segment a line."""
    interpretation, offers = results.interpretation, results.offers
    segments = order_segments(results)
    stable = [results.find_stability(s.id) for s in segments]
    outcomes = list_outcome_columns(interpretation)
    weighted = interpretation.has_row_weights
    rows: list[Sequence[Cell]] = [
        (
            s.id,
            s.name,
            s.size,
            *([s.stands_for] if weighted else []),
            s.share,
            *write_outcome_cells(interpretation, s, outcomes),
            stability.jaccard if stability else None,
            stability.word if stability else None,
            ", ".join(f"{t.column} {'high' if t.deviation > 0 else 'low'}" for t in s.markers),
            offers.actions[s.id].product or "no offer",
            offers.actions[s.id].customers,
        )
        for s, stability in zip(segments, stable, strict=True)
    ]
    total = sum(s.size for s in interpretation.segments)
    whole = [interpretation.total_stands_for] if weighted else []
    everyone = write_outcome_totals(outcomes.values())
    rows.append((None, "All customers", total, *whole, 1.0, *everyone, *(None,) * 5))
    lead: list[Text] = [
        results.title,
        join_said([results.verdict.summarise(), results.verdict.weight], " "),
        say(
            "{file}: {rows}.",
            file=results.dataset.source.name,
            rows=results.say_row_account(),
        ),
        *([f"Made on {dated.isoformat()}."] if dated else []),
    ]
    columns = (
        SheetColumn("Segment", "count"),
        SheetColumn("Name"),
        SheetColumn("Customers", "count"),
        *([SheetColumn("Stand for", "count")] if weighted else []),
        SheetColumn("Share", "share"),
        *name_outcome_columns(outcomes.values()),
        SheetColumn("Stability (Jaccard)", "index"),
        SheetColumn("Stability in words"),
        SheetColumn("Stands out by"),
        SheetColumn("First offer"),
        SheetColumn("Customers with it", "count"),
    )
    return WorkbookSheet("summary", columns, rows, lead)


def _make_profile_sheet(interpretation: Interpretation) -> WorkbookSheet:
    """Give each segment and column a line, and everybody's last."""
    values = ("Mean", "5 %", "25 %", "Median", "75 %", "95 %")
    columns = (
        SheetColumn("Segment", "count"),
        SheetColumn("Name"),
        SheetColumn("Column"),
        SheetColumn("Unit"),
        *(SheetColumn(name, "value") for name in values),
        SheetColumn("Zero", "share"),
        SheetColumn("Missing", "share"),
        SheetColumn("Deviation (sd)", "effect"),
        SheetColumn("Deviation from", "effect"),
        SheetColumn("Deviation to", "effect"),
        SheetColumn("Marker"),
        SheetColumn("Used for clustering"),
    )
    features = {t.column for t in interpretation.population}
    groups: list[tuple[int | None, str, Sequence[Trait]]] = [
        *((s.id, s.name, (*s.traits, *s.described)) for s in interpretation.segments),
        (None, "All customers", (*interpretation.population, *interpretation.described)),
    ]
    rows: list[Sequence[Cell]] = [
        (
            segment,
            name,
            t.column,
            "currency" if t.unit in MONEY else t.unit,
            # In full worth, as in the report: a cell's format knows no thousands or lakhs.
            *(v * MONEY.get(t.unit, 1) for v in (t.mean, t.p5, t.p25, t.median, t.p75, t.p95)),
            t.zero_share,
            t.missing_share,
            *(t.deviation, t.low, t.high),
            t.is_marker,
            t.column in features,
        )
        for segment, name, traits in groups
        for t in traits
    ]
    return WorkbookSheet("profile", columns, rows, units=3)


_NUMBERS: dict[str, Form] = {"margin": "index"}


_MEANINGS: tuple[tuple[str, str], ...] = (  # of the columns and flags of the customers' sheet
    ("row", "the row of the customer in what was read, from 1"),
    ("segment, name", "the segment: its number and its name"),
    (
        "margin",
        "how clearly the customer belongs there: 0 on the border to the next, 1 in the middle",
    ),
    ("second, second_name", "the next nearest segment"),
    ("flag far", "farther from the centre of the segment than 99 % of its customers"),
    ("flag filled:COLUMN", "no value there: treated as if it were the median of all customers"),
    ("flag new:COLUMN", "a value there that nobody had when the model was made"),
    ("outcome", "whether there is an offer, and else why not"),
    ("offer_1, offer_2, offer_3", "the products to offer, the first first"),
    ("because_1, because_2, because_3", "why this product: the customer's own figures"),
    ("withheld", "products that something forbids, and what; offers.csv has the codes of reasons"),
)


def _make_meanings_sheet() -> WorkbookSheet:
    """Explain the columns and flags of the customers' sheet."""
    return WorkbookSheet(
        "columns", (SheetColumn("Column"), SheetColumn("What it means")), list(_MEANINGS)
    )


def _make_customers_sheet(table: pl.DataFrame | None, most: int) -> WorkbookSheet:
    """Give each customer a line, or say where they are instead."""
    if table is None:
        return WorkbookSheet(
            "customers",
            (SheetColumn("Customers"),),
            [("left out, because this copy was made to be shared",)],
        )
    if len(table) > min(most, _MOST_ROWS):
        elsewhere = say(
            "{customers} are more than [deliver] workbook_customers allows ({most}): see "
            "segments.csv and offers.csv for all of them",
            customers=Customers(len(table)),
            most=Count(most),
        )
        return WorkbookSheet("customers", (SheetColumn("Customers"),), [(elsewhere,)])
    columns = [
        SheetColumn(
            name, "text" if kind == pl.String else _NUMBERS.get(name, _choose_number_form(kind))
        )
        for name, kind in table.schema.items()
    ]
    return WorkbookSheet("customers", columns, _iterate_table_rows(table))


def _choose_number_form(kind: pl.DataType) -> Form:
    return "count" if kind.is_integer() else "plain"


def _iterate_table_rows(table: pl.DataFrame) -> Iterator[Sequence[Cell]]:
    yield from table.iter_rows()


def _make_offers_sheet(offers: Offers, interpretation: Interpretation) -> WorkbookSheet:
    """Give each product a line: for whom it is, who may have it, who gets it."""
    heads: list[SheetColumn] = []
    for s in interpretation.segments:
        heads += [SheetColumn(f"{s.id} {s.name}"), SheetColumn(f"{s.id}: eligible", "share")]
    columns = (
        SheetColumn("Product"),
        SheetColumn("Kind"),
        SheetColumn("Channel"),
        *heads,
        SheetColumn("Offered to", "count"),
        SheetColumn("Withheld from", "count"),
    )
    rows: list[Sequence[Cell]] = []
    for p, line in enumerate(offers.lines):
        cells: list[Cell] = []
        for s in interpretation.segments:
            cell = offers.find_cell(p, s.id)
            cells += [SAID[cell.stance], cell.eligible if cell.stance != "unknown" else None]
        rows.append((line.name, line.kind, line.channel, *cells, line.offered, line.withheld))
    return WorkbookSheet("offers", columns, rows)


def _make_findings_sheet(checked: Checked) -> WorkbookSheet:
    columns = (
        SheetColumn("Code"),
        SheetColumn("Severity"),
        SheetColumn("Column"),
        SheetColumn("Count", "count"),
        SheetColumn("What"),
        SheetColumn("What to do"),
    )
    rows: list[Sequence[Cell]] = [
        (f.code, f.severity, f.column, f.count, f.message, f.action) for f in checked.findings
    ]
    return WorkbookSheet("findings", columns, rows)
