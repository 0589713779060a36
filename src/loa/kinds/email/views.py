"""What came back for an account's letters, on screen; setting, reading and removing the mailbox."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from loa.channels.models import Account
from loa.kinds.email import actions, queries, reading
from loa.kinds.email.forms import BounceFilter, MailboxForm
from loa.kinds.email.models import Bounce, Came
from loa.kinds.email.shell_items import CAME, status_of
from loa.units.access import access, can
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen


def _is_told(row: Bounce) -> bool:
    """Say whether the row shows its delivery: who complained, or is away, is nobody's business (charter 7)."""
    return row.delivery_id is not None and row.kind in {Came.HARD, Came.SOFT}


BOUNCES = ListScreen(
    key="bounces",
    title=gettext_lazy("Thư trả về"),
    nav_key="channels",
    template="email/show.html",
    filters=BounceFilter,
    default_sort="-at",
    columns=(
        Column("kind", gettext_lazy("Loại"), value=lambda row: CAME[row.kind], sort="kind"),
        Column("status", gettext_lazy("Mã"), value=lambda row: row.status or "–", sort="status"),
        Column(
            "delivery",
            gettext_lazy("Lượt gửi"),
            value=lambda row: f"#{row.delivery_id}" if _is_told(row) else "–",
            url=lambda row: f"/desk/deliveries/{row.delivery_id}/" if _is_told(row) else "",
        ),
        Column("at", gettext_lazy("Lúc"), sort="at"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có thư trả về"),
        gettext_lazy("Thư không tới nơi, thư báo bị coi là thư rác sẽ hiện ở đây; địa chỉ và nội dung không được giữ."),
    ),
)  # fmt: skip


def _account(request: DeskRequest, account_id: int, to: Permission | None) -> Account:
    return access(queries.email_accounts(request.actor), request.actor, id=account_id, to=to)


@desk_view
def show(request: DeskRequest, account_id: int) -> HttpResponse:
    """Show what came back, how the account's letters fare, and how the mailbox stands."""
    account = _account(request, account_id, to=None)
    box = queries.mailbox_of(account)
    context = {
        "account": account,
        "standing": queries.standing_of(account),
        "mailbox": box,
        "mailbox_status": box and status_of(box),
        "bounce_address": account.config.get("bounce_address", ""),
        "may_manage": can(request.actor, Permission.CHANNELS_MANAGE, body=account.body)
        and account.state != "closed",
        "mode": account.mode,
    }
    return BOUNCES.respond(request, queries.list_bounces(account), context)


@sensitive_post_parameters("password")
@desk_view
def mailbox(request: DeskRequest, account_id: int) -> HttpResponse:
    """Say where bounces come in."""
    account = _account(request, account_id, to=Permission.CHANNELS_MANAGE)
    box = queries.mailbox_of(account)
    names = ("host", "port", "security", "username")
    initial = {name: getattr(box, name) for name in names} if box else None
    form = MailboxForm(posted(request), is_set=box is not None, initial=initial)
    if attempt(form, actions.set_mailbox, actor=request.actor, account=account):
        messages.success(request, _("Đã lưu hộp thư. Hãy bấm “Đọc ngay” để thử."))
        return redirect("email:show", account_id=account_id)
    return form_page(
        request,
        form,
        title=_("Hộp thư nhận thư trả về của %(name)s") % {"name": account.name},
        lead=_("Dùng một hộp thư riêng; hệ thống chỉ đọc và đánh dấu đã đọc, không xóa."),
        submit=_("Lưu"),
        back=reverse("email:show", args=[account_id]),
        nav_key="channels",
        mode=account.mode,
    )


@desk_view
def remove(request: DeskRequest, account_id: int) -> HttpResponse:
    """Ask once, then read the mailbox no more."""
    account = _account(request, account_id, to=Permission.CHANNELS_MANAGE)
    if request.method == "POST":
        actions.remove_mailbox(actor=request.actor, account=account)
        messages.success(request, _("Đã bỏ hộp thư và xóa mật khẩu; thư trả về đã ghi vẫn được giữ."))
        return redirect("email:show", account_id=account_id)
    return render(request, "email/remove.html", {"account": account, "nav_key": "channels"})


@require_POST
@desk_view
def read(request: DeskRequest, account_id: int) -> HttpResponse:
    """Read the mailbox now and say what came of it."""
    account = _account(request, account_id, to=Permission.CHANNELS_MANAGE)
    box = queries.mailbox_of(account)
    taken = reading.read_mailbox(box.pk) if box else None
    if taken is None:
        messages.error(request, _("Không đọc được hộp thư. Lý do hiện ở dưới; hãy sửa thông số rồi đọc lại."))
    else:
        messages.success(request, _("Đã đọc hộp thư: %(n)d thư mới.") % {"n": taken})
    return redirect("email:show", account_id=account_id)
