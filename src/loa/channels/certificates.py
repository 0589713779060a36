"""Certificates of the servers we depend on: looked at each day, and told of in time when they end.

It must not decide whether a call trusts a server; that is done at each call.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from loa.channels import registry, rules, slots
from loa.channels.base import Server
from loa.channels.config import read_config
from loa.channels.models import Account, AccountState, Certificate, Mode
from loa.channels.own_site import NEAR
from loa.lib import clock
from loa.lib.addresses import AddressRule
from loa.lib.border import BorderError
from loa.lib.certificates import read_certificate
from loa.lib.errors import DomainError
from loa.units.models import Body
from loa.units.queries import body_versions
from loa.web.formats import moment_text

PATH = "/desk/status/"
_NEAR = AddressRule.of(NEAR)


def own_server() -> Server | None:
    """Return the server that ends TLS for our public address; None where the address is not encrypted."""
    parts = urlsplit(settings.PUBLIC_URL)
    return Server(parts.hostname, parts.port or 443) if parts.scheme == "https" and parts.hostname else None


def servers() -> dict[Server, list[Body]]:
    """Return the servers whose certificates matter now, each with the bodies that depend on it."""
    found: dict[Server, list[Body]] = {}
    if own := own_server():
        found[own] = [version.body for version in body_versions().filter(superior=None)]
    active = Account.objects.filter(state=AccountState.ACTIVE, mode=Mode.LIVE).select_related("body")
    for account in active.order_by("pk"):
        for server in _servers_of(account):
            found.setdefault(server, [])
            if account.body not in found[server]:
                found[server].append(account.body)
    return found


def run_check() -> int:
    """Look at every certificate, remember what was seen, tell once at 21, 7 and 1 days before an end; return how many."""
    meant = servers()
    for server, bodies in meant.items():
        ends_at, problem = _look(server)
        _remember(server, bodies, ends_at, problem)
    names = {(server.host, server.port) for server in meant}
    gone = [row.pk for row in Certificate.objects.all() if (row.host, row.port) not in names]
    Certificate.objects.filter(pk__in=gone).delete()
    return len(meant)


def _servers_of(account: Account) -> Iterator[Server]:
    try:
        kind = registry.get(account.kind)
        yield from kind.servers(read_config(kind, account.config))
    except DomainError:  # its settings no longer fit: `loa doctor` says so
        return


def _look(server: Server) -> tuple[datetime | None, str]:
    try:
        return read_certificate(server.host, server.port, rule=_NEAR, starttls=server.starttls).ends_at, ""
    except BorderError as refusal:
        return None, refusal.text


@transaction.atomic
def _remember(server: Server, bodies: list[Body], ends_at: datetime | None, problem: str) -> None:
    facts = {"problem": problem, "checked_at": clock.now()} | ({"ends_at": ends_at} if ends_at else {})
    row, _made = Certificate.objects.update_or_create(host=server.host, port=server.port, defaults=facts)
    days = rules.notice_days(ends_at, clock.now()) if ends_at else None
    if ends_at is None or days is None:
        return
    over, near = (
        _("Chứng thư số của %(host)s đã hết hạn lúc %(at)s"),
        _("Chứng thư số của %(host)s hết hạn lúc %(at)s"),
    )
    title = (near if days else over) % {"host": server.host, "at": moment_text(ends_at)}
    key = f"channels.certificate:{row.pk}:{ends_at:%Y%m%d}:{days}"
    for body in bodies:
        slots.tell(slots.Trouble(body, key, title[:240], PATH))
