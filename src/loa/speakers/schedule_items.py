"""What of the schedule waits for the reader; Hanoi's limits beside Hanoi's areas."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from loa.journal.models import Entry
from loa.speakers.actions.limits import lay_hanoi_limits
from loa.speakers.queries.slots import waiting_for
from loa.speakers.queries.week import own_clash
from loa.units.access import can
from loa.units.permissions import Permission
from loa.web.today import Item


def today(request: HttpRequest) -> Iterator[Item]:
    """Yield the slots that wait for this person's approval, and priority items that wait for an order."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    if can(actor, Permission.SPEAKERS_RELEASE):
        waiting = waiting_for(actor).count()
        yield Item(
            "todo",
            waiting,
            _("khung giờ phát chờ duyệt"),
            "/desk/speakers/slots/?state=waiting",
            tone="wait",
        )
    if can(actor, Permission.SPEAKERS_SCHEDULE, body=actor.body):
        met = own_clash(actor)
        yield Item("todo", met, _("bản tin ưu tiên trùng giờ"), "/desk/speakers/clashes/", tone="warn")


def hanoi_loaded(entry: Entry) -> None:
    """Lay down Hanoi's limits in the act that loads its areas."""
    del entry
    lay_hanoi_limits()
