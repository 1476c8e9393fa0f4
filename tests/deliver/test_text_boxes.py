"""Is any word of a figure cut off, or does it run into another?

Ten segments and columns with names of forty characters, measured by the browser: on a desk, on a
phone, and on A4.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import finseg
from tests.builders.browser import opened, running

pytestmark = pytest.mark.slow

SEGMENTS, COLUMNS, EACH, LONG = 10, 8, 60, 40
A4 = round(184 / 25.4 * 96)

# Boxes of words as corners on the screen, so that turned words have turned boxes. Words that are
# drawn twice, on a white ground, count once; two boxes may touch by a pixel.
MEASURE = """(() => {
    const near = 1.5, found = [];
    const corners = (t) => {
        const b = t.getBBox(), m = t.getScreenCTM();
        return [[b.x, b.y], [b.x + b.width, b.y], [b.x + b.width, b.y + b.height],
                [b.x, b.y + b.height]]
            .map(([x, y]) => [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f]);
    };
    const apart = (p, q) => [p, q].some(r => [0, 1].some(i => {
        const dx = r[i + 1][0] - r[i][0], dy = r[i + 1][1] - r[i][1], n = Math.hypot(dx, dy) || 1;
        const along = (shape) => shape.map(([x, y]) => (x * dx + y * dy) / n);
        const a = along(p), b = along(q);
        return Math.min(Math.max(...a) - Math.min(...b), Math.max(...b) - Math.min(...a)) < near;
    }));
    for (const figure of document.querySelectorAll('figure')) {
        if (!figure.querySelector('svg').checkVisibility()) continue;
        const room = figure.querySelector('.scroll').getBoundingClientRect();
        const words = [...figure.querySelectorAll('svg text')]
            .filter(t => t.textContent.trim() && t.checkVisibility()
                && +getComputedStyle(t).opacity > 0)
            .map(t => ({says: t.textContent, at: corners(t)}));
        for (const [i, one] of words.entries()) {
            const xs = one.at.map(c => c[0]), ys = one.at.map(c => c[1]);
            if (Math.min(...xs) < room.left - 1 || Math.max(...xs) > room.right + 1
                || Math.min(...ys) < room.top - 4 || Math.max(...ys) > room.bottom + 4)
                found.push([figure.id, 'cut', one.says]);
            for (const other of words.slice(i + 1))
                if (one.says !== other.says && !apart(one.at, other.at))
                    found.push([figure.id, one.says, other.says]);
        }
    }
    return found;
})()"""


def make_name(place: int) -> str:
    """Make a name of forty characters with few joints."""
    return f"Relationship_balance_of_the_household_{place:02d}"[:LONG].ljust(LONG, "x")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    rng = np.random.default_rng(4)
    corners = np.repeat(rng.normal(0, 6, (SEGMENTS, COLUMNS)), EACH, axis=0)
    values = np.exp((corners + rng.normal(0, 1, corners.shape)) / 3) * 1e4
    rows = len(values)
    table = pl.DataFrame(
        {
            **{make_name(j): np.round(values[:, j]) for j in range(COLUMNS)},
            "Tier": [
                f"Tier_{i // EACH % 4}_of_the_former_segmentation"[:LONG] for i in range(rows)
            ],
            "Churn": ["yes" if i % 7 < i // EACH % 5 else "no" for i in range(rows)],
        }
    )
    study = finseg.segment(
        table,
        k=SEGMENTS,
        settings={"read": {"roles": {make_name(j): "feature" for j in range(COLUMNS)}}},
    ).rename({s: f"Segment_with_a_long_name_that_goes_on_{s:02d}"[:LONG] for s in range(SEGMENTS)})
    return study.report(tmp_path_factory.mktemp("boxes") / "report.html")


@pytest.fixture(scope="module")
def browser():
    with running() as started:
        yield started


@pytest.mark.parametrize(("width", "media"), [(1280, ""), (390, ""), (A4, "print")])
def test_no_word_of_a_figure_is_cut_or_runs_into_another(browser, page, width, media):
    with opened(browser, page, width) as tab:
        tab.media(media)
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        shown = tab.evaluate(
            "[...document.querySelectorAll('figure svg')].filter(s => s.checkVisibility()).length"
        )
        found = tab.evaluate(MEASURE)

    assert (shown > 8) == (width > 600)  # on a phone, words stand for wide drawings
    assert found == []


def test_on_a_phone_a_drawing_fits_or_its_words_stand_for_it(browser, page):
    with opened(browser, page, 390) as tab:
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        wide = tab.evaluate(
            """[...document.querySelectorAll('figure')].filter(f => {
                const svg = f.querySelector('svg'), words = f.querySelector('.told');
                return svg.checkVisibility() ? svg.getBoundingClientRect().right > innerWidth
                    : !(words && words.checkVisibility() && words.innerText.length > 20);
            }).map(f => f.id)"""
        )

    assert wide == []
