"""What the room adds to the first screen, how what came back looks, and the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.kinds.email import queries
from loa.kinds.email.models import Came, Mailbox
from loa.web.status import Status
from loa.web.today import Item

CAME: dict[str, Status] = {
    Came.HARD: Status("bad", _("Bị trả lại")),
    Came.SOFT: Status("wait", _("Tạm thời chưa nhận")),
    Came.COMPLAINT: Status("bad", _("Báo thư rác"), "alert-triangle"),
    Came.REPLY: Status("quiet", _("Trả lời tự động")),
    Came.FORGED: Status("warn", _("Giả mạo, đã bỏ qua")),
    Came.UNCLEAR: Status("unknown", _("Không nhận ra")),
}
READING = Status("ok", _("Đang đọc"))
NOT_READ = Status("wait", _("Chưa đọc lần nào"))
BROKEN = Status("bad", _("Không đọc được"))

VERBS: dict[str, str | Promise] = {
    "email.mailbox_removed": _("bỏ hộp thư nhận thư trả về"),
    "email.mailbox_set": _("đặt hộp thư nhận thư trả về"),
}


def status_of(mailbox: Mailbox) -> Status:
    """Return how a mailbox stands."""
    if mailbox.failing_since:
        return BROKEN
    return READING if mailbox.polled_at else NOT_READ


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield how many bounce mailboxes cannot be read."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        broken = queries.count_unreadable(actor)
        yield Item(
            "broken", broken, _("hộp thư trả về không đọc được"), "/desk/channels/?kind=email", tone="warn"
        )
