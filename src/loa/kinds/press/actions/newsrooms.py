"""Listing newsrooms, changing what they take, stopping and resuming them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from loa.audience.models import ContactKind
from loa.audience.rules import normal_contact
from loa.channels.models import Account, AccountState
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.kinds.press import vault
from loa.kinds.press.errors import BadStopLink, NewsroomMoved, NewsroomTaken, NotPress
from loa.kinds.press.links import read_stop_token
from loa.kinds.press.models import Choice, Newsroom, StoppedBy
from loa.lib import clock
from loa.lib.text import fold, nfc, squeeze
from loa.units.access import require
from loa.units.models import Area, Topic
from loa.units.permissions import Permission


@dataclass(frozen=True)
class Entered:
    """One row of a list that is brought in."""

    name: str
    address: str
    language: str = "vi"
    areas: Sequence[Area] = ()
    topics: Sequence[Topic] = ()


@dataclass(frozen=True)
class Imported:
    """What became of a list: how many are new, how many stood there and stay as they are, how many had stopped and stay so."""

    added: int
    known: int
    stopped: int

    @property
    def said(self) -> str:
        """Return the sentence that tells it."""
        said = _("Đã nhập %(added)d tòa soạn; %(known)d đã có sẵn, %(stopped)d đã ngừng nên không nhập.")
        return said % {"added": self.added, "known": self.known, "stopped": self.stopped}


@transaction.atomic
def register(
    *,
    actor: Author,
    account: Account,
    name: str,
    address: str,
    language: str = "vi",
    areas: Iterable[Area] = (),
    topics: Iterable[Topic] = (),
) -> Newsroom:
    """List an editorial office that takes the account's releases; no area or topic means all.

    Raises: RightMissing, NotPress, BadContact, NewsroomTaken.
    """
    _check_account(actor, account)
    newsroom = _add(account, Entered(name, address, language, list(areas), list(topics)))
    if newsroom is None:
        raise NewsroomTaken
    _write(actor, "newsroom_listed", newsroom, account=account.pk)
    return newsroom


@transaction.atomic
def import_newsrooms(*, actor: Author, account: Account, entries: Iterable[Entered]) -> Imported:
    """List every office of a table; who is known, or stopped, stays as it is. All rows come in or none.

    Raises: RightMissing, NotPress, BadContact.
    """
    _check_account(actor, account)
    rows = list(entries)
    stood = [_known(account, normal_contact(ContactKind.EMAIL, row.address)) for row in rows]
    added = [made for row in rows if (made := _add(account, row))]
    stopped = len([row for row in stood if row and row.stopped_at])
    done = Imported(added=len(added), known=len(rows) - len(added) - stopped, stopped=stopped)
    facts = {"added": done.added, "known": done.known, "stopped": done.stopped}
    thing = f"channels.account:{account.pk}"
    journal.write(actor=actor, verb="pressroom.newsrooms_imported", thing=thing, facts=facts)
    return done


@transaction.atomic
def change(
    *,
    actor: Author,
    newsroom: Newsroom,
    name: str,
    address: str,
    language: str,
    areas: Iterable[Area] = (),
    topics: Iterable[Topic] = (),
) -> Newsroom:
    """Change name, address or choice; what was approved before goes to whom it was approved for.

    A newsroom that stopped keeps the address at which it did. Raises: RightMissing, BadContact, NewsroomTaken, NewsroomMoved.
    """
    row = _locked(actor, newsroom)
    given = normal_contact(ContactKind.EMAIL, address)
    if given != vault.unseal(row.pk, row.address):
        if row.stopped_at:
            raise NewsroomMoved
        if _known(row.account, given):
            raise NewsroomTaken
        row.address, row.lookup = vault.seal(row.pk, given), vault.lookup(given)
    row.name = _name(name)
    row.folded = fold(row.name)[:160]
    row.save(update_fields=["name", "folded", "address", "lookup"])
    now, wanted = clock.now(), {"language": language, **_codes(areas, topics)}
    present = row.choices.get(until__isnull=True)
    if any(getattr(present, field) != value for field, value in wanted.items()):
        row.choices.filter(pk=present.pk).update(until=now)
        Choice.objects.create(newsroom=row, since=now, **wanted)
    _write(actor, "newsroom_changed", row)
    return row


@transaction.atomic
def stop(*, actor: Author, newsroom: Newsroom, reason: str) -> None:
    """Send nothing there any more, for a reason. Raises: RightMissing, NewsroomMoved."""
    row = _locked(actor, newsroom)
    if row.stopped_at:
        raise NewsroomMoved
    _stop(row, StoppedBy.OFFICER)
    _write(actor, "newsroom_stopped", row, by=StoppedBy.OFFICER.value, reason=journal.masked(reason))


@transaction.atomic
def stop_by_link(*, token: str) -> None:
    """Send nothing there any more, because the newsroom said so; a second press changes nothing. Raises: BadStopLink."""
    row = Newsroom.objects.select_for_update().filter(pk=read_stop_token(token)).first()
    if row is None:
        raise BadStopLink
    if row.stopped_by == StoppedBy.NEWSROOM:
        return
    _stop(row, StoppedBy.NEWSROOM)
    _write(SYSTEM, "newsroom_stopped", row, by=StoppedBy.NEWSROOM.value)


@transaction.atomic
def resume(*, actor: Author, newsroom: Newsroom, reason: str) -> None:
    """Send there again; the reason names what the newsroom asked for. Raises: RightMissing, NewsroomMoved."""
    row = _locked(actor, newsroom)
    if not row.stopped_at:
        raise NewsroomMoved
    was = row.stopped_by
    row.stopped_at, row.stopped_by = None, ""
    row.save(update_fields=["stopped_at", "stopped_by"])
    _write(actor, "newsroom_resumed", row, was=was, reason=journal.masked(reason))


def _check_account(actor: Author, account: Account) -> None:
    require(actor, Permission.AUDIENCE_MANAGE, body=account.body)
    if account.kind != "press" or account.state == AccountState.CLOSED:
        raise NotPress


def _add(account: Account, entry: Entered) -> Newsroom | None:
    """Add a newsroom with its choice, sealed; None where the account's list has the address."""
    address = normal_contact(ContactKind.EMAIL, entry.address)
    if _known(account, address):
        return None
    now, name = clock.now(), _name(entry.name)
    try:
        with transaction.atomic():
            made = Newsroom.objects.create(
                account=account,
                name=name,
                folded=fold(name)[:160],
                lookup=vault.lookup(address),
                opened_at=now,
            )
    except IntegrityError:  # somebody else listed it between the look and the row
        return None
    Newsroom.objects.filter(pk=made.pk).update(address=vault.seal(made.pk, address))
    choice = {"language": entry.language, **_codes(entry.areas, entry.topics)}
    Choice.objects.create(newsroom=made, since=now, **choice)
    return made


def _known(account: Account, address: str) -> Newsroom | None:
    return Newsroom.objects.filter(account=account, lookup__in=vault.lookups(address)).first()


def _name(typed: str) -> str:
    return squeeze(nfc(typed))[:160]


def _codes(areas: Iterable[Area], topics: Iterable[Topic]) -> dict[str, list[str]]:
    return {"areas": sorted(area.code for area in areas), "topics": sorted(topic.code for topic in topics)}


def _stop(row: Newsroom, by: StoppedBy) -> None:
    row.stopped_at, row.stopped_by = row.stopped_at or clock.now(), by
    row.save(update_fields=["stopped_at", "stopped_by"])


def _locked(actor: Author, newsroom: Newsroom) -> Newsroom:
    require(actor, Permission.AUDIENCE_MANAGE, body=newsroom.account.body)
    return (
        Newsroom.objects.select_for_update(of=("self",)).select_related("account__body").get(pk=newsroom.pk)
    )


def _write(actor: Author, verb: str, newsroom: Newsroom, **facts: object) -> None:
    journal.write(actor=actor, verb=f"pressroom.{verb}", thing=newsroom.thing, facts=facts)
