"""What others' word on an account comes to: it pauses, or whoever manages it is told."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from loa.channels import slots
from loa.channels.actions import halt_account
from loa.channels.base import Outlet
from loa.channels.models import Account
from loa.channels.threads import in_thread
from loa.kinds.email import queries, rules
from loa.kinds.email.config import EmailConfig
from loa.kinds.email.models import Mailbox, Problem
from loa.lib import clock

log = logging.getLogger(__name__)


async def halt(outlet: Outlet[EmailConfig], code: str) -> None:
    """Pause the account before the letter is answered, so that no other letter is tried in vain.

    Where the database is away the letter waits all the same, and its next attempt pauses the account.
    """
    title = _(
        "Máy chủ thư từ chối tài khoản “%(name)s”. Kênh tạm dừng; hãy sửa mật khẩu hoặc địa chỉ gửi rồi cho gửi tiếp."
    )
    try:
        await in_thread(halt_account, account_id=outlet.id, code=code, title=title % {"name": outlet.name})
    except DatabaseError:
        log.warning("account %s could not be paused: the database is away", outlet.id)


def watch_complaints(account: Account) -> None:
    """Tell whoever manages the account, once a week, that too many receivers call its letters spam."""
    found = queries.standing_of(account)
    if found.is_bad:
        title = _(
            "“%(name)s”: %(n)d người báo thư rác trong 30 ngày, quá 0,3 %%. Hãy xem lại nội dung và nhịp gửi."
        ) % {"name": account.name, "n": found.complaints}
        _tell(account, f"complaints:{clock.today():%G-%V}", title)


@transaction.atomic
def note_read(mailbox: Mailbox) -> None:
    """Keep that a mailbox was read; its bad hours are forgotten."""
    Mailbox.objects.filter(pk=mailbox.pk).update(polled_at=clock.now(), failing_since=None, problem="")


@transaction.atomic
def note_problem(mailbox: Mailbox, problem: Problem) -> None:
    """Keep why a mailbox could not be read; after an hour tell whoever manages the account, once."""
    box = Mailbox.objects.select_for_update(of=("self",)).select_related("account__body").get(pk=mailbox.pk)
    now = clock.now()
    box.failing_since, box.problem = box.failing_since or now, problem
    box.save(update_fields=["failing_since", "problem"])
    if now - box.failing_since >= rules.FAILING_FOR:
        title = _("Không đọc được hộp thư nhận thư trả về của “%(name)s”: %(why)s.") % {
            "name": box.account.name,
            "why": problem.label,
        }
        _tell(box.account, f"mailbox:{box.failing_since:%Y%m%d%H%M}", title)


def _tell(account: Account, key: str, title: str) -> None:
    slots.tell(
        slots.Trouble(
            body=account.body,
            key=f"channels.account:{account.pk}:{key}",
            title=title[:240],
            path=f"/desk/mail/{account.pk}/",
        )
    )
