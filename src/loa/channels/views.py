"""Accounts on screen: the list, one account, opening, pausing, closing, a new secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from loa.channels import actions, canaries, queries, registry
from loa.channels.forms import (
    CONFIG,
    AccountFilter,
    CloseForm,
    ConfigForm,
    OpenForm,
    ReasonForm,
    SecretForm,
)
from loa.channels.models import Account, AccountState
from loa.channels.shell_items import MODES, RUNS, STATES, ending
from loa.channels.standings import with_runs
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

ACCOUNTS = ListScreen(
    key="channels",
    title=gettext_lazy("Kênh và tài khoản"),
    nav_key="channels",
    template="channels/list.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên tài khoản"),
    filters=AccountFilter,
    default_sort="name",
    columns=(
        Column("name", gettext_lazy("Tài khoản"), sort="name", url=lambda row: f"/desk/channels/{row.pk}/"),
        Column("kind", gettext_lazy("Loại kênh"), value=lambda row: row.get_kind_display(), sort="kind"),
        Column("body_name", gettext_lazy("Cơ quan đứng tên"), sort="body_name"),
        Column("mode", gettext_lazy("Chế độ"), value=lambda row: MODES[row.mode], sort="mode"),
        Column("state", gettext_lazy("Trạng thái"), value=lambda row: STATES[row.state], sort="state"),
        Column("good_at", gettext_lazy("Tự kiểm tra tốt"), sort="good_at"),
        Column(
            "secret_expires_at",
            gettext_lazy("Khóa hết hạn"),
            value=lambda row: ending(row.secret_expires_at) if row.secret_expires_at else None,
            export=lambda row: row.secret_expires_at,
            sort="secret_expires_at",
        ),
        Column("last_sent_at", gettext_lazy("Gửi lần cuối"), sort="last_sent_at"),
        Column(
            "legal_kind",
            gettext_lazy("Loại hình theo NĐ 49/2024"),
            value=lambda row: row.get_legal_kind_display(),
            sort="legal_kind",
        ),
    ),
    empty=Empty(
        gettext_lazy("Chưa có tài khoản kênh nào"),
        gettext_lazy("Mở tài khoản đầu tiên, ví dụ trang thông tin điện tử của cơ quan."),
        gettext_lazy("Mở tài khoản"),
        "/desk/channels/new/",
        "broadcast",
    ),
)


@desk_view
def list_accounts(request: DeskRequest) -> HttpResponse:
    """Show the accounts in reach."""
    require(request.actor, Permission.CHANNELS_READ)
    context = {"may_manage": can(request.actor, Permission.CHANNELS_MANAGE)}
    return ACCOUNTS.respond(request, with_runs(queries.list_accounts(request.actor)), context)


def _account(request: DeskRequest, account_id: int, to: Permission | None) -> Account:
    return access(queries.list_accounts(request.actor), request.actor, id=account_id, to=to)


@desk_view
def show(request: DeskRequest, account_id: int) -> HttpResponse:
    """Show one account: whose it is, how it stands, what was done to it."""
    account = _account(request, account_id, to=None)
    kind = registry.get(account.kind)
    context = {
        "account": account,
        "status": STATES[account.state],
        "mode_status": MODES[account.mode],
        "settings": _told(account),
        "may_manage": can(request.actor, Permission.CHANNELS_MANAGE, body=account.body),
        "own_page": _own_page(account),
        "has_secret": bool(kind.endpoints and kind.keeps_secret),
        "events": history_of(f"channels.account:{account.pk}"),
        "mode": account.mode,
        "nav_key": "channels",
    }
    return render(request, "channels/show.html", context | _runs(account))


def _runs(account: Account) -> dict[str, Any]:
    """Return what the part about the account's own tests shows."""
    runs = queries.runs_of(account)
    return {
        "account": account,
        "runs": [(run, RUNS[run.state]) for run in runs],
        "is_open": any(run.finished_at is None for run in runs),
        "tests_itself": canaries.can_test_itself(account) and account.state != AccountState.CLOSED,
        "by_people": registry.get(account.kind).self_reported,
    }


@desk_view
def runs(request: DeskRequest, account_id: int) -> HttpResponse:
    """Give the part about the account's tests; the page asks while one is under way."""
    return render(request, "channels/_runs.html", _runs(_account(request, account_id, to=None)))


@require_POST
@desk_view
def test(request: DeskRequest, account_id: int) -> HttpResponse:
    """Let the account test itself now."""
    account = _account(request, account_id, to=Permission.CHANNELS_MANAGE)
    canaries.ask(actor=request.actor, account=account)
    messages.success(request, _("Đang thử. Kết quả hiện ở mục “Tự kiểm tra” sau ít giây."))
    return redirect("channels:show", account_id=account_id)


