"""Checks that the models and the migrations say the same, without a database.

usage: python tools/check_migrations.py     exits with 1 and names what is missing
"""

from __future__ import annotations

import os
import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

OURS = "loa."


def main() -> int:
    """Print the changes that no migration makes and the forks; return 1 when there are any."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    translation.deactivate_all()  # migrations hold the source strings
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith(OURS)}
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
        graph=loader.graph
    )
    lines = [
        f"{label}: no migration makes this change: {operation.describe()}"
        for label in sorted(ours & set(changes))
        for migration in changes[label]
        for operation in migration.operations
    ]
    lines += [
        f"{label}: two last migrations: {', '.join(names)}"
        for label, names in loader.detect_conflicts().items()
    ]
    print("\n".join(lines) if lines else "migrations: complete")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
