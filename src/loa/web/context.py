"""What every page frame needs, computed only when a template asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.web import browsers, session, shell
from loa.web.status import Status


class Shell:
    """The page frame's facts; each is looked up when a template first reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def who(self) -> shell.Identity | None:
        return shell.identity(self._request)

    @cached_property
    def menu(self) -> list[shell.NavItem]:
        return shell.menu(self._request)

    def phone_menu(self) -> list[shell.NavItem]:
        return [item for item in self.menu if item.on_phone][:4]

    def is_demo(self) -> bool:
        return bool(settings.DEMO)

    def embedded(self) -> browsers.Embedded | None:
        return browsers.embedded(self._request.headers.get("User-Agent", ""))

    def can_use_passkeys(self) -> bool:
        """Say whether passkeys can work here: a secure origin in a browser of its own."""
        is_local = self._request.get_host().partition(":")[0] == "localhost"
        return (self._request.is_secure() or is_local) and not self.embedded()

    def provider_name(self) -> str:
        """Return what the button of the city's own sign-in says; empty where there is none."""
        return settings.OIDC_NAME if settings.OIDC_ISSUER else ""

    def can_use_push(self) -> bool:
        """Say whether notifications make sense here: as for passkeys, and on a machine of one's own."""
        return self.can_use_passkeys() and not self.is_shared_device()

    def on(self) -> Status:
        return Status("ok", _("Đang bật"))

    def seconds_left(self) -> int:
        return session.seconds_left(self._request)

    def is_shared_device(self) -> bool:
        return session.is_shared_device(self._request)

    def year(self) -> int:
        return clock.today().year


def shell_context(request: HttpRequest) -> dict[str, Any]:
    """Offer `shell`, `csp_nonce` and `mode` (live unless the view or middleware says otherwise)."""
    return {
        "shell": Shell(request),
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "mode": getattr(request, "mode", "live"),
    }
