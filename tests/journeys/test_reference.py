"""The reference study, number by number (Customer_Age … Investment; published table)."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

import finseg
from finseg.deliver.browser import find_browser
from finseg.study import Study

PUBLISHED = [
    (270, "Affluent Mid-Age Investors",
     (47.688889, 118597.462963, 503.518519, 14454.870370, 25368.170370)),
    (250, "High Loan Seekers",
     (46.052000, 82036.768000, 560.080000, 37707.368000, 12235.408000)),
    (235, "Frugal Investors",
     (41.463830, 47844.625532, 596.782979, 13639.217021, 24969.102128)),
    (245, "Young Wealth Builders",
     (39.534694, 86252.987755, 647.771429, 32944.955102, 38894.000000)),
]  # fmt: skip


def test_sizes_labels_and_all_twenty_means_equal_the_published_table(reference):
    for segment, (size, label, means) in zip(reference.segments, PUBLISHED, strict=True):
        assert segment.size == size
        assert segment.name == label
        assert [round(t.mean, 6) for t in segment.traits] == list(means)


def test_no_published_figure_or_label_stands_in_the_code():
    from pathlib import Path

    source = Path(finseg.__file__).parent
    text = "".join(p.read_text(encoding="utf-8") for p in source.rglob("*.py"))

    for _, label, means in PUBLISHED:
        assert label not in text
        assert not [m for m in means if f"{m:.2f}" in text]


def test_nothing_was_transformed_and_the_matrix_is_the_standard_scalers(reference):
    from finseg.prepare import apply_recipe

    raw = reference.dataset.build_matrix()

    assert {s.transform for s in reference.recipe.steps} == {"none"}
    expected = StandardScaler().fit_transform(raw)
    np.testing.assert_allclose(apply_recipe(reference.recipe, raw), expected, rtol=0, atol=1e-12)


def test_inertia_is_the_published_one_and_kneedle_sees_four(reference):
    assert reference.segmentation.inertia == pytest.approx(3380.34, abs=0.005)
    assert reference.choice.elbow_k == 4


def test_many_starts_find_a_tighter_division_into_four():
    study = finseg.segment(finseg.example("customers.csv"), k=4)

    assert study.segmentation.inertia < 3350


def test_the_folder_is_complete_and_agrees_with_the_study(reference, tmp_path):
    folder = reference.write(tmp_path / "out")
    pictured = replace(
        reference.results, settings=reference.settings.change_section("deliver", png=True)
    )
    pictures = Study(results=pictured, lexicon=reference.lexicon).write(tmp_path / "pictures")

    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    printed = ["summary.pdf"] if find_browser() else []
    assert [n for n in names if not n.startswith("figures/")] == [
        "manifest.json", "model.json", "offers.csv", "profile.csv", "rejects.csv", "report.html",
        "report.md", "segments.csv", "segments.xlsx", *printed,
    ]  # fmt: skip
    drawings = {n.removesuffix(".svg") for n in names if n.endswith(".svg")}
    assert not [n for n in names if n.endswith(".png")]
    assert drawings == {f"figures/{p.stem}" for p in (pictures / "figures").glob("*.png")}
    assert {"figures/elbow.svg", "figures/pairs.svg", "figures/correlations.svg"} <= set(names)
    with (folder / "segments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(r["row"]) for r in rows] == list(range(1, 1001))
    counts = np.bincount([int(r["segment"]) for r in rows])
    assert counts.tolist() == [size for size, _, _ in PUBLISHED]
    assert {r["name"] for r in rows} == {label for _, label, _ in PUBLISHED}
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["settings"] == reference.settings.as_tree()
    assert manifest["outcome"]["rows"] == 1000


def test_equal_studies_give_equal_bytes(reference, tmp_path):
    again = finseg.segment(finseg.example("customers.csv"), settings=finseg.example("finseg.toml"))

    one, other = reference.write(tmp_path / "a"), again.write(tmp_path / "b")

    for path in one.rglob("*.*"):
        assert path.read_bytes() == (other / path.relative_to(one)).read_bytes(), path.name


def test_the_report_says_it_all_and_loads_nothing(reference, tmp_path):
    page = reference.report(tmp_path / "report.html").read_text(encoding="utf-8")

    for _, label, _ in PUBLISHED:
        assert label in page
    for figure in ("₹1.19L", "₹14K", "₹25K", "47.7", "504"):
        assert figure in page
    assert "<script" not in page
    assert page.count("<svg") >= 5
    assert "http://" not in page.replace("http://www.w3.org/", "")
    assert "https://" not in page


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow"])
def test_a_table_in_memory_gives_the_same_study_and_is_not_changed(reference, kind):
    import pandas as pd
    import polars as pl

    path, settings = finseg.example("customers.csv"), finseg.example("finseg.toml")
    table = {
        "pandas": lambda: pd.read_csv(path),
        "polars": lambda: pl.read_csv(path),
        "arrow": lambda: pl.read_csv(path).to_arrow(),
    }[kind]()
    before = pl.DataFrame(table).clone()

    study = finseg.segment(table, settings=settings)

    segments = pl.DataFrame(study.assignments)["segment"]
    assert segments.equals(reference.assignments["segment"])
    assert type(study.assignments) is type(study.profile) is type(table)
    assert pl.DataFrame(table).equals(before)


def test_a_notebook_shows_the_study(reference):
    shown = reference._repr_html_()

    assert "Young Wealth Builders" in shown
    assert "₹1.19L" in shown
