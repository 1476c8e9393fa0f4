"""Which columns are something else than they seem, once the others are looked at?

Looks and guesses in; better guesses by the columns' places out. One module per kind; the first that
speaks of a column decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from finseg.understand.column_summary import Look
from finseg.understand.guess import Guess
from finseg.understand.table_roles.area_figures import find_area_figures
from finseg.understand.table_roles.coded_levels import find_coded_levels
from finseg.understand.table_roles.composites import find_composites
from finseg.understand.table_roles.functions import find_functions
from finseg.understand.table_roles.outcomes import find_linked_outcomes, find_outcome_parts
from finseg.understand.table_roles.own_outputs import find_own_outputs
from finseg.understand.table_roles.products import find_products
from finseg.understand.table_roles.protected_proxies import find_protected_proxies
from finseg.understand.table_roles.running_numbers import find_running_numbers
from finseg.understand.table_roles.serial_dates import find_serial_dates
from finseg.understand.table_roles.two_column_keys import find_two_column_keys
from finseg.understand.table_roles.used import find_used_categories
from finseg.understand.table_sample import TableSample

Finder = Callable[[TableSample, Sequence[Guess]], Iterator[tuple[int, Guess]]]

# In this order: a column of dates hardly repeats either, and a code of scores is no level.
FINDERS: tuple[Finder, ...] = (
    find_own_outputs,
    find_serial_dates,
    find_running_numbers,
    find_two_column_keys,
    find_protected_proxies,
    find_composites,
    find_functions,
    find_products,
    find_area_figures,
    find_linked_outcomes,
    find_outcome_parts,
)


def reassign_coded_levels(looks: Sequence[Look], guesses: Sequence[Guess]) -> list[Guess]:
    """Take out the levels that were given numbers, once earlier segmentations are known."""
    settled = list(guesses)
    for place, guess in find_coded_levels(TableSample(looks), guesses):
        settled[place] = guess
    return settled


def reassign_used_categories(looks: Sequence[Look], guesses: Sequence[Guess]) -> list[Guess]:
    """Cluster on categories of what customers do, once all else is known."""
    settled = list(guesses)
    for place, guess in find_used_categories(looks, guesses):
        settled[place] = guess
    return settled


def reassign_by_table(looks: Sequence[Look], guesses: Sequence[Guess]) -> list[Guess]:
    """Let what the columns show together go before what each shows alone."""
    sample, settled = TableSample(looks), list(guesses)
    for find in FINDERS:
        for place, guess in list(find(sample, settled)):
            settled[place] = guess
    return settled
