"""Do archives give what is in them, and stop where they hold too much?"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path

import pytest

from finseg.errors import FinsegError, LimitError, SettingsError, UnreadableFileError
from finseg.read import packed
from finseg.read.limits import ReadLimits
from finseg.records.dataset import Dataset
from finseg.settings import Settings
from finseg.understand import read_source

TEXT = "id,city,income\n" + "".join(f"{i},Zürich,{i * 10}\n" for i in range(100, 160))


def read(source: object, **settings: object) -> Dataset:
    return read_source(source, Settings().change_section("read", **settings))


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return path


def zst(data: bytes) -> bytes:
    library = packed._import_zstd()
    checked = {library.CompressionParameter.checksum_flag: 1}  # as the command line tool does
    compressed: bytes = library.compress(data, options=checked)
    return compressed


PACK = {"gz": gzip.compress, "zst": zst, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("kind", PACK)
def test_packed_text_is_read_as_the_text_itself_in_any_encoding(tmp_path, kind, encoding):
    plain, archive = tmp_path / "c.csv", tmp_path / f"c.csv.{kind}"
    plain.write_bytes(TEXT.encode(encoding))
    archive.write_bytes(PACK[kind](TEXT.encode(encoding)))

    ours = read(archive)

    assert ours.table.equals(read(plain).table)
    assert ours.table["city"][0] == "Zürich"
    assert ours.source.details[0][0] == "packed with"


@pytest.mark.parametrize("kind", PACK)
def test_archives_put_one_after_the_other_are_read_to_the_end(tmp_path, kind):
    path = tmp_path / "c"
    head, tail = TEXT.encode()[:200], TEXT.encode()[200:]
    path.write_bytes(PACK[kind](head) + PACK[kind](tail))

    assert read(path).source.rows_read == 60


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("damage", ["torn", "changed"])
def test_a_damaged_archive_is_refused_and_never_read_in_part(tmp_path, kind, damage):
    data = PACK[kind](TEXT.encode() * 50)
    middle = len(data) // 2
    path = tmp_path / "c.csv"
    path.write_bytes(data[:-6] if damage == "torn" else data[:middle] + b"~~~" + data[middle + 3 :])

    with pytest.raises(UnreadableFileError) as caught:
        read(path)

    assert "damaged" in caught.value.what


@pytest.mark.parametrize("kind", PACK)
def test_a_bomb_is_left_before_it_has_gone_off(tmp_path, kind):
    path = tmp_path / "c.csv"
    path.write_bytes(PACK[kind](bytes(64 << 20)))

    with pytest.raises(LimitError) as caught:
        read(path)

    assert "max_ratio" in caught.value.fix


def test_the_unpacked_size_has_a_limit_of_its_own(tmp_path):
    path = tmp_path / "c.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))

    with pytest.raises(LimitError, match="archive holds") as caught:
        read(path, max_bytes=500)

    assert "max_bytes" in caught.value.fix


def test_a_zip_with_one_table_is_read_and_what_lies_beside_it_is_said(tmp_path):
    path = zipped(tmp_path / "c.zip", data__c_csv=TEXT.encode(), readme_md=b"hello")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._c.csv", b"\0")

    details = read(path).source.write_details()

    assert details["file in it"] == "`data/c.csv`"
    assert details["files beside it, not read"] == "1"


@pytest.mark.parametrize("how", ["address", "setting", "file name alone"])
def test_of_several_tables_in_a_zip_one_can_be_chosen(tmp_path, how):
    path = zipped(tmp_path / "c.zip", x__a_csv=TEXT.encode(), x__b_csv=b"id,n\n1,2\n3,4\n")

    with pytest.raises(UnreadableFileError) as caught:
        read(path)
    assert "`x/a.csv`, `x/b.csv`" in caught.value.what

    chosen = {
        "address": lambda: read(f"{path}#x/b.csv"),
        "setting": lambda: read(path, member="x/b.csv"),
        "file name alone": lambda: read(f"{path}#b.csv"),
    }
    assert chosen[how]().rows == 2


def test_a_file_that_is_not_in_the_zip_is_said_with_the_nearest(tmp_path):
    path = zipped(tmp_path / "c.zip", customers_csv=TEXT.encode())

    with pytest.raises(SettingsError) as caught:
        read(f"{path}#custmers.csv")

    assert "`customers.csv`" in caught.value.fix


def test_a_zip_that_lies_about_a_size_is_refused(tmp_path):
    data = zipped(tmp_path / "c.zip", c_csv=TEXT.encode() * 1000).read_bytes()
    size = (len(TEXT.encode()) * 1000).to_bytes(4, "little")
    (tmp_path / "c.zip").write_bytes(data.replace(size, (1000).to_bytes(4, "little")))

    with pytest.raises(UnreadableFileError):
        read(tmp_path / "c.zip")


def test_a_zip_bomb_is_refused_by_what_it_claims(tmp_path):
    path = zipped(tmp_path / "c.zip", c_csv=b"a,b\n" + b"1,1\n" * (8 << 20))

    with pytest.raises(LimitError):
        read(path)


def test_archives_in_archives_are_opened_twice_and_no_deeper(tmp_path):
    path = tmp_path / "c"
    twice = gzip.compress(bz2.compress(TEXT.encode()))
    path.write_bytes(twice)
    assert read(path).source.rows_read == 60

    path.write_bytes(gzip.compress(twice))
    with pytest.raises(UnreadableFileError, match="archive in an archive"):
        read(path)


def test_a_tar_archive_is_called_by_its_name(tmp_path):
    import tarfile

    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        member = tarfile.TarInfo("c.csv")
        member.size = len(TEXT.encode())
        archive.addfile(member, io.BytesIO(TEXT.encode()))
    (tmp_path / "c.tgz").write_bytes(whole.getvalue())

    with pytest.raises(UnreadableFileError, match="tar archive"):
        read(tmp_path / "c.tgz")


@pytest.mark.parametrize(
    "name",
    ["table.csv.zip", "compression__implicit-zip.csv", "compression__implicit-gz.csv"],
)
def test_packed_tables_of_others_are_read(shared, name):
    dataset = read(shared / "badinputs" / "frictionless" / name)

    assert dataset.table["name"].to_list() == ["english", "中国人"]


@pytest.mark.parametrize("name", ["table-multiple-files.zip", "package.zip"])
def test_archives_of_others_with_several_tables_are_refused_by_name(shared, name):
    with pytest.raises(FinsegError) as caught:
        read(shared / "badinputs" / "frictionless" / name)

    assert ".csv`" in caught.value.what


def unpack(data: bytes, member: str = "", **settings: int) -> packed.Unpacked:
    told = Settings().change_section("read", **settings).read
    found = packed.unpack(data, "a", member, ReadLimits(settings=told))
    assert found is not None
    return found


def archive_of(*names: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, f"{name}\n1\n")
    return whole.getvalue()


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize(("most", "refused"), [(100, False), (99, True)])
def test_what_comes_out_is_counted_over_all_steps(kind, most, refused, monkeypatch):
    monkeypatch.setattr(packed, "_STEP", 7)
    if not refused:
        assert unpack(PACK[kind](b"0123456789" * 10), max_bytes=most).data == b"0123456789" * 10
        return
    with pytest.raises(LimitError, match="the archive holds 1"):
        unpack(PACK[kind](b"0123456789" * 10), max_bytes=most)


def test_what_grows_a_hundred_times_is_left_on_the_way(monkeypatch):
    monkeypatch.setattr("finseg.read.limits.UNSUSPECTED", 1000)
    data = gzip.compress(bytes(100_000))

    assert len(unpack(data, max_ratio=100_000 // len(data) + 1).data) == 100_000
    with pytest.raises(LimitError, match="max_ratio"):
        unpack(data, max_ratio=100_000 // len(data))


def test_what_computers_put_beside_people_s_files_is_not_counted():
    data = archive_of("a.csv", "__MACOSX/b.csv", ".hidden.csv", "in/.DS_Store", "notes.pdf")

    found = unpack(data)

    assert (found.inside, found.others) == ("a.csv", ("notes.pdf",))


def test_a_member_is_named_by_its_path_or_by_its_name_alone():
    data = archive_of("in/a.csv", "out/a.csv", "out/b.csv")

    assert unpack(data, "b.csv").inside == "out/b.csv"
    assert unpack(data, "in/a.csv").inside == "in/a.csv"
    with pytest.raises(SettingsError, match="2 files"):
        unpack(data, "a.csv")
    with pytest.raises(SettingsError, match="has no file"):
        unpack(data, "c.csv")


@pytest.mark.parametrize("count", [8, 9])
def test_the_first_eight_tables_are_named(count):
    with pytest.raises(UnreadableFileError) as caught:
        unpack(archive_of(*(f"{i}.csv" for i in range(count))))

    assert "`7.csv`" in caught.value.what
    assert ("…" in caught.value.what) is (count > 8)
    assert "a#0.csv" in caught.value.fix


def test_an_archive_of_one_file_of_any_name_is_read_and_an_empty_one_is_not():
    assert unpack(archive_of("data.unknown")).inside == "data.unknown"
    with pytest.raises(UnreadableFileError, match="is empty"):
        unpack(archive_of(".hidden"))


def test_a_file_that_is_locked_is_said_to_be():
    data = bytearray(archive_of("a.csv"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(UnreadableFileError, match="locked with a password"):
        unpack(bytes(data))


def test_an_xz_archive_may_ask_for_the_memory_of_the_largest_usual_dictionary():
    largest = lzma.compress(b"a,b\n", preset=9)

    assert unpack(largest).data == b"a,b\n"
    assert packed._LZMA_MEMORY == 256 * 1024 * 1024


def test_archives_put_one_behind_the_other_are_one():
    assert unpack(lzma.compress(b"a,b\n") + lzma.compress(b"1,2\n")).data == b"a,b\n1,2\n"
    with pytest.raises(UnreadableFileError, match="damaged"):
        unpack(lzma.compress(b"a,b\n" * 100)[:-20])
