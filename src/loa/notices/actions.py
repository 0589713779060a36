"""Telling staff, clearing what was dealt with, choosing the path, and sending what is due."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import squeeze
from loa.notices import devices, rules
from loa.notices.models import Digest, Event, Notice, Path, Preference, QuietHours
from loa.units.actor import Actor
from loa.units.models import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said to whom under one key."""

    people: Iterable[Person]
    key: str
    title: str
    path: str = ""


def notify(
    *, people: Iterable[Person], event: Event, key: str, title: str, path: str = "", urgent: bool = False
) -> int:
    """Tell people of an event, each at most once per key; return how many were told now.

    Called inside the action that caused the event, whose journal row covers it.
    """
    return notify_each(event=event, sayings=[Saying(people, key, title, path)], urgent=urgent)


def notify_each(*, event: Event, sayings: Iterable[Saying], urgent: bool = False) -> int:
    """Do the same for many things at once, in as many queries as for one."""
    now = clock.now()
    told = {(person.pk, said.key): said for said in sayings for person in said.people if person.is_active}
    people = {pk for pk, _key in told}
    choices = _choices_of(people, event)
    quiet = {q.person_id: (q.starts, q.ends) for q in QuietHours.objects.filter(person_id__in=people)}
    same = Notice.objects.filter(key__in={key for _pk, key in told}, person_id__in=people)
    before = told.keys() & set(same.values_list("person_id", "key"))
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=pk,
                event=event,
                key=key,
                title=squeeze(said.title)[:240],  # a subject has one line
                path=said.path,
                choice=choices[pk],
                is_urgent=urgent,
                created_at=now,
                due_at=rules.next_mail_at(choices[pk], urgent=urgent, moment=now, quiet=quiet.get(pk)),
            )
            for (pk, key), said in told.items()
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )
    return len(told) - len(before)


def _choices_of(people: Collection[int], event: Event) -> dict[int, Path]:
    chosen = Preference.objects.filter(person_id__in=people, event=event).values_list("person_id", "choice")
    return dict.fromkeys(people, rules.DEFAULT_CHOICE[event]) | {pk: Path(choice) for pk, choice in chosen}


@transaction.atomic
def clear_notices(*, actor: Actor, ids: Iterable[int]) -> int:
    """Put notices of one's own away; nothing else is recorded about them."""
    own = Notice.objects.filter(person=actor.person, pk__in=list(ids), cleared_at__isnull=True)
    return own.update(cleared_at=clock.now(), due_at=None)


@transaction.atomic
def clear_all(*, actor: Actor) -> int:
    """Put every notice of one's own away; return how many."""
    own = Notice.objects.filter(person=actor.person, cleared_at__isnull=True)
    return own.update(cleared_at=clock.now(), due_at=None)


@transaction.atomic
def choose_paths(
    *, actor: Actor, choices: Mapping[Event, Path], quiet: tuple[time, time] | None = None
) -> None:
    """Keep how this person wants to hear of each event, and when not."""
    for event, choice in choices.items():
        Preference.objects.update_or_create(person=actor.person, event=event, defaults={"choice": choice})
    if quiet is not None:
        QuietHours.objects.update_or_create(
            person=actor.person, defaults={"starts": quiet[0], "ends": quiet[1]}
        )
    journal.write(actor=actor, verb="notices.paths_chosen", thing=f"units.person:{actor.person_key}")


def run_due_mail() -> int:
    """Send what is due, single notices first, then digests; return how many letters left.

    The line to the mail server stands before anything is claimed, and a person's notices are claimed before the
    letters leave: a crash loses at most the letters of one person and never doubles one, and the notices still
    stand on the desk. A letter that cannot be written is logged and keeps nobody else's back.

    Raises: OSError, SMTPException when the server does not answer; nobody else's are touched.
    """
    people = list(_due().order_by("person_id").values_list("person_id", flat=True).distinct()[:200])
    if not people:
        return 0
    with get_connection() as server:
        return sum(_send(server, letter) for person in people for letter in _letters(_claim(person)))


def _send(server: BaseEmailBackend, letter: EmailMessage) -> int:
    """Send one letter; one that cannot be written (a header that is none) is logged and counts as not sent."""
    try:
        return server.send_messages([letter]) or 0
    except (OSError, SMTPException):
        raise
    except Exception:
        log.exception("notices: a letter could not be written")
        return 0


def _due() -> QuerySet[Notice]:
    return Notice.objects.filter(due_at__lte=clock.now(), mailed_at__isnull=True, cleared_at__isnull=True)


@transaction.atomic
def _claim(person_id: int) -> list[Notice]:
    due = _due().filter(person=person_id).select_related("person").order_by("created_at")
    claimed = list(due.select_for_update(skip_locked=True, of=("self",)))
    Notice.objects.filter(pk__in=[n.pk for n in claimed]).update(mailed_at=clock.now())
    return claimed


def _letters(notices: list[Notice]) -> list[EmailMessage]:
    """Return the letters that are left once devices were told; what no device took leaves as a letter."""
    collected = [n for n in notices if n.choice in {Path.DAILY, Path.WEEKLY} and not n.is_urgent]
    letters = [_single(n) for n in notices if n not in collected and not _told_on_device(n)]
    by_choice = {choice: [n for n in collected if n.choice == choice] for choice in (Path.DAILY, Path.WEEKLY)}
    return letters + [_digest(choice, own) for choice, own in by_choice.items() if own]


def _told_on_device(notice: Notice) -> bool:
    return notice.choice == Path.PUSH and devices.tell(notice)


def _single(notice: Notice) -> EmailMessage:
    lines = [notice.title, "", settings.PUBLIC_URL + notice.path, "", _footer()]
    return EmailMessage(subject=f"[Loa] {notice.title}", body="\n".join(lines), to=[notice.person.email])


def _digest(choice: Path, notices: list[Notice]) -> EmailMessage:
    Digest.objects.get_or_create(
        person=notices[0].person,
        choice=choice,
        period=rules.digest_period(choice, timezone.localdate()),
        defaults={"count": len(notices), "sent_at": clock.now()},
    )
    lines = [f"– {n.title}\n  {settings.PUBLIC_URL}{n.path}" for n in notices]
    subject = _("[Loa] Tổng hợp: %(count)d việc") % {"count": len(notices)}
    return EmailMessage(
        subject=subject, body="\n".join([*lines, "", _footer()]), to=[notices[0].person.email]
    )


def _footer() -> str:
    place = f"{settings.PUBLIC_URL}/desk/notices/paths/"
    return _("Thay đổi cách nhận tại %(place)s") % {"place": place}
