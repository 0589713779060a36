"""Migrations are linear, complete, and know no room's code."""

import ast

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.guards.source import SRC, name, tree


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
