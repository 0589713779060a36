"""What the public can find: a page, its correction, and the means to make more."""

import pytest
from django.core.cache import caches
from django.utils import timezone

from loa.channels.contract import sample_core
from loa.channels.models import Account
from loa.kinds.website import actions
from loa.kinds.website.kind import WebsiteKind

CODE = "7K3M-Q2WT"


@pytest.fixture(autouse=True)
def nobody_came_before():
    caches["visitors"].clear()


@pytest.fixture
def account(world):
    def make(kind="website", **more):
        moment = timezone.now()
        given = {
            "body": world.city,
            "kind": kind,
            "name": f"Kênh {kind}",
            "mode": "live",
            "legal_kind": "portal",
        }
        return Account.objects.create(**(given | more), listed_from=moment, created_at=moment)

    return make


@pytest.fixture
def publish(account):
    site = account()

    def run(code=CODE, mode="live", key=None, **changes):
        payload = WebsiteKind().render(sample_core(mode)) | {"code": code} | changes
        return actions.publish(account_id=site.pk, mode=mode, key=key or f"loa-{code}", payload=payload)

    return run
