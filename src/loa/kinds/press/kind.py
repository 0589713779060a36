"""Press releases by the body's own mail server: embargo on top, spokesperson below, one letter to each newsroom."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels import registry
from loa.channels.actions import halt_account
from loa.channels.base import OWN_SERVER, Core, Endpoint, Kind, Message, Outlet, Result, Shown
from loa.channels.errors import BadConfig
from loa.channels.marks import marked_title
from loa.channels.threads import in_thread
from loa.kinds.press import letters
from loa.kinds.press.answers import DOWN, REFUSED, untried
from loa.kinds.press.config import PressConfig
from loa.kinds.press.links import stop_path
from loa.kinds.press.posting import Line
from loa.lib import clock

log = logging.getLogger(__name__)

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_SECURITY = {"none", "starttls", "tls"}
_SPOKEN = ("spokesperson", "spokesperson_title", "spokesperson_phone", "place")


class PressKind(Kind[PressConfig]):
    """The protocol of `loa.channels.base.Kind` over SMTP, to newsrooms, which are asked to hold an embargo."""

    key = "press"
    label = gettext_lazy("Báo chí")
    holds_embargo = True
    endpoints = (
        Endpoint(OWN_SERVER, ("SMTP",), "hand over releases to the body's own server", ("smtp", "smtps")),
    )
    patience = 240.0
    Config = PressConfig

    def check_config(self, config: PressConfig) -> None:
        """Refuse what cannot work, would send the password in clear, or leaves nobody to speak."""
        if config.security not in _SECURITY:
            raise BadConfig(_("Bảo mật phải là “starttls”, “tls” hoặc “none”. Hãy chọn lại."))
        if config.security == "none" and config.host not in _LOOPBACK:
            raise BadConfig(_("Máy chủ thư ở ngoài máy này phải dùng “starttls” hoặc “tls”. Hãy chọn lại."))
        if "@" not in config.sender or any(c in config.sender for c in " \r\n<>,"):
            raise BadConfig(_("Địa chỉ gửi chưa đúng. Hãy nhập dạng baochi@coquan.gov.vn."))
        if not all(str(getattr(config, name)).strip() for name in _SPOKEN):
            raise BadConfig(
                _("Hãy ghi đủ họ tên, chức vụ, điện thoại cơ quan của người phát ngôn và địa danh.")
            )
        if not 1 <= config.timeout <= 60:
            raise BadConfig(_("Thời gian chờ máy chủ phải từ 1 đến 60 giây. Hãy nhập lại."))
        if not 1 <= config.answer_hours <= 80:
            raise BadConfig(_("Hạn trả lời phải từ 1 đến 80 giờ làm việc. Hãy nhập lại."))

    def account_words(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """Return who speaks for the body and the place a release is dated from."""
        return {"press": {name: str(config.get(name, "")) for name in _SPOKEN}}

    def render(self, core: Core) -> dict[str, Any]:
        """Return the release; its day and each newsroom's stop link stay open until it is sent."""
        with translation.override(core.language):
            embargo = _embargo(core)
            context = {
                "core": core,
                "title": marked_title(core),
                "embargo": embargo,
                "by": core.extra.get("press", {}),
                "reason": core.extra.get("reason", ""),
                "day": letters.DAY,
                "stop": letters.STOP,
                "site": settings.PUBLIC_URL,
            }
            return {
                "title": marked_title(core),
                "subject": f"{_heading(core)}: {marked_title(core)}" + (f" [{embargo}]" if embargo else ""),
                "text": render_to_string("pressroom/release.txt", context).strip() + "\n",
                "issuer": core.issuer,
                "source": core.source,
                "code": core.code,
                "language": core.language,
            }

    def preview(self, payload: Mapping[str, Any]) -> list[Shown]:
        """Return subject and release; the release itself names issuer, spokesperson, approver, source and code."""
        letter = str(payload["text"]).replace(letters.DAY, _("(ngày gửi)"))
        letter = letter.replace(letters.STOP, _("(đường dẫn riêng của mỗi tòa soạn)"))
        return [Shown("title", str(payload["subject"])), Shown("text", letter)]

    async def send(self, outlet: Outlet[PressConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Hand the releases over one after the other; what could not be begun in time waits for its next attempt."""
        registry.check_call(self, "SMTP", f"smtp://{outlet.config.host}", own_host=outlet.config.host)
        today = clock.now().astimezone(clock.HANOI).date()
        contents = {id(message.content): message.content for message in messages}
        shared = {place: letters.compose(outlet, content, today) for place, content in contents.items()}
        begin_until = asyncio.get_running_loop().time() + self.patience - 4 * outlet.config.timeout
        line, left = Line(outlet), ""
        try:
            for message in messages:
                if not left and asyncio.get_running_loop().time() > begin_until:
                    left = DOWN
                if left:
                    yield untried(message, left)
                    continue
                url = f"{settings.PUBLIC_URL}{stop_path(message.receiver)}"
                letter = letters.address(shared[id(message.content)], outlet, message, url)
                result = await line.hand_over(message, letter)
                if result.code.startswith(REFUSED):
                    await _halt(outlet, result.code)
                if result.code == DOWN or result.code.startswith(REFUSED):
                    left = result.code
                yield result
            await line.hang_up()
        finally:
            line.drop()


def _heading(core: Core) -> str:
    return {
        "": _("Thông cáo báo chí"),
        "correction": _("Đính chính thông cáo báo chí"),
        "withdrawal": _("Thu hồi thông cáo báo chí"),
        "supersede": _("Thông cáo báo chí thay thế"),
    }[core.relation]


def _embargo(core: Core) -> str:
    """Return the line that asks newsrooms to hold the release back; empty where nothing asks for it."""
    until = core.extra.get("embargo_until")
    if not until:
        return ""
    moment = datetime.fromisoformat(str(until)).astimezone(clock.HANOI)
    shown = {"hour": f"{moment:%H}", "minute": f"{moment:%M}", "day": f"{moment:%d/%m/%Y}"}
    return _("Cấm phát hành trước %(hour)s giờ %(minute)s ngày %(day)s") % shown


async def _halt(outlet: Outlet[PressConfig], code: str) -> None:
    """Pause the account that its own server refuses; where the database is away the next attempt does."""
    title = _(
        "Máy chủ thư từ chối tài khoản “%(name)s”. Kênh tạm dừng; hãy sửa mật khẩu hoặc địa chỉ gửi rồi cho gửi tiếp."
    )
    try:
        await in_thread(halt_account, account_id=outlet.id, code=code, title=title % {"name": outlet.name})
    except DatabaseError:
        log.warning("account %s could not be paused: the database is away", outlet.id)
