"""Does a table give the same segments however it was saved?"""

from __future__ import annotations

import pytest

from benchmarks.reading.variants import PAIRS, agreement

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.variant)
def test_a_variant_gives_the_segments_of_the_clean_table(shared, pair):
    rand, customers = agreement(pair, shared / "data")

    assert customers >= 850
    assert rand >= pair.least
