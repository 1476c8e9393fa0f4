"""What is offered to whom, and what not?

`recommend_offers` holds a catalogue of products against segments and customers;
`build_customer_table` writes the answer down customer by customer.
"""

from __future__ import annotations

from finseg.recommend.catalogue import Catalogue, load_bundled_catalogue, parse_catalogue
from finseg.recommend.offers import recommend_offers
from finseg.recommend.wording import build_customer_table, lay_out_customers

__all__ = [
    "Catalogue",
    "build_customer_table",
    "lay_out_customers",
    "load_bundled_catalogue",
    "parse_catalogue",
    "recommend_offers",
]
