"""Turns acts of the rooms below into notices: a person's rights change, a channel or the whole queue stands still.

It must not decide anything; what happened is read from the journal's entry, which makes each event one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Account
from loa.journal.models import Entry
from loa.journal.wording import thing_url
from loa.notices.actions import notify
from loa.notices.models import Event
from loa.units.models import Person, Post
from loa.units.permissions import Permission
from loa.units.queries import holders_of
from loa.units.reach import holders

RIGHTS: Mapping[str, Promise] = {
    "units.post_opened": _("Đồng chí được giao thêm một chức vụ"),
    "units.post_closed": _("Một chức vụ của đồng chí kết thúc"),
    "units.right_granted": _("Đồng chí được giao thêm quyền"),
    "units.right_revoked": _("Một quyền của đồng chí bị thu hồi"),
    "units.rights_delegated": _("Đồng chí nhận ủy quyền"),
    "units.delegation_revoked": _("Một ủy quyền của đồng chí kết thúc"),
    "units.reset_asked": _("Có đề nghị đặt lại xác thực hai lớp của đồng chí; nếu không phải đồng chí nhờ, hãy báo ngay quản trị"),
    "units.reset_confirmed": _("Xác thực hai lớp của đồng chí đã được đặt lại"),
}  # fmt: skip
OPERATION: Mapping[str, Promise] = {
    "channels.paused": _("Kênh tạm dừng: %(name)s"),
    "channels.closed": _("Kênh đã đóng: %(name)s"),
    "delivery.queue_paused": _("Toàn bộ hàng đợi gửi đang dừng"),
}
MY_PAGE = "/desk/me/"


def on_rights(entry: Entry) -> None:
    """Tell the person whose rights an act changed; nobody is told of an own act."""
    people = [person for person in _concerned(entry) if str(person.pk) != entry.person]
    notify(people=people, event=Event.RIGHTS, key=_key(entry), title=str(RIGHTS[entry.verb]), path=MY_PAGE)


def on_operation(entry: Entry) -> None:
    """Tell those who look after the channels that one, or the whole queue, stands still."""
    account = Account.objects.select_related("body").filter(pk=entry.thing.partition(":")[2]).first()
    if not entry.verb.startswith("channels."):
        account = None
    notify(
        people=[person for person in _caretakers(account) if str(person.pk) != entry.person],
        event=Event.OPERATION,
        key=_key(entry),
        title=str(OPERATION[entry.verb]) % {"name": account.name if account else ""},
        path=thing_url(entry.thing) or "/desk/dispatches/",
    )


def _key(entry: Entry) -> str:
    return f"journal.entry:{entry.pk}"


def _concerned(entry: Entry) -> Iterable[Person]:
    """Return whom an entry is about, by person or by post; the first post comes with the invitation, which says it."""
    facts = entry.facts
    if entry.verb == "units.post_opened" and Post.objects.filter(person=facts["person"]).count() == 1:
        return []
    posts = [facts.get("post"), facts.get("receiver")]
    posts += [facts.get("giver")] if entry.verb == "units.delegation_revoked" else []
    of_posts = Post.objects.filter(pk__in=[pk for pk in posts if pk]).values("person")
    return Person.objects.filter(Q(pk=facts.get("person")) | Q(pk__in=of_posts))


def _caretakers(account: Account | None) -> list[Person]:
    if account is not None:
        return [post.person for post in holders_of(Permission.CHANNELS_MANAGE, body=account.body)]
    grants = holders(Permission.CHANNELS_MANAGE, body_path=None, area_path=None, limit=100)
    return list({grant.post.person_id: grant.post.person for grant in grants}.values())
