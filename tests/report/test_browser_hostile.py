"""Does anything in a customer's file come alive in what is written of it?

Two hundred texts that would run if they were taken for anything but text stand as column names,
values, segment names, file name and title. The browser is told to ignore the page's own policy, so
that nothing but the escaping is in the way.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.document.escape import clean_text
from finseg.study import Study
from tests.builders.browser import opened, running
from tests.builders.hostile import hostile_texts

pytestmark = pytest.mark.slow

TEXTS, STUDIES = 200, 5
COLUMNS, LEVELS, NAMES = 20, 12, 6  # with file and title 40 in each study
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# What in a page can run, load, send or restyle.
ALIVE = """[...document.querySelectorAll('*')].filter(e =>
    /^(script|iframe|frame|object|embed|link|base|img|image|form|input|button|video|audio|template)$/i
        .test(e.localName)
    || /^(foreignobject|animate|set|use)$/i.test(e.localName)
    || [...e.attributes].some(a => /^on/i.test(a.name) || a.name === 'style'
        || (/href$/i.test(a.name) && !a.value.startsWith('#'))
        || /javascript:|data:|\\/\\//i.test(a.name === 'href' ? a.value : ''))
).map(e => e.outerHTML.slice(0, 200))"""


def a_study(texts: list[str], rng: np.random.Generator) -> Study:
    """Make a study in which every text stands at a place where the report shows it."""
    columns, rest = texts[:COLUMNS], texts[COLUMNS:]
    levels, names = rest[:LEVELS], rest[LEVELS : LEVELS + NAMES]
    file, title = rest[LEVELS + NAMES :]
    corners = np.repeat(rng.normal(0, 4, (NAMES, COLUMNS)), 40, axis=0)
    values = corners + rng.normal(0, 1, corners.shape)
    table = pl.DataFrame({c: values[:, j] for j, c in enumerate(columns)}).with_columns(
        pl.Series("kind", [levels[2 * (i // 40) + i % 2] for i in range(len(values))])
    )
    study = finseg.segment(
        table,
        k=NAMES,
        settings={
            "read": {"roles": {"kind": "descriptor", **dict.fromkeys(columns, "feature")}},
            "deliver": {"title": title},
        },
    )
    named = study.rename(dict(enumerate(names)))
    source = replace(named.dataset.source, name=file)
    dataset = replace(named.dataset, source=source)
    return replace(named, results=replace(named.results, dataset=dataset))


@pytest.fixture(scope="module", params=range(STUDIES))
def case(request, shared, tmp_path_factory):
    each = TEXTS // STUDIES
    texts = hostile_texts(shared, TEXTS)[request.param :: STUDIES]
    assert len(texts) == each
    study = a_study(texts, np.random.default_rng(request.param))
    return texts, study, study.write(tmp_path_factory.mktemp("hostile") / "out")


@pytest.fixture(scope="module")
def browser():
    with running() as started:
        yield started


def test_no_text_comes_alive_in_the_page(case, browser):
    texts, study, folder = case

    with opened(browser, folder / "report.html", trusting=True) as tab:
        assert tab.complaints() == []
        assert tab.requests() == []
        assert tab.evaluate(ALIVE) == []
        assert tab.evaluate("document.querySelectorAll('style').length") == 1
        assert tab.evaluate("document.title") == " ".join(clean_text(study.title).split())
        words = tab.evaluate("document.documentElement.textContent")
    shown = [t for t in texts if clean_text(t).strip()[:30] in words]
    assert len(shown) > 0.9 * len(texts)  # they are in the page, as text


def test_no_cell_of_a_table_is_a_formula(case):
    _, _, folder = case

    live = []
    for path in folder.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            live += [cell for cell in row if cell.startswith(LIVE) and not is_number(cell)]

    assert live == []


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
