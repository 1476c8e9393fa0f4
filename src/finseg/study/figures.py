"""Which figures does a study have, and how are they looked at and kept?

Results in; `StudyFigures` out, the figures by name. Each is drawn when it is first looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from finseg.deliver.folder import write_file
from finseg.deliver.pictures import render_png
from finseg.document.numbers import Numbers
from finseg.document.printers import to_html
from finseg.document.said import write_text
from finseg.errors import UsageError, find_near_name
from finseg.figures import FIGURES, FigurePlan, plan_figures, render_figures
from finseg.results import Results

_ENDINGS = (".svg", ".png", ".json")


@dataclass(frozen=True, eq=False)
class StudyFigure:
    """One figure: shows itself in a notebook, and saves as a drawing, a picture or its recipe."""

    name: str
    plan: FigurePlan
    numbers: Numbers

    @property
    def caption(self) -> str:
        """What it shows, in one or two sentences."""
        return write_text(self.plan.caption, self.numbers)

    @property
    def spec(self) -> dict[str, Any]:
        """The Vega-Lite specification: `altair.Chart.from_dict` takes it."""
        return dict(self.plan.spec)

    @cached_property
    def svg(self) -> str:
        """The drawing."""
        (drawn,) = render_figures({self.name: self.plan}, self.numbers)
        return drawn.svg

    def save(self, path: str | Path) -> Path:
        """Write it as .svg, as .png at twice the size, or as .json (Vega-Lite); return the path.

        Raises
        ------
        UsageError
            If the path ends otherwise.
        OutputPlaceError
            If the place cannot be written.

        """
        target = Path(path)
        match target.suffix.lower():
            case ".svg":
                write_file(target, self.svg.encode())
            case ".png":
                write_file(target, render_png(self.svg))
            case ".json":
                write_file(target, json.dumps(self.spec, allow_nan=False).encode())
            case other:
                raise UsageError(
                    f"a figure cannot be saved as `{other or target.name}`",
                    fix=f"let the path end in {', '.join(_ENDINGS)}",
                )
        return target

    def __repr__(self) -> str:
        return f"<Figure {self.name}: {self.caption.partition('. ')[0]}>"

    def _repr_html_(self) -> str:
        return to_html(render_figures({self.name: self.plan}, self.numbers), numbers=self.numbers)


class StudyFigures(Mapping[str, StudyFigure]):
    """The figures of a study by name, in the order of the report."""

    def __init__(self, results: Results) -> None:
        self._results = results

    @cached_property
    def _figures(self) -> dict[str, StudyFigure]:
        plans, numbers = plan_figures(self._results), self._results.numbers
        return {name: StudyFigure(name, plan, numbers) for name, plan in plans.items()}

    def __getitem__(self, name: str) -> StudyFigure:
        if name not in self._figures:
            raise UsageError(self._say_absence(name), fix=self._suggest_names(name))
        return self._figures[name]

    def _say_absence(self, name: str) -> str:
        known = name in dict(FIGURES)
        return f"there is nothing to see in `{name}` here" if known else f"no figure `{name}`"

    def _suggest_names(self, name: str) -> str:
        near = find_near_name(str(name), list(self._figures))
        if near and near != name:
            return f"did you mean `{near}`?"
        return f"choose one of {', '.join(f'`{known}`' for known in self._figures)}"

    def __contains__(self, name: object) -> bool:
        return name in self._figures

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    def __repr__(self) -> str:
        return f"<Figures: {', '.join(self._figures)}>"

    def _repr_html_(self) -> str:
        return "\n".join(figure._repr_html_() for figure in self._figures.values())
