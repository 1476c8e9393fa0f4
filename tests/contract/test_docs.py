"""Does the documentation say what is true?

The Python blocks of every page are run, and its shell lines that begin with `finseg` go through the
installed command, in the page's order and in a folder that holds the bundled example. Settings and
error codes are compared with the code, links with the files.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from msgspec.structs import asdict

import finseg
from finseg import errors
from finseg.errors import FinsegError
from finseg.figures import FIGURES
from finseg.records.dataset import ROLES, RejectKind
from finseg.records.finding_codes import CODES
from finseg.records.measure import QUANTITIES
from finseg.settings import MeasureSettings, Settings

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "benchmarks" / "README.md",
]
_FENCE = re.compile(r"^ *```(?P<info>[^\n`]*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")


def test_every_kind_of_reject_is_explained():
    page = (ROOT / "docs" / "tutorial" / "02-check.md").read_text(encoding="utf-8")
    (line,) = (line for line in page.splitlines() if line.startswith("| `kind` |"))

    assert [kind for kind in get_args(RejectKind) if not re.search(rf"\b{kind}\b", line)] == []


@pytest.mark.parametrize(("key", "values"), [("roles", ROLES), ("quantities", QUANTITIES)])
def test_every_value_that_a_column_can_be_given_is_listed(key, values):
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    (line,) = (line for line in page.splitlines() if line.startswith(f"| `{key}` |"))

    assert [value for value in values if f"`{value}`" not in line] == []


def test_every_figure_is_in_the_table_of_figures():
    page = (ROOT / "docs" / "tutorial" / "10-deliver.md").read_text(encoding="utf-8")
    _, _, table = page.partition("\n## The figures\n")
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(name for name, _ in FIGURES)


class Code(NamedTuple):
    """One fenced block of a page."""

    language: str
    body: str
    line: int


def blocks(page: Path) -> list[Code]:
    text = page.read_text(encoding="utf-8")
    return [
        Code(m["info"].strip(), m["body"], text[: m.start()].count("\n") + 2)
        for m in _FENCE.finditer(text)
    ]


def title(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def runnable(page: Path) -> bool:
    return any(code.language in {"python", "shell"} for code in blocks(page))


def installed_command() -> str:
    beside = Path(sys.executable).parent
    command = shutil.which("finseg", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if command is None:
        if os.environ.get("CI"):
            pytest.fail("the command `finseg` is not installed")
        pytest.skip("needs the installed command `finseg`")
    return command


def run_shell(code: Code, where: Path) -> None:
    for line in code.body.splitlines():
        if not line.startswith("finseg "):
            continue
        done = subprocess.run(
            [installed_command(), *shlex.split(line)[1:]],
            cwd=where,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert done.stdout.strip(), f"{line} printed nothing"


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in PAGES if runnable(p)], ids=title)
def test_the_code_of_a_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("customers.csv", "finseg.toml"):
        shutil.copy(finseg.example(name), tmp_path / name)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": page.stem}
    for code in blocks(page):
        if code.language == "shell":
            run_shell(code, tmp_path)
        elif code.language == "python":
            source = "\n" * (code.line - 1) + code.body
            with redirect_stdout(io.StringIO()):
                exec(compile(source, str(page), "exec"), names)  # noqa: S102 - our own pages


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_the_settings_shown_on_a_page_are_settings(page: Path) -> None:
    for code in blocks(page):
        if code.language == "toml":
            Settings.from_toml(code.body, where=f"{title(page)}, line {code.line}")


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in _LINK.findall(text):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        place, _, anchor = target.partition("#")
        aim = (page.parent / place).resolve() if place else page
        assert aim.exists(), f"{title(page)} links to {target}"
        if anchor:
            assert anchor in anchors(aim), f"{title(page)} links to {target}"


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made for Markdown on the web."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def test_every_page_is_linked_from_the_index_or_the_readme() -> None:
    entries = [ROOT / "README.md", ROOT / "docs" / "index.md"]
    linked = {
        (entry.parent / target.partition("#")[0]).resolve()
        for entry in entries
        for target in _LINK.findall(entry.read_text(encoding="utf-8"))
    }
    lost = [title(page) for page in PAGES if page not in linked and page.name != "README.md"]
    assert not lost


def test_every_room_is_in_the_list_of_rooms() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, house = page.partition("\n## The house\n")
    rows = [line.split("|")[1] for line in house.splitlines() if line.startswith("| `")]
    places = [p for p in (ROOT / "src" / "finseg").iterdir() if p.name[0] not in "_."]
    rooms = [f"{p.name}/" if p.is_dir() else p.name for p in places if p.suffix in {"", ".py"}]

    assert sorted(re.findall(r"`([^`]+)`", " ".join(rows))) == sorted(rooms)


def test_the_readme_has_one_command_for_the_main_job_and_one_for_the_tests() -> None:
    commands = {c.language: c.body.strip() for c in blocks(ROOT / "README.md")}
    assert commands["sh main-job"].endswith("run finseg demo")
    assert "uv run pytest" in commands["sh tests"]
    assert all("\n" not in commands[name] for name in ("sh main-job", "sh tests"))


def test_every_error_has_its_entry_and_every_entry_its_error() -> None:
    documented = re.findall(
        r"^## (FS\d{3}) (\w+)$",
        (ROOT / "docs" / "errors.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    family = _family()
    assert documented == sorted((e.code, e.__name__) for e in family)
    assert len({e.code for e in family}) == len(family)


def test_every_error_names_its_exit_status_in_the_table() -> None:
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    statuses = dict(re.findall(r"^\| (FS\d) \|.*\| (\d+) \|$", text, re.MULTILINE))
    family = _family()
    assert {e.code[:3]: str(e.exit_status) for e in family} == statuses


def _family() -> list[type[FinsegError]]:
    members = [e for e in vars(errors).values() if isinstance(e, type)]
    return [e for e in members if issubclass(e, FinsegError)]


def test_every_setting_is_documented_with_its_default() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented: dict[str, dict[str, str]] = {}
    for section, body in re.findall(
        r"^##+ \[([\w.]+)\]\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL
    ):
        rows = re.findall(r"^\| `(\w+)` \| (.*?) \| .+ \|$", body, re.MULTILINE)
        documented[section] = {key: default.strip("`") for key, default in rows}
    sections = Settings().list_sections() | {"understand.COLUMN": asdict(MeasureSettings())}
    assert documented == {
        section: {key: _in_toml(value) for key, value in keys.items()}
        for section, keys in sections.items()
    }


def _in_toml(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_in_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def test_every_finding_has_one_entry_with_its_title_and_severity() -> None:
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    entries = re.findall(r"^### (\w+)\n\*\*([^*]+)\*\* \(([^)]+)\)", text, re.MULTILINE)

    assert [(code, title) for code, title, _ in entries] == [
        (code.code, code.title) for code in CODES.values()
    ]
    for code, _, severity in entries:
        fixed = CODES[code].severity
        assert fixed is None or severity.startswith(fixed)


def test_every_code_of_a_finding_is_in_the_table_and_every_one_is_used() -> None:
    rooms = [ROOT / "src" / "finseg" / room for room in ("check", "clean", "campaign")]
    sources = [path.read_text("utf-8") for room in rooms for path in room.glob("*.py")]
    used = {code for source in sources for code in re.findall(r'"([CD]\d{3})"', source)}

    assert used == set(CODES)


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("page", DECISIONS, ids=title)
def test_a_decision_says_how_we_would_notice_that_it_was_wrong(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == [
        "Context",
        "Decision",
        "Consequences",
        "How we would notice that we were wrong",
    ]
    assert len(text.splitlines()) <= 80, "a decision is one page"
