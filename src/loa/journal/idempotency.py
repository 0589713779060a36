"""Answers an unsafe request once: the same key and body get the stored answer, nothing is done twice.

The key, the act and the answer commit in one transaction, so a crash leaves all of them or none. Only answers
that did something (status below 400) are kept; a refused form may be mended and sent again. It must not keep
cookies, and forgets after a day.

Source: draft-ietf-httpapi-idempotency-key-header-07.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils.translation import gettext_lazy as _

from loa.journal.errors import BadKey, KeyReused, StillRunning
from loa.journal.models import IdempotencyKey
from loa.lib import clock

HEADER, FIELD, REPLAYED = "Idempotency-Key", "idempotency_key", "Idempotency-Replayed"
KEPT_FOR = timedelta(hours=24)
KEPT_HEADERS = (
    "Content-Type",
    "Location",
    "HX-Redirect",
    "HX-Location",
    "HX-Trigger",
    "HX-Retarget",
    "HX-Reswap",
)
SHOWN_ONCE = _("Đã thực hiện. Nội dung trả lời chỉ hiện một lần nên không được lưu lại.")
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_IGNORED = frozenset({FIELD, "csrfmiddlewaretoken"})


def answer_once(request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return the stored answer to this very request, or act, store and return the answer.

    The key comes in the header or as a hidden form field; without one every request acts.

    Raises:
        StillRunning: while the same key is being worked on.
        KeyReused: when the key came with another method, address or body.
        BadKey: when the key is malformed.

    """
    key = key_of(request)
    if request.method in SAFE or not key:
        return act()
    with transaction.atomic():
        return _locked(request, key, act)


def _locked(request: HttpRequest, key: str, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    person, digest, now = _person(request), request_digest(request), clock.now()
    if not _lock(person, key):
        raise StillRunning(retry_after=StillRunning.retry_after)
    mine = IdempotencyKey.objects.filter(person=person, key=key)
    mine.filter(expires_at__lte=now).delete()
    if stored := mine.first():
        if stored.request_digest != digest:
            raise KeyReused
        return _replay(stored)
    response = act()
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if isinstance(response, HttpResponse) and response.status_code < 400:
        _store(person, key, digest, response, now)
    return response


def _lock(person: str, key: str) -> bool:
    """Take the key until the transaction ends, or say at once that another request holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"idempotency:{person}:{key}"]
        )
        return bool(cursor.fetchone()[0])


def _store(person: str, key: str, digest: str, response: HttpResponse, now: datetime) -> None:
    """Keep the answer; of one that nobody may store (a secret shown once) only that it was given."""
    if "no-store" in response.get("Cache-Control", ""):
        response = HttpResponse(
            SHOWN_ONCE, status=response.status_code, content_type="text/plain; charset=utf-8"
        )
    IdempotencyKey.objects.create(
        person=person,
        key=key,
        request_digest=digest,
        status=response.status_code,
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
        answer=response.content,
        created_at=now,
        expires_at=now + KEPT_FOR,
    )


def _replay(stored: IdempotencyKey) -> HttpResponse:
    response = HttpResponse(bytes(stored.answer), status=stored.status, headers=stored.headers)
    response[REPLAYED] = "true"
    return response


def key_of(request: HttpRequest) -> str:
    """Return the key of a request: the header's, else the form field's, else nothing.

    Raises: BadKey when it is longer than 255 characters or holds spaces or marks.
    """
    if request.method in SAFE:
        return ""
    key = request.headers.get(HEADER, "").strip().strip('"') or (request.POST.get(FIELD) or "")
    if key and not _KEY.fullmatch(key):
        raise BadKey
    return key


def request_digest(request: HttpRequest) -> str:
    """Return the SHA-256 of what a request asks for: method, address, fields and files, or the raw body."""
    digest = sha256()
    for part in _parts(request):
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    yield (request.method or "").encode()
    yield request.get_full_path().encode()
    if request.content_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        yield request.body
        return
    for name in sorted(set(request.POST) - _IGNORED):
        for value in request.POST.getlist(name):
            yield f"{name}={value}".encode()
    for name in sorted(request.FILES):
        for sent in request.FILES.getlist(name):
            yield name.encode()
            yield _file_digest(sent)


def _file_digest(sent: UploadedFile[Any]) -> bytes:
    digest = sha256((sent.name or "").encode())
    for chunk in sent.chunks():
        digest.update(chunk)
    sent.seek(0)
    return digest.digest()


def _person(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(user.pk)
    return "anonymous"


def forget_expired(now: datetime) -> int:
    """Delete the keys whose day is over; return how many."""
    return IdempotencyKey.objects.filter(expires_at__lte=now).delete()[0]
