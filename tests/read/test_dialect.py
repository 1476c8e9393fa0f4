"""Is the dialect found on evidence, said, and overruled by the settings?"""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from finseg.errors import DelimiterError, SettingsError, UnreadableFileError
from finseg.read import dialect as module
from finseg.read.csv_marks import Marks
from finseg.read.delimited import read_delimited
from finseg.read.dialect import _SampleReading
from finseg.read.raw import Raw
from finseg.settings import ReadSettings, Settings

WORDS = st.text("abcXYZ éßñ", min_size=1, max_size=8).filter(lambda s: s == s.strip())
FIGURES = st.integers(0, 99_999).map(str) | st.decimals(0, 999, places=2).map(str)


def read(text: str | bytes, **knobs: object) -> Raw:
    data = text.encode() if isinstance(text, str) else text
    settings = Settings.from_tree({"read": knobs}).read
    return read_delimited(data, "customers.csv", settings)


def said(raw: Raw) -> dict[str, str]:
    details = raw.source.write_details()
    assert len(details) == len(raw.source.details), "each thing is said under its own name"
    return details


def table(delimiter: str, rows: int = 8) -> str:
    lines = [["id", "age", "city"], *([f"c{i}", str(20 + i), f"town {i}"] for i in range(rows))]
    return "".join(delimiter.join(line) + "\n" for line in lines)


