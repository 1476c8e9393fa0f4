"""In which order does a table of customers become segments?

The only module that knows the whole order: read, understand, build, clean, derive, check, prepare,
explore, choose, fit, interpret, assess, recommend.
Command line, notebooks and every other edge call these functions and add nothing of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from finseg.announcements import (
    Announce,
    Tell,
    make_tell,
    summarise_assessment,
    summarise_choice,
    summarise_fit,
    summarise_preparation,
)
from finseg.assess import assess_segments, begin_assessment, complete_verdict
from finseg.beside import Beside
from finseg.checked_table import measure_sample_shares, read_and_check, read_usable_table
from finseg.choose import choose_k
from finseg.choose.feature_search import begin_carrier_search
from finseg.deliver import figure_orders
from finseg.deliver.bundle import load_bundle
from finseg.deliver.folder import check_new_place, write_new_file
from finseg.document.said import Count, say
from finseg.errors import SettingsError, UsageError
from finseg.explore import explore_dataset
from finseg.fit import StartingCentres, keep_segments
from finseg.interpret import Lexicon, interpret_segments
from finseg.maths.arrays import Floats
from finseg.notebook import find_notebook_display
from finseg.own_files import (
    load_catalogue,
    load_lexicon,
    load_starting_centres,
    read_text_file,
)
from finseg.prepare import (
    apply_recipe,
    learn_descriptor_recipe,
    learn_recipe,
    measure_distance_shares,
)
from finseg.progress import Watch, watch_stage
from finseg.read.caller_table import note_caller_table
from finseg.recommend import Catalogue, recommend_offers
from finseg.records.carriers import AUTO
from finseg.records.checkup import CheckUp
from finseg.records.choice import Choice
from finseg.records.dataset import Dataset
from finseg.records.interpretation import Interpretation
from finseg.records.recipe import Recipe
from finseg.records.row_weights import find_relative_weights
from finseg.records.segmentation import Segmentation
from finseg.results import Chosen, Explored, Results
from finseg.score import Model, Scores
from finseg.settings import Settings
from finseg.study import Study
from finseg.understand.settings_file import draft_settings

AnySettings = Settings | Mapping[str, Any] | str | Path | None

# What the second process imports while the table is read.
_AHEAD = ("finseg.choose.shared_work", "scipy.spatial", "scipy.sparse.csgraph", "scipy.special")


def segment(
    source: Any,  # noqa: ANN401 - a path or whatever narwhals knows
    *,
    k: int | None = None,
    features: Sequence[str] | Literal["auto"] = (),
    quick: bool = False,
    per: str = "",
    settings: AnySettings = None,
    today: date | None = None,
    announce: Announce | None = None,
    watch: Watch | None = None,
) -> Study:
    """Segment a table of customers.

    Parameters
    ----------
    source : path, address, list of them, or pandas, polars or Arrow table
        A file (CSV, TSV, Parquet, Arrow, Excel, OpenDocument; also packed), several with the same
        columns, a pattern, `-`, `sqlite:///file.db#table` or `postgresql://host/database#table`;
        or any eager frame that narwhals knows. Never changed.
    k : int, optional
        The number of segments; overrides the settings. Left out, it is chosen.
    features : sequence of str, or "auto", optional
        The columns to cluster on, of numbers or of words; overrides the settings. "auto": those
        that carry groups which all columns together hide, where there are any.
    quick : bool
        Gather less evidence for the verdict, in less time; the verdict says so.
    per : str, optional
        The column that says whose a row is, where rows are orders, months or accounts: one row
        per customer is built of them first. The same as `per` in [build].
    settings : Settings, mapping, or path of a TOML file, optional
        Every setting has a default.
    today : date, optional
        What is dated later is no as-of date by itself, where customers are built of other rows.
    announce : callable, optional
        Called when a stage begins and when it is done: ``announce(stage, sentence)``.
    watch : callable, optional
        Called within long stages with a `finseg.progress.Progress`: what is being done, the share
        that is done, and the seconds left. What it raises ends the work. In a notebook, a bar
        below the cell shows the same where neither of the two is given.

    Returns
    -------
    Study
        Segments, assignments, report, model and every stage's record.

    Raises
    ------
    FinsegError
        With what, where and fix; for instance `DataError` if the data stop the run.

    Examples
    --------
    >>> import finseg
    >>> study = finseg.segment(finseg.example("customers.csv"), k=4)
    >>> sum(s.size for s in study.segments)
    1000

    """
    knobs = _set_owner(read_settings(settings), per)
    if k is not None:
        knobs = knobs.change_section("choose", k=k)
    knobs = _name_features(knobs, features)
    if quick:
        knobs = knobs.change_section("choose", quick=True)
    lexicon = load_lexicon(knobs)
    catalogue = load_catalogue(knobs, lexicon)
    starting = load_starting_centres(knobs)
    if starting is not None:
        knobs = knobs.change_section("choose", k=starting.k)
    display = find_notebook_display() if announce is None and watch is None else None
    with display or nullcontext(), Beside(ahead=_AHEAD) as beside:
        if display is not None:
            announce, watch = display.announce, display.watch
        tell = make_tell(announce, knobs.numbers())
        study = _run_stages(source, knobs, lexicon, catalogue, tell, watch, beside, today, starting)
    return replace(study, caller=note_caller_table(source))


def _run_stages(
    source: Any,  # noqa: ANN401
    knobs: Settings,
    lexicon: Lexicon,
    catalogue: Catalogue | None,
    tell: Tell,
    watch: Watch | None,
    beside: Beside,
    today: date | None,
    starting: StartingCentres | None,
) -> Study:
    """Run stage after stage; each is told about when it begins and when it is done."""
    dataset, checked, built, search = read_usable_table(source, knobs, tell, today)
    if not knobs.deliver.currency and dataset.currency:
        knobs = knobs.change_section("deliver", currency=dataset.currency)

    tell("prepare", "")
    recipe = learn_recipe(dataset, knobs.prepare, checked.redundancy.find_shared_weights())
    raw = dataset.build_matrix()
    prepared = apply_recipe(recipe, raw)
    starts = apply_recipe(recipe, starting.arrange(recipe.columns)) if starting else None
    shares = measure_distance_shares(prepared, recipe, checked.redundancy.groups)
    tell("prepare", summarise_preparation(recipe, checked))

    known = _explore_columns(dataset, knobs, tell)
    limits = knobs.raise_smallest_share(dataset.rows)
    choice = _choose_number(known, prepared, recipe, limits, tell, watch, beside)

    tell("fit", "")
    weights = find_relative_weights(dataset)
    seeking = None if search else begin_carrier_search(prepared, recipe, choice, knobs, beside)
    begun = begin_assessment(recipe, prepared, choice, knobs, weights, beside=beside)
    choice, segmentation = keep_segments(
        prepared, raw, recipe.columns, choice, limits, weights,
        centres=starts, centres_from=starting.file if starting else "",
    )  # fmt: skip
    del raw  # as large as the table
    tell("fit", summarise_fit(segmentation))

    chosen = Chosen(**known.list_records(), choice=choice)
    interpretation = _describe_segments(chosen, prepared, recipe, segmentation, lexicon, tell)

    tell("assess", "")
    assessment = assess_segments(
        dataset, recipe, prepared, choice, segmentation, knobs, beside=beside, begun=begun
    )
    del prepared
    choice = complete_verdict(choice, assessment)
    tell("assess", summarise_assessment(assessment))

    tell("recommend", "")
    explained = (dataset, segmentation, interpretation, assessment)
    offers = recommend_offers(*explained, knobs, catalogue=catalogue, lexicon=lexicon)
    tell("recommend", offers.summarise().write(knobs.numbers()))
    search = seeking.finish() if seeking else search
    results = Results(
        dataset=dataset, checked=checked, recipe=recipe, shares=shares, choice=choice,
        exploration=known.exploration, segmentation=segmentation, assessment=assessment,
        interpretation=interpretation, offers=offers, settings=knobs, built=built, search=search,
    )  # fmt: skip
    return Study(results=results, lexicon=lexicon)


def _explore_columns(dataset: Dataset, knobs: Settings, tell: Tell) -> Explored:
    """Summarise the columns, and order their figures."""
    tell("explore", "")
    exploration = explore_dataset(dataset, knobs.explore)
    columns = Count(len(exploration.summaries), "column")
    tell("explore", say("{columns} summarised", columns=columns))
    known = Explored(dataset=dataset, exploration=exploration, settings=knobs)
    figure_orders.order_column_figures(known)  # drawn while the number of segments is chosen
    return known


def _choose_number(
    known: Explored,
    prepared: Floats,
    recipe: Recipe,
    limits: Settings,
    tell: Tell,
    watch: Watch | None,
    beside: Beside,
) -> Choice:
    """Choose the number of segments, and order the figures that show how."""
    tell("choose", "")
    choice = choose_k(
        prepared, recipe.columns, limits.choose,
        blocks=recipe.level_blocks, beside=beside, report=watch_stage("choose", watch),
    )  # fmt: skip
    tell("choose", summarise_choice(choice))
    figure_orders.order_choice_figures(Chosen(**known.list_records(), choice=choice))
    return choice


def _describe_segments(
    known: Chosen,
    prepared: Floats,
    recipe: Recipe,
    segmentation: Segmentation,
    lexicon: Lexicon,
    tell: Tell,
) -> Interpretation:
    """Describe and name the segments, and order the figures that show them."""
    tell("interpret", "")
    dataset, knobs = known.dataset, known.settings
    described = learn_descriptor_recipe(dataset, knobs.prepare)
    interpretation = interpret_segments(
        dataset, recipe, prepared, segmentation, knobs, described=described, lexicon=lexicon
    )
    tell("interpret", "; ".join(s.name for s in interpretation.segments))
    figure_orders.order_segment_figures(known, recipe, segmentation, interpretation)
    return interpretation


def check(
    source: Any,  # noqa: ANN401 - a path or whatever narwhals knows
    *,
    features: Sequence[str] | Literal["auto"] = (),
    per: str = "",
    settings: AnySettings = None,
    today: date | None = None,
    announce: Announce | None = None,
) -> CheckUp:
    """Read a table and report the findings; nothing is fitted, and no finding raises an error.

    `features` are the columns to cluster on; `per` names the column that says whose a row is, where
    rows are no customers; of those dated after `today`, none is the as-of date by itself.
    """
    knobs = _name_features(_set_owner(read_settings(settings), per), features)
    tell = make_tell(announce, knobs.numbers())
    dataset, checked, built, _ = read_and_check(source, knobs, tell, today)
    shares = measure_sample_shares(dataset, checked, knobs)
    return CheckUp(dataset, checked, shares, knobs.numbers(), built)


def init(
    source: Any,  # noqa: ANN401 - a path or whatever narwhals knows
    out: str | Path | None = None,
    *,
    per: str = "",
    settings: AnySettings = None,
    announce: Announce | None = None,
) -> str:
    """Write how finseg understands a table as a settings file; each guess is a comment.

    Questions come first. Running with it gives the same result as without, until a line is changed.

    Parameters
    ----------
    source : path, or pandas, polars or Arrow table
        The customers.
    out : path, optional
        Where to write the file; an existing file is never replaced.
    per : str, optional
        The column that says whose a row is, where rows are no customers.
    settings : Settings, mapping, or path of a TOML file, optional
        Settings to begin with; those that differ from the defaults are written as they are.
    announce : callable, optional
        Called with the progress: ``announce(stage, sentence)``.

    Returns
    -------
    str
        The text, TOML.

    Raises
    ------
    OutputPlaceError
        If `out` exists, or cannot be written.

    """
    knobs = _set_owner(read_settings(settings), per)
    if out is not None:
        check_new_place(Path(out))
    dataset, checked, *_ = read_and_check(source, knobs, make_tell(announce, knobs.numbers()))
    text = draft_settings(dataset, knobs, checked.questions)
    if out is not None:
        write_new_file(Path(out), text.encode())
    return text


def load(path: str | Path) -> Model:
    """Load a saved model.

    Raises
    ------
    ModelFileError
        If the file is missing, damaged, altered, or of another version.
    UsageError
        If it is not a path.

    """
    if not isinstance(path, str | PathLike):
        raise UsageError(
            f"a model is loaded from a path, got {type(path).__name__}",
            fix="name the model.json that `finseg run` wrote",
        )
    return Model(load_bundle(Path(path)))


def score(
    model: str | Path,
    source: Any,  # noqa: ANN401 - a path or whatever narwhals knows
    *,
    why: bool = False,
    as_of: str = "",
    customers: Any = None,  # noqa: ANN401 - a path, or whatever narwhals knows
    today: date | None = None,
    announce: Announce | None = None,
) -> Scores:
    """Score a file or a table with a saved model: the table, the rejected rows, a summary.

    With `why` the table gives the reason for each customer.
    `as_of` is the ISO date up to which months are counted, for models with such a feature.
    `customers` is the table to join where a model builds customers of orders and needs its columns.

    Raises
    ------
    ModelFileError
        If the model cannot be trusted.
    WrongColumnsError
        If a column the model needs is missing or has values of another kind.
    AsOfError
        If the model counts months up to a date and `as_of` is left out.

    """
    if announce is not None:
        announce("score", "")
    loaded = load(model)
    scores = loaded.score(source, why=why, as_of=as_of, customers=customers, today=today)
    done = say(
        "{scored} of {read} scored",
        scored=Count(len(scores.assigned)),
        read=Count(scores.rows_read, "customer"),
    )
    make_tell(announce, loaded.settings.numbers())("score", done)
    return scores


def read_settings(given: AnySettings) -> Settings:
    """Turn what a caller gives into checked settings.

    Raises
    ------
    SettingsError
        If the file cannot be read, or has an unknown key or a value of the wrong kind.

    """
    match given:
        case None:
            return Settings()
        case Settings():
            return given
        case str() | PathLike():
            return Settings.from_toml(read_text_file(Path(given)), where=str(given))
        case _:
            return Settings.from_tree(given)


def _name_features(knobs: Settings, features: Sequence[str] | Literal["auto"]) -> Settings:
    if features == AUTO:
        return knobs.change_section("prepare", features=AUTO)
    if isinstance(features, str):
        raise UsageError(
            f"features are a list of columns, got the text {features!r}",
            fix=f'write features=[{features!r}], or "auto" to have them found',
        )
    return knobs.change_section("prepare", features=list(features)) if len(features) else knobs


def example(name: str) -> Path:
    """Return the path of a bundled example: "customers.csv", "finseg.toml", "bank/customers.csv" …

    The bank also has "bank/payments.csv", "bank/next_quarter.csv" and its "bank/finseg.toml".
    """
    root = Path(str(files("finseg.examples")))
    known = sorted(
        path.relative_to(root).as_posix()
        for path in (*root.glob("*"), *root.glob("bank/*"))
        if path.suffix in {".csv", ".toml"}
    )
    if name not in known:
        raise SettingsError(f"no example `{name}`", fix=f"examples are {', '.join(known)}")
    return root / name


def _set_owner(knobs: Settings, per: str) -> Settings:
    """Return the settings with the column that says whose a row is."""
    return knobs.change_section("build", per=per) if per else knobs
