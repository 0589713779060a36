"""What the room asks of its jobs: a changed rule reaches devices."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from loa.lib import clock
from loa.speakers.actions.limits import add_rule


@pytest.mark.django_db
def test_a_changed_noise_rule_has_devices_told(world):
    add_rule(
        actor=world.admin,
        area=world.ward_a_area,
        kind="limits",
        source="Quyết định 7/QĐ-UBND",
        valid_from=clock.today(),
        minutes_a_session=20,
    )
    assert (
        ProcrastinateJob.objects.filter(task_name="speakers.refresh_devices_now", status="todo").count() == 1
    )
