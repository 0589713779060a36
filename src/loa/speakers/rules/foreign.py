"""Clusters of other makers: what their settings may be, which unsigned word weighs more, when one may be believed to be about a play."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.speakers.rules.words import Dialect

FOREIGN = tuple(value for value in Dialect.values if value != Dialect.LOA)
PORTS = frozenset({443, 8443})
TOLD = ("refused", "has_it", "sounds", "ended")
"""Unsigned words about a play from the lightest to the heaviest; a lighter one, come late or replayed, takes nothing back."""
SAID_SOUNDED = ("sounds", "ended")
TOLD_WORDS: Mapping[str, str | Promise] = {
    "refused": _("thiết bị báo không phát, không có chữ ký"),
    "has_it": _("thiết bị báo đã lưu lịch, không có chữ ký"),
    "sounds": _("thiết bị báo đang phát, không có chữ ký"),
    "ended": _("thiết bị báo đã phát, không có chữ ký"),
}
LEAD = timedelta(seconds=5)
"""How far ahead of now a play is put that is handed over after its moment."""
EARLY = timedelta(seconds=10)
"""A device that says so much before the start that it sounds something speaks of something else, or its clock is off."""
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}")
_HOST = re.compile(r"[A-Za-z0-9.:_-]+")


class Wrong(ValueError):
    """Settings with which a device cannot be spoken to; says what to write."""

    def __init__(self, text: str | Promise) -> None:
        super().__init__(str(text))


def settings_of(dialect: str, device: str, address: str) -> dict[str, Any]:
    """Return what a dialect keeps of the register's words. Raises: Wrong."""
    if dialect == Dialect.LOA:
        if device or address:
            raise Wrong(
                _("Số máy và địa chỉ chỉ dành cho thiết bị hãng khác. Hãy để trống hoặc chọn cách nối khác.")
            )
        return {}
    if not _NUMBER.fullmatch(device):
        raise Wrong(
            _("Số máy gồm 1–24 chữ cái không dấu, chữ số, gạch nối. Hãy ghi đúng số máy in trên thiết bị.")
        )
    if dialect != Dialect.PLAYLIST:
        if address:
            raise Wrong(_("Thiết bị loại này tự gọi về máy chủ nên không cần địa chỉ. Hãy để trống."))
        return {"device": device}
    host_of(address)
    return {"device": device, "address": address.rstrip("/")}


def host_of(address: str) -> str:
    """Return the host of an address. Raises: Wrong."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or not plain or port == 0:
        raise Wrong(_("Địa chỉ viết chưa đúng. Hãy ghi dạng https://tên-miền, không kèm tên đăng nhập."))
    return host


def is_safe_live(address: str) -> bool:
    """Say whether an address may be called for a live cluster: encrypted, at a usual port."""
    parts = urlsplit(address)
    return parts.scheme == "https" and (parts.port or 443) in PORTS


def may_be_about(start: datetime, deadline: datetime, now: datetime) -> bool:
    """Say whether a word heard now can be about a play that was handed over with this start."""
    return start - EARLY <= now <= deadline


def start_of(moment: datetime, latest: datetime, now: datetime, kept: datetime | None) -> datetime | None:
    """Return when a play begins: as it was handed over, at its moment, or in a little while; None where that is too late."""
    start = kept or (moment if moment >= now else now + LEAD)
    return start if kept or start <= max(latest, moment + LEAD * 2) else None
