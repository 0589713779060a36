"""The worker's log as a channel."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from loa.channels.base import Core, Kind, Message, Outlet, Result
from loa.channels.marks import marked_title
from loa.channels.places import OwnPlace

log = logging.getLogger(__name__)
PLACE = OwnPlace("hello.place", "hello", "Nhật ký của máy gửi")


@dataclass(frozen=True, slots=True)
class HelloAccount:
    """What an officer sets when opening an account; each field becomes a field of the form."""

    greeting: str = field(default="Xin chào", metadata={"label": "Lời chào", "help": "Đứng trước mỗi tin."})


class HelloKind(Kind[HelloAccount]):
    """The least that fulfils `loa.channels.base.Kind`."""

    key = "hello"
    label = "Chào (mẫu cho người lập trình)"
    Config = HelloAccount

    def render(self, core: Core) -> dict[str, Any]:
        """Return what is said: always with issuer, approver and source, and with its mark when it is not live."""
        return {
            "title": marked_title(core),
            "text": core.text,
            "issuer": core.issuer,
            "approver": core.approver,
            "source": core.source,
            "code": core.code,
        }

    async def send(self, outlet: Outlet[HelloAccount], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Say each message and yield what came of it; here it is proven at once."""
        for message in messages:
            said = message.content
            signed = f"{said['issuer']} – {said['approver']} – {said['source']}"
            log.warning("%s! %s: %s (%s)", outlet.config.greeting, said["title"], said["text"], signed)
            yield Result.delivered(message, message.key)
