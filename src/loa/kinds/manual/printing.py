"""What a printed run sheet needs: the address behind its QR code, and the code as a picture."""

from __future__ import annotations

import segno
from django.conf import settings

from loa.kinds.manual.links import sheet_path
from loa.kinds.manual.models import RunSheet


def sheet_url(sheet: RunSheet) -> str:
    """Return the full address by which the station's keeper answers for the sheet."""
    return f"{settings.PUBLIC_URL}{sheet_path(sheet.delivery_id)}"


def qr_data(url: str) -> str:
    """Return the QR code of an address as a data address, error correction M."""
    return str(segno.make(url, error="m", micro=False).svg_data_uri(border=1, scale=4))
