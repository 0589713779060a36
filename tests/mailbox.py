"""A real SMTP server on loopback that keeps what it is given; fixture `mailbox`."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings


@dataclass
class Mailbox:
    """What arrived: one entry per envelope."""

    port: int = 0
    envelopes: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    @property
    def letters(self) -> list[EmailMessage]:
        return [message for _to, message in self.envelopes]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        self.envelopes.append((list(envelope.rcpt_tos), cast("EmailMessage", parsed)))
        return "250 OK"


def free_port() -> int:
    """Return a loopback port nobody listens on; the server's library cannot choose one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    patch = pytest.MonkeyPatch()
    patch.setattr(django_settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    patch.setattr(django_settings, "EMAIL_HOST", "127.0.0.1")
    patch.setattr(django_settings, "EMAIL_PORT", box.port)
    patch.setattr(django_settings, "EMAIL_USE_TLS", False)
    yield box
    patch.undo()
    controller.stop()
