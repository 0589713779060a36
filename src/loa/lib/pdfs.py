"""Look into a PDF for what acts by itself: scripts, programs, forms that send.

It must not render or parse pages: it only decides whether the file may be taken in.

Source: ISO 32000-1, 7.3.5 (names with #xx), 7.5.7 (object streams), 12.6.4 (actions).
"""

from __future__ import annotations

import re
import zlib

from loa.lib.errors import Invalid

_ACTIVE = re.compile(rb"/(JavaScript|Launch|RichMedia|XFA|SubmitForm|ImportData|Movie|Sound)(?![A-Za-z])")
_ENCRYPTED = re.compile(rb"/Encrypt[\s<]")
_ESCAPED_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_BEFORE = 600
_UNPACKED = 32 * 1024 * 1024


class ActivePdf(Invalid):
    """The PDF acts when opened, or cannot be looked into."""

    code = "active_pdf"
    message = "Tệp PDF có mã lệnh hoặc thao tác tự chạy nên không được nhận. Hãy in lại thành PDF mới (Print to PDF)."


def check_pdf(data: bytes) -> None:
    """Accept a PDF that only shows pages.

    Raises: ActivePdf when it holds scripts, launches, submits, is encrypted, or packs its objects unreadably.
    """
    if b"%%EOF" not in data[-2048:]:
        raise ActivePdf("Tệp PDF bị thiếu phần cuối. Hãy tải lại hoặc xuất lại tệp.", reason="cut_off")
    if _ENCRYPTED.search(data):
        raise ActivePdf("Tệp PDF có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.", reason="encrypted")
    for part in (data, *_object_streams(data)):
        found = _ACTIVE.search(_ESCAPED_NAME.sub(lambda code: bytes([int(code[1], 16)]), part))
        if found:
            raise ActivePdf(reason=found[1].decode().lower())


def _object_streams(data: bytes) -> list[bytes]:
    """Return the unpacked object streams, where modern writers keep most objects."""
    parts: list[bytes] = []
    left = _UNPACKED
    for start in _STREAM.finditer(data):
        head = data[max(0, start.start() - _BEFORE) : start.start()].rpartition(b" obj")[2]
        if b"/ObjStm" in _ESCAPED_NAME.sub(lambda code: bytes([int(code[1], 16)]), head):
            parts.append(_unpack(data[start.end() :], head, left))
            left -= len(parts[-1])
    return parts


def _unpack(body: bytes, head: bytes, most: int) -> bytes:
    filters = re.findall(rb"/[A-Za-z0-9]+Decode\b", head)
    if not filters:
        return body[: body.find(b"endstream")]
    if filters != [b"/FlateDecode"]:
        raise ActivePdf(reason="unreadable")
    try:
        unpacked = zlib.decompressobj().decompress(body, max(1, most))
    except zlib.error as error:
        raise ActivePdf(reason="unreadable") from error
    if len(unpacked) >= most:
        raise ActivePdf(reason="too_large")
    return unpacked
