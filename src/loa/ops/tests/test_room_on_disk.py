"""The doctor speaks up before the disk is full."""

from types import SimpleNamespace

import pytest

from loa.lib.health import Level
from loa.ops import health


@pytest.mark.fault("R18")
@pytest.mark.parametrize(("free", "level"), [(0.5, Level.FAIL), (3, Level.WARN), (50, Level.OK)])
def test_the_doctor_warns_while_there_is_room_left(tmp_path, settings, monkeypatch, free, level):
    settings.HOME = settings.FILES_DIR = tmp_path
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _place: SimpleNamespace(free=free * 2**30))
    (found,) = health.folders()
    assert found.level == level
