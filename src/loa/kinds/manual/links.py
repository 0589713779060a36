"""The one-time link and QR code of a run sheet: bound to one delivery, nothing stored, one effect."""

from __future__ import annotations

from django.core import signing

from loa.kinds.manual.errors import BadSheetLink

_SHEET = signing.Signer(salt="manual.sheet")


def sheet_token(delivery_id: int) -> str:
    """Return the token printed on the sheet."""
    return _SHEET.sign(str(delivery_id))


def read_sheet_token(token: str) -> int:
    """Return the delivery's id. Raises: BadSheetLink."""
    try:
        return int(_SHEET.unsign(token))
    except signing.BadSignature as error:
        raise BadSheetLink from error


def sheet_path(delivery_id: int) -> str:
    """Return the path that the QR code opens."""
    return f"/sheet/{sheet_token(delivery_id)}/"
