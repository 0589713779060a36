"""Ward loudspeakers as a channel: the ledger hands a sound over, the device proves what was heard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels.base import Core, KeyRange, Kind, Message, Outlet, Result, Rule, Shown
from loa.channels.marks import marked_title
from loa.channels.models import Account, LegalKind
from loa.channels.ranges import count_of, ranges_of
from loa.channels.threads import in_thread
from loa.kinds.speaker import handing
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.speakers.models import Cluster
from loa.units.territory import PLACES, columns, places_meant

# A cluster is meant when it stood on or below an area of the rule on that day, whatever its area was called before.
_MEANT = f"""
    SELECT DISTINCT ON (cluster.id) cluster.id AS receiver, place.today_id AS area_id
    FROM speakers_cluster cluster
    JOIN {PLACES} ON cluster.area_id = place.area_id
      AND cluster.opened_at >= place.since AND cluster.opened_at < place.before
    WHERE cluster.mode = %s AND cluster.opened_at <= %s
      AND (cluster.closed_at IS NULL OR cluster.closed_at > %s)
      AND NOT place.today_id = ANY(%s)
"""  # noqa: S608  a constant with places


@dataclass(frozen=True, slots=True)
class SpeakerConfig:
    """Nothing to set: which clusters there are says the register, how they are spoken to their dialect."""


class SpeakerKind(Kind[SpeakerConfig]):
    """The protocol of `loa.channels.base.Kind` for loudspeaker clusters; *accepted* is the order laid out, *played* the device's proof."""

    key = "speaker"
    label = gettext_lazy("Loa truyền thanh")
    legal_kinds = (LegalKind.STATION.value,)
    keeps_secret = False
    has_idempotency_key = True
    can_be_asked = True
    one_for_all_languages = True
    desk_page = None
    Config = SpeakerConfig

    def render(self, core: Core) -> dict[str, Any]:
        """Return what sounds, where the sound and its moments are chosen, and what would be read aloud."""
        chosen = core.extra.get("speaker", {})
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
            "mode": core.mode,
            "valid_until": core.valid_until.isoformat() if core.valid_until else "",
            "relation": core.relation,
            "corrects": core.corrects,
            "mends": core.priority == "emergency" and bool(core.relation),
            "version": int(chosen.get("version", 0)),
            "sound": dict(chosen.get("sound", {})),
            "moments": list(chosen.get("moments", [])),
        }

    def preview(self, payload: Mapping[str, Any]) -> list[Shown]:
        """Return what is heard and when, beside the words."""
        shown = super().preview(payload)
        sound = payload.get("sound") or {}
        length = round(int(sound.get("length_ms", 0)) / 1000)
        if sound:
            words = _("%(minutes)s phút %(seconds)s giây") % {"minutes": length // 60, "seconds": length % 60}
            shown.append(Shown("line", words, gettext_lazy("Thời lượng phát")))
        moments = [datetime.fromisoformat(each).astimezone(HANOI) for each in payload.get("moments", [])]
        when = "; ".join(f"{each:%H:%M %d/%m/%Y}" for each in moments) or _("ngay khi được duyệt")
        return [*shown, Shown("line", when, gettext_lazy("Giờ phát loa"))]

    async def send(self, outlet: Outlet[SpeakerConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Lay the plays out and order them; accepted says that the order stands, not that anything was heard."""
        del outlet
        for result in await in_thread(handing.hand_over, messages):
            yield result

    async def ask(self, outlet: Outlet[SpeakerConfig], message: Message) -> Result:
        """Say what became of the plays of a delivery; one that was never laid out may be sent again."""
        del outlet
        return await in_thread(handing.told, message)


class ClusterSource:
    """Clusters as receivers. The rule: {"account": id, "areas": [codes]}; the account's mode decides which clusters are meant."""

    key = "speaker.clusters"
    label = gettext_lazy("Cụm loa")
    of_account: ClassVar[bool] = True
    once_for_all_accounts: ClassVar[bool] = True

    def count(self, rule: Rule, as_of: datetime) -> int:
        """Return how many clusters the rule means."""
        return count_of(_MEANT, self._places(rule, as_of))

    def plan(self, rule: Rule, as_of: datetime, *, size: int = 1000) -> list[KeyRange]:
        """Return ranges of at most `size` clusters, in order."""
        return ranges_of(_MEANT, self._places(rule, as_of), size)

    def expand_sql(self, rule: Rule, as_of: datetime, low: int, high: int) -> tuple[str, list[Any]]:
        """Return the SELECT of clusters in the range."""
        sql = f"{_MEANT} AND cluster.id BETWEEN %s AND %s ORDER BY cluster.id, place.today_id"
        return sql, [*self._places(rule, as_of), low, high]

    def addresses(self, receivers: Iterable[int]) -> dict[int, str]:
        """Return each cluster's code."""
        return dict(Cluster.objects.filter(pk__in=list(receivers)).values_list("pk", "code"))

    def suppressed(self, receivers: Iterable[int]) -> set[int]:
        """Return the clusters closed since the list was frozen."""
        asked = set(receivers)
        closed = Q(closed_at__isnull=False, closed_at__lte=clock.now())
        return set(Cluster.objects.filter(closed, pk__in=asked).values_list("pk", flat=True))

    def _places(self, rule: Rule, as_of: datetime) -> list[Any]:
        day = as_of.astimezone(HANOI).date()
        mode = Account.objects.values_list("mode", flat=True).get(pk=int(rule["account"]))
        elsewhere = sorted({place.today_id for place in places_meant(rule.get("elsewhere", ()), day)})
        return [*columns(places_meant(rule.get("areas", ()), day)), mode, as_of, as_of, elsewhere]
