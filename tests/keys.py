"""A keyring of the test run's own; fixture `keyring`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from loa.lib.crypt import Keyring


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    """Put fresh keys where the product looks for them."""
    ring = Keyring.generate()
    ring.save(str(tmp_path / "keyring.json"))
    patch = pytest.MonkeyPatch()
    patch.setattr(django_settings, "KEYRING_FILE", tmp_path / "keyring.json")
    yield ring
    patch.undo()
