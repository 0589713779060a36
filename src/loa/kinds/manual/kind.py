"""Stations, cars, boards, talks and chat groups as one channel: the ledger hands over a sheet, a person confirms."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy

from loa.channels.base import Core, KeyRange, Kind, Message, Outlet, Result, Rule
from loa.channels.marks import marked_title
from loa.channels.models import LegalKind
from loa.channels.threads import in_thread
from loa.kinds.manual import actions
from loa.kinds.manual.models import LEGAL_KIND, Form, Station
from loa.lib.clock import HANOI
from loa.units.territory import PLACES, columns, places_meant

# A station is meant when it stood on or below an area of the rule on that day, whatever its area was called before.
_MEANT = f"""
    SELECT DISTINCT ON (station.id) station.id AS receiver, place.today_id AS area_id
    FROM manual_station station
    JOIN {PLACES} ON station.area_id = place.area_id
      AND station.opened_at >= place.since AND station.opened_at < place.before
    WHERE station.form = ANY(%s) AND station.opened_at <= %s
      AND (station.closed_at IS NULL OR station.closed_at > %s)
"""  # noqa: S608  a constant with places
_ORDER = "ORDER BY station.id, place.today_id"


@dataclass(frozen=True, slots=True)
class ManualConfig:
    """Which form of work the account stands for; one account has one form and so one legal kind."""

    form: str = field(metadata={"label": gettext_lazy("Hình thức thực hiện"), "choices": Form.choices})


class ManualKind(Kind[ManualConfig]):
    """The protocol of `loa.channels.base.Kind` for work done by people; it calls nobody."""

    key = "manual"
    label = gettext_lazy("Thực hiện thủ công")
    legal_kinds = tuple(sorted({kind.value for kind in LEGAL_KIND.values()} | {LegalKind.BULLETIN.value}))
    self_reported = True
    one_for_all_languages = True  # a station reads or posts one sheet: the first language's
    Config = ManualConfig

    def check_config(self, config: ManualConfig) -> None:
        """Refuse a form that nobody knows."""
        actions.check_form(config.form)

    def render(self, core: Core) -> dict[str, Any]:
        """Return what the sheet prints and what is read aloud, posted or pasted."""
        return {
            "title": marked_title(core),
            "text": core.text,
            "issuer": core.issuer,
            "approver": core.approver,
            "source": core.source,
            "code": core.code,
            "url": core.url,
            "language": core.language,
            "priority": core.priority,
            "areas": list(core.areas),
            "valid_until": core.valid_until.isoformat() if core.valid_until else "",
            "relation": core.relation,
            "corrects": core.corrects,
        }

    async def send(self, outlet: Outlet[ManualConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Make a run sheet for each station; accepted says that the sheet lies ready, not that anything was heard."""
        del outlet
        await in_thread(actions.hand_over, messages)
        for message in messages:
            yield Result.accepted(message, message.address)


class StationSource:
    """Stations as receivers. The rule: {"areas": [codes], "forms": [...]}; no area or no form means nobody."""

    key = "manual.stations"
    label = gettext_lazy("Điểm phát, bảng tin, tổ tuyên truyền")

    def count(self, rule: Rule, as_of: datetime) -> int:
        """Return how many stations the rule means."""
        return len(self._ids(rule, as_of))

    def plan(self, rule: Rule, as_of: datetime, *, size: int = 1000) -> list[KeyRange]:
        """Return ranges of at most `size` stations, in order."""
        ids = self._ids(rule, as_of)
        parts = [ids[i : i + size] for i in range(0, len(ids), size)]
        return [KeyRange(part[0], part[-1], len(part)) for part in parts]

    def expand_sql(self, rule: Rule, as_of: datetime, low: int, high: int) -> tuple[str, list[Any]]:
        """Return the SELECT of stations in the range."""
        return f"{_MEANT} AND station.id BETWEEN %s AND %s {_ORDER}", [*self._places(rule, as_of), low, high]

    def addresses(self, receivers: Iterable[int]) -> dict[int, str]:
        """Return each station's name."""
        return dict(Station.objects.filter(pk__in=list(receivers)).values_list("pk", "name"))

    def suppressed(self, receivers: Iterable[int]) -> set[int]:
        """Return the stations closed since the list was frozen."""
        asked = set(receivers)
        open_ids = Station.objects.filter(pk__in=asked, closed_at__isnull=True).values_list("pk", flat=True)
        return asked - set(open_ids)

    def _ids(self, rule: Rule, as_of: datetime) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"{_MEANT} {_ORDER}", self._places(rule, as_of))
            return [receiver for receiver, _area in cursor.fetchall()]

    def _places(self, rule: Rule, as_of: datetime) -> list[Any]:
        places = columns(places_meant(rule.get("areas", ()), as_of.astimezone(HANOI).date()))
        forms = [form for form in rule.get("forms", ()) if form in Form.values]
        return [*places, forms, as_of, as_of]
