"""One round of fetching: claim what is due, one thing a host; ask; settle. Several processes may do it side by side.

A claim is a lease: where its process died, the source is due again ten minutes later. Nothing is asked inside a transaction.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models.functions import Greatest

from loa.feeds.robots import NOTHING
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.press.intake import due
from loa.press.intake.asking import Answer, Asker, unreadable
from loa.press.intake.drafts import Draft
from loa.press.intake.gates import Asked, rules_of
from loa.press.intake.names import Names
from loa.press.intake.storing import Door, Stored, wanting
from loa.press.models import Fetch, Host, Item, Page, Source
from loa.press.rules import polite
from loa.press.rules.moments import published
from loa.press.rules.words import FetchOutcome, SourceState

log = logging.getLogger(__name__)
Language = Callable[[str, str], str]
MOST_AT_ONCE = 16
_LOOK_AT = 500
_MOST_WAITING = 500
"""Pages of one source that wait; the others wait in the list that named them."""
_MOST_NEW_PAGES = 60


def claim(now: datetime, most: int = MOST_AT_ONCE) -> list[Asked]:
    """Take what is due: at most one thing a host, the longest due first, sources before pages."""
    with transaction.atomic():
        things = _due(now)
        wanted: dict[str, Source | Page] = {}
        for thing in things:
            wanted.setdefault(urlsplit(thing.url).netloc, thing)
        hosts = _hosts(wanted, now)
        free = [name for name in wanted if name in hosts][:most]
        asked = [_asked(hosts[name], wanted[name], now) for name in free]
        Host.objects.filter(name__in=free).update(next_at=now + polite.LEASE)
        pages_asked = [one.id for one in asked if one.kind == "page"]
        sources_asked = [one.id for one in asked if one.kind in {"feed", "sitemap"}]
        Page.objects.filter(pk__in=pages_asked).update(next_at=now + polite.LEASE)
        Source.objects.filter(pk__in=sources_asked).update(next_at=now + polite.LEASE)
    return asked


def _due(now: datetime) -> list[Source | Page]:
    """Lock what is due of sources that are read: the longest due of each host that may be asked now."""
    found: list[Source | Page] = []
    for first, all_rows in ((due.first_sources, Source.objects), (due.first_pages, Page.objects)):
        locked = all_rows.filter(pk__in=first(now, _LOOK_AT), next_at__lte=now).order_by("next_at")
        found += locked.select_for_update(skip_locked=True)
    return found


def _hosts(names: Iterable[str], now: datetime) -> dict[str, Host]:
    """Return the hosts that may be asked now; ones never met are noted first."""
    Host.objects.bulk_create([Host(name=name[:253]) for name in names], ignore_conflicts=True)
    rows = Host.objects.filter(name__in=list(names)).select_for_update(skip_locked=True)
    return {row.name: row for row in rows if row.next_at is None or row.next_at <= now}


def _asked(host: Host, thing: Source | Page, now: datetime) -> Asked:
    """Return what to ask: the host's rules first, where they are old."""
    if polite.robots_due(now, host.robots_at, is_known=host.robots != NOTHING):
        return Asked("robots", host.pk, f"{urlsplit(thing.url).scheme}://{host.name}/robots.txt", host.name)
    if isinstance(thing, Page):
        return Asked("page", thing.pk, thing.url, host.name, host.robots)
    return Asked(thing.kind, thing.pk, thing.url, host.name, host.robots, thing.etag, thing.modified)


def run_round(asker: Asker, names: Names, language: Language, *, now: datetime | None = None) -> int:
    """Do one round; return how many things were asked."""
    asked = claim(now or clock.now())
    answers = asyncio.run(asker.ask_all(asked)) if asked else []
    for one, answer in zip(asked, answers, strict=True):
        try:
            settle(one, answer, names, language)
        except OperationalError:
            raise
        except Exception:
            log.exception("press: the answer of %s cannot be kept", one.host)
            settle(one, unreadable(), names, language)
    return len(asked)


def settle(asked: Asked, answer: Answer, names: Names, language: Language) -> None:
    """Keep what came of one call: the host rests, the source's next turn is set, its items are stored."""
    now = clock.now()
    with transaction.atomic():
        delay = rules_of(asked.robots).delay
        wait = polite.host_wait(settings.PRESS_HOST_SECONDS, delay, answer.retry_after)
        Host.objects.filter(name=asked.host).update(next_at=now + wait)
        led_to = Host.objects.filter(name=answer.led_to).exclude(name=asked.host)
        led_to.update(next_at=Greatest("next_at", now + wait))  # it may have asked for more rest itself
        if asked.kind == "robots":
            _settle_robots(Host.objects.get(pk=asked.id), answer, now)
        elif asked.kind == "page":
            _settle_page(asked, answer, names, language, now)
        else:
            _settle_source(asked, answer, names, language, now)


