"""How is the report to be read, and what does it not say?"""

from __future__ import annotations

from finseg.document.blocks import Block, Note, Sentence
from finseg.document.numbers import localise_prose, write_count

_HOW_TO_READ = """\
A segment is a group of customers who are near each other in all columns at once, after each column
was brought to one scale. Segments have no sharp borders: customers near a border could as well
belong to the neighbour. The margin in segments.csv, from 0 (on a border) to 1, says how clear each
case is.

A deviation compares a segment's mean with the mean of all customers, in standard deviations of all
customers: 0.2 is little, 0.5 is noticeable, 0.8 is large. From these limits on the cards say "a
little", "clearly" and "much". Heavy-tailed columns are compared after their logarithm was taken,
and described by their median.

k-means returns as many segments as it is asked for, on any data, structured or not. That segments
were found is therefore no proof that the customers fall into groups by nature; the verdict says
what can be claimed. Natural: gaps lie between the groups, few customers stand between them, and
whoever looks at such customers should find the same groups. Reproducible: there are no gaps, but
another sample of such customers would be cut in much the same way, so the segments can be found
again. Constructive: neither. Any cut is a choice made for a purpose; it can be useful all the same,
and simple limits (by age, by income) may serve as well.

Noise stands for tables of the same shape as this one in which nothing goes together in groups. A
figure that noise reaches too proves nothing. The agreement of two samples is the adjusted Rand
index: 1 when they are cut alike, 0 when no more alike than by chance. The Jaccard index says how
much of one segment comes back in another sample: below 0.6 the segment is not to be trusted, from
0.75 it is valid, from 0.85 highly stable, if noise does clearly worse.

The segments describe the customers of this file at one time. They say what goes together, not what
causes what, and no single customer should be judged by the segment alone.
"""


def explain_report(least: int, hidden: int, *, share: bool) -> tuple[Block, ...]:
    """Explain the words and figures of the report, and what is withheld and why."""
    texts = (localise_prose(" ".join(text.split())) for text in _HOW_TO_READ.split("\n\n"))
    return (*map(Sentence, texts), *_explain_protection(least, hidden, share=share))


def _explain_protection(least: int, hidden: int, *, share: bool) -> tuple[Block, ...]:
    """Say what protects the customers (`finseg.disclose.study`)."""
    if least < 2:
        return ()
    count = f" Here that concerns {write_count(hidden, 'figure')}, shown as –." if hidden else ""
    said = (
        f"No figure on the segments rests on fewer than {least} customers: smaller counts are "
        "withheld, and with them those from which they could be worked out; smallest and largest "
        "values are not given, and no customer is shown as an example."
        f"{count} Counts of missing values from 1 to {least - 1} are given as {least}."
    )
    copy = "This copy was made to be shared: findings on single values are not worded. "
    return (Note((copy if share else "") + said),)
