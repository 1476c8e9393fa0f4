from __future__ import annotations

from finseg.recommend.targeting import score_stability
from finseg.records.assessment import Assessment, SegmentStability


def assessment(*pairs):
    return Assessment(
        segments=tuple(
            SegmentStability(id=s, jaccard=j, low=j, high=j, null=null, silhouettes=())
            for s, (j, null) in enumerate(pairs)
        ),
        samples=50,
        borderline_share=0.0,
        alternatives=(),
    )


def test_a_stability_that_noise_reaches_as_well_earns_nothing():
    scores = score_stability(assessment((0.93, 0.6), (0.93, 0.95)), 2)

    assert [(score, str(figure)) for score, figure in scores or ()] == [
        (0.93, "Jaccard 0.93, highly stable"),
        (0.0, "Jaccard 0.93, no better than noise"),
    ]


def test_stability_is_left_out_where_it_was_not_measured_of_every_segment():
    assert score_stability(assessment((0.93, 0.6)), 2) is None
