from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finseg.deliver.bundle import dump_bundle, load_bundle, parse_bundle
from finseg.errors import ModelFileError
from finseg.records.bundle import Bundle, BundleSegment
from finseg.records.recipe import Recipe, Step
from finseg.settings import Settings

STEP = Step(
    column="income",
    unit="currency",
    impute=5.0,
    imputed=1,
    transform="log1p",
    reason="reduced",
    centre=1.5,
    scale=0.7,
)


def bundle(centres=(0.1, -0.1)):
    return Bundle(
        title="T",
        made_with="0.1.0",
        input_name="customers.csv",
        input_sha256="ab",
        rows=10,
        ids=("id",),
        recipe=Recipe(steps=(STEP,)),
        segments=tuple(
            BundleSegment(id=i, name=f"S{i}", size=5, centre=(c,), reach=1.0)
            for i, c in enumerate(centres)
        ),
        settings=Settings().as_tree(),
    )


GOOD = dump_bundle(bundle())


@given(centres=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4))
def test_a_model_comes_back_to_the_last_bit(centres):
    written = bundle(centres)

    assert parse_bundle(dump_bundle(written), where="m") == written


def test_models_written_until_now_can_still_be_read():
    assert json.loads(GOOD)["version"] == 2


def test_formatting_the_file_does_not_break_it():
    compact = json.dumps(json.loads(GOOD), separators=(",", ":")).encode()

    assert parse_bundle(compact, where="m") == bundle()


def changed(edit):
    tree = json.loads(GOOD)
    edit(tree)
    return json.dumps(tree).encode()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "not a finseg model"),
        (b"{}", "not a finseg model"),
        (b"\x80\x04pickle", "not a finseg model"),
        (GOOD[:-20], "not a finseg model"),
        (b"[" * 100_000, "not a finseg model"),
        (changed(lambda t: t.update(version=1)), "version 1"),
        (changed(lambda t: t["model"]["segments"][0].update(centre=[9.0])), "altered"),
        (changed(lambda t: t["model"].update(title="other")), "altered"),
        (changed(lambda t: t["model"]["segments"][0].update(centre=[0.1, 0.2])), "damaged"),
        (changed(lambda t: t["model"]["segments"].pop(0)), "damaged"),
        (changed(lambda t: t["model"]["recipe"]["steps"][0].update(scale=0.0)), "damaged"),
        (changed(lambda t: t["model"].pop("recipe")), "damaged"),
        (GOOD.replace(b"0.7", b"NaN"), "not a finseg model"),
    ],
)
def test_every_damage_is_refused_in_its_own_words(data, what):
    with pytest.raises(ModelFileError) as caught:
        parse_bundle(data, where="model.json")

    assert what in caught.value.what
    assert caught.value.fix


@given(position=st.integers(0, len(GOOD) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_never_changes_a_model_in_silence(position, bit):
    data = bytearray(GOOD)
    data[position] ^= 1 << bit

    try:
        read = parse_bundle(bytes(data), where="m")
    except ModelFileError:
        return
    assert read == bundle()  # only white space or the spelling of a number was hit


def test_a_missing_model_is_a_model_error(tmp_path):
    with pytest.raises(ModelFileError, match="cannot be opened"):
        load_bundle(tmp_path / "none.json")


def test_a_path_with_a_nul_byte_is_a_model_error():
    with pytest.raises(ModelFileError, match="cannot be opened"):
        load_bundle(Path("a\0b.json"))


def test_a_gigantic_file_is_not_read(tmp_path):
    path = tmp_path / "model.json"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)

    with pytest.raises(ModelFileError, match="larger than any model"):
        load_bundle(path)


@pytest.mark.parametrize(("least", "read"), [(0, True), (1, False)])
def test_a_model_as_large_as_the_largest_is_read(tmp_path, monkeypatch, least, read):
    path = tmp_path / "model.json"
    path.write_bytes(GOOD)
    monkeypatch.setattr("finseg.deliver.bundle._LARGEST", len(GOOD) - least)

    if read:
        assert load_bundle(path) == bundle()
        return
    with pytest.raises(ModelFileError, match="larger than any model") as caught:
        load_bundle(path)
    assert caught.value.where == "model.json"


def test_a_model_is_written_with_the_digest_of_its_content_and_indented():
    tree = json.loads(GOOD)

    assert (tree["format"], tree["version"], len(tree["digest"])) == ("finseg-model", 2, 64)
    assert GOOD.startswith(b'{\n "format": "finseg-model",')
    assert GOOD.endswith(b"}\n")
