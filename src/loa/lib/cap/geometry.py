"""Polygons and circles as CAP writes them: "21.03,105.78 21.03,105.86 …" and "21.03,105.84 5". Source: CAP 1.2, 3.2.4."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from loa.lib.cap.model import Circle, Point
from loa.lib.said import say

_NUMBER = re.compile(r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d{1,3})?", re.ASCII)


class BadGeometry(ValueError):
    """The text is no such figure; `rule` is a stable word, the message says why."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


def read_polygon(text: str) -> tuple[Point, ...]:
    """Return the points of a closed polygon of at least four.

    Raises: BadGeometry.
    """
    points = tuple(map(_point, text.split()))
    if len(points) < 4:
        raise BadGeometry(
            "polygon_points",
            say("Đa giác có {n} điểm; cần ít nhất 4 điểm, điểm cuối trùng điểm đầu.", n=len(points)),
        )
    if points[0] != points[-1]:
        raise BadGeometry("polygon_open", "Đa giác chưa khép kín: điểm cuối phải trùng điểm đầu.")
    return points


def read_circle(text: str) -> Circle:
    """Return a centre and its radius in kilometres.

    Raises: BadGeometry.
    """
    parts = text.split()
    if len(parts) != 2:
        raise BadGeometry("circle", "Hình tròn phải có dạng “vĩ độ,kinh độ bán kính”, bán kính tính bằng km.")
    radius = _number(parts[1])
    if radius is None or radius < 0:
        raise BadGeometry(
            "circle_radius", say("Bán kính “{text}” không phải là số km từ 0 trở lên.", text=parts[1][:40])
        )
    return Circle(_point(parts[0]), radius)


def write_point(point: Point) -> str:
    """Return the point in digits without an exponent, exact enough to be read back the same."""
    return f"{_digits(point.latitude)},{_digits(point.longitude)}"


def write_circle(circle: Circle) -> str:
    """Return the circle as CAP writes it."""
    return f"{write_point(circle.centre)} {_digits(circle.radius)}"


def _point(text: str) -> Point:
    numbers = [number for part in text.split(",") if (number := _number(part)) is not None]
    if len(numbers) != 2 or text.count(",") != 1:
        raise BadGeometry(
            "coordinates", say("“{text}” không phải là một điểm dạng “vĩ độ,kinh độ”.", text=text[:60])
        )
    latitude, longitude = numbers
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise BadGeometry(
            "coordinates_range",
            say(
                "Điểm “{text}” nằm ngoài phạm vi: vĩ độ từ -90 đến 90, kinh độ từ -180 đến 180.",
                text=text[:60],
            ),
        )
    return Point(latitude, longitude)


def _number(text: str) -> float | None:
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else None


def _digits(value: float) -> str:
    return format(Decimal(repr(float(value))), "f")