@st.composite
def written(draw: st.DrawFn) -> tuple[bytes, list[str], list[list[str]]]:
    """Draw a table of words and figures, and write it in some dialect."""
    width = draw(st.integers(2, 5))
    quote = draw(st.sampled_from(['"', "'"]))
    escape = draw(st.booleans()) if quote == '"' else False
    tricky = st.sampled_from([f"a{quote}b", "x,y;z", "p|q", f"{quote}all{quote}"])
    text = WORDS | (tricky if draw(st.booleans()) else WORDS)
    kinds = draw(st.lists(st.sampled_from([text, FIGURES]), min_size=width, max_size=width))
    kinds[0] = FIGURES  # a heading stands above figures somewhere
    rows = draw(st.lists(st.tuples(*kinds).map(list), min_size=4, max_size=12))
    header = [f"column_{letter}" for letter in "abcde"[:width]]
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=draw(st.sampled_from(",;\t|")),
        quotechar=quote,
        quoting=draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        doublequote=not escape,
        escapechar="\\" if escape else None,
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
    )
    preamble = draw(st.sampled_from(["", "Report of customers\n\n", "# made on Monday\n"]))
    writer.writerows([header, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return (preamble + out.getvalue()).encode(encoding), header, rows


@given(made=written())
@budget(max_examples=200)
def test_a_table_in_any_supported_dialect_comes_back_equal(made):
    data, header, rows = made

    raw = read(data)

    assert raw.originals == tuple(header)
    assert [list(row) for row in raw.table.rows()] == rows
    assert not raw.rejects


@pytest.mark.parametrize(
    ("delimiter", "word"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")]
)
def test_the_delimiter_is_said_with_its_evidence(delimiter, word):
    raw = read(table(delimiter))

    assert said(raw)["delimiter"] == f"{word} (3 fields in 9 of the first 9 lines)"


@pytest.mark.parametrize(
    ("delimiter", "word"), [("^", "caret"), ("~", "tilde"), ("\x01", "Ctrl-A")]
)
def test_a_rare_delimiter_is_taken_where_all_lines_agree(delimiter, word):
    raw = read(table(delimiter))

    assert raw.table.columns == ["id", "age", "city"]
    assert said(raw)["delimiter"].startswith(word)


def test_blanks_separate_figures_but_not_words():
    figures = "a b c\n" + "".join(f"{i} {i}.5 {i * i}\n" for i in range(8))

    assert read(figures).table.width == 3
    with pytest.raises(DelimiterError, match="blank runs through its lines"):
        read("first name\n" + "Ada Lovelace\n" * 8)


def test_single_quotes_enclose_where_double_ones_do_not():
    raw = read("id,name\n1,'a, b'\n2,'it''s'\n3,'won't, let'\n4,'d'\n")

    assert raw.table["name"].to_list() == ["a, b", "it's", "won't, let", "d"]
    assert said(raw)["quotes"].startswith("single")


def test_an_apostrophe_does_not_make_single_quotes():
    raw = read("id,name\n1,O'Neil\n2,'s Gravenhage\n3,d'Or\n")

    assert raw.table["name"].to_list() == ["O'Neil", "'s Gravenhage", "d'Or"]
    assert "quotes" not in said(raw)


def test_a_backslash_escapes_a_quote_where_more_lines_are_in_order_with_it():
    raw = read('id|text\n1|"say \\"yes\\""\n2|"a\\\\b"\n3|"plain"\n')

    assert raw.table["text"].to_list() == ['say "yes"', "a\\b", "plain"]
    assert "backslash" in said(raw)["escape"]


def test_a_backslash_escapes_though_every_line_has_one():
    rows = [f'"{i}","say \\"{i}\\""' for i in range(6)]

    raw = read("\n".join(['"id","te\\"xt"', *rows]))

    assert raw.originals == ("id", 'te"xt')
    assert raw.table.row(0) == ("0", 'say "0"')
    assert not raw.rejects


def test_a_backslash_at_the_end_of_a_path_is_no_escape():
    raw = read('id,path\n1,"C:\\dir\\"\n2,"say ""x"""\n')

    assert raw.table["path"].to_list() == ["C:\\dir\\", 'say "x"']


def test_the_escape_is_found_though_it_first_stands_far_below():
    rows = "".join(f'{i},"plain"\n' for i in range(9_000))

    raw = read("id,text\n" + rows + 'x,"a \\"b\\", c"\n')

    assert raw.table["text"][-1] == 'a "b", c'
    assert not raw.rejects


def test_quotes_that_enclose_nothing_are_letters():
    raw = read('name|year\n"ANTON" GmbH|2012\n"ENERGY" SA|2015\n"SYS" AG|2013\n"X" Ltd|2011\n')

    assert raw.table["name"][0] == '"ANTON" GmbH'
    assert said(raw)["quotes"].startswith("none")


def test_a_blank_after_each_delimiter_is_left_out():
    raw = read('"Year", "Title"\n1968, "Hi, Mom!"\n1970, "Greetings"\n')

    assert raw.table.columns == ["Year", "Title"]
    assert raw.table["Title"].to_list() == ["Hi, Mom!", "Greetings"]


def test_the_sep_line_of_a_spreadsheet_decides_and_is_no_row():
    raw = read("sep=;\nid;amount\n1;2,5\n2;3,5\n")

    assert raw.table.columns == ["id", "amount"]
    assert raw.lines.tolist() == [3, 4]
    assert "sep=" in said(raw)["delimiter"]


def test_columns_aligned_with_blanks_are_refused_as_such():
    rows = "".join(f"{i:<6}{'Town ' + str(i):<20}{i * 1000:>10}\n" for i in range(1, 9))

    with pytest.raises(DelimiterError, match="aligned with spaces"):
        read("ID    CITY                   BALANCE\n" + rows)


def test_the_alphabet_of_mainframes_is_refused_by_name():
    with pytest.raises(UnreadableFileError, match="EBCDIC"):
        read("".join(f"{i:06}CUSTOMER  {i * 7:08}" for i in range(100)).encode("cp037"))


@pytest.mark.parametrize(
    ("knobs", "column"),
    [
        ({"quote": "none"}, ["'a'", '"b"']),
        ({"quote": "'"}, ["a", '"b"']),
        ({"quote": '"'}, ["'a'", "b"]),
    ],
)
def test_the_settings_decide_what_encloses(knobs, column):
    assert read("id,x\n1,'a'\n2,\"b\"\n", **knobs).table["x"].to_list() == column


def test_the_settings_decide_on_the_escape():
    raw = read('id,x\n1,"a\\"b"\n2,"c"\n', escape="double")

    assert [r.kind for r in raw.rejects] == ["quote out of place"]


@pytest.mark.parametrize("delimiter", ["§", '"', "\n", ";;"])
def test_a_delimiter_that_cannot_be_one_is_an_error_of_the_settings(delimiter):
    with pytest.raises(SettingsError, match="one character of ASCII"):
        read("a;b\n1;2\n", delimiter=delimiter)


def test_lone_carriage_returns_end_lines_but_not_inside_quotes():
    raw = read('a,b\r1,"x\ry"\r\n2,z\n3,w\r')

    assert raw.table.rows() == [("1", "x\ry"), ("2", "z"), ("3", "w")]
    assert said(raw)["line ends"].startswith("mixed")


def test_default_settings_read_nothing_into_a_plain_file():
    raw = read(table(","))

    assert set(said(raw)) == {"encoding", "delimiter", "header"}
    assert ReadSettings().header is None


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_lines_that_stand_in_quotes_as_a_whole_are_no_single_column(mark):
    lines = [
        mark.join(["id", "income", "age"]),
        *(mark.join([f"C{i}", "1", "2"]) for i in range(9)),
    ]
    text = "".join(f'"{line}"\n' for line in lines)

    with pytest.raises(DelimiterError, match="in quotes as a whole"):
        read(text)


PLAIN = [f"c{i},{20 + i},town {i}" for i in range(40)]


@given(
    place=st.integers(60, 700),
    byte=st.integers(0, 255),
    more=st.booleans(),
    codec=st.sampled_from(["utf-16-le", "utf-16-be"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_a_byte_too_many_or_too_few_spoils_its_line_and_not_the_rest_of_a_wide_file(
    place, byte, more, codec, end
):
    sound = end.join(["id,age,city", *PLAIN, ""]).encode(codec)
    damaged = sound[:place] + (bytes([byte]) if more else b"") + sound[place + (not more) :]
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[codec]

    raw = read(mark + damaged)

    spoiled = sound[:place].decode(codec, "replace").count(end) + 1  # its line, from 1
    kept = {f"c{i}" for i in range(40) if abs(i + 2 - spoiled) > 1}
    assert kept <= set(raw.table["id"])


@pytest.mark.parametrize("line", [5, 20])
def test_a_quote_never_closed_spoils_one_line_where_returns_end_the_lines(line):
    lines = [f'c{i},{20 + i},"town, {i}"' for i in range(40)]
    lines[line] = lines[line].removesuffix('"')

    raw = read("\r".join(["id,age,city", *lines[:-1], ""]) + lines[-1] + "\n")

    assert set(raw.table["id"]) >= {f"c{i}" for i in range(40) if i not in (line, line + 1)}


def a_reading(records, width, agreeing, counted, torn=0):
    return _SampleReading(Marks(","), tuple(map(tuple, records)), width, agreeing, counted, torn)


def test_a_reading_is_scored_by_agreement_and_by_other_separators_in_its_fields():
    reading = a_reading([["title"], ["a", "b"], ["c", "d;e"]], 2, agreeing=2, counted=2)

    assert reading.above == 1
    assert reading.share == 1.0
    # Two of two with, two of three without the line above; one of four fields holds a semicolon.
    assert reading.score == pytest.approx((1 + 2 / 3) / 2 * (0.5 + 0.5 * 3 / 4))
    assert a_reading([["a", "b"], ["c"]], 2, agreeing=1, counted=2).score == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("above", "agreeing", "counted", "spans"),
    [
        (0, 1, 2, True),  # half of the lines
        (0, 1, 3, False),
        (1, 1, 1, False),  # below another line one is not enough
        (1, 2, 2, True),
        (4, 2, 2, True),
        (5, 2, 2, False),  # more than twice as many lines above
    ],
)
def test_a_reading_spans_columns_where_it_explains_half_of_the_lines(
    above, agreeing, counted, spans
):
    records = [["x"]] * above + [["a", "b"]] * agreeing

    assert a_reading(records, 2, agreeing, counted).spans_columns() is spans
    assert not a_reading([["a"]] * 5, 1, 5, 5).spans_columns()


@pytest.mark.parametrize(("rows", "read_so"), [(5, True), (4, False)])
def test_a_rare_delimiter_needs_five_rows(rows, read_so):
    text = "id^age\n" + "".join(f"c{i}^{20 + i}\n" for i in range(rows))
    if read_so:
        assert read(text).table.columns == ["id", "age"]
        return
    with pytest.raises(DelimiterError, match="caret"):
        read(text)


@pytest.mark.parametrize(("figures", "read_so"), [(3, True), (2, False)])
def test_a_colon_separates_where_three_of_ten_fields_are_figures(figures, read_so):
    row = ":".join(["word"] * (10 - figures) + ["5"] * figures)
    text = ":".join("abcdefghij") + "\n" + f"{row}\n" * 6
    if read_so:
        assert read(text).table.width == 10
        return
    with pytest.raises(DelimiterError, match="colon"):
        read(text)


@pytest.mark.parametrize(
    ("rows", "torn", "quotes"),
    [(8, 2, False), (8, 3, True), (11, 3, False), (11, 4, True)],
)
def test_quotes_enclose_nothing_where_a_third_of_the_lines_and_three_are_torn(rows, torn, quotes):
    lines = [f'"a{i}"b,{i}' if i < torn else f"a{i},{i}" for i in range(rows)]

    raw = read("name,age\n" + "\n".join(lines) + "\n")

    assert ("quotes" in said(raw)) is quotes


def test_a_backslash_is_no_escape_where_lines_are_in_order_without_it():
    assert "escape" not in said(read('a,b\n1,b\\"c\n2,d\n3,e\n'))
    assert "escape" in said(read('a,b\n1,"b\\"c"\n2,d\n3,e\n'))


@pytest.mark.parametrize(("blanks", "padded"), [(9, True), (8, False)])
def test_a_blank_is_left_out_where_nine_of_ten_delimiters_have_it(blanks, padded):
    lines = ["a, b" if i < blanks else "a,b" for i in range(10)]

    assert ("after each delimiter" in said(read("\n".join(lines) + "\n", header=0))) is padded


@pytest.mark.parametrize(("marked", "refused"), [(9, True), (8, False)])
def test_a_separator_in_nine_of_ten_lines_is_not_overlooked(marked, refused):
    lines = ["name§town"] + ["anna§rome" if i < marked else "bert" for i in range(10)]
    text = "\n".join(lines) + "\n"
    if not refused:
        assert read(text).table.width == 1
        return
    with pytest.raises(DelimiterError, match="section sign"):
        read(text)


@pytest.mark.parametrize(("rows", "refused"), [(1, False), (2, True)])
def test_columns_aligned_with_blanks_are_seen_in_three_lines(rows, refused):
    text = "name     age\n" + "annabel   33\nbob       44\n"[: 13 * rows]
    if not refused:
        assert read(text).table.width == 1
        return
    with pytest.raises(DelimiterError, match=r"aligned with spaces \(2 of them"):
        read(text)


@pytest.mark.parametrize(("pairs", "halved"), [(1, False), (2, True)])
def test_double_quotes_stand_doubled_where_two_fields_show_it(pairs, halved):
    lines = [f"'a{i} \"\"x'" if i < pairs else f"'a{i}'" for i in range(6)]

    raw = read("'name','b'\n" + "".join(f"{line},'{i}'\n" for i, line in enumerate(lines)))

    assert ("double quotes" in said(raw)) is halved


@pytest.mark.parametrize(("enclosed", "refused"), [(9, True), (8, False)])
def test_lines_in_quotes_as_a_whole_are_refused_where_nine_of_ten_are(enclosed, refused):
    lines = [f'"c{i};{i}"' if i < enclosed else f"c{i}" for i in range(10)]
    text = "\n".join(lines) + "\n"
    if not refused:
        read(text)
        return
    with pytest.raises(DelimiterError, match="with 2 fields between semicolons"):
        read(text)


def test_a_quoted_field_of_the_sample_runs_on_for_fifty_lines():
    def split(lines: int) -> list[list[str] | None]:
        text = ['"a', *["b"] * (lines - 2), 'c",d']
        return list(module._split_sample(text, Marks(",")))

    assert split(50) == [["a\n" + "b\n" * 48 + "c", "d"]]
    assert split(51)[0] is None


def test_the_heading_decides_the_width_where_two_are_as_frequent():
    def width(*lines: str) -> tuple[int, int, int]:
        reading = module._read_sample(lines, Marks(","))
        return reading.width, reading.agreeing, reading.counted

    assert width("a,b", "1,2", "1,2,3", "1,2,3") == (2, 2, 4)
    assert width("t", "1,2", "1,2", "1,2,3", "1,2,3") == (3, 2, 2)
    assert width("a,b", '"1"2,3', "1,2") == (2, 2, 3)
    assert width("a", "b") == (1, 2, 2)


@pytest.mark.parametrize(("rows", "refused"), [(9, True), (8, False)])
def test_a_delimiter_that_is_set_is_refused_where_another_is_beyond_doubt(rows, refused):
    lines = ["a,b" if i < rows else "c" for i in range(10)]
    text = "\n".join(lines) + "\n"
    if not refused:
        assert read(text, delimiter=";").table.width == 1
        return
    with pytest.raises(DelimiterError, match="semicolon as delimiter"):
        read(text, delimiter=";")


def test_doubled_double_quotes_are_read_as_one_and_others_are_kept():
    halved = "'name','b'\n" + "".join(f"'a{i} \"\"x','{i}'\n" for i in range(6))
    single = "'name','b'\n" + "".join(f"'it''s {i}','{i}'\n" for i in range(6))

    assert read(halved).table["name"][0] == 'a0 "x'
    assert read(single).table["name"][0] == "it's 0"
    assert read('a,b\n"x ""y""",1\nz,2\n').table["a"][0] == 'x "y"'


def test_single_quotes_enclose_where_they_make_more_lines_agree_or_are_nearly_everywhere():
    agree = "'a','b'\n" + "".join(f"'x, {i}','{i}'\n" for i in range(8))
    some = "a,b\n" + "".join(f"'x',{i}\n" if i < 5 else f"x,{i}\n" for i in range(9))
    most = "'a','b'\n" + "".join(f"'x','{i}'\n" for i in range(9))

    assert said(read(agree))["quotes"].startswith("single")
    assert "quotes" not in said(read(some))
    assert said(read(most))["quotes"].startswith("single")


def test_a_backslash_escape_far_below_the_sample_is_found():
    text = "a,b\n" + "1,2\n" * 300 + '"x \\"y\\" z",2\n' + "3,4\n"

    raw = read(text)

    assert "escape" in said(raw)
    assert raw.table["a"][300] == 'x "y" z'
