"""Does a notebook show every promised thing, for a pandas, a polars and an Arrow table?"""

from __future__ import annotations

import os
from typing import Any

import pytest

CI = os.environ.get("CI") == "true"

TABLES = {
    "pandas": "import pandas\ntable = pandas.read_csv(file)\ntable['customer_id'] = ids",
    "polars": "import polars\ntable = polars.read_csv(file).with_columns(customer_id=ids)",
    "arrow": "import pyarrow.csv\n"
    "table = pyarrow.csv.read_csv(file).append_column('customer_id', pyarrow.array(ids))",
}
JOINS = {
    "pandas": "table.merge(study.assignments, on='customer_id').shape, table.join(study.labels)"
    ".shape, table.set_index('customer_id').join(finseg.segment("
    "table.set_index('customer_id'), k=3, quick=True).assignments).shape",
    "polars": "table.join(study.assignments, on='customer_id').shape, "
    "table.with_columns(study.labels).shape, 0",
    "arrow": "table.join(study.assignments, 'customer_id').shape, "
    "table.append_column('segment', study.labels).shape, 0",
}
SHAPES = {
    "pandas": "((1000, 12), (1000, 7), (1000, 11))",
    "polars": "((1000, 12), (1000, 7), 0)",
    "arrow": "((1000, 12), (1000, 7), 0)",
}
CELLS = {
    "segment": "study = finseg.segment(table, k=3, quick=True)",
    "study": "study",
    "kinds": "[type(x) is type(table) for x in (study.assignments, study.profile, study.centres, "
    "study.offers_table, study.model.score(table).assignments)]",
    "ids": "str(study.profile), set(map(str, list(study.assignments['customer_id'])[:2]))",
    "labels": "type(study.labels).__name__, len(study.labels)",
    "figure": "study.figures['profile']",
    "saved": "[study.figures['profile'].save(f'a.{e}').stat().st_size > 500 "
    "for e in ('svg', 'png', 'json')]",
    "passport": "study.passports[0]",
    "compare": "study.compare(finseg.segment(table, k=4, quick=True))",
    "check": "finseg.check(table)",
    "score": "study.save('model.json'); finseg.score('model.json', table)",
    "verdict": "study.verdict",
    "repr": "[len(repr(x)) < 300 and '\\n' not in repr(x) for x in (study, study.verdict, "
    "study.choice, study.segments[0], study.passports[0], study.model, study.figures, "
    "study.compare(study), finseg.check(table), study.model.score(table))]",
}


def run_cells(cells, folder) -> dict[str, Any]:
    """Run the cells in a kernel of their own; return what stands below each."""
    try:
        import nbformat
        from nbclient import NotebookClient
    except ModuleNotFoundError:  # pragma: no cover
        if CI:
            raise
        pytest.skip("nbclient is not installed")
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(text) for text in cells.values()]
    )
    client = NotebookClient(
        book, timeout=200, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return dict(zip(cells, (cell.outputs for cell in book.cells), strict=True))


def show(outputs, form="text/plain"):
    """Return what a cell gave back in this form, of its last output."""
    return outputs[-1]["data"].get(form, "")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("kind", TABLES)
def test_every_promised_thing_shows_itself_below_its_cell(kind, tmp_path):
    begin = (
        "import finseg\nfile = finseg.example('customers.csv')\n"
        + ("import polars\nids = polars.int_range(5001, 6001, eager=True)\n" * (kind == "polars"))
        + ("ids = list(range(5001, 6001))\n" * (kind != "polars"))
    )
    cells = {"begin": begin + TABLES[kind], **CELLS, "join": JOINS[kind]}

    said = run_cells(cells, tmp_path)

    bar = [o for o in said["segment"] if o["output_type"] == "display_data"]
    assert len(bar) == 1  # it moved below the cell, and is empty in the end
    assert bar[0]["data"]["text/html"] == ""
    page = show(said["study"], "text/html")
    assert "Verdict" in page
    assert page.count("border-left") == 3
    assert page.count("<svg") == 1
    assert show(said["study"]).startswith("<Study of 1,000 customers")
    assert show(said["kinds"]) == str([True] * 5)
    assert "5001" in show(said["ids"])
    assert "1000" in show(said["labels"])
    assert "<svg" in show(said["figure"], "text/html")
    assert show(said["saved"]) == str([True] * 3)
    assert show(said["join"]) == SHAPES[kind]
    for name in ("passport", "compare", "check", "score", "verdict"):
        assert "<p>" in show(said[name], "text/html"), name
        assert show(said[name]).startswith("<"), name
    assert show(said["repr"]) == str([True] * 10)
