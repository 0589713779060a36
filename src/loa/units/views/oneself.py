"""What a person does for himself: take up a post, come in by an invitation, look after the own sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from loa.units import actions, lists, queries
from loa.units.doors import SET_UP_SECOND_FACTOR, DeskRequest, desk_view
from loa.units.forms.people import PasswordForm
from loa.units.models import Person, Post
from loa.web import session
from loa.web.acts import attempt, form_page, posted
from loa.web.proofs import sign_in_by_password


@login_required
@never_cache
def choose_post(request: HttpRequest) -> HttpResponse:
    """Show the posts a person holds and the transfers each may act under; take up the chosen one."""
    assert isinstance(request.user, Person)
    target = _next(request)
    if request.method == "POST":
        actions.switch_post(
            person=request.user,
            session=request.session,
            post_id=request.POST.get("post", ""),
            delegation_id=request.POST.get("delegation"),
        )
        return redirect(target)
    context = {
        "posts": [(post, list(queries.delegations_to(post))) for post in _own(request.user)],
        "acting": getattr(request, "actor", None),
        "next": target,
    }
    return render(request, "units/choose_post.html", context)


def _own(person: Person) -> list[Post]:
    names = lists.body_name_of("body")
    return list(queries.posts_of(person).annotate(body_name=names))


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else reverse("desk:today")


@sensitive_post_parameters("password")
@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person set the first password, sign in, and go on to the second factor."""
    invitation = actions.find_invitation(token)
    form = PasswordForm(posted(request))
    if done := attempt(form, actions.accept_invitation, token=token):
        person = done.value
        return sign_in_by_password(request, person, person.email, then=reverse(SET_UP_SECOND_FACTOR))
    return form_page(
        request,
        form,
        title=_("Chào mừng %(name)s") % {"name": queries.addressed_first(invitation.person)},
        submit=_("Đặt mật khẩu và tiếp tục"),
        back="",
        template="units/accept.html",
        invitation=invitation,
    )


@desk_view
def me(request: DeskRequest) -> HttpResponse:
    """Show what one holds oneself: posts, transfers, machine, sessions."""
    person = request.actor.person
    context = {
        "person": person,
        "posts": lists.posts_of_person(request.actor, person),
        "delegations": lists.delegations_of(request.actor, person),
        "acting": request.actor,
        "provided": lists.provided_account(person),
        "nav_key": "me",
    }
    return render(request, "units/me.html", context)


@require_POST
@desk_view
def shared_device(request: DeskRequest) -> HttpResponse:
    """Say whether others use the machine at hand; other machines of the person are not concerned."""
    shared = request.POST.get("shared") == "yes"
    actions.note_shared_device(person=request.actor.person, shared=shared)
    mark = session.mark_shared if shared else session.unmark_shared
    mark(request)
    said = (
        _("Đã bật chế độ máy dùng chung: tự đăng xuất sau 15 phút không thao tác.")
        if shared
        else _("Đã tắt chế độ máy dùng chung.")
    )
    messages.success(request, said)
    return redirect("units:me")


@require_POST
@desk_view
def end_sessions(request: DeskRequest) -> HttpResponse:
    """Sign out everywhere."""
    actions.end_sessions(person=request.actor.person)
    logout(request)
    messages.success(request, _("Đã đăng xuất ở mọi thiết bị."))
    return redirect("account_login")
