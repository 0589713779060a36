"""Copies of the product for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loa.ops import testing
from loa.ops.tests import copies


@pytest.fixture(scope="session")
def prepared_home(database_run: testing.Run) -> Path:
    """A migrated, stopped copy that the others are cloned from, made once for all processes of the run."""
    copy = copies.Copy(database_run.folder / "prepared" / "home")
    with database_run.alone():
        if not (copy.home / "static" / "staticfiles.json").exists():
            copy.loa("prepare")
    return copy.home


@pytest.fixture
def copy(prepared_home: Path) -> Iterator[copies.Copy]:
    """A stopped copy of its own."""
    made = copies.clone(prepared_home)
    yield made
    copies.remove(made)


@pytest.fixture
def second_copy(prepared_home: Path) -> Iterator[copies.Copy]:
    """Another stopped copy."""
    made = copies.clone(prepared_home)
    yield made
    copies.remove(made)
