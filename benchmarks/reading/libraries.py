"""Would a library find delimiter and encoding of a bad file better than finseg's own code?

The folder of bad files in; how often finseg, clevercsv (delimiter) and charset-normalizer
(encoding) are right, and how long each takes per file, out. Decision 0035 rests on its figures.

    pip install clevercsv charset-normalizer      # in an environment of their own
    python -m benchmarks.reading.libraries ../shared

What is right is known from the corpora: Pollock has the parameters of every file, csv-spectrum is
written with commas. Of the other corpora the files in which the two
differ were looked at (`_SEEN`); where they agree they count as right.
"""

from __future__ import annotations

import codecs
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import charset_normalizer  # type: ignore[import-not-found]
import clevercsv  # type: ignore[import-not-found]

from benchmarks.reading.trial import trial_files
from finseg.errors import DataError
from finseg.read.decode import normalise_line_ends, to_utf8
from finseg.read.delimited import read_delimited
from finseg.read.dialect import find_dialect
from finseg.settings import ReadSettings

_SUFFIXES = (".csv", ".txt", ".tsv")
_REFUSED = "refused"
_NO_TABLE = ("blns", "csv-injection")  # lists of strings: nothing separates fields
_REPEATS = 3
# Files of corpora that name no delimiter, where the two differ; seen in the file. "": one column.
_SEEN = {
    "auto__single_numeric.csv": "", "auto__single_value.csv": "", "big_number.csv": "",
    "bug_10273.csv": ",", "comments__invalid_rows.csv": ";", "csv_quoted_newline_odd.csv": "",
    "decimal_separators__invalid_char.csv": "", "empty_space_start_value.csv": ",",
    "header_only.csv": "", "headers__borked_type.csv": "", "one_n_two.csv": "",
    "multidelimiter__simple_unterminated_quote.csv": "", "struct.csv": "", "test__nfc.csv": "",
    "pollock__file_quotation_char_0x27.csv": ",", "test__no_newline_unicode.csv": "🦆",
    "rejects__unquoted__unquoted_last_value.csv": "", "test__windows_newline_empty.csv": "",
    "unescaped_quotes__end_quote.csv": "", "unescaped_quotes__some_escaped_some_not.csv": "",
    "validator__single_column_notquoted_newline.csv": "", "capitals.csv": ",", "floats.csv": "",
    "issue-1066-largecellsizewithdeviation.csv": ",", "table-limits.csv": ",", "empty.csv": "",
}  # fmt: skip
# Text in a known encoding, for the last-resort guess: (encoding, a sentence with its letters).
_SENTENCES = (
    ("cp1252", "Kunde;Straße;Guthaben\nMüller;Königsallee 5;1.200 €\nBjörn;Grüner Weg 7;950 €\n"),
    ("cp1252", "cliente,cidade,situação\nJoão,São Paulo,não\nConceição,Brasília,sim\n"),
    ("cp1252", "client;prénom;ville\n1;Hélène;Orléans\n2;François;Nîmes\n3;Zoé;Besançon\n"),
    ("cp1250", "klient;miasto;ulica\nŁukasz;Łódź;Święty Krzyż\nMałgorzata;Gdańsk;Żółta\n"),
    ("cp1250", "zákazník;město\nJiří;Třebíč\nŽofie;Plzeň\nDušan;Šťáhlavy\n"),
    ("cp1251", "клиент;город;доход\nИван;Москва;50000\nМария;Казань;42000\n"),
    ("cp1253", "πελάτης;πόλη\nΓιώργος;Αθήνα\nΜαρία;Θεσσαλονίκη\n"),
    ("shift_jis", "顧客,都市,収入\n山田太郎,東京,5000000\n佐藤花子,大阪,4200000\n"),
    ("gb18030", "客户,城市,收入\n王伟,北京,120000\n李娜,上海,98000\n"),
)


def main(shared: Path) -> None:
    """Print the figures for delimiters, for encodings, and for the last-resort guess."""
    files = [p for p in trial_files(shared) if p.suffix in _SUFFIXES]
    files = [p for p in files if not set(_NO_TABLE) & set(p.parts)]
    compare_delimiters(files)
    compare_encodings(files)
    compare_guesses()


def compare_delimiters(files: list[Path]) -> None:
    """Count right delimiters, and say where one is wrong."""
    right: Counter[str] = Counter()
    times: dict[str, list[float]] = {"finseg": [], "clevercsv": []}
    texts = [(path, read_text(path)) for path in files]
    for path, text in texts:
        if text is None:
            continue
        own, seconds = time_call(partial(find_own_delimiter, text, path))
        times["finseg"].append(seconds)
        other, seconds = time_call(partial(find_clever_delimiter, text.decode()))
        times["clevercsv"].append(seconds)
        if own != _REFUSED and has_one_column(text, path, own):
            own = ""
        known = find_known_delimiter(path)
        if known is None and own != other:
            right["no table in it"] += 1
            continue
        known = own if known is None else known.strip() or known
        right["files"] += 1
        right["finseg"] += own == known
        right["finseg refused"] += own == _REFUSED
        right["clevercsv"] += other == known
        if own != known or other != known:
            print(f"  {path.parent.name}/{path.name}: {known=!r} {own=!r} {other=!r}")
    print(dict(right))
    for name, taken in times.items():
        print(name, describe_times(taken))


