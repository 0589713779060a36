"""What calls tell of an endpoint: its bad days, and when it is left alone until a person looks."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from loa.channels import slots
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.kinds.webhook import rules
from loa.kinds.webhook.models import Endpoint, Pause
from loa.lib import clock


@transaction.atomic
def note(endpoint_id: int, *, is_good: bool, code: str = "") -> None:
    """Keep the outcome of a call; pause the endpoint that is gone or failed for days, and tell who manages it."""
    endpoint = Endpoint.objects.select_for_update().select_related("account__body").get(pk=endpoint_id)
    now = clock.now()
    if is_good:
        endpoint.failing_since = None
    elif endpoint.failing_since is None:
        endpoint.failing_since = now
    endpoint.save(update_fields=["failing_since"])
    if endpoint.paused_at or is_good:
        return
    if code == rules.GONE:
        _pause(endpoint, Pause.GONE)
    elif endpoint.failing_since and rules.is_too_long(endpoint.failing_since, now):
        _pause(endpoint, Pause.FAILING)


def _pause(endpoint: Endpoint, why: Pause) -> None:
    endpoint.paused_at, endpoint.paused_by = clock.now(), why
    endpoint.save(update_fields=["paused_at", "paused_by"])
    journal.write(actor=SYSTEM, verb="webhook.paused", thing=endpoint.thing, facts={"why": why.value})
    title = _("Đã tạm dừng gửi tới %(who)s: %(why)s") % {"who": endpoint.organisation, "why": why.label}
    slots.tell(
        slots.Trouble(
            body=endpoint.account.body,
            key=f"{endpoint.thing}:{endpoint.paused_at:%Y%m%d%H%M}",
            title=title[:240],
            path=f"/desk/webhooks/{endpoint.pk}/",
        )
    )
