"""Every table of moves is sound, and the database holds the words of every state."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Field

from tests.guards.source import ROOT, name, python_files


def move_tables() -> Iterator[tuple[str, Any, Mapping[Any, frozenset[Any]]]]:
    """Yield every mapping called …MOVES in a room's rules: its name, its module, the table."""
    for path in python_files():
        if path.name != "rules.py" and "rules" not in path.parts:
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
        for word, value in vars(module).items():
            if word.endswith("MOVES") and isinstance(value, Mapping):
                yield f"{name(path)}:{word}", module, value


TABLES = {key: (module, table) for key, module, table in move_tables()}


def test_the_tables_are_found():
    assert len(TABLES) >= 2


@pytest.mark.parametrize("key", TABLES)
def test_every_state_is_in_the_table_reachable_and_leavable_or_final(key: str):
    module, table = TABLES[key]
    word = key.partition(":")[2]
    states = set(type(next(iter(table))))
    assert set(table) == states, "each state of the list has a line in the table"
    firsts = getattr(module, "FIRSTS", {}).get(word, {getattr(module, "FIRST", next(iter(table)))})
    reached, edge = set(), set(firsts)
    while edge:
        reached |= edge
        edge = {after for state in edge for after in table[state]} - reached
    assert states - reached == set(), "a state that nothing leads to is dead"
    finals = [set(value) for word, value in vars(module).items() if word.startswith("FINAL")]
    ends = {state for state, after in table.items() if not after}
    assert ends in [*finals, set()], "a state without a way out is declared in a set called FINAL…"


def state_columns() -> list[tuple[str, str, list[str]]]:
    """Return every column that holds a state: table, column, the words it may hold."""
    return [
        (model._meta.db_table, field.column, [str(value) for value, _label in field.choices or ()])
        for model in apps.get_models()
        if model.__module__.startswith("loa.")
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.name == "state" and field.choices
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "column", "words"), state_columns(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_the_database_holds_the_words_of_every_state(table: str, column: str, words: list[str]):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
            [table],
        )
        rules = [rule for (rule,) in cursor.fetchall() if column in rule]
    held = [rule for rule in rules if set(words) <= set(re.findall(r"\w+", rule))]
    assert held, f"add a CheckConstraint {column}__in=….values to the model of {table}"
