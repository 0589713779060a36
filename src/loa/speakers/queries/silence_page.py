"""What the page of the kill switch offers: the scopes a person may silence, nearest first."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.lib.ids import digest
from loa.speakers.models import Cluster, Silence
from loa.speakers.queries.groups import CITY
from loa.speakers.queries.silences import SILENCE, Progress, Scope, may_silence
from loa.units.access import can
from loa.units.actor import Actor
from loa.units.lists import bodies_to_choose

Offered = tuple[str, str, Scope]


def scopes(actor: Actor, cluster: Cluster | None = None) -> list[Offered]:
    """Return what the actor may silence as (group, words, scope): the cluster at hand, the own body, the city, the others."""
    found: list[Offered] = []
    if cluster and can(actor, SILENCE, body=cluster.body):
        words = _("Cụm loa %(code)s – %(place)s") % {"code": cluster.code, "place": cluster.place}
        found.append(_offer(Scope(cluster=cluster), words))
    bodies = bodies_to_choose(actor, SILENCE).filter(clusters__closed_at__isnull=True, clusters__isnull=False)
    rows = {body.pk: body for body in bodies.distinct()}
    near = [cluster.body_id if cluster else 0, actor.body.pk]
    first = [rows[pk] for pk in dict.fromkeys(near) if pk in rows]
    found += [_offer(Scope(body=body), _all(body.label)) for body in first]  # type: ignore[attr-defined]
    if rows and may_silence(actor, Scope()):
        found.append(_offer(Scope(), _("Toàn thành phố – mọi cụm loa")))
    others = [body for body in rows.values() if body not in first]
    return found + [_offer(Scope(body=body), _all(body.label)) for body in others]  # type: ignore[attr-defined]


def is_plain(offered: list[Offered]) -> bool:
    """Say whether the first scope may be chosen beforehand: the one at hand, never the city among several."""
    return bool(offered) and (len(offered) == 1 or offered[0][0] != CITY)


def _offer(scope: Scope, words: str) -> Offered:
    return scope.group, words, scope


def _all(name: str) -> str:
    return _("Mọi cụm loa của %(body)s") % {"body": name}


def words_of(silence: Silence) -> str:
    """Return what a silence (of `silences.visible`) holds over, in words."""
    if silence.cluster:
        return _("Cụm loa %(code)s – %(place)s") % {
            "code": silence.cluster.code,
            "place": silence.cluster.place,
        }
    return _all(silence.body_name) if silence.body_id else _("Toàn thành phố")  # type: ignore[attr-defined]


def confirmed_words(silence: Silence, progress: Progress) -> str:
    """Return how many devices have confirmed, in words."""
    facts = {"taken": progress.taken, "total": progress.total}
    if silence.off_at:
        return (
            ngettext(
                "%(taken)s trên %(total)s thiết bị đã nhận lệnh mở lại",
                "%(taken)s trên %(total)s thiết bị đã nhận lệnh mở lại",
                progress.total,
            )
            % facts
        )
    return (
        ngettext(
            "%(taken)s trên %(total)s thiết bị đã im",
            "%(taken)s trên %(total)s thiết bị đã im",
            progress.total,
        )
        % facts
    )


def version_of(silence: Silence, progress: Progress) -> str:
    """Return a word that changes whenever the live part of a silence's page does."""
    moments = [str(silence.off_asked_at), str(silence.off_at), str(progress.last_at)]
    return digest([silence.pk, *moments, progress.total, progress.taken, progress.refused])[:24]
