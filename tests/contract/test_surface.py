"""What may users and packagers rely on?

Public names, a light import, a quick `--help`, a small and complete set of dependencies, and the
form of the code: every module opens with the question it answers.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import finseg

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "finseg"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = [
    path
    for folder in ("tests", "benchmarks", "scripts")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if ".env" not in path.parts  # the environment of the benchmark's notebook
]
HEAVY = {"numpy", "polars", "sklearn", "scipy", "altair", "vl_convert", "jinja2"}
ROOTS_OF_THE_HELP = {"demo", "init", "run", "check", "score", "campaign"}
MOST_LINES = 500
MOST_PACKAGES = 45

# Modules that do not open with a question, and why.
WITHOUT_A_QUESTION = {
    "__init__.py": "it is what `help(finseg)` shows first: what finseg is, and an example",
    "__main__.py": "three lines that make `python -m finseg` work",
}
# Import name -> distribution, where they differ.
DISTRIBUTIONS = {
    "sklearn": "scikit-learn",
    "vl_convert": "vl-convert-python",
    "markupsafe": "jinja2",  # its type for finished HTML, part of jinja2's own interface
    "backports": "backports-zstd",
}
NEWER = {"compression"}  # of the standard library, from Python 3.14 on
EXTRAS = {"src/finseg/read/postgres.py": "postgres"}  # modules that need an optional part


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def loaded_by(code: str, home: Path) -> tuple[set[str], str]:
    """Run code in a fresh interpreter; return the top-level modules it loaded, and its output."""
    report = "import sys; sys.stderr.write('\\nloaded ' + ' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{code}\n{report}"],
        env={"HOME": str(home), "COLUMNS": "100"}
        | {name: os.environ.get(name, "") for name in ("PATH", "PYTHONPATH")},
        cwd=home,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    modules = done.stderr.rpartition("loaded ")[2].split()
    return {m.partition(".")[0] for m in modules}, done.stdout


@pytest.mark.parametrize("name", finseg.__all__)
def test_a_public_name_can_be_used_and_is_documented(name: str) -> None:
    public = getattr(finseg, name)
    kinds = ModuleType if name == "campaign" else type | FunctionType
    assert isinstance(public, kinds), "a module of that name hides it"
    assert (public.__doc__ or "").strip()
    assert f"`finseg.{name}" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")


def test_the_public_names_are_listed_and_no_others_are() -> None:
    assert dir(finseg) == sorted([*finseg.__all__, "__version__"])
    documented = re.findall(
        r"^\| `finseg\.(\w+)",
        (ROOT / "docs" / "index.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert sorted(documented) == sorted(finseg.__all__)


def test_a_public_name_stays_what_it_is_once_the_journey_was_used(tmp_path: Path) -> None:
    code = (
        "import finseg, types; finseg.segment\n"
        "import finseg.check, finseg.score\n"
        "from finseg.check import find_stop_error\n"
        "names = set(finseg.__all__) - {'campaign'}\n"
        "hidden = [n for n in names if isinstance(getattr(finseg, n), types.ModuleType)]\n"
        "assert not hidden, f'hidden by modules: {hidden}'"
    )
    loaded_by(code, tmp_path)


def test_a_study_loads_nothing_that_only_costs_time(tmp_path: Path) -> None:
    code = (
        "import finseg, sys\n"
        "finseg.segment(finseg.example('customers.csv'), k=4, quick=True)\n"
        "print(*sorted({'scipy.stats', 'scipy.optimize'} & set(sys.modules)))"
    )
    modules, text = loaded_by(code, tmp_path)
    assert not modules & {"sklearn", "pandas", "altair"}
    assert not text.split()


def test_importing_finseg_loads_nothing_heavy_and_writes_nothing(tmp_path: Path) -> None:
    modules, _ = loaded_by("import finseg", tmp_path)
    assert "finseg" in modules
    assert not modules & (HEAVY | {"typer", "rich", "msgspec"})
    assert not list(tmp_path.iterdir())


def test_the_help_loads_nothing_heavy_and_lists_every_command(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['finseg', '--help']\n"
        "from finseg.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0, end.code\n"
    )
    modules, text = loaded_by(code, tmp_path)
    assert not modules & HEAVY
    listed = set(re.findall(r"^\s+([a-z]+)\s{2,}\S", text.partition("Commands")[2], re.MULTILINE))
    assert listed == ROOTS_OF_THE_HELP
    assert not list(tmp_path.iterdir())


def test_dead_objects_are_looked_for_seldom_and_not_at_the_end(tmp_path: Path) -> None:
    """Each look goes through all results: 0.9 s of a run of 13, half of them at the exit."""
    code = (
        "import gc, sys; sys.argv = ['finseg', '--help']\n"
        "from finseg.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert gc.isenabled() and gc.get_threshold()[0] > 10_000\n"
        "assert gc.get_freeze_count() > 0\n"
    )
    loaded_by(code, tmp_path)


def test_the_commands_are_known_before_any_printer_is_loaded(tmp_path: Path) -> None:
    code = "import finseg.cli.main, sys\nassert not {%r, %r} & set(sys.modules)"
    loaded_by(code % ("finseg.document.printers", "finseg.document.said"), tmp_path)


def test_every_command_is_in_the_readme_or_the_tutorial() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs" / "tutorial").glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert all(f"finseg {command}" in text for command in ROOTS_OF_THE_HELP)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_with_the_question_it_answers(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring
    if path.relative_to(PACKAGE).as_posix() in WITHOUT_A_QUESTION:
        return
    prose = re.sub(r"`[^`]*`", "x", docstring)
    assert re.match(r"[^.!?]*\?", prose), docstring.partition("\n")[0]


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=name_of)
def test_a_file_is_short_enough_to_be_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_module_is_a_grab_bag() -> None:
    assert not {p.stem for p in MODULES} & {"utils", "helpers", "common", "misc", "manager"}


def project() -> dict[str, list[str]]:
    tree = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = tree["project"]
    return found


def declared() -> set[str]:
    return _names(project()["dependencies"])


def extra(name: str) -> set[str]:
    tree = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return _names(tree["project"]["optional-dependencies"][name])


def _names(lines: list[str]) -> set[str]:
    return {re.split(r"[<>=!~;\[ ]", line)[0] for line in lines}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_the_core_install_brings(path: Path) -> None:
    foreign = set(imported(path)) - set(sys.stdlib_module_names) - NEWER - {"finseg"}
    optional = EXTRAS.get(name_of(path))
    allowed = declared() | (extra(optional) if optional else set())
    missing = {DISTRIBUTIONS.get(name, name).replace("_", "-") for name in foreign} - allowed
    assert not missing, f"not among the dependencies of the core: {missing}"


def test_the_core_install_is_small() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    needs = {p["name"]: {d["name"] for d in p.get("dependencies", ())} for p in lock["package"]}
    core, waiting = set[str](), ["finseg"]
    while waiting:  # on all systems together, so never fewer than on one
        name = waiting.pop()
        if name not in core:
            core.add(name)
            waiting += needs[name]
    assert declared() <= core
    assert len(core) <= MOST_PACKAGES, sorted(core)


def test_every_core_dependency_has_its_reason() -> None:
    page = ROOT / "docs" / "decisions" / "0017-core-dependencies.md"
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE)) == declared()


def test_what_the_set_up_leaves_behind_is_ignored_by_git() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {".uv/", ".venv/"} <= {line.strip("/") + "/" for line in ignored}


def test_the_layers_are_checked_in_ci() -> None:
    assert "lint-imports" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
