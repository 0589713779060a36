"""Tells administrators what fails, once a day for each thing; `loa doctor` says the rest and how to mend it.

It runs only checks that cost little: sending that stands still, accounts that cannot send, access that ends soon,
what the last check of the charter found.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels import health as channels
from loa.delivery import health as delivery
from loa.lib import clock
from loa.lib.health import Finding, Level
from loa.notices.actions import notify
from loa.notices.models import Event
from loa.ops.charter.health import last_check
from loa.speakers import health as speakers
from loa.units.permissions import Permission
from loa.units.reach import holders

CHECKS = (delivery.work, channels.accounts, channels.secrets, last_check, speakers.heard)
NAMES = {
    "sending": gettext_lazy("việc gửi đứng yên"),
    "quarantine": gettext_lazy("một phần đợt gửi bị cách ly"),
    "fold": gettext_lazy("kết quả gửi lên màn hình chậm"),
    "channels": gettext_lazy("một kênh không gửi được hoặc sắp hết hạn truy cập"),
    "loudspeakers": gettext_lazy("không nghe được cụm loa"),
    "charter": gettext_lazy("ràng buộc giữ một cam kết đã bị thay đổi"),
}
PAGES = {"channels": "/desk/channels/", "loudspeakers": "/desk/status/", "charter": "/charter/"}


@transaction.atomic
def run_watch() -> int:
    """Tell administrators what is not well; return how many notices that made."""
    grants = holders(Permission.CHANNELS_MANAGE, body_path=None, area_path=None, limit=100)
    people = {grant.post.person_id: grant.post.person for grant in grants}.values()
    names = dict.fromkeys(finding.name for finding in _bad())
    return sum(
        notify(
            people=people,
            event=Event.OPERATION,
            key=f"ops.watch:{name}:{clock.today()}",
            title=_("Vận hành: %(what)s") % {"what": NAMES.get(name, name)},
            path=PAGES.get(name, "/desk/dispatches/?waiting=on"),
        )
        for name in names
    )


def _bad() -> Iterator[Finding]:
    for check in CHECKS:
        yield from (finding for finding in check() if finding.level != Level.OK)
