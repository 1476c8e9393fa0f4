"""What is offered to whom, and what not?

`recommend_offers` holds a catalogue of products against segments and customers;
`customer_table` writes the answer down customer by customer. `plan_campaign` divides customers into
those who get an offer and those to compare them with; `find_uplift` says what it changed.
"""

from __future__ import annotations

from finseg.recommend.campaign import plan_campaign
from finseg.recommend.catalogue import Catalogue, bundled_catalogue, parse_catalogue
from finseg.recommend.offers import recommend_offers
from finseg.recommend.outcomes import read_assigned, read_outcomes
from finseg.recommend.uplift import find_uplift
from finseg.recommend.wording import customer_table

__all__ = [
    "Catalogue",
    "bundled_catalogue",
    "customer_table",
    "find_uplift",
    "parse_catalogue",
    "plan_campaign",
    "read_assigned",
    "read_outcomes",
    "recommend_offers",
]
