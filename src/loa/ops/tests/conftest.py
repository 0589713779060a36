"""Copies of the product for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loa.ops.tests import copies


@pytest.fixture(scope="session")
def prepared_home() -> Iterator[Path]:
    """A migrated, stopped copy that the others are cloned from."""
    copy = copies.Copy(copies.new_folder() / "home")
    copy.loa("prepare")
    yield copy.home
    copies.remove(copy)


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
