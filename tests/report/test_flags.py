"""Is a column of 0 and 1 told as one of no and yes is?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.report.answer import compare_with_everyone
from finseg.report.flags import tell_flag
from tests.builders.segments import make_trait


def make_flag(share: float, **changes: object):
    spread = (share * (1 - share)) ** 0.5
    return make_trait(
        "app", mean=share, median=0.0, zero_share=1 - share, sd=spread, present=400, **changes
    )


def test_the_share_of_a_flag_is_shown_and_not_its_mean():
    fact = compare_with_everyone(make_flag(0.9), make_flag(0.25), median=True)

    assert (str(fact.what), str(fact.value), str(fact.against)) == (
        "app: yes",
        "90.0%",
        "all: 25.0%",
    )


@pytest.mark.parametrize("everyone", [0.0, 0.25, 1.0])
def test_what_all_or_none_have_tells_no_flag(everyone):
    told = tell_flag(make_flag(0.9), make_flag(everyone))

    assert (told.level == "yes") is (0 < everyone < 1)


def test_counts_and_levels_are_told_as_they_are():
    count = replace(make_flag(0.25), mean=0.3)
    level = replace(make_flag(0.25), level="online", column="channel: online")

    assert tell_flag(count, count) is count
    assert tell_flag(level, level) is level