def compare_encodings(files: list[Path]) -> None:
    """Count the files both read as the same text, and show the others."""
    times: dict[str, list[float]] = {"finseg": [], "charset-normalizer": []}
    same = 0
    for path in files:
        data = path.read_bytes()
        own, seconds = time_call(partial(find_own_encoding, data))
        times["finseg"].append(seconds)
        other, seconds = time_call(partial(find_other_encoding, data))
        times["charset-normalizer"].append(seconds)
        alike = other not in ("", _REFUSED) and read_as(data, other) == read_own(data)
        same += alike
        if not alike:
            print(f"  {path.parent.name}/{path.name}: {own=} {other=}")
    print({"files": len(files), "same text": same})
    for name, taken in times.items():
        print(name, describe_times(taken))


def compare_guesses() -> None:
    """Count the texts in no UTF-8 that each reads rightly."""
    right: Counter[str] = Counter()
    for size in (1, 40):
        for encoding, sentence in _SENTENCES:
            head, _, body = sentence.partition("\n")
            text = f"{head}\n{body * size}"
            data = text.encode(encoding)
            other = find_other_encoding(data)
            right[f"finseg, {size}"] += read_own(data) == text
            right[f"charset-normalizer, {size}"] += read_as(data, other) == text
            print(f"  {size=} {encoding=} {other=} {read_as(data, other) == text}")
    print({"texts": len(_SENTENCES), **right})


def find_known_delimiter(path: Path) -> str | None:
    """Return the delimiter the corpus names, or the one that was seen in the file."""
    if path.parent.name == "polluted_files":
        about = path.parents[1] / "parameters" / f"{path.name}_parameters.json"
        return str(json.loads(about.read_text())["delimiter"]) if about.exists() else None
    if path.parent.name == "csvs":
        return ","
    return _SEEN.get(path.name)


def find_own_delimiter(data: bytes, path: Path) -> str:
    """Return what finseg takes for the delimiter."""
    try:
        marks = find_dialect(data, path.name, ReadSettings()).marks
    except DataError:
        return _REFUSED
    return marks.delimiter


def has_one_column(data: bytes, path: Path, delimiter: str) -> bool:
    """Tell whether finseg reads a single column, so that nothing separates fields."""
    if delimiter not in data.decode():
        return True
    try:
        return read_delimited(data, path.name, ReadSettings()).table.width == 1
    except DataError:
        return False


def find_clever_delimiter(text: str) -> str:
    """Return what clevercsv takes for the delimiter."""
    try:
        found = clevercsv.Sniffer().sniff(text[:65_536])
    except clevercsv.Error:
        return _REFUSED
    return str(found.delimiter) if found else _REFUSED


def find_own_encoding(data: bytes) -> str:
    """Return what finseg says of the encoding."""
    try:
        return str(to_utf8(data, "file")[1])
    except DataError:
        return _REFUSED


def find_other_encoding(data: bytes) -> str:
    """Return charset-normalizer's best guess."""
    best = charset_normalizer.from_bytes(data).best()
    return str(best.encoding) if best else ""


def read_own(data: bytes) -> str:
    """Return the text as finseg decodes it."""
    try:
        return to_utf8(data, "file")[0].decode()
    except DataError:
        return ""


def read_as(data: bytes, encoding: str) -> str:
    """Return the text in a given encoding."""
    if not encoding:
        return ""
    return data.decode(codecs.lookup(encoding).name, "replace").removeprefix("\ufeff")


def read_text(path: Path) -> bytes | None:
    """Return the text as finseg decodes it, so that only the delimiter is compared."""
    try:
        return normalise_line_ends(to_utf8(path.read_bytes(), path.name)[0])[0]
    except DataError:
        return None


def time_call(call: Callable[[], str]) -> tuple[str, float]:
    """Return what a call gives, and the shortest time of some repeats."""
    best, result = float("inf"), ""
    for _ in range(_REPEATS):
        begin = time.perf_counter()
        result = call()
        best = min(best, time.perf_counter() - begin)
    return result, best


def describe_times(seconds: list[float]) -> str:
    """Give the median and the longest time per file, in milliseconds."""
    return f"median {1e3 * statistics.median(seconds):.2f} ms, longest {1e3 * max(seconds):.0f} ms"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
