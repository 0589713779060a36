"""The least that a bench stands on: one body in one area of a scratch database."""

from __future__ import annotations

from datetime import date

from loa.units.models import Area, AreaLevel, AreaVersion, Body, BodyVersion, System

SINCE = date(2020, 1, 1)


def make_body() -> Body:
    """Return a body with a seat, made once."""
    area, made = Area.objects.get_or_create(code="bench")
    if made:
        AreaVersion.objects.create(
            area=area,
            level=AreaLevel.COMMUNE,
            kind="Phường",
            name="Đo",
            folded="phuong do",
            path="bench",
            valid_from=SINCE,
        )
    body, made = Body.objects.get_or_create(code="bench")
    if made:
        BodyVersion.objects.create(
            body=body,
            name="Đơn vị đo",
            folded="don vi do",
            system=System.STATE,
            path=str(body.pk),
            seat_area=area,
            valid_from=SINCE,
        )
    return body
