"""Telling staff what happened to a bulletin (`loa.notices`), inside the act that caused it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from loa.bulletins.models import Bulletin, Correction, GroupShare, Release, Submission
from loa.bulletins.queries.people import hands
from loa.bulletins.queries.texts import core_text
from loa.bulletins.rules.words import Priority, State
from loa.journal.models import Entry
from loa.notices.actions import notify
from loa.notices.models import Event
from loa.units.models import Person, Post
from loa.units.permissions import Permission
from loa.units.queries import holders_of

MISSED = "delivery.dispatch_missed"
STOPPED = ("delivery.dispatch_paused", "delivery.account_paused", MISSED)


def path_of(bulletin: Bulletin, page: str = "") -> str:
    """Return the address of a bulletin on the desk."""
    return f"/desk/bulletins/{bulletin.pk}/{page}"


def tell_approvers(bulletin: Bulletin, submission: Submission, posts: Sequence[Post]) -> None:
    """Tell everybody who may release that a bulletin waits."""
    _tell(
        bulletin,
        [post.person for post in posts],
        Event.RELEASE_ASKED,
        _("Chờ duyệt: %(title)s"),
        key=f"bulletins.submission:{submission.pk}",
        page="release/",
    )


def tell_hands(bulletin: Bulletin, event: Event, title: str, *, key: str) -> None:
    """Tell everybody who wrote in it."""
    _tell(bulletin, hands(bulletin), event, title, key=f"bulletins.{key}")


def tell_correction(bulletin: Bulletin, release: Release) -> None:
    """Tell approvers at once that one officer corrected or withdrew, and who may countersign."""
    approvers = holders_of(Permission.BULLETINS_RELEASE, body=bulletin.body)
    signers = holders_of(Permission.BULLETINS_COUNTERSIGN, body=bulletin.body)
    people = {post.person for post in (*approvers, *signers) if post.person_id != release.approver_id}
    _tell(
        bulletin,
        people,
        Event.COUNTERSIGN,
        _("Đã phát đính chính, chờ ký xác nhận: %(title)s"),
        key=f"bulletins.countersign:{release.pk}",
        urgent=True,
    )


def tell_stopped(entry: Entry) -> None:
    """Tell the releasing officer and the desk that a dispatch stands still, inside the act that stopped it.

    A dispatch that is missed before its bulletin counts as sent is told of by the bulletin's own miss.
    """
    dispatch_id = int(entry.thing.partition(":")[2])
    row = Release.objects.select_related("bulletin__body", "approver").filter(dispatch=dispatch_id).first()
    if row is None or (entry.verb == MISSED and row.bulletin.state == State.RELEASED):
        return
    people = {row.approver, *hands(row.bulletin)}
    notify(
        people=[person for person in people if str(person.pk) != entry.person],
        event=Event.DISPATCH_STOPPED,
        key=f"journal.entry:{entry.pk}",
        title=_("Đợt gửi dừng, cần quyết định: %(title)s") % {"title": core_text(row.bulletin).title},
        path=f"/desk/dispatches/{dispatch_id}/",
        urgent=row.priority == Priority.EMERGENCY,
    )


def tell_missed(bulletin: Bulletin, release: Release) -> None:
    """Tell the releasing officer and everybody who wrote in it that its time was missed."""
    title = _("Lỡ giờ phát, cần quyết định: %(title)s")
    people = {release.approver, *hands(bulletin)}
    _tell(bulletin, people, Event.MISSED, title, key=f"bulletins.missed:{release.pk}")


def tell_sharers(original: Bulletin, line: Correction) -> None:
    """Tell at once whoever passed the original, or an earlier mending of it, on to a chat group, and their bodies.

    Nothing in the ledger reaches a chat group: only these people can post what corrects, withdraws or supersedes it.
    """
    mended = [original.pk, *original.corrections.exclude(pk=line.pk).values_list("bulletin", flat=True)]
    shares = GroupShare.objects.filter(bulletin__in=mended).select_related("person", "body")
    people = {share.person for share in shares}
    for body in {share.body for share in shares}:
        posts = holders_of(Permission.DELIVERY_CONFIRM, body=body)
        people |= {post.person for post in posts if post.body_id == body.pk}
    _tell(
        line.bulletin,
        people,
        Event.CORRECTED,
        _("Đã gửi nhóm bản cũ, hãy gửi ngay bản mới: %(title)s"),
        key=f"bulletins.corrected:{line.pk}",
        page="share/",
        urgent=True,
    )


def tell_clash(bulletin: Bulletin, other: Bulletin) -> None:
    """Tell everybody who wrote in the other bulletin, once, that this one says something else about the matter."""
    title = _("Bản tin khác nêu thông tin không thống nhất với: %(title)s")
    first, second = sorted((bulletin.pk, other.pk))
    _tell(other, hands(other), Event.CLASH, title, key=f"bulletins.clash:{first}:{second}")


def _tell(
    bulletin: Bulletin,
    people: Iterable[Person],
    event: Event,
    title: str,
    *,
    key: str,
    page: str = "",
    urgent: bool = False,
) -> None:
    notify(
        people=people,
        event=event,
        key=key,
        title=(title % {"title": core_text(bulletin).title})[:240],
        path=path_of(bulletin, page),
        urgent=urgent or bulletin.priority == Priority.EMERGENCY,
    )
