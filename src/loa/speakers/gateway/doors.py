"""The door of requests that devices sign, and what it reads out of them: who, which words, which part of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.request import RawPostDataException
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from loa.lib import clock
from loa.speakers.actions.commanding import ms
from loa.speakers.gateway.pacing import too_often
from loa.speakers.queries import hearing
from loa_wire import http
from loa_wire.errors import WireError
from loa_wire.signed import MOST_BYTES, Keys
from loa_wire.words import Why

MOST_BODY, MOST_TOLD = 2_000_000, 500
MOST_A_MINUTE = 120
"""Requests of one device, its words and its files counted apart: an exchange every two seconds and a burst of orders; files and resumptions."""
PIECE = 1 << 16
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
View = Callable[..., HttpResponseBase]


class Unreadable(ValueError):
    """The body of a request is not what the wire asks for."""


def signed(view: View) -> View:
    """Let in devices that signed this very request: 403 for others, 409 with our time for a wrong clock, 429 for too many."""

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if int(request.headers.get("Content-Length") or 0) > MOST_BODY:
            return JsonResponse({"code": Why.UNREADABLE}, status=413)
        now = ms(clock.now())
        device = hearing.find_device(request.headers.get(http.DEVICE, ""))
        keys = Keys({device.name: bytes(device.public_key)}) if device else Keys({})
        try:
            http.check(
                request.headers, keys, request.method or "", request.get_full_path(), _body(request), now
            )
        except WireError as error:
            if error.code == Why.CLOCK:
                return JsonResponse({"now": now}, status=409)
            return JsonResponse({"code": error.code, "down": _last_word(request, now)}, status=403)
        assert device is not None, "nothing is signed by nobody"
        if (busy := too_often(f"{view.__name__}.{device.pk}", MOST_A_MINUTE)) is not None:
            return busy
        try:
            return view(request, device, *args, **kwargs)
        except Unreadable as error:
            return JsonResponse({"code": Why.UNREADABLE, "text": str(error)}, status=400)

    return door


def _last_word(request: HttpRequest, now: int) -> list[str]:
    """Return what a device that was shut out must still hear: it has no other line on which to be told to drop its plays."""
    name = request.headers.get(http.DEVICE, "")
    found = hearing.find_last_word(name)
    if found is None:
        return []
    keys = Keys({name: found[0]})
    try:
        http.check(request.headers, keys, request.method or "", request.get_full_path(), request.body, now)
    except WireError:
        return []
    return [found[1]]


def read_exchange(body: bytes) -> tuple[list[str], int]:
    """Return what is told and after which command the device asks. Raises: Unreadable."""
    try:
        raw = json.loads(body)
        told, after = raw["told"], raw["after"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("give told and after") from error
    if not isinstance(told, list) or len(told) > MOST_TOLD or not all(_is_envelope(each) for each in told):
        raise Unreadable(f"give at most {MOST_TOLD} envelopes")
    if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after < 1 << 62:
        raise Unreadable("give a number after")
    return told, after


def _is_envelope(value: object) -> bool:
    """Say whether it may be handed to the intake, which judges it."""
    return isinstance(value, str) and len(value) <= MOST_BYTES


def _body(request: HttpRequest) -> bytes:
    """Return what was sent; a browser's form, which was read already, is signed by nobody."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def span_of(wanted: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for; all of them where the header is none that we know, None for an empty part."""
    found = _RANGE.fullmatch(wanted.strip())
    if not found or found.groups() == ("", ""):
        return (0, size - 1)
    first, last = found.groups()
    if not first:
        begin, end = max(0, size - int(last)), size - 1
    else:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (begin, end) if begin <= end else None


def pieces(place: Path, first: int, last: int) -> Iterator[bytes]:
    """Yield the bytes of a file from the first to the last."""
    with place.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
