"""What does the record of an assessment say, and from which limits on?"""

from __future__ import annotations

import pytest

from finseg.document.said import Share, list_values
from finseg.records.assessment import (
    Alternative,
    Assessment,
    SegmentStability,
    describe_jaccard,
    read_jaccard,
)


def stability(jaccard, null=0.0, **changes):
    plain = {"id": 0, "low": 0.2, "high": 0.9, "silhouettes": ()}
    return SegmentStability(jaccard=jaccard, null=null, **{**plain, **changes})


@pytest.mark.parametrize(
    ("jaccard", "reading", "valid"),
    [
        (0.599, "untrusted", False),
        (0.6, "doubtful", False),
        (0.749, "doubtful", False),
        (0.75, "valid", True),
        (0.849, "valid", True),
        (0.85, "stable", True),
        (1.0, "stable", True),
    ],
)
def test_hennigs_bands_are_read_from_their_lower_end(jaccard, reading, valid):
    segment = stability(jaccard)

    assert segment.reading == read_jaccard(jaccard) == reading
    assert segment.is_valid is valid
    assert segment.word == describe_jaccard(jaccard)


@pytest.mark.parametrize(
    ("jaccard", "null", "reading"),
    [
        (0.92, 0.60, "stable"),
        (0.92, 0.88, "noise"),
        (0.75, 0.70, "valid"),  # just .05 above noise
        (0.749, 0.70, "noise"),
        (0.985, 0.97, "stable"),  # just half of what noise leaves
        (0.9849, 0.97, "noise"),
        (1.0, 1.0, "stable"),
        (0.5, 0.9, "untrusted"),  # whatever noise does
        (0.9, float("nan"), "noise"),
    ],
)
def test_a_segment_must_come_back_clearly_better_than_noise(jaccard, null, reading):
    segment = stability(jaccard, null)

    assert segment.reading == reading
    if reading != "untrusted":
        assert segment.beats_noise is (reading != "noise")
    assert segment.jaccard_above_noise == (jaccard if segment.beats_noise else 0.0)


def test_each_reading_has_words_of_its_own():
    words = [describe_jaccard(j) for j in (0.1, 0.65, 0.8, 0.9)]

    assert len({*words, stability(0.7, 0.7).word}) == 5


def assessment(**changes):
    plain = {
        "segments": (stability(0.456, 0.4), stability(0.91, 0.3, id=1)),
        "samples": 50,
        "borderline_share": 0.0123,
        "alternatives": (
            Alternative(
                code="ranks", change="ranks", k=4, agreement=0.345, rows=1200, detail="much"
            ),
        ),
        "customers": 1200,
    }
    return Assessment(**{**plain, **changes})


def test_each_segment_has_a_row_with_its_name_range_noise_and_reading():
    _, table, *_ = assessment().blocks(["Savers", "Borrowers"])

    assert [[str(cell) for cell in row] for row in table.rows] == [
        ["0 Savers", "0.46", "0.20 … 0.90", "0.40", "not to be trusted"],
        ["1 Borrowers", "0.91", "0.20 … 0.90", "0.30", "highly stable"],
    ]


def test_each_change_has_a_row():
    *_, table, _ = assessment().blocks(["", ""])

    assert [str(cell) for cell in table.rows[0]] == ["ranks", "4", "0.34", "1,200", "much"]


def test_the_borderline_share_is_known_to_be_one_of_customers():
    sentence = assessment().blocks(["", ""])[2]

    assert "1.2%" in str(sentence.text)
    assert Share(0.0123, of=1200) in list(list_values(sentence.text))
