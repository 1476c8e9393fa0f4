"""How should the report be read, and what does it not say?

The limit on few customers in, the closing part of the report out: the words and figures that the
report uses, and what is withheld and why.
"""

from __future__ import annotations

from finseg.document.blocks import Block, Note, Sentence
from finseg.document.said import Count, Exact, Said, Text, join_said, say
from finseg.figures import QUICK_FIGURES
from finseg.records.assessment import HIGHLY_STABLE, NOT_TRUSTED, QUICK_WITHOUT, VALID
from finseg.report.answer import CLEAR_EFFECT, LARGE_EFFECT, LEAST_EFFECT

_HOW_TO_READ: tuple[Said, ...] = (
    say(
        "A segment is a group of customers who are close to each other in all columns at once, "
        "after every column has been put on one scale. Segments have no sharp borders: a customer "
        "near a border could just as well belong to the neighbouring segment. The margin in "
        "segments.csv, from {border} (on a border) to {clear}, shows how clear each case is.",
        border=Count(0),
        clear=Count(1),
    ),
    say(
        "A deviation compares a segment's mean with the mean of all customers, in standard "
        "deviations of all customers: {small} is small, {clear} is noticeable, {large} is large. "
        'From these limits on the cards say "a little", "clearly" and "much". Columns with a few '
        "very large values are compared on a logarithmic scale and described by their median.",
        small=Exact(LEAST_EFFECT),
        clear=Exact(CLEAR_EFFECT),
        large=Exact(LARGE_EFFECT),
    ),
    say(
        "k-means returns as many segments as you ask for, on any data, so finding segments does "
        "not prove that customers form natural groups. The verdict says what you can claim. "
        "Natural: there are gaps between the groups and few customers stand in them; anyone who "
        "analyses such customers should find the same groups. Reproducible: there are no gaps, but "
        "another sample of such customers would be divided in much the same way, so you can find "
        "the segments again. Constructive: neither. There are no natural groups: the segments are "
        "a convenient division. It can still be useful, and simple limits on age or income may "
        "serve you as well. Not decided yet: a quick run gathered too little to say which of the "
        "three it is; the full run decides. Where the verdict depends on something, a choice that "
        "is as defensible (no logarithm, one column less, another seed, rounded figures, equal "
        "weights) would give another answer."
    ),
    say(
        "Noise stands for tables of the same shape as this one, but without any structure. A "
        "figure that noise reaches as well proves nothing. The agreement of two samples (adjusted "
        "Rand index) is {same} when both are divided in the same way, and {chance} when they agree "
        "no more than by chance. The Jaccard index says how much of a segment comes back when the "
        "data are resampled: below {trusted} do not trust the segment, from {valid} it is valid, "
        "from {stable} highly stable, provided that noise does clearly worse; or that gaps tell "
        "the segment from noise.",
        same=Count(1),
        chance=Count(0),
        trusted=Exact(NOT_TRUSTED),
        valid=Exact(VALID),
        stable=Exact(HIGHLY_STABLE),
    ),
    say(
        "The segments describe the customers of this file at one time. They show what occurs "
        "together, not what causes what. Do not judge a single customer by the segment alone."
    ),
)


_LEFT_OUT: tuple[Text, ...] = (
    "the noise band, gap statistic and prediction strength beside the other measures",
    "the second round of samples",
    "the search for columns that carry groups which all columns together hide",
    "the silhouettes of each segment's customers",
    say(
        "the changes that do not bear on the verdict ({changes})",
        changes=", ".join(dict.fromkeys(QUICK_WITHOUT.values())),
    ),
    "the number of segments that would be chosen without age, where age rules",
    say("all figures but {few}", few=Count(len(QUICK_FIGURES))),
    "the workbook",
    "the printed summary",
)


def _say_quick(*, offers: bool) -> Said:
    """Say what a quick run left out; `offers` tells that each customer's offers were written."""
    left = _LEFT_OUT if offers else (*_LEFT_OUT, "each customer's offers (offers.csv)")
    return say(
        "This was a quick run, and its report is short. It left out {left}. Run again without the "
        "quick option for all of them.",
        left=join_said(left, "; "),
    )


def explain_report(
    least: int, hidden: int, *, share: bool, quick: bool = False, offers: bool = True
) -> tuple[Block, ...]:
    """Explain the words and figures of the report, and what is withheld and why.

    Parameters
    ----------
    least : int
        Customers behind every figure.
    hidden : int
        Figures withheld for that.
    share : bool
        Whether this copy goes to readers outside the house.
    quick : bool
        Whether the run was a quick one.
    offers : bool
        Whether each customer's offers are written, in a quick run, too.

    """
    about = (_say_quick(offers=offers), *_HOW_TO_READ) if quick else _HOW_TO_READ
    return (*map(Sentence, about), *_explain_protection(least, hidden, share=share))


def _explain_protection(least: int, hidden: int, *, share: bool) -> tuple[Block, ...]:
    """Say what protects the customers (`finseg.disclose.study`)."""
    if least < 2:
        return ()
    withheld: Text = ""
    if hidden:
        withheld = say(" {figures} withheld here; each is shown as –.", figures=_count_were(hidden))
    copy = "This copy was made to be shared: findings on single values are not described. "
    protection = say(
        "{copy}Every figure on the segments rests on at least {least} customers: smaller counts "
        "are withheld, together with those from which they could be worked out. Smallest and "
        "largest values are not given, and no customer is shown as an example.{withheld} Counts of "
        "missing values from {one} to {most} are given as {least}. Only the account of rows (read "
        "= used + rejected) is exact even for few: every row must be accounted for.",
        copy=copy if share else "",
        least=Count(least),
        withheld=withheld,
        one=Count(1),
        most=Count(least - 1),
    )
    return (Note(protection),)


def _count_were(figures: int) -> Said:
    verb = "was" if figures == 1 else "were"
    return say("{figures} " + verb, figures=Count(figures, "figure"))
