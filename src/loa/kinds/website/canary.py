"""A website account tests itself: what is written now is read through the public address, and so is its newest page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.channels.base import Message, Outlet, Result
from loa.channels.own_site import read
from loa.channels.threads import in_thread
from loa.kinds.website import queries


async def canary(outlet: Outlet[Any], token: str) -> Result:
    """Read the test's own page, then the account's newest public page where it has one.

    Raises: loa.lib.border.Permanent, Temporary.
    """
    message = Message.of_canary(outlet)
    path = reverse("website:canary", args=[outlet.id, token])
    answer = await read(outlet.mode, path)
    if answer.body.decode("utf-8", "replace") != queries.canary_word(outlet.id, token):
        return Result.failed(message, "other_answer", _("Địa chỉ công khai trả về nội dung khác, không phải trang của hệ thống."))  # fmt: skip
    code = await in_thread(queries.newest_code, outlet.id)
    if code and code not in (await read(outlet.mode, f"/b/{code}")).body.decode("utf-8", "replace"):
        return Result.failed(message, "page_missing", _("Trang của bản tin mới nhất không hiện đúng."))
    return Result.delivered(message)
