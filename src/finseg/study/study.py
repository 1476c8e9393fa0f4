"""What is the result of a study, and what can be done with it?

`Study` is what `finseg.segment` returns: every stage's record, and the ways to look at them, write
them down and keep the model.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from finseg.deliver.bundle import dump_bundle
from finseg.deliver.folder import Content, NewFolder, check_place, write_file
from finseg.deliver.results import (
    build_manifest,
    list_omissions,
    make_report_page,
    make_result_files,
    make_shared_files,
)
from finseg.document.blocks import Block
from finseg.document.page import Page
from finseg.errors import UsageError
from finseg.interpret import Lexicon, give_names
from finseg.maths.arrays import Ints
from finseg.prepare import invert_recipe
from finseg.progress import Progress, Watch
from finseg.read.caller_table import CallerTable
from finseg.recommend import build_customer_table, lay_out_customers
from finseg.recommend.wording import ANSWERS
from finseg.records.assessment import Assessment
from finseg.records.bundle import Bundle, BundleSegment
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.exploration import Exploration
from finseg.records.finding import Checked
from finseg.records.interpretation import Interpretation, Segment
from finseg.records.offers import Offers
from finseg.records.reading import Habit, make_habit
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Segmentation, build_assignment_table, list_shown_ids
from finseg.records.shares import Shares
from finseg.records.verdict import Verdict
from finseg.report.closing import summarise_results
from finseg.report.passport import passport
from finseg.report.profile_table import make_profile_table
from finseg.results import Results
from finseg.score import Model
from finseg.score.assign import flag_rows
from finseg.settings import Settings
from finseg.study.comparison import Comparison, compare_results
from finseg.study.figures import StudyFigures
from finseg.study.notebook_page import write_study_page
from finseg.study.outcome import describe_outcome

_PART = 50_000  # customers whose lines are held as text at a time


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """A finished segmentation: its results, and what can be done with them."""

    results: Results  # the records of every stage
    lexicon: Lexicon  # the words its names are made of
    caller: CallerTable = field(default_factory=CallerTable)  # the kind its frames are of

    @property
    def dataset(self) -> Dataset:
        """The table and its roles."""
        return self.results.dataset

    @property
    def checked(self) -> Checked:
        """The findings about the data."""
        return self.results.checked

    @property
    def recipe(self) -> Recipe:
        """How the columns were prepared."""
        return self.results.recipe

    @property
    def shares(self) -> Shares:
        """How much of the distance comes from each column."""
        return self.results.shares

    @property
    def exploration(self) -> Exploration:
        """The columns, alone and in pairs."""
        return self.results.exploration

    @property
    def choice(self) -> Choice:
        """How many segments, and why."""
        return self.results.choice

    @property
    def segmentation(self) -> Segmentation:
        """Who is in which segment."""
        return self.results.segmentation

    @property
    def assessment(self) -> Assessment:
        """How far the segments can be relied on."""
        return self.results.assessment

    @property
    def interpretation(self) -> Interpretation:
        """What the segments are like."""
        return self.results.interpretation

    @property
    def offers(self) -> Offers:
        """What is offered to whom."""
        return self.results.offers

    @property
    def settings(self) -> Settings:
        """The settings of this study."""
        return self.results.settings

    @property
    def title(self) -> str:
        """The title set in [deliver], else one made of the input's name."""
        return self.results.title

    @property
    def verdict(self) -> Verdict:
        """Natural, reproducible, constructive or undecided; with k, natural_k and the evidence."""
        return self.results.verdict

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments: id, name, size, traits."""
        return self.interpretation.segments

    @cached_property
    def assignments(self) -> Any:  # noqa: ANN401 - the caller's kind of table
        """One row per customer used: ids, row, segment, name, margin, second, flags.

        In the kind of table that was segmented (polars for files), with the index of pandas and
        identifiers as they stood there, so that it joins back.
        """
        return self._convert_customers(self._assigned)

    @cached_property
    def _assigned(self) -> pl.DataFrame:
        assignment, reach = self.segmentation.assignment, self.segmentation.reach
        flags = flag_rows(self.recipe, self.dataset.build_matrix(), assignment, reach)
        return build_assignment_table(self.dataset, assignment, self.results.names, flags)

    @cached_property
    def labels(self) -> Any:  # noqa: ANN401 - the caller's kind of column
        """The segment's id for each row of the table given, in its order; none where rejected.

        Where customers were built of other rows, one per customer of `assignments`. A column of the
        caller's kind, with the index of pandas.
        """
        segment = pl.Series("segment", self.segmentation.assignment.segment)
        if self.results.built:
            return self.caller.convert_column(segment)
        rows, read = self._rows, self.dataset.source.rows_read
        if len(rows) < read and not self.caller.is_pandas:
            places = pl.DataFrame({"row": np.arange(1, read + 1)})
            found = pl.DataFrame({"row": rows, "segment": segment})
            segment = places.join(found, "row", "left", maintain_order="left")["segment"]
        return self.caller.convert_column(segment, rows)

    @cached_property
    def centres(self) -> Any:  # noqa: ANN401 - the caller's kind of table
        """One row per segment: id, name, and its centre in each column's own units.

        Customers belong to the nearest centre. Where a column was transformed the centre is no
        mean: `profile` has those.
        """
        raw = invert_recipe(self.recipe, self.segmentation.centres)
        places = {"segment": range(self.segmentation.k), "name": self.results.names}
        known = {
            f"{name} (column)" if name in places else name: raw[:, j]
            for j, name in enumerate(self.recipe.columns)
        }
        return self.caller.convert_table(pl.DataFrame({**places, **known}), {})

    @cached_property
    def profile(self) -> Any:  # noqa: ANN401 - the caller's kind of table
        """One row per segment and column: mean, quantiles, deviation; all customers last."""
        return self.caller.convert_table(make_profile_table(self.interpretation), {})

    @cached_property
    def offers_table(self) -> Any:  # noqa: ANN401 - the caller's kind of table
        """One row per customer used: offers in order, reasons, and what was withheld."""
        results = self.results
        table = build_customer_table(
            results.offers, results.dataset, results.names, results.numbers
        )
        return self._convert_customers(table)

    @cached_property
    def figures(self) -> StudyFigures:
        """The figures of the report by name: each shows itself in a notebook, and saves."""
        return StudyFigures(self.results)

    @property
    def passports(self) -> tuple[Page, ...]:
        """Everything that is known about each segment, a page each, by the segments' ids."""
        return tuple(self.passport(s.id) for s in self.segments)

    def compare(self, other: Study) -> Comparison:
        """Compare who is together here with who is together in another study.

        Customers are matched by an identifier that both have, else by their rows.

        Raises
        ------
        UsageError
            If `other` is no study, or has no customers in common with this one.

        """
        if not isinstance(other, Study):
            raise UsageError(
                f"a study is compared with another study, got {type(other).__name__}",
                fix="give what `finseg.segment` returned",
            )
        return compare_results(self.results, other.results, self.caller)

    @cached_property
    def _rows(self) -> Ints:
        """Where each customer stood in the table given, from 1."""
        return self.dataset.find_row_numbers()

    def _convert_customers(self, table: pl.DataFrame) -> Any:  # noqa: ANN401
        ids = list_shown_ids(self.dataset, table)
        return self.caller.convert_table(table, ids, None if self.results.built else self._rows)

    @property
    def identifier(self) -> str:
        """The column of `offers_table` that identifies customers; "" if there is none."""
        known = self.dataset.identifier
        if known is None:
            return ""
        return f"{known.name} (id)" if known.name in ANSWERS else known.name

    @cached_property
    def bundle(self) -> Bundle:
        """The content of the model file: it holds no customer's row."""
        centres, reach = self.segmentation.centres, self.segmentation.reach
        return Bundle(
            title=self.title,
            made_with=version("finseg"),
            input_name=self.dataset.source.name,
            input_sha256=self.dataset.source.sha256,
            rows=self.dataset.rows,
            ids=tuple(c.name for c in self.dataset.select_by_role("id")),
            recipe=self.recipe,
            segments=tuple(
                BundleSegment(
                    id=s.id,
                    name=s.name,
                    size=s.size,
                    centre=tuple(map(float, centres[s.id])),
                    reach=float(reach[s.id]),
                )
                for s in self.segments
            ),
            settings=self.settings.as_tree(),
            elapsed=tuple(e for e in self.dataset.elapsed if e.name in self.recipe.columns),
            remedies=tuple(
                r for r in self.dataset.remedies if r.column in self.recipe.input_columns
            ),
            build=self.results.built.recipe if self.results.built else None,
            habits=self._collect_habits(),
        )

    def _collect_habits(self) -> tuple[Habit, ...]:
        if self.results.built:
            return self.results.built.habits
        needed = [self.dataset.find_column(name) for name in self.recipe.input_columns]
        found = [make_habit(column.name, column.reading) for column in needed]
        return tuple(known for known in found if known is not None)

    def passport(self, segment: int) -> Page:
        """Return everything that is known about one segment, on one page.

        Raises
        ------
        UsageError
            If there is no such segment.

        """
        known = [s.id for s in self.segments]
        if segment not in known:
            raise UsageError(
                f"there is no segment {segment}", fix=f"segments are {', '.join(map(str, known))}"
            )
        own, stability = self.segments[segment], self.results.find_stability(segment)
        return Page(passport(own, self.interpretation, stability), self.results.numbers)

    def rename(self, names: Mapping[int | str, str]) -> Study:
        """Return the same study with other names for some segments.

        Parameters
        ----------
        names : mapping of segment id to name
            Segments left out keep the name the figures give them.

        Returns
        -------
        Study
            Each given name is kept, with the figures that support or contradict it beside it
            (`study.passport(id)`); settings, report, tables and model use it.

        Raises
        ------
        SettingsError
            If a segment does not exist, or a name is empty or given twice.

        """
        given = {**self.settings.interpret.names, **{str(s): name for s, name in names.items()}}
        settings = self.settings.change_section("interpret", names=given)
        renamed = give_names(
            self.interpretation,
            settings.interpret,
            lexicon=self.lexicon,
        )
        return replace(
            self, results=replace(self.results, settings=settings, interpretation=renamed)
        )

    @property
    def model(self) -> Model:
        """The model, ready to score other customers."""
        return Model(self.bundle)

    def save(self, path: str | Path) -> Path:
        """Write the model as one JSON file; return its path.

        Raises
        ------
        OutputPlaceError
            If the place cannot be written.

        """
        target = Path(path)
        write_file(target, dump_bundle(self.bundle))
        return target

    def report(self, path: str | Path, *, dated: date | None = None) -> Path:
        """Write the report as one HTML file that opens offline; return its path.

        `dated` is printed on the report. Without a date, equal studies give equal bytes.
        """
        target = Path(path)
        write_file(target, make_report_page(self.results, dated).encode())
        return target

    def write(
        self,
        folder: str | Path,
        *,
        dated: date | None = None,
        share: bool = False,
        watch: Watch | None = None,
    ) -> Path:
        """Write the whole output folder: complete, or not at all; return its path.

        Parameters
        ----------
        folder : path
        dated : date, optional
            Printed on the report.
        share : bool
            Write only what may be given to outside readers: report, profile
            and figures in which every figure rests on `smallest_shared_cell` customers or more.
        watch : callable, optional
            Called with a `finseg.progress.Progress` before each file.

        Raises
        ------
        OutputPlaceError
            If the place cannot be written, or holds files that finseg did not write.
        SmallSegmentError
            If the results are to be shared and a segment is too small.

        """
        target = Path(folder)
        check_place(target)
        files = make_shared_files(self.results, dated) if share else self._make_files(dated)
        with NewFolder(target) as made, closing(files):
            for name, content in files:
                if watch is not None:
                    watch(Progress(stage="deliver", doing=f"writing {name}"))
                made.add_file(name, content)
            left = list_omissions(self.results, made.names)
            outcome = None if share else self.as_dict()
            made.finish(build_manifest(self.results, dated, left, outcome=outcome))
        return target

    def _make_files(self, dated: date | None) -> Generator[tuple[str, Content]]:
        results = self.results
        return make_result_files(
            results,
            assignments=self._assigned.iter_slices(_PART),
            offers=lay_out_customers(
                results.offers, results.dataset, results.names, results.numbers, size=_PART
            ),
            bundle=self.bundle,
            dated=dated,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as plain values, fit for JSON: what `--json` prints."""
        return describe_outcome(self.results, self.identifier)

    def summary(self) -> list[Block]:
        """Describe the outcome in a few lines: rows, k, segments with their key averages."""
        return summarise_results(self.results)

    def blocks(self) -> list[Block]:
        """Describe the whole study, stage by stage."""
        names = self.results.names
        return [
            *self.summary(),
            *self.checked.blocks(),
            *self.dataset.blocks(),
            *self.recipe.blocks(),
            *self.checked.redundancy.blocks(),
            *self.shares.blocks(),
            *self.exploration.blocks(),
            *self.choice.blocks(),
            *self.segmentation.blocks(),
            *self.assessment.blocks(names),
            *self.interpretation.blocks(),
            *(block for s in self.segments for block in self.passport(s.id).blocks()),
            *self.offers.blocks(names),
            *self.offers.build_ranking_blocks(names),
        ]

    def _repr_html_(self) -> str:
        return write_study_page(self.results)

    def __repr__(self) -> str:
        numbers = self.results.numbers
        names = ", ".join(f"{s.id} {s.name} ({numbers.write_whole(s.size)})" for s in self.segments)
        return f"<Study of {numbers.write_whole(self.dataset.rows)} customers: {names}>"
