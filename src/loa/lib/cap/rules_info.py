"""The rules of the text for one info block: time, links, named values, files and areas."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime

from loa.lib.cap.finding import Problem, warning
from loa.lib.cap.geometry import BadGeometry, read_circle, read_polygon
from loa.lib.cap.times import read_loose_time
from loa.lib.cap.values import Node, read_number
from loa.lib.said import say

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=.)")
_ACTIVE = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_MIME = re.compile(r"(?:application|audio|font|image|message|model|multipart|text|video)/\S+", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-fA-F]{40}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|&(?:[a-zA-Z]{2,8}|#\d{2,6});")
_PAIRS = ("eventCode", "parameter", "geocode")


def info_faults(info: Node, version: str, sent: datetime | None, now: datetime) -> Iterator[Problem]:
    """Yield every rule that the block breaks; `sent` is None where it could not be read."""
    yield from _times(info, sent, now)
    yield from _web(info)
    yield from _words(info)
    yield from _pairs(info, version)
    for resource in info.all("resource"):
        yield from _resource(resource)
    for area in info.all("area"):
        yield from _pairs(area, version)
        yield from _area(area)


def _times(info: Node, sent: datetime | None, now: datetime) -> Iterator[Problem]:
    effective, onset, expires = (read_loose_time(info.text(n)) for n in ("effective", "onset", "expires"))
    if expires is None:
        return
    if sent and expires <= sent:
        yield warning("expires", "expired", "Cảnh báo hết hiệu lực trước cả lúc gửi. Hãy kiểm tra “expires”.")
    elif expires <= now:
        message = say("Cảnh báo đã hết hiệu lực lúc {at}.", at=info.word("expires"))
        yield warning("expires", "expired", message)
    for name, moment in (("effective", effective), ("onset", onset)):
        if moment and expires < moment:
            yield warning("expires", "expires_first", say("“expires” sớm hơn “{name}”.", name=name))


def _web(info: Node) -> Iterator[Problem]:
    web = info.word("web")
    if web and _ACTIVE.match(web):
        yield Problem("web", "address", "“web” phải là địa chỉ trang web, không phải mã lệnh.")
    elif web and not _SCHEME.match(web):
        message = say(
            "“web” ghi “{text}”: phải là địa chỉ đầy đủ, ví dụ https://hanoi.gov.vn/.", text=web[:80]
        )
        yield warning("web", "address", message)


def _words(info: Node) -> Iterator[Problem]:
    for name in ("event", "headline", "description", "instruction", "contact"):
        if found := _MARKUP.search(info.text(name)):
            message = say(
                "“{name}” có mã HTML ({text}); CAP chỉ nhận chữ thuần.", name=name, text=found[0][:40]
            )
            yield warning(name, "markup", message)


def _pairs(node: Node, version: str) -> Iterator[Problem]:
    """Source: CAP 1.0, 3.2.2: "valueName=value" in one text; since 1.1 in two elements, which the structure tells."""
    if version != "1.0":
        return
    for name in _PAIRS:
        for pair in node.all(name):
            if "=" not in pair.own_text:
                message = say("“{name}” phải có dạng tên=giá trị.", name=name)
                yield Problem(name, "pair", message)


def _resource(resource: Node) -> Iterator[Problem]:
    mime, uri = resource.word("mimeType"), resource.word("uri")
    if mime and not _MIME.fullmatch(mime):
        message = say("“mimeType” ghi “{text}”: phải có dạng loại/kiểu, ví dụ image/png.", text=mime[:60])
        yield warning("mimeType", "mime_type", message)
    if uri and _ACTIVE.match(uri):
        yield Problem("uri", "address", "“uri” phải là địa chỉ tệp, không phải mã lệnh.")
    elif uri and not _SCHEME.match(uri) and not resource.word("derefUri"):
        message = say("“uri” ghi “{text}”: địa chỉ tương đối chỉ dùng khi có “derefUri”.", text=uri[:80])
        yield Problem("uri", "address", message)
    yield from _size(resource)
    yield from _content(resource)


def _size(resource: Node) -> Iterator[Problem]:
    if resource.word("size").startswith("-"):
        yield Problem("size", "size", "“size” là số byte nên không được âm.")


def _content(resource: Node) -> Iterator[Problem]:
    """Compare a file that travels inside the alert with what is said of it. Source: CAP 1.2, 3.2.3 derefUri, digest."""
    digest, packed = resource.word("digest"), "".join(resource.text("derefUri").split())
    if digest and not (_HEX.fullmatch(digest) or _SHA256.fullmatch(digest)):
        yield Problem("digest", "digest", "“digest” phải là mã băm SHA-1: 40 chữ số hệ 16.")
    if not packed:
        return
    try:
        content = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        yield Problem("derefUri", "base64", "“derefUri” không phải là nội dung mã hóa base64.")
        return
    if _HEX.fullmatch(digest) and hashlib.sha1(content).hexdigest() != digest.lower():  # noqa: S324  asked for by CAP
        yield Problem("digest", "digest_differs", "“digest” không khớp với nội dung trong “derefUri”.")
    size = resource.word("size")
    if size.isascii() and size.isdigit() and int(size[:20]) != len(content):
        message = say("“size” ghi {size} byte nhưng nội dung có {n} byte.", size=size[:20], n=len(content))
        yield warning("size", "size", message)


def _area(area: Node) -> Iterator[Problem]:
    for name, read in (("polygon", read_polygon), ("circle", read_circle)):
        for figure in area.all(name):
            text = figure.own_text
            if not text.strip():
                yield warning(name, "empty", say("“{name}” để trống. Nên bỏ hẳn phần tử này.", name=name))
                continue
            try:
                read(text)
            except BadGeometry as fault:
                yield Problem(name, fault.rule, fault.message)
    yield from _heights(area)


def _heights(area: Node) -> Iterator[Problem]:
    altitude, ceiling = area.word("altitude"), area.word("ceiling")
    if ceiling and not altitude:
        yield Problem("ceiling", "ceiling", "“ceiling” chỉ dùng cùng với “altitude”.")
    low, high = read_number(altitude), read_number(ceiling)
    if low is not None and high is not None and high < low:
        yield Problem("ceiling", "ceiling", "“ceiling” thấp hơn “altitude”.")
