"""Migrations are linear, complete, know no room's code, and leave the program that still runs what it needs."""

import ast

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from loa.ops.renewal import hindrances
from tests.guards.source import SRC, name, tree

FIRST = {
    "audience": 2, "bulletins": 11, "cap": 1, "channels": 4, "clocks": 3, "delivery": 6, "desk": 1, "email": 1, "files": 1,
    "journal": 2, "manual": 1, "notices": 2, "ops": 1, "portal": 1, "press": 3, "rss": 1, "units": 4, "webhook": 1, "website": 2,
}  # fmt: skip
"""The last migration of each room that was free to change anything; from here on the old program meets the new tables."""


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_room_has_one_last_migration():
    leaves = [app for app, _ in MigrationLoader(connection).graph.leaf_nodes()]
    assert [a for a in set(leaves) if leaves.count(a) > 1] == []


def test_no_migration_imports_the_code_of_its_room():
    guilty = []
    for path in SRC.rglob("migrations/0*.py"):
        for node in ast.walk(tree(path)):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            if (module or "").startswith("loa.") and not (module or "").endswith(
                (".models", ".registry", ".trees")
            ):
                guilty.append(f"{name(path)}: {module}")
    assert guilty == []


@pytest.mark.fault("R19")
def test_a_renewal_leaves_the_running_program_all_that_it_needs():
    loader = MigrationLoader(None)
    ours = [key for key in loader.graph.nodes if _is_ours(loader, key)]
    old = [key for key in ours if int(key[1][:4]) <= FIRST.get(key[0], 0)]
    plan = [key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    new = [loader.get_migration(*key) for key in dict.fromkeys(plan) if key in set(ours) - set(old)]
    assert new, "the guard looks at nothing"
    assert list(hindrances(loader.project_state(old), new)) == []


def _is_ours(loader, key):
    return type(loader.get_migration(*key)).__module__.startswith("loa.")