def _own_page(account: Account) -> dict[str, Any] | None:
    """Return where the kind shows more about the account, and what it calls that."""
    page = registry.get(account.kind).desk_page
    return page and {"url": reverse(page[0], args=[account.pk]), "label": page[1]}


def _told(account: Account) -> list[dict[str, Any]]:
    form = ConfigForm(kind=registry.get(account.kind))
    own = [(name, field) for name, field in form.fields.items() if name.startswith(CONFIG)]
    return [{"label": f.label, "value": account.config.get(n.removeprefix(CONFIG), "")} for n, f in own]


@desk_view
def choose_kind(request: DeskRequest) -> HttpResponse:
    """Choose of which kind a new account is to be."""
    require(request.actor, Permission.CHANNELS_MANAGE)
    return render(request, "channels/kinds.html", {"kinds": registry.all_kinds(), "nav_key": "channels"})


@sensitive_post_parameters("secret")
@desk_view
def open_account(request: DeskRequest, kind: str) -> HttpResponse:
    """Open an account of a kind."""
    require(request.actor, Permission.CHANNELS_MANAGE)
    plugin = registry.get(kind)
    form = OpenForm(posted(request), kind=plugin, actor=request.actor)
    if done := attempt(form, actions.open_account, actor=request.actor, kind=kind):
        messages.success(request, _("Đã mở tài khoản; tài khoản có trong danh mục công khai từ bây giờ."))
        return redirect("channels:show", account_id=done.value.pk)
    return form_page(
        request,
        form,
        title=_("Mở tài khoản: %(kind)s") % {"kind": plugin.label},
        submit=_("Mở tài khoản"),
        back=reverse("channels:choose_kind"),
        nav_key="channels",
    )


@desk_view
def change(request: DeskRequest, account_id: int) -> HttpResponse:
    """Change name, pace and settings."""
    account = _account(request, account_id, to=Permission.CHANNELS_MANAGE)
    initial = {CONFIG + name: value for name, value in account.config.items()}
    initial |= {"name": account.name, "rate_per_minute": account.rate_per_minute}
    form = ConfigForm(posted(request), kind=registry.get(account.kind), initial=initial)
    if attempt(form, actions.change_account, actor=request.actor, account=account):
        messages.success(request, _("Đã lưu thông số."))
        return redirect("channels:show", account_id=account_id)
    return _form(request, form, account, _("Sửa thông số của %(name)s"), _("Lưu"))


@desk_view
def pause(request: DeskRequest, account_id: int) -> HttpResponse:
    """Stop sending through the account for a while."""
    account = _account(request, account_id, to=Permission.CHANNELS_MANAGE)
    form = ReasonForm(posted(request))
    return _do(request, form, account, actions.pause_account, _("Tạm dừng %(name)s"), _("Tạm dừng kênh"))


@desk_view
def close(request: DeskRequest, account_id: int) -> HttpResponse:
    """Close the account for good."""
    account = _account(request, account_id, to=Permission.CHANNELS_MANAGE)
    form = CloseForm(posted(request), account=account)
    return _do(request, form, account, actions.close_account, _("Đóng hẳn %(name)s"), _("Đóng hẳn"))


@require_POST
@desk_view
def resume(request: DeskRequest, account_id: int) -> HttpResponse:
    """Let a paused account send again."""
    account = _account(request, account_id, to=Permission.CHANNELS_MANAGE)
    actions.resume_account(actor=request.actor, account=account)
    messages.success(request, _("Kênh gửi tiếp."))
    return redirect("channels:show", account_id=account_id)


@sensitive_post_parameters("secret")
@desk_view
def rotate(request: DeskRequest, account_id: int) -> HttpResponse:
    """Replace the secret."""
    account = _account(request, account_id, to=Permission.CHANNELS_MANAGE)
    form = SecretForm(posted(request))
    return _do(
        request, form, account, actions.rotate_secret, _("Thay khóa bí mật của %(name)s"), _("Thay khóa")
    )


def _do(
    request: DeskRequest,
    form: Any,
    account: Account,
    act: Callable[..., object],
    title: str,
    submit: str,
) -> HttpResponse:
    if attempt(form, act, actor=request.actor, account=account):
        messages.success(request, _("Đã thực hiện và ghi nhật ký."))
        return redirect("channels:show", account_id=account.pk)
    return _form(request, form, account, title, submit)


def _form(request: DeskRequest, form: Any, account: Account, title: str, submit: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title % {"name": account.name},
        lead=account.body_name,  # type: ignore[attr-defined]
        submit=submit,
        back=reverse("channels:show", args=[account.pk]),
        nav_key="channels",
        mode=account.mode,
    )
