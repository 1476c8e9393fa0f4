"""Does any file that leaves tell of the few customers who hold something?

One small table in which three of 400 owe something, have a level, a tier, a date of their own, and
three rows cannot be used. Every printed form is read as a person reads it, and searched for what
these few have: values, sum, mean, count, and the number of all the others.
"""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from html.parser import HTMLParser

import numpy as np
import pytest

import finseg
from finseg.deliver.results import build_manifest, list_versions
from finseg.disclose.study import disclose
from finseg.document.said import write_text
from finseg.figures import draw_figures
from finseg.report import build_report, render_report
from finseg.report.markdown import write_markdown
from finseg.report.profile_table import make_profile_table
from finseg.report.workbook import write_workbook

ROWS = 400
OWED = (51_234, 61_789, 70_991)  # what three owe; all others owe nothing
PAID = (41_127, 42_451, 43_783)  # what three were paid; of all others it is missing
LINES = (13, 57, 102)  # of the file, in which the income is no number
LEVEL, TIER, LATEST = "Quokkashire", "Numbatine", date(2025, 6, 17)
NAME = "Wombat savers"


def write_table():
    """Write the file: three clear groups of 250, 90 and 60 customers, the few among the largest."""
    rng = np.random.default_rng(11)
    group = np.repeat([0, 1, 2], [250, 90, 60])
    opened = [date(2015, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 3000, ROWS)]
    opened[31] = LATEST
    owed, paid = np.zeros(ROWS, int), [""] * ROWS
    region, tier = rng.choice(["North", "South"], ROWS), np.array(["Basic", "Plus", "Top"])[group]
    region, tier = region.astype(object), tier.astype(object)
    for place, row in enumerate((20, 21, 22)):
        owed[row], paid[row + 10] = OWED[place], str(PAID[place])
        region[row + 20], tier[row + 30] = LEVEL, TIER
    columns = {
        "Customer ID": [f"C{i:04}" for i in range(ROWS)],
        "Income": (300_000 + 250_000 * group + rng.normal(0, 12_000, ROWS)).round(),
        "Savings Balance": (9_000 * (group == 1) + rng.normal(4_000, 700, ROWS)).round(),
        "Age": (30 + 14 * (group == 2) + rng.normal(0, 3, ROWS)).round(),
        "Loan Amount": owed,
        "Bonus Amount": paid,
        "Region": region,
        "Tier": tier,
        "Opened": [d.isoformat() for d in opened],
    }
    lines = [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    for line in LINES:
        lines.insert(line - 2, f"D{line:04},unheard,4000,33,0,,North,Basic,2016-01-05")
    return "\n".join([",".join(columns), *lines]) + "\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Fit the table once."""
    path = tmp_path_factory.mktemp("canaries") / "customers.csv"
    path.write_text(write_table(), encoding="utf-8")
    settings = {
        "read": {"roles": {"Tier": "existing", "Region": "descriptor"}},
        "deliver": {"summary_pdf": False},
    }
    made = finseg.segment(path, k=3, settings=settings)
    return made.rename({min(made.segments, key=lambda s: s.size).id: NAME})


class Reader(HTMLParser):
    """Reads a page or a picture as a person does: its text, and the words for the blind."""

    def __init__(self, page):
        super().__init__()
        self.parts, self.unread = [], 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.unread += tag in ("style", "script")
        self.parts += [v for k, v in attrs if k in ("alt", "aria-label", "title", "content") and v]

    def handle_endtag(self, tag):
        self.unread -= tag in ("style", "script")

    def handle_data(self, data):
        self.parts += [] if self.unread else [data]


def read_page(page):
    return " | ".join(Reader(page).parts)


def read_workbook(shown):
    """Read every cell but those of the customers' own sheet, as it is stored."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(write_workbook(shown, None)), read_only=True)
    return " | ".join(
        str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None
    )


def read_figure(figure, numbers):
    """Read a picture, its caption, its words and the table behind it."""
    behind = figure.behind
    cells = [*behind.columns, *(c for row in behind.rows for c in row)] if behind else []
    texts = [figure.caption, figure.alternative, *cells]
    return " | ".join([read_page(figure.svg), *(write_text(text, numbers) for text in texts)])


@pytest.fixture(scope="module", params=[True, False], ids=["shared", "in the house"])
def printed(study, request):
    """Print every form of what leaves; the text of each by its name."""
    shown = disclose(study.results, share=request.param)
    figures = draw_figures(shown)
    facts = build_report(shown, figures, None, list_versions())
    forms = {
        "report.html": read_page(render_report(facts)),
        "report.md": write_markdown(facts),
        "profile.csv": make_profile_table(shown.interpretation).write_csv(),
        "segments.xlsx": read_workbook(shown),
        **{f"figures/{f.name}": read_figure(f, shown.numbers) for f in figures},
    }
    if request.param:
        forms["manifest.json"] = json.dumps(build_manifest(study.results, None))
    return forms


def find_canaries(printed, *canaries):
    """Return where a figure or word stands by itself, with the words around it."""
    found = []
    for canary in canaries:
        alone = re.compile(rf"(?<![\w.,]){re.escape(canary)}(?![\w%]|[.,]\d)")
        for form, text in printed.items():
            found += [
                (form, canary, text[max(m.start() - 50, 0) : m.end() + 30])
                for m in alone.finditer(text)
            ]
    return found


def write_forms(amount):
    """Write an amount in the ways the forms do: in full, with one and no decimal of thousands."""
    return (
        f"{amount:,.0f}", f"{amount:.0f}", f"{amount:.1f}", f"{amount / 1e3:.1f}K",
        f"{amount / 1e3:.0f}K", f"{amount / 1e3:.2f}K", f"{amount / 1e3:.3f}",
    )  # fmt: skip


def test_the_table_holds_what_is_searched_for(study):
    dataset = study.dataset

    assert (dataset.rows, dataset.rows_rejected) == (ROWS, len(LINES))
    assert sorted(s.size for s in study.segments) == [60, 90, 250]
    assert int((dataset.table["Loan Amount"] > 0).sum()) == 3
    assert [e.column for e in study.interpretation.existing] == ["Tier"]
    assert study.results.exploration.summaries


@pytest.mark.parametrize("held", [OWED, PAID])
def test_no_amount_of_the_few_is_printed_nor_what_they_have_together(printed, held):
    canaries = {
        form for amount in (*held, sum(held), sum(held) / 3) for form in write_forms(amount)
    }

    assert not find_canaries(printed, *canaries)


def test_no_mean_over_everybody_tells_what_the_few_owe(printed):
    mean = sum(OWED) / ROWS

    assert not find_canaries(printed, "460", f"{mean:.1f}", f"{mean:.2f}", f"{mean:.3f}")


def test_nobody_learns_how_many_the_few_are(printed):
    assert not find_canaries(printed, "397", "99.2%", "99.3%", "99.25%", "0.8%", "0.7%", "0.75%")
    assert "0.9925" not in printed["profile.csv"] + printed["segments.xlsx"]
    assert "0.0075" not in printed["profile.csv"] + printed["segments.xlsx"]


def test_what_preparation_learnt_of_the_few_is_not_printed(study, printed):
    steps = {s.column: s for s in study.recipe.steps}
    step = steps["Loan Amount"]
    learnt = (step.centre, step.scale, step.bend)
    canaries = {f"{v:.{d}g}" for v in learnt for d in (3, 4, 5, 6)} - {"0", "1"}

    assert not find_canaries(printed, *canaries, f"{step.skew:.2f}", f"{step.skew_after:.2f}")


def test_no_line_of_a_row_that_could_not_be_used_is_printed(printed):
    lines = ", ".join(map(str, LINES))

    assert not [form for form, text in printed.items() if lines in text or "unheard" in text]


def test_rejected_rows_are_counted_alike_wherever_they_are_counted(printed):
    page = printed["report.md"]

    assert "403 rows read = 400 used + 3 rejected" in page
    assert "3 rows" in page
    assert not re.search(r"fewer than \d+ rows", page)


def test_no_level_or_tier_of_few_is_named(printed):
    assert not find_canaries(printed, LEVEL, TIER)


def test_a_date_that_one_customer_alone_has_is_not_printed(printed):
    assert not find_canaries(
        printed,
        LATEST.isoformat(),
        f"{LATEST:%d/%m/%Y}",
        f"{LATEST:%-d %B %Y}",
        f"{LATEST:%d.%m.%Y}",
    )


def test_the_other_segments_and_columns_are_told(printed):
    for form in ("report.html", "report.md", "profile.csv", "segments.xlsx"):
        assert find_canaries(printed, NAME), form
        assert "Savings Balance" in printed[form]
