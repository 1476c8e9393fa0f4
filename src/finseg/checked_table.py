"""How does a source become a table of customers that can be clustered?

A file, an address or a table, and the settings in; the `CheckedTable` out: read, built of other
rows where it holds no customers, cleaned, with the columns that are derived, and checked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from finseg.announcements import Tell, summarise_checks, summarise_reading
from finseg.build import read_and_build
from finseg.check import check as check_dataset
from finseg.check import find_stop_error
from finseg.check.building import report_building
from finseg.choose.doubtful_features import ask_about_features
from finseg.choose.feature_search import find_features
from finseg.clean import apply_domain_rules, set_aside_repeats
from finseg.derive import add_derived_columns
from finseg.errors import NoFeatureError
from finseg.own_files import load_domain_rules, load_vocabulary
from finseg.prepare import apply_recipe, learn_recipe, measure_distance_shares
from finseg.records.building import Built
from finseg.records.carriers import AUTO, CarrierSearch
from finseg.records.dataset import Dataset
from finseg.records.finding import Checked, Finding
from finseg.records.shares import Shares
from finseg.settings import Settings
from finseg.understand import read_source
from finseg.understand.features import keep_only_features
from finseg.vocabulary.words import Vocabulary

_SHARES_ROWS = 20_000  # from which `check` measures shares


class CheckedTable(NamedTuple):
    """A table as it is clustered on, with what is known of it before that."""

    dataset: Dataset
    checked: Checked
    built: Built | None
    search: CarrierSearch | None  # where the settings ask for the features to be found


def _read_customers(
    source: Any,  # noqa: ANN401
    knobs: Settings,
    known_words: Vocabulary | None,
    today: date | None,
) -> tuple[Dataset, Built | None]:
    """Read one row per customer, or build it of other rows where the settings ask for it."""
    if knobs.build.per:
        return read_and_build(source, knobs, known_words, today)
    return set_aside_repeats(read_source(source, knobs, known_words), knobs), None


def read_and_check(
    source: Any,  # noqa: ANN401
    knobs: Settings,
    tell: Tell,
    today: date | None = None,
) -> CheckedTable:
    """Read a table and check it with the ratios it allows; return it as it is clustered on."""
    rules, known_words = load_domain_rules(knobs), load_vocabulary(knobs)
    tell("read", "")
    dataset, built = _read_customers(source, knobs, known_words, today)
    tell("read", summarise_reading(dataset, built))
    tell("check", "")
    dataset, broken = apply_domain_rules(dataset, rules)
    read = replace(dataset, stood=())  # no row is rejected from here on
    known = (*broken, *(report_building(built, knobs) if built else ()))
    dataset, checked = _derive_and_check(read, knobs, known)
    search = find_features(dataset, checked, knobs) if knobs.prepare.features == AUTO else None
    if search and search.found:
        only = search.found.columns
        dataset, checked = _derive_and_check(
            keep_only_features(read, only), knobs, known, only=only
        )
    elif not (checked.stops or knobs.prepare.features):
        checked = checked.ask_also(ask_about_features(read, knobs, known_words))
    tell("check", summarise_checks(checked))
    return CheckedTable(dataset, checked, built, search)


def _derive_and_check(
    read: Dataset, knobs: Settings, known: tuple[Finding, ...], *, only: tuple[str, ...] = ()
) -> tuple[Dataset, Checked]:
    """Derive columns and check them all; what follows from others is not clustered on.

    Where features were found, a derived column is one `only` if it is among them.
    """
    dataset = add_derived_columns(read, knobs.prepare)
    if only:
        dataset = keep_only_features(dataset, only)
    checked = check_dataset(dataset, knobs, known)
    return checked.redundancy.apply_to_dataset(dataset), checked


def measure_sample_shares(dataset: Dataset, checked: Checked, knobs: Settings) -> Shares | None:
    """Measure on some of the rows what each column counts; nothing is fitted."""
    few = dataset.thin_rows(_SHARES_ROWS)
    redundancy = checked.redundancy
    try:
        recipe = learn_recipe(few, knobs.prepare, redundancy.find_shared_weights())
    except NoFeatureError:  # a finding says so
        return None
    return measure_distance_shares(
        apply_recipe(recipe, few.build_matrix()), recipe, redundancy.groups
    )


def read_usable_table(
    source: Any,  # noqa: ANN401
    knobs: Settings,
    tell: Tell,
    today: date | None = None,
) -> CheckedTable:
    """Read and check, and stop where the data do not allow to go on."""
    usable = read_and_check(source, knobs, tell, today)
    error = find_stop_error(usable.checked, usable.dataset.source.name, knobs.numbers())
    if error is not None:
        raise error
    return usable
