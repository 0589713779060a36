"""One line to the body's mail server, over which releases leave one after the other."""

from __future__ import annotations

import contextlib

import aiosmtplib

from loa.channels.base import Message, Outlet, Result
from loa.kinds.press.answers import answer_to
from loa.kinds.press.config import PressConfig

_LOST = (aiosmtplib.SMTPException, OSError, TimeoutError)


class Line:
    """A connection of one account, opened with the first letter and anew after one that broke it."""

    def __init__(self, outlet: Outlet[PressConfig]) -> None:
        self._outlet = outlet
        self._client: aiosmtplib.SMTP | None = None

    async def hand_over(self, message: Message, letter: bytes) -> Result:
        """Return what became of a letter: only once its own bytes are on their way may a lost line leave that unknown."""
        begun = False
        try:
            client = self._client or await self._connect()
            await client.mail(self._outlet.config.sender)
            await client.rcpt(message.address)
            begun = True
            code, _text = await client.data(letter)
        except _LOST as error:
            await self._recover()
            return answer_to(message, error, begun=begun)
        return Result.accepted(message, str(code))

    async def hang_up(self) -> None:
        """End the line, politely where the server still listens."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(*_LOST):
                await client.quit()
            client.close()

    def drop(self) -> None:
        """End the line at once."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def _connect(self) -> aiosmtplib.SMTP:
        config = self._outlet.config
        self._client = aiosmtplib.SMTP(
            hostname=config.host,
            port=config.port,
            use_tls=config.security == "tls",
            start_tls=config.security == "starttls",
            timeout=config.timeout,
            username=config.username or None,
            password=self._outlet.secret or None,
        )
        await self._client.connect()
        return self._client

    async def _recover(self) -> None:
        """Make the line ready for another letter, or let go of it."""
        if self._client and self._client.is_connected:
            with contextlib.suppress(*_LOST):
                await self._client.rset()
                return
        self.drop()
