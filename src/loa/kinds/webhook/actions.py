"""Registering endpoints, changing what they take, exchanging secrets, pausing and closing; each act is one journal row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from loa.channels.models import Account, AccountState, Mode
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.kinds.webhook import rules, vault
from loa.kinds.webhook.errors import EndpointMoved, EndpointTaken, NotWebhook
from loa.kinds.webhook.models import Choice, Endpoint, Pause
from loa.kinds.webhook.signing import new_secret
from loa.lib import clock
from loa.units.access import require
from loa.units.models import Area, Topic
from loa.units.permissions import Permission


@dataclass(frozen=True)
class Opened:
    """An endpoint and its new secret: shown once, then never again."""

    endpoint: Endpoint
    secret: str = field(repr=False)


@transaction.atomic
def register(
    *,
    actor: Author,
    account: Account,
    organisation: str,
    url: str,
    language: str = "vi",
    areas: Iterable[Area] = (),
    topics: Iterable[Topic] = (),
) -> Opened:
    """Register where an organisation takes what goes out through the account; no area or topic means all.

    Raises: RightMissing, NotWebhook, BadUrl, EndpointTaken.
    """
    require(actor, Permission.CHANNELS_MANAGE, body=account.body)
    if account.kind != "webhook" or account.state == AccountState.CLOSED:
        raise NotWebhook
    rules.check_address(url, is_live=account.mode == Mode.LIVE)
    now = clock.now()
    try:
        with transaction.atomic():
            endpoint = Endpoint.objects.create(
                account=account, organisation=organisation.strip(), url=url, opened_at=now
            )
    except IntegrityError as error:
        raise EndpointTaken from error
    secret = new_secret()
    Endpoint.objects.filter(pk=endpoint.pk).update(secret=vault.seal(endpoint.pk, secret))
    Choice.objects.create(endpoint=endpoint, since=now, language=language, **_codes(areas, topics))
    _write(actor, "registered", endpoint, account=account.pk, host=urlsplit(url).hostname)
    return Opened(endpoint, secret)


@transaction.atomic
def change(
    *,
    actor: Author,
    endpoint: Endpoint,
    organisation: str,
    url: str,
    language: str,
    areas: Iterable[Area] = (),
    topics: Iterable[Topic] = (),
) -> Endpoint:
    """Change name, address or choice; what was approved before goes to whom it was approved for.

    Raises: RightMissing, EndpointMoved, BadUrl, EndpointTaken.
    """
    row = _locked(actor, endpoint)
    rules.check_address(url, is_live=row.account.mode == Mode.LIVE)
    row.organisation, row.url = organisation.strip(), url
    try:
        with transaction.atomic():
            row.save(update_fields=["organisation", "url"])
    except IntegrityError as error:
        raise EndpointTaken from error
    now, wanted = clock.now(), {"language": language, **_codes(areas, topics)}
    present = row.choices.get(until__isnull=True)
    if any(getattr(present, name) != value for name, value in wanted.items()):
        row.choices.filter(pk=present.pk).update(until=now)
        Choice.objects.create(endpoint=row, since=now, **wanted)
    _write(actor, "changed", row, host=urlsplit(url).hostname)
    return row


@transaction.atomic
def rotate_secret(*, actor: Author, endpoint: Endpoint) -> Opened:
    """Give the endpoint a new secret; for a day both sign, so that the other side can exchange its own in between.

    Raises: RightMissing, EndpointMoved.
    """
    row = _locked(actor, endpoint)
    secret = new_secret()
    row.old_secret, row.secret = row.secret, vault.seal(row.pk, secret)
    row.old_secret_until = clock.now() + rules.OVERLAP
    row.save(update_fields=["secret", "old_secret", "old_secret_until"])
    _write(actor, "secret_rotated", row)
    return Opened(row, secret)


@transaction.atomic
def pause(*, actor: Author, endpoint: Endpoint, reason: str) -> None:
    """Send nothing there until it is resumed. Raises: RightMissing, EndpointMoved."""
    row = _locked(actor, endpoint)
    if row.paused_at:
        raise EndpointMoved
    row.paused_at, row.paused_by = clock.now(), Pause.OFFICER
    row.save(update_fields=["paused_at", "paused_by"])
    _write(actor, "paused", row, why=Pause.OFFICER.value, reason=journal.masked(reason))


@transaction.atomic
def resume(*, actor: Author, endpoint: Endpoint) -> None:
    """Send there again; its bad days are forgotten. Raises: RightMissing, EndpointMoved."""
    row = _locked(actor, endpoint)
    if not row.paused_at:
        raise EndpointMoved
    row.paused_at, row.paused_by, row.failing_since = None, "", None
    row.save(update_fields=["paused_at", "paused_by", "failing_since"])
    _write(actor, "resumed", row)


@transaction.atomic
def close(*, actor: Author, endpoint: Endpoint) -> None:
    """Take the endpoint off the list for good and forget its secrets. Raises: RightMissing, EndpointMoved."""
    row = _locked(actor, endpoint)
    now = clock.now()
    row.closed_at, row.secret, row.old_secret, row.old_secret_until = now, "", "", None
    row.save(update_fields=["closed_at", "secret", "old_secret", "old_secret_until"])
    _write(actor, "closed", row)


def _codes(areas: Iterable[Area], topics: Iterable[Topic]) -> dict[str, list[str]]:
    return {"areas": sorted(area.code for area in areas), "topics": sorted(topic.code for topic in topics)}


def _locked(actor: Author, endpoint: Endpoint) -> Endpoint:
    """Return the row, locked, after checking right and state. Raises: RightMissing, EndpointMoved."""
    require(actor, Permission.CHANNELS_MANAGE, body=endpoint.account.body)
    row = Endpoint.objects.select_for_update(of=("self",)).select_related("account__body").get(pk=endpoint.pk)
    if row.closed_at:
        raise EndpointMoved
    return row


def _write(actor: Author, verb: str, endpoint: Endpoint, **facts: object) -> None:
    journal.write(actor=actor, verb=f"webhook.{verb}", thing=endpoint.thing, facts=facts)
