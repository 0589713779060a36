"""What fails is told to administrators, once a day."""

from datetime import timedelta

import pytest
import time_machine

from loa.channels.actions import open_account
from loa.channels.models import Account
from loa.lib import clock
from loa.notices.models import Notice
from loa.ops.watching import run_watch

pytestmark = pytest.mark.django_db


def test_what_does_not_send_is_told_to_administrators_once_a_day(world):
    assert run_watch() == 0
    account = open_account(
        actor=world.admin, body=world.city, kind="website", name="Trang", mode="live", config={}
    )
    Account.objects.filter(pk=account.pk).update(secret_expires_at=clock.now() + timedelta(days=2))
    assert run_watch() == 2
    assert run_watch() == 0
    titles = Notice.objects.filter(event="operation").values_list("person", "title")
    words = "Vận hành: một kênh không gửi được hoặc sắp hết hạn truy cập"
    assert sorted(titles) == sorted((admin.person.pk, words) for admin in (world.admin, world.second_admin))
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert run_watch() == 2