def _settle_robots(host: Host, answer: Answer, now: datetime) -> None:
    """Keep the rules of a host; where they cannot be had just now those known still hold, and are asked for again soon."""
    if answer.robots is not None:
        host.robots, host.robots_at = answer.robots, now
    elif host.robots_at is None or host.robots == NOTHING:
        host.robots, host.robots_at = NOTHING, now
    else:
        host.robots_at = now - polite.ROBOTS_AGE + polite.ROBOTS_AGE_UNKNOWN
    host.save(update_fields=["robots", "robots_at"])


def _settle_source(asked: Asked, answer: Answer, names: Names, language: Language, now: datetime) -> None:
    source = Source.objects.select_for_update().select_related("publisher").get(pk=asked.id)
    stored = Stored()
    if answer.outcome == FetchOutcome.TAKEN:
        door = Door(source, names, language)
        stored = door.store([draft for draft in answer.drafts if draft.title])
        left_out = _want_pages(source, answer.drafts, stored, now)
        source.etag, source.modified = ("", "") if left_out else (answer.etag, answer.modified)
    Fetch.objects.create(
        source=source, at=now, outcome=answer.outcome, status=answer.status, size=answer.size,
        took_ms=answer.took_ms, entries=answer.entries, fresh=stored.fresh, why=answer.why, facts=answer.facts,
    )  # fmt: skip
    failed = answer.outcome in {FetchOutcome.FAILED, FetchOutcome.REFUSED}
    source.failures = min(source.failures + 1, 1000) if failed else 0
    source.fetched_at = now
    if answer.outcome == FetchOutcome.TAKEN:
        newest = max((item.published_at for item in stored.items), default=None)
        source.last_item_at = max(filter(None, (newest, source.last_item_at)), default=None)
    every = timedelta(minutes=source.every_minutes)
    source.next_at = polite.next_try(now, every, source.failures, answer.retry_after)
    if source.state == SourceState.READ and polite.gives_up(
        source.failures, is_permanent=answer.is_permanent
    ):
        source.state = SourceState.PAUSED
        journal.write(
            actor=SYSTEM,
            verb="press.source_given_up",
            thing=source.thing,
            facts={"failures": source.failures},
        )
    source.save()


def _settle_page(asked: Asked, answer: Answer, names: Names, language: Language, now: datetime) -> None:
    page = Page.objects.select_for_update().select_related("source__publisher").filter(pk=asked.id).first()
    if page is None:
        return
    if answer.outcome == FetchOutcome.TAKEN:
        draft = _with_time(answer.drafts[0], page)
        Door(page.source, names, language).store([draft], key=page.key)
        page.delete()
    elif answer.is_permanent or page.tries + 1 >= polite.PAGE_TRIES:
        page.given_up_at = now
        page.save(update_fields=["given_up_at"])
    else:
        page.tries += 1
        page.next_at = polite.next_try(now, timedelta(minutes=15), page.tries, answer.retry_after)
        page.save(update_fields=["tries", "next_at"])


def _with_time(draft: Draft, page: Page) -> Draft:
    """Return the draft with the time of whoever is surer: the page, or what named it."""
    if page.published_at is None or page.sure <= draft.published_sure:
        return draft
    return replace(draft, published=page.published_at, published_sure=page.sure)


def _want_pages(source: Source, drafts: list[Draft], stored: Stored, now: datetime) -> bool:
    """Line up the pages to be read: those without a title, and each new item's where the source asks for whole texts.

    Those that wait, or were given up, are not lined up again: dead ones at the head do not block what stands behind them.
    Return whether some found no room: then the same list must be read again.
    """
    rows = {draft.page_key(): draft for draft in wanting(drafts)}
    most = _MOST_NEW_PAGES
    if source.pages:
        fresh = {item.key for item in stored.items}
        named = {draft.key(source.pk): draft for draft in drafts if draft.address}
        rows = {key: draft for key, draft in named.items() if key in fresh} | rows
        most = max(most, len(fresh))  # items are new only once
    known = set(
        Item.objects.filter(key__in=rows).exclude(text="", source=source).values_list("key", flat=True)
    )
    known |= set(Page.objects.filter(key__in=rows).values_list("key", flat=True))
    waiting = Page.objects.filter(source=source, given_up_at=None).count()
    wanted = [(key, draft) for key, draft in rows.items() if key and key not in known]
    room = max(0, min(_MOST_WAITING - waiting, most))
    Page.objects.bulk_create(
        [_page(source, key, draft, now) for key, draft in wanted[:room]], ignore_conflicts=True
    )
    return len(wanted) > room


def _page(source: Source, key: str, draft: Draft, now: datetime) -> Page:
    moment, sure = published(draft.published, draft.published_sure, draft.updated, draft.updated_sure, now)
    return Page(
        source=source, key=key, url=draft.link, host=urlsplit(draft.link).netloc[:253], title=draft.title,
        published_at=moment, sure=sure, next_at=now,
    )  # fmt: skip
