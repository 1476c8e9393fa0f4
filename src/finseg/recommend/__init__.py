"""What is offered to whom, and what not?

`recommend_offers` holds a catalogue of products against segments and customers;
`customer_table` writes the answer down customer by customer.
"""

from __future__ import annotations

from finseg.recommend.catalogue import Catalogue, bundled_catalogue, parse_catalogue
from finseg.recommend.offers import recommend_offers
from finseg.recommend.wording import customer_table

__all__ = [
    "Catalogue",
    "bundled_catalogue",
    "customer_table",
    "parse_catalogue",
    "recommend_offers",
]
