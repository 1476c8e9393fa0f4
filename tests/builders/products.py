"""Which tables and catalogues are offers tried on?"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import numpy as np
import polars as pl
from hypothesis import strategies as st

from finseg.interpret import load_bundled_lexicon
from finseg.interpret.axes import map_axes
from finseg.interpret.profile import make_profile
from finseg.prepare import apply_recipe, learn_recipe
from finseg.recommend import parse_catalogue, recommend_offers
from finseg.recommend.products import Catalogue
from finseg.records.assessment import Assessment, SegmentStability
from finseg.records.dataset import Column, Dataset, Role, Source
from finseg.records.interpretation import Interpretation, Segment
from finseg.records.measure import Measure
from finseg.records.offers import Offers
from finseg.records.recipe import Recipe
from finseg.records.segmentation import Assignment, Segmentation
from finseg.settings import Settings
from finseg.understand.units import guess_period
from finseg.vocabulary.words import split_heading
from tests.builders.measures import make_measure, make_sure_measure
from tests.builders.records import fill_interpretation

LEXICON = load_bundled_lexicon()
UNITS = {
    "Age": "years",
    "Annual_Income": "currency",
    "Loan_Amount": "currency",
    "Home_Loan": "currency",
    "Investment": "currency",
    "Savings": "currency",
    "Credit_Score": "score",
    "Utilization": "share",
}


def owed(table, *columns):
    """Add up the debts that are there; `KeyError` where there is none."""
    there = [table[c] for c in columns if c in table]
    if not there:
        raise KeyError(columns)
    return np.sum(there, axis=0)


def per_income(table, debt):
    income = table["Annual_Income"]
    return np.where(income > 0, np.maximum(debt, 0) / np.where(income > 0, income, 1), np.nan)


# What of the table each figure is, told again without finseg's code.
FIGURES = {
    "age": lambda t: t["Age"],
    "income": lambda t: t["Annual_Income"],
    "debt": lambda t: owed(t, "Loan_Amount", "Home_Loan"),
    "investment": lambda t: t["Investment"],
    "savings": lambda t: t["Savings"],
    "credit score": lambda t: t["Credit_Score"],
    "utilisation": lambda t: t["Utilization"],
    "loan to income": lambda t: per_income(t, t["Loan_Amount"]),
    "secured loan to income": lambda t: per_income(
        t, owed(t, "Loan_Amount", "Home_Loan") + 0 * t["Home_Loan"]
    ),
}
SPANS = {
    "age": (16, 90),
    "income": (0, 1e5),
    "debt": (0, 8e4),
    "investment": (0, 5e4),
    "savings": (0, 5e4),
    "credit score": (310, 890),
    "utilisation": (0.01, 1.5),
    "loan to income": (0.01, 3.0),
    "secured loan to income": (0.01, 9.0),
}


QUANTITIES = {
    "Age": "age",
    "Annual_Income": "income",
    "Loan_Amount": "loan",
    "Home_Loan": "loan",
    "Investment": "investment",
    "Savings": "savings",
    "Credit_Score": "credit score",
    "Utilization": "utilisation",
}


def _make_measure(column: str) -> Measure:
    """Say what a figure measures, as settings would: no ratio is doubted; nothing of the others."""
    per = guess_period(split_heading(column))
    if column not in QUANTITIES:
        return make_measure(per=per)
    scale = "share" if UNITS[column] == "share" else "as is"
    return make_sure_measure(QUANTITIES[column], per=per, scale=scale, certainty="given")


def dataset(columns: dict[str, np.ndarray], extra: dict[str, tuple[Role, list[Any]]]) -> Dataset:
    """Make a dataset of figures, and of columns in other roles."""
    figures = {c: pl.Series(v).fill_nan(None) for c, v in columns.items()}
    others = {c: pl.Series(c, values, dtype=pl.String) for c, (_, values) in extra.items()}
    table = pl.DataFrame({**figures, **others})
    return Dataset(
        table=table,
        columns=tuple(
            Column(
                name=c,
                original=c,
                role=extra[c][0] if c in extra else "feature",
                kind="category" if c in extra else "number",
                unit="none" if c in extra else UNITS[c],  # type: ignore[arg-type]
                reason="made",
                measure=_make_measure(c),
                missing=table[c].null_count(),
            )
            for c in table.columns
        ),
        lines=np.arange(2, len(table) + 2),
        source=Source(name="made", format="polars", rows_read=len(table)),
    )


def _make_stability(segment: int, stable: bool) -> SegmentStability:  # noqa: FBT001 - of a test
    return SegmentStability(
        id=segment,
        jaccard=0.95 if stable else 0.3,
        low=0.2,
        high=1.0,
        null=0.2,
        silhouettes=(),
    )


def offered(
    data: Dataset,
    segment: np.ndarray,
    catalogue: Catalogue,
    settings: Settings,
    k: int = 2,
    stable: Container[int] = range(99),
) -> Offers:
    """Run the stage, with segments that are given, and stable unless told otherwise."""
    recipe = learn_recipe(data, settings.prepare, {})
    prepared = apply_recipe(recipe, data.build_matrix())
    n = len(segment)
    centres = np.vstack(
        [
            prepared[segment == s].mean(axis=0) if (segment == s).any() else prepared.mean(axis=0)
            for s in range(k)
        ]
    )
    segmentation = Segmentation(
        centres=centres,
        reach=np.ones(k),
        assignment=Assignment(
            segment=segment.astype(np.int64),
            second=(1 - segment).astype(np.int64),
            margin=np.ones(n),
            distance=np.ones(n),
        ),
        inertia=1.0,
        starts=1,
        starts_at_best=1,
        seed=1,
        order="size",
    )
    interpretation = described(data, recipe, prepared, segmentation)
    assessment = Assessment(
        segments=tuple(_make_stability(s, s in stable) for s in range(k)),
        samples=0,
        borderline_share=0.0,
        alternatives=(),
    )
    return recommend_offers(
        data,
        segmentation,
        interpretation,
        assessment,
        settings,
        catalogue=catalogue,
        lexicon=LEXICON,
    )


def described(
    data: Dataset, recipe: Recipe, prepared: np.ndarray, segmentation: Segmentation
) -> Interpretation:
    """Describe the segments without names, rules and comparisons, which offers do not look at."""
    segment, k = segmentation.assignment.segment, segmentation.k
    profile = make_profile(data.table, recipe.steps, prepared, segment, k)
    return Interpretation(
        segments=tuple(
            Segment(
                id=s,
                name=f"Segment {s}",
                name_kind="given",
                size=int((segment == s).sum()),
                share=float((segment == s).mean()),
                traits=profile.segments[s],
            )
            for s in range(k)
        ),
        population=profile.population,
        axes=map_axes(recipe.columns, LEXICON, {}),
        **fill_interpretation(recipe.columns, k),
    )


def as_toml(products: list[dict[str, Any]]) -> str:
    """Write products as a catalogue."""

    def said(value: Any) -> str:
        match value:
            case bool():
                return str(value).lower()
            case dict():
                return "{ " + ", ".join(f"{k} = {said(v)}" for k, v in value.items()) + " }"
            case list():
                return "[" + ", ".join(map(said, value)) + "]"
            case str():
                return f'"{value}"'
            case _:
                return repr(value)

    return "\n".join(
        "[[products]]\n" + "\n".join(f"{k} = {said(v)}" for k, v in product.items())
        for product in products
    )


def catalogue_of(products: list[dict[str, Any]], settings: Settings | None = None) -> Catalogue:
    own = (settings or Settings()).recommend
    return parse_catalogue(as_toml(products), where="ours.toml", lexicon=LEXICON, settings=own)


@st.composite
def conditions(draw, metrics):
    """Draw one condition on each measure; by itself each can hold."""
    out = []
    for measure in metrics:
        low, high = SPANS[measure]
        limit = draw(st.floats(low, high).map(lambda x: float(f"{x:.3g}")))
        key = draw(st.sampled_from(["at_least", "at_most", "above", "below"]))
        share = draw(st.sampled_from([0.2, 0.5, 0.8]))
        out.append({"measure": measure, key: share if key in ("above", "below") else limit})
    return out


@st.composite
def products(draw):
    """Draw a catalogue; the few that say what cannot be are refused."""
    out = []
    for i in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["credit", "credit", "deposit", "investment", "advice"]))
        order = draw(st.permutations(sorted(SPANS)))
        wanted = [m for m in order if m != "age"][: draw(st.integers(1, 3))]
        # Mostly conditions on other figures, so that little contradicts itself.
        rest = order if draw(st.integers(0, 3)) == 0 else [m for m in order if m not in wanted]
        many, no = draw(st.integers(0, 2)), draw(st.integers(0, 1))
        product: dict[str, Any] = {
            "name": f"P{i}",
            "kind": kind,
            "what": "something",
            "target": draw(conditions(wanted)),
            "eligible": [
                {**c, **({"if_known": True} if draw(st.booleans()) else {})}
                for c in draw(conditions(rest[:many]))
            ],
            "negative": draw(conditions(rest[-no:] if no else [])),
        }
        if kind == "credit":
            product["secured"] = draw(st.booleans())
            product["adds"] = {"loan_to_income": draw(st.sampled_from([0.0, 0.2]))}
        else:
            product["stretched"] = draw(st.booleans())
        if i and draw(st.booleans()):
            product["excludes"] = ["P0"]
        out.append(product)
    return out


@st.composite
def tables(draw):
    """Draw a table of customers with gaps, ties and columns that are not there."""
    n = draw(st.integers(12, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    columns = {
        "Age": rng.integers(16, 90, n).astype(float),
        "Annual_Income": rng.choice([0.0, 1e4, 5e4, 9e4], n) + rng.integers(0, 9, n) * 1e3,
        "Loan_Amount": np.maximum(rng.normal(2e4, 3e4, n), 0),
        "Home_Loan": rng.choice([0.0, 1e5, 3e5], n),
        "Investment": rng.choice([0.0, 0.0, 1e4, 4e4], n),
        "Savings": rng.exponential(1e4, n),
        "Credit_Score": rng.integers(300, 900, n).astype(float),
        "Utilization": rng.uniform(0, 1.3, n),
    }
    gone = draw(st.sets(st.sampled_from(sorted(columns)), max_size=3))
    kept = {c: v for c, v in columns.items() if c not in gone}
    if draw(st.booleans()):
        for values in kept.values():
            values[rng.random(n) < 0.1] = np.nan
            values[0] = 500.0 if np.isnan(values).all() else values[0]
    return kept, rng.integers(0, 2, n)
