"""What does `--json` print of a study?

Results in, plain values fit for JSON out.
"""

from __future__ import annotations

from typing import Any

from finseg.disclose.statements import withhold_statements
from finseg.document.said import as_plain
from finseg.results import Results


def describe_outcome(results: Results, identifier: str) -> dict[str, Any]:
    """Return the outcome as plain values; `identifier` is the column of ids in the tables."""
    dataset, numbers, built = results.dataset, results.numbers, results.built
    interpretation, verdict = results.interpretation, results.verdict
    return {
        "rows": dataset.rows,
        "rows_read": dataset.source.rows_read,
        "rows_used": dataset.rows,
        "rows_rejected": dataset.rows_rejected,
        **({"built": built.as_dict(numbers)} if built else {}),
        "features": [c.name for c in dataset.features],
        "k": results.segmentation.k,
        "k_given": results.choice.given,
        "reason": as_plain(results.choice.reason, numbers),
        "verdict": {
            **as_plain(verdict, numbers),
            "word": verdict.word,
            "badge": as_plain(verdict.badge, numbers),
            "headline": as_plain(verdict.headline, numbers),
            "weight": as_plain(verdict.weight, numbers),
        },
        "agreements": [as_plain(agreement, numbers) for agreement in results.choice.agreements],
        "inertia": results.segmentation.inertia,
        "segments": [
            {
                "id": s.id,
                "name": s.name,
                "size": s.size,
                "share": s.share,
                **({} if s.stands_for is None else {"stand_for": s.stands_for}),
                "jaccard": results.assessment.segments[s.id].jaccard,
                "stability": results.assessment.segments[s.id].reading,
                "means": {t.column: t.mean for t in s.traits},
                "markers": [t.column for t in s.markers],
                "claims": [as_plain(c, numbers) for c in s.claims],
                "note": as_plain(s.note, numbers),
                "rule": as_plain(interpretation.rules.plain[s.id], numbers),
            }
            for s in interpretation.segments
        ],
        "identifier": identifier,
        "offers": results.offers.as_dict(numbers),
        "carriers": as_plain(results.search, numbers),
        "redundancy": as_plain(results.checked.redundancy, numbers),
        "shares": as_plain(results.shares, numbers),
        "questions": _list_questions(results),
        "findings": [
            {"code": f.code, "severity": f.severity, "column": f.column, "count": f.count}
            for f in results.checked.findings
        ],
    }


def _list_questions(results: Results) -> list[dict[str, Any]]:
    """Return the questions with what may be shown of their evidence: they stay in a folder."""
    asked = withhold_statements(results.checked.questions, results.settings.deliver.smallest_cell)
    return [question.as_dict(results.numbers) for question in asked]
