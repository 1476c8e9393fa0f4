from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from finseg.document.escape import write_toml_key

NAMES = st.text(st.characters(codec="utf-8"))


@given(NAMES)
def test_a_settings_file_reads_any_name_back(name):
    assert tomllib.loads(f"{write_toml_key(name)} = 1") == {name: 1}


def test_a_plain_name_stands_bare():
    assert write_toml_key("Customer_Age") == "Customer_Age"
    assert write_toml_key("age (2)") == '"age (2)"'
