"""How each account stands by its own tests: the last run that ended, the last good one, and one word for both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from loa.channels import registry, rules
from loa.channels.canaries import GOOD, can_test_itself
from loa.channels.models import Account, AccountState, CanaryRun, CanaryState, Mode
from loa.channels.queries import public_register
from loa.lib import clock


class Word(StrEnum):
    """How an account stands."""

    GOOD = "good"
    HANDED_OVER = "handed_over"  # the server took it; nobody reads back whether it arrived
    BAD = "bad"
    SILENT = "silent"  # no test came to an end for two hours
    NEW = "new"
    PAUSED = "paused"
    BY_PEOPLE = "by_people"
    NO_WAY = "no_way"


WELL = frozenset({Word.GOOD, Word.HANDED_OVER})
TROUBLED = frozenset({Word.BAD, Word.SILENT})


@dataclass(frozen=True)
class Line:
    """One account, the last of its tests that ended, and when the last good one did."""

    account: Account
    word: Word
    last: CanaryRun | None
    good_at: datetime | None


@dataclass(frozen=True)
class KindLine:
    """The accounts of one kind together: how many stand how, the last good test and the last send of any."""

    key: str
    label: str
    accounts: int
    well: int
    troubled: int
    paused: int
    new: int
    by_people: bool
    good_at: datetime | None
    sent_at: datetime | None


def with_runs(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Return the accounts, each with `good_at`, when its last good test ended."""
    good = CanaryRun.objects.filter(GOOD, account=OuterRef("pk")).order_by("-started_at")
    return accounts.annotate(good_at=Subquery(good.values("finished_at")[:1]))


def lines_of(accounts: Iterable[Account]) -> list[Line]:
    """Return how accounts (`with_runs`) stand, in their order, in one more query."""
    rows = list(accounts)
    ended = CanaryRun.objects.filter(account__in=[row.pk for row in rows], finished_at__isnull=False)
    last = {run.account_id: run for run in ended.order_by("account", "-started_at").distinct("account")}
    now = clock.now()
    return [
        Line(row, _word(row, last.get(row.pk), now), last.get(row.pk), row.good_at)  # type: ignore[attr-defined]
        for row in rows
    ]


def live_lines() -> list[Line]:
    """Return how the live accounts stand that are not closed, of every body."""
    open_ones = Account.objects.filter(mode=Mode.LIVE).exclude(state=AccountState.CLOSED)
    return lines_of(with_runs(open_ones.select_related("body")).order_by("kind", "name", "pk"))


def public_lines() -> list[Line]:
    """Return how the accounts of the public register stand that are not closed."""
    return lines_of(with_runs(public_register().exclude(state=AccountState.CLOSED)))


def by_kind(lines: Iterable[Line]) -> list[KindLine]:
    """Return the lines of each kind together, by kind."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.account.kind, []).append(line)
    return [_kind_line(key, groups[key]) for key in sorted(groups)]


def _kind_line(key: str, lines: list[Line]) -> KindLine:
    words = [line.word for line in lines]
    return KindLine(
        key=key,
        label=str(lines[0].account.get_kind_display()),
        accounts=len(lines),
        well=sum(word in WELL for word in words),
        troubled=sum(word in TROUBLED for word in words),
        paused=words.count(Word.PAUSED),
        new=words.count(Word.NEW),
        by_people=all(word == Word.BY_PEOPLE for word in words),
        good_at=max((line.good_at for line in lines if line.good_at), default=None),
        sent_at=max((line.account.last_sent_at for line in lines if line.account.last_sent_at), default=None),
    )


def _word(account: Account, last: CanaryRun | None, now: datetime) -> Word:
    if account.state == AccountState.PAUSED:
        return Word.PAUSED
    if not can_test_itself(account):
        return Word.BY_PEOPLE if registry.get(account.kind).self_reported else Word.NO_WAY
    if last is None:
        return Word.NEW if now - account.created_at < rules.SILENT else Word.SILENT
    if last.state in rules.BAD:
        return Word.BAD
    if now - last.started_at > rules.SILENT:
        return Word.SILENT
    return Word.HANDED_OVER if last.state == CanaryState.ACCEPTED else Word.GOOD
