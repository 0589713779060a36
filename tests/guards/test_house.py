"""The house keeps its order: rooms, imports, sizes, words of the trade."""

import ast
import importlib
import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

from loa.journal.wording import word_of
from loa.ops.benches import BENCHES
from loa.ops.commands import COMMANDS
from tests.guards.source import ROOT, SRC, name, python_files, rooms, templates, tree

LATE_IMPORTS_ALLOWED = {"src/loa/ops/"}  # `loa --help` and file commands must not start Django


def test_every_room_has_a_readme_of_one_screen():
    lengths = {name(r): _lines(r / "README.md") for r in rooms()}
    assert {r: n for r, n in lengths.items() if not 5 <= n <= 90} == {}


def _lines(path):
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_every_module_opens_with_a_sentence():
    bare = [name(p) for p in python_files() if p.read_text().strip() and not ast.get_docstring(tree(p))]
    assert bare == []


def test_no_room_hides_an_import_inside_a_function():
    hidden = []
    for path in python_files():
        if any(name(path).startswith(a) for a in LATE_IMPORTS_ALLOWED):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_ready(node):
                hidden += [f"{name(path)}:{i.lineno}" for i in ast.walk(node) if _imports_loa(i)]
    assert hidden == []


def _is_ready(node):
    return node.name == "ready"


def _imports_loa(node):
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] == "loa"
    return isinstance(node, ast.Import) and any(a.name.split(".")[0] == "loa" for a in node.names)


def test_what_runs_the_product_needs_no_package_of_the_tests():
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    listed = {re.match(r"[\w.-]+", line)[0].lower() for line in groups["dev"] if isinstance(line, str)}
    of_tests = {module for module, owners in packages_distributions().items() if listed & set(owners)}
    assert {"pytest", "playwright", "time_machine"} <= of_tests
    guilty = [
        f"{name(path)}: {module}"
        for path in python_files()
        if "bench"
        not in path.parent.name  # benches run what they are compared with; `make bench` installs it
        for node in ast.walk(tree(path))
        for module in _outside(node) & of_tests
    ]
    assert guilty == []


def _outside(node):
    if isinstance(node, ast.ImportFrom) and not node.level:
        return {(node.module or "").split(".")[0]}
    return {a.name.split(".")[0] for a in node.names} if isinstance(node, ast.Import) else set()


def test_views_only_fetch_call_and_render():
    guilty = []
    for path in python_files():
        if path.name == "views.py" or path.parent.name == "views":
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Attribute) and node.attr == "objects":
                    guilty.append(f"{name(path)}:{node.lineno} .objects")
                if isinstance(node, ast.Try):
                    guilty.append(f"{name(path)}:{node.lineno} try")
    assert guilty == []


def test_no_file_has_grown_past_its_subject():
    long = {name(p): n for p in python_files(tests=False) if (n := _lines(p)) > 400}
    assert long == {}


def test_no_function_has_grown_past_forty_lines():
    long = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > 40:
                    long.append(f"{name(path)}:{node.lineno} {node.name} ({size})")
    assert long == []


def test_templates_stay_small_and_hold_no_inline_script_or_style():
    inline = re.compile(r"""\son\w+=["']|\sstyle=["']|<script(?![^>]*\bsrc=)[^>]*>\s*[^<\s]""")
    guilty = [name(t) for t in templates() if _lines(t) > 120 or inline.search(t.read_text())]
    assert guilty == []


@pytest.mark.parametrize("word", ["/work/", "/root/", "/home/"])
def test_nothing_names_a_folder_of_a_machine(word):
    guilty = [
        name(p)
        for folder in ("src", "config", "docs", "tools", "templates", "static/js")
        for p in (ROOT / folder).rglob("*")
        if p.suffix in {".py", ".md", ".html", ".js", ".sh", ".toml"}
        and re.search(rf"(?<![\w.:]){re.escape(word)}", p.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_no_unfinished_mark_is_left():
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    assert [name(p) for p in python_files(tests=True) if words.search(p.read_text())] == []


def test_every_setting_of_the_environment_is_documented():
    page = (ROOT / "docs/operations/settings.md").read_text()
    text = "".join(p.read_text() for p in [*(ROOT / "config").glob("*.py"), *python_files()])
    used = set(re.findall(r"""["'](LOA_[A-Z_]+|DATABASE_[A-Z_]*URL)["']""", text))
    hooks = {v for v in used if v.startswith("LOA_TEST_")}  # set by tests for their own children only
    assert {v for v in used - hooks if f"`{v}`" not in page} == set()


def test_every_command_is_documented():
    page = (ROOT / "docs/operations/commands.md").read_text()
    shown = {name for name, entry in COMMANDS.items() if not entry.hidden}
    missing = {name for name in shown if f"## loa {name}\n" not in page}
    assert missing == set(), "run `make docs`"


def test_every_bench_can_be_loaded_and_is_documented():
    page = (ROOT / "docs/operations/running.md").read_text() + _read("README.md") + _read("docs/README.md")
    for bench, place in BENCHES.items():
        module, _, attribute = place.partition(":")
        assert getattr(importlib.import_module(module), attribute).name == bench
    assert "loa bench" in page


def test_every_permission_is_explained():
    page = (SRC / "units/README.md").read_text() + _read("docs/permissions.md")
    text = (SRC / "units/permissions.py").read_text()
    assert {v for v in re.findall(r'"([a-z]+:[a-z]+)"', text) if f"`{v}`" not in page} == set()


def _read(path):
    return (ROOT / path).read_text() if (ROOT / path).exists() else ""


ATTRIBUTE = re.compile(r'="([^"]*)"')
NUMBER = re.compile(r"\{\{ *[\w.]*\b(?!auto_id\b)(pk|id|\w+_id|version|seconds\w*|year) *\}\}")


def test_no_number_meant_for_a_machine_is_grouped_by_thousands():
    grouped = [
        f"{name(path)}: {found.group(0)} needs |unlocalize"
        for path in templates()
        for value in ATTRIBUTE.findall(path.read_text(encoding="utf-8"))
        for found in NUMBER.finditer(value)
        if "." in found.group(0) or found.group(1) == "seconds"
    ]
    assert grouped == []


def test_only_one_module_reaches_into_the_inner_parts_of_the_sign_in_library():
    inner = re.compile(r"allauth\.[\w.]*internal")
    reaching = {name(path) for path in python_files(tests=True) if inner.search(path.read_text())}
    assert reaching == {"src/loa/web/proofs.py"}


def test_every_act_in_the_journal_is_told_in_words():
    literal = {
        keyword.value.value
        for path in python_files()
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "verb" and isinstance(keyword.value, ast.Constant)
    }
    assert len(literal) > 50
    assert {verb for verb in literal if word_of(verb) == verb} == set()
