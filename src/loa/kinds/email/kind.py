"""E-mail through a body's own mail server: one envelope each, one-click stop, honest about a line that is cut."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

import aiosmtplib
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.audience import links
from loa.channels import registry
from loa.channels.base import OWN_SERVER, Core, Endpoint, Kind, Message, Outlet, Result, Server, Shown
from loa.channels.errors import BadConfig
from loa.channels.marks import marked_title
from loa.kinds.email import canary, letters, queries, refusals, standing
from loa.kinds.email.answers import REFUSED, answer_to, refused_account, refused_receiver, taken_in
from loa.kinds.email.config import EmailConfig
from loa.kinds.email.names import LONGEST_PREFIX

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_SECURITY = {"none", "starttls", "tls"}


class EmailKind(Kind[EmailConfig]):
    """The protocol of `loa.channels.base.Kind` over SMTP."""

    key = "email"
    label = gettext_lazy("Thư điện tử")
    endpoints = (
        Endpoint(OWN_SERVER, ("SMTP",), "hand over letters to the body's own server", ("smtp", "smtps")),
        Endpoint(OWN_SERVER, ("IMAP",), "read what mail servers send back", ("imap",)),
    )
    desk_page = ("email:show", gettext_lazy("Thư trả về"))
    patience = 120.0
    canary_modes = ("live", "exercise", "test")
    Config = EmailConfig

    def __init__(self) -> None:
        self._idle: dict[tuple[int, int], list[aiosmtplib.SMTP]] = defaultdict(list)

    def check_config(self, config: EmailConfig) -> None:
        """Refuse what cannot work or would send the password in clear."""
        if config.security not in _SECURITY:
            raise BadConfig(_("Bảo mật phải là “starttls”, “tls” hoặc “none”. Hãy chọn lại."))
        if config.security == "none" and config.host not in _LOOPBACK:
            raise BadConfig(_("Máy chủ thư ở ngoài máy này phải dùng “starttls” hoặc “tls”. Hãy chọn lại."))
        if "@" not in config.sender or any(c in config.sender for c in " \r\n<>,"):
            raise BadConfig(_("Địa chỉ gửi chưa đúng. Hãy nhập dạng thongbao@coquan.gov.vn."))
        if config.bounce_address and not _is_bounce_address(config.bounce_address):
            raise BadConfig(
                _(
                    "Địa chỉ nhận thư trả về chưa đúng. Hãy nhập dạng trave@coquan.gov.vn, phần trước @ tối đa 20 ký tự."
                )
            )
        if not 1 <= config.connections <= 64:
            raise BadConfig(_("Số kết nối cùng lúc phải từ 1 đến 64. Hãy nhập lại."))

    def render(self, core: Core) -> dict[str, Any]:
        """Return subject, text and HTML; the stop link stays open until the letter has a receiver."""
        context = {
            "core": core,
            "title": marked_title(core),
            "stop": letters.STOP,
            "site": settings.PUBLIC_URL,
        }
        with translation.override(core.language):
            return {
                "subject": marked_title(core),
                "text": render_to_string("email/letter.txt", context).strip() + "\n",
                "html": render_to_string("email/letter.html", context),
                "issuer": core.issuer,
                "source": core.source,
                "code": core.code,
                "language": core.language,
                "urgent": core.priority == "emergency",
            }

    def preview(self, payload: Mapping[str, Any]) -> list[Shown]:
        """Return subject and letter; the letter itself names issuer, approver, source and code."""
        letter = payload["text"].replace(letters.STOP, _("(đường dẫn riêng của mỗi người nhận)"))
        return [Shown("title", payload["subject"]), Shown("text", letter)]

    async def send(self, outlet: Outlet[EmailConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Hand the letters over on a few lines at once; a line serves one account only."""
        registry.check_call(self, "SMTP", f"smtp://{outlet.config.host}", own_host=outlet.config.host)
        results: asyncio.Queue[Result | Exception] = asyncio.Queue()
        waiting = iter(messages)
        contents = {id(message.content): message.content for message in messages}
        shared = {place: letters.compose(outlet, content) for place, content in contents.items()}
        refused: list[str] = []  # once the server refuses the account, no other letter knocks in vain
        lines = [
            asyncio.create_task(self._serve(outlet, waiting, shared, results, refused))
            for _line in range(min(outlet.config.connections, len(messages)))
        ]
        try:
            for _message in messages:
                result = await results.get()
                if isinstance(result, Exception):
                    raise result
                yield result
        finally:
            for line in lines:
                line.cancel()
            await asyncio.gather(*lines, return_exceptions=True)

    async def canary(self, outlet: Outlet[EmailConfig], token: str) -> Result:
        """Hand a letter to the account's own mailbox over, on a line like any other."""
        message = Message.of_canary(outlet, canary.address_of(outlet.config))
        registry.check_call(self, "SMTP", f"smtp://{outlet.config.host}", own_host=outlet.config.host)
        client, result = await self._hand_over(None, outlet, message, canary.letter(outlet, token))
        if client:
            self._idle[self._place(outlet)].append(client)
        return result

    def reads_back(self, outlet: Outlet[EmailConfig]) -> bool:
        """Say whether somebody reads the mailbox that the account writes to."""
        return bool(outlet.config.bounce_address) and queries.has_mailbox(outlet.id)

    def servers(self, config: EmailConfig) -> tuple[Server, ...]:
        """Return the mail server, where the line to it is encrypted."""
        if config.security == "none":
            return ()
        return (Server(config.host, config.port, starttls=config.security == "starttls"),)

    async def close(self) -> None:
        """Hang up the idle lines of this loop, politely where the server still listens."""
        own = id(asyncio.get_running_loop())
        for place in [p for p in self._idle if p[0] == own]:
            for client in self._idle.pop(place):
                with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                    await client.quit()
                _drop(client)

    async def _serve(
        self,
        outlet: Outlet[EmailConfig],
        waiting: Iterator[Message],
        shared: Mapping[int, bytes],
        results: asyncio.Queue[Result | Exception],
        refused: list[str],
    ) -> None:
        """Hand over letter after letter on one line; what nobody foresaw is handed on, so that nobody waits for it."""
        client: aiosmtplib.SMTP | None = None
        try:
            for message in waiting:
                if refused:
                    await results.put(refused_account(message, refused[0]))
                    continue
                letter = letters.address(shared[id(message.content)], outlet, message, _stop_url(message))
                client, result = await self._hand_over(client, outlet, message, letter)
                if result.code.startswith(REFUSED):
                    refused.append(result.code)
                    await standing.halt(outlet, result.code)
                await results.put(result)
        except Exception as bug:  # noqa: BLE001  raised again where the letters are waited for
            _drop(client)
            await results.put(bug)
            return
        if client:
            self._idle[self._place(outlet)].append(client)

    async def _hand_over(
        self, client: aiosmtplib.SMTP | None, outlet: Outlet[EmailConfig], message: Message, letter: bytes
    ) -> tuple[aiosmtplib.SMTP | None, Result]:
        """Return the line, if it can be used again, and what became of the letter.

        Only once the letter's own bytes are on their way may a lost line leave the outcome unknown.
        """
        begun = False
        try:
            client = client or await self._line(outlet)
            await client.mail(letters.envelope_sender(outlet.config, message))
            await client.rcpt(message.address)
            begun = True
            code, text = await client.data(letter)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            if status := refused_receiver(error):
                await refusals.note(message, status)
            usable = await _recover(client)
            return usable, answer_to(message, error, begun=begun)
        except asyncio.CancelledError:
            _drop(client)
            raise
        return client, Result.accepted(message, taken_in(code, text))

    async def _line(self, outlet: Outlet[EmailConfig]) -> aiosmtplib.SMTP:
        idle = self._idle[self._place(outlet)]
        while idle:
            client = idle.pop()
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await client.noop()
                return client
        return await _connect(outlet)

    def _place(self, outlet: Outlet[EmailConfig]) -> tuple[int, int]:
        """Name the lines of one account in the loop that opened them; a line cannot change its loop."""
        return id(asyncio.get_running_loop()), outlet.id


async def _connect(outlet: Outlet[EmailConfig]) -> aiosmtplib.SMTP:
    config = outlet.config
    client = aiosmtplib.SMTP(
        hostname=config.host,
        port=config.port,
        use_tls=config.security == "tls",
        start_tls=config.security == "starttls",
        timeout=config.timeout,
        username=config.username or None,
        password=outlet.secret or None,
    )
    await client.connect()
    return client


async def _recover(client: aiosmtplib.SMTP | None) -> aiosmtplib.SMTP | None:
    """Return the line ready for another letter, or None when it is lost."""
    if client and client.is_connected:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            await client.rset()
            return client
    _drop(client)
    return None


def _is_bounce_address(address: str) -> bool:
    user, _at, domain = address.partition("@")
    plain = address.isascii() and address.isprintable() and not set(address) & set(' <>,+"')
    return bool(plain and user and "." in domain and "@" not in domain and len(user) <= LONGEST_PREFIX)


def _drop(client: aiosmtplib.SMTP | None) -> None:
    if client:
        client.close()


def _stop_url(message: Message) -> str:
    return f"{settings.PUBLIC_URL}{links.stop_path(message.receiver)}"
