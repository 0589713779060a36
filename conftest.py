"""Gives every test process its own PostgreSQL server, migrated as the owner and used as the application.

Each worker of a parallel run has a server to itself: what follows a log waits for the oldest open transaction of the
whole server, and another worker's test must not hold it up.
A test sees the template's state: `db` rolls back, `transactional_db` gets a fresh copy of the template.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase

from config import paths
from loa.ops import testing

# Time says nothing on a busy machine, and one commit must get the same verdict twice; at home the search goes on.
hypothesis.settings.register_profile("loa", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("loa")

pytest_plugins = [
    "tests.mission.plugin",
    "tests.faults.plugin",
    "tests.world",
    "tests.mailbox",
    "tests.provider",
    "tests.keys",
    "tests.desk",
    "tests.browser",
    "tests.canary",
    "tests.tls",
    "tests.papers",
]


def pytest_configure(config: pytest.Config) -> None:
    """Keep the run's files and costs to itself; the server starts when the first test asks for it."""
    os.environ.setdefault(
        "NUMBA_CACHE_DIR", str(paths.home() / "compiled")
    )  # copies of a test compile nothing anew
    _keep_settings_local(config)


RUN_KEY = pytest.StashKey[testing.Run]()
FILES_KEY = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    if run := config.stash.get(RUN_KEY, None):
        run.stop()
    if folder := config.stash.get(FILES_KEY, None):
        folder.cleanup()


def _keep_settings_local(config: pytest.Config) -> None:
    """Point every setting that names a file or costs time to something private and quick."""
    folder = config.stash[FILES_KEY] = tempfile.TemporaryDirectory(prefix="loa-files-")
    home = Path(folder.name)
    (home / "static").mkdir()
    changes: dict[str, Any] = {
        "HOME": home,
        "FILES_DIR": home / "files",
        "KEYRING_FILE": home / "keys" / "keyring.json",
        "STATIC_ROOT": home / "static",
        "SECRET_KEY": "only-for-tests",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STORAGES": settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        "WHITENOISE_AUTOREFRESH": True,
        "WHITENOISE_USE_FINDERS": True,
    }
    for name, value in changes.items():
        setattr(settings, name, value)


@pytest.fixture(scope="session")
def database_run(request: pytest.FixtureRequest) -> testing.Run:
    """Start this process's server."""
    run = request.config.stash[RUN_KEY] = testing.start_run()
    return run


@pytest.fixture(scope="session")
def django_db_setup(
    database_run: testing.Run,
    django_test_environment: None,  # noqa: ARG001  a fixture is asked for by naming it
    django_db_blocker: Any,
) -> Iterator[None]:
    """Give this process a database of its own and take over Django's way of emptying it."""
    name = f"test_loa_{os.environ.get('PYTEST_XDIST_WORKER', 'only')}"
    with django_db_blocker.unblock():
        database_run.prepare_template(lambda template: _migrate(template, database_run))
    database_run.create(name)
    _use_database(name, database_run)

    def renew(_case: TransactionTestCase) -> None:
        connections.close_all()
        database_run.renew(name)

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        connections.close_all()


def _use_database(name: str, run: testing.Run) -> None:
    """Let both aliases reach a database of the run's server, each with its own role."""
    for alias, role in (("default", testing.postgres.APP), ("owner", testing.postgres.OWNER)):
        place = {"NAME": name, "HOST": str(run.socket), "USER": role, "PASSWORD": "", "PORT": ""}
        settings.DATABASES[alias].update(place)
        connections[alias].settings_dict.update(place)


def _migrate(name: str, run: testing.Run) -> None:
    _use_database(name, run)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections.close_all()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Let go of database lines that an earlier test had ended, so that no later test begins on one."""
    for line in connections.all(initialized_only=True):
        if line.connection is not None and not line.in_atomic_block and not line.is_usable():
            line.close()
