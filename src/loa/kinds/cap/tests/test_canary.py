"""Alerts are read back through the public address: the newest that holds stands in the feed and is valid CAP."""

import pytest

from loa.channels.contract import sample_core
from loa.channels.queries import outlet
from loa.kinds.cap import actions
from loa.kinds.cap.kind import CapKind
from loa.kinds.cap.models import Alert

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_feed_arrives_without_alerts_and_with_a_valid_one_and_fails_with_a_broken_one(fly):
    run = fly("cap", sender="tin@example.vn")
    assert (run.state, run.reason) == ("arrived", "")
    config = outlet(run.account).config
    payload = CapKind().render(sample_core())
    alert = actions.publish(account_id=run.account_id, config=config, key="loa-1", payload=payload)
    assert fly("cap", account=run.account).state == "arrived"
    Alert.objects.filter(pk=alert.pk).update(xml=alert.xml.replace("<status>Actual</status>", ""))
    broken = fly("cap", account=run.account)
    assert (broken.state, broken.code) == ("failed", "alert_invalid")
    assert Alert.objects.count() == 1, "a test issues nothing"
