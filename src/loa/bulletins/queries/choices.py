"""What may be chosen for a bulletin: areas, accounts, topics, prepared messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from loa.bulletins.errors import UnknownTemplate
from loa.bulletins.models import Bulletin, Template
from loa.bulletins.rules.words import Priority
from loa.channels.models import Account, AccountState
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import AreaLevel, Topic
from loa.units.permissions import Permission
from loa.units.queries import area_names, area_versions, topics
from loa.units.rules import sort_key

_DEPTH = "– "


def area_choices(actor: Actor, bulletin: Bulletin) -> Sequence[tuple[int, str]]:
    """Return the areas in reach of the actor's right to write, in tree order, indented by depth.

    Residential groups are offered to whoever reaches no more than one commune; a city would have thousands. Areas
    that somebody else chose outside this reach stay at the end of the list: nothing is dropped unseen.
    """
    reach = access.areas_in_reach(actor, Permission.BULLETINS_WRITE)
    rows = area_versions().filter(area__in=reach).order_by("path")
    communes = list(rows.filter(level=AreaLevel.COMMUNE)[:2])
    if len(communes) != 1:
        rows = rows.exclude(level=AreaLevel.GROUP)
    ordered = sorted(rows, key=lambda row: (row.path.count("/"), bytes(row.sort_key)))
    offered = {row.area_id: f"{_DEPTH * row.path.count('/')}{row.kind} {row.name}" for row in ordered}
    others = area_names(bulletin.areas.exclude(pk__in=offered).values_list("pk", flat=True))
    within = set(reach.filter(pk__in=others).values_list("pk", flat=True))
    beyond = _("ngoài phạm vi được giao")
    kept = {pk: name if pk in within else f"{name} ({beyond})" for pk, name in others.items()}
    return [*offered.items(), *sorted(kept.items(), key=lambda item: sort_key(item[1]))]


def account_choices(actor: Actor, bulletin: Bulletin) -> QuerySet[Account]:
    """Return the accounts in use, of the bulletin's mode, of the bodies for which the actor may write.

    Accounts chosen before stay in the list, so that a closed one is seen and can be taken out.
    """
    bodies = access.bodies_in_reach(actor, Permission.BULLETINS_WRITE)
    usable = Account.objects.filter(body__in=bodies, mode=bulletin.mode, state=AccountState.ACTIVE)
    chosen = Account.objects.filter(bulletins=bulletin)
    return (usable | chosen).distinct().order_by("kind", "name")


def usable_accounts(original: Bulletin) -> QuerySet[Account]:
    """Return the accounts of a sent bulletin that can send now."""
    return original.accounts.filter(state=AccountState.ACTIVE).order_by("kind", "name", "pk")


def silent_accounts(original: Bulletin) -> QuerySet[Account]:
    """Return the accounts of a sent bulletin that are paused or closed: whom they reached cannot be told."""
    return original.accounts.exclude(state=AccountState.ACTIVE).order_by("kind", "name", "pk")


def areas_to_tell(original: Bulletin) -> Sequence[tuple[int, str]]:
    """Return the areas of a sent bulletin by name."""
    names = area_names(original.areas.values_list("pk", flat=True))
    return sorted(names.items(), key=lambda item: sort_key(item[1]))


def own_accounts(actor: Actor, bulletin: Bulletin) -> QuerySet[Account]:
    """Return another body's accounts that could carry its wording; the issuer chooses its own with the audience."""
    if actor.body.pk == bulletin.body_id:
        return Account.objects.none()
    rows = Account.objects.filter(body=actor.body, mode=bulletin.mode, state=AccountState.ACTIVE)
    return rows.order_by("kind", "name")


def topic_choices() -> QuerySet[Topic]:
    """Return the public list of topics."""
    return topics()


def templates() -> QuerySet[Template]:
    """Return the prepared messages in their order."""
    return Template.objects.filter(is_current=True)


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """A prepared message as the first step shows it."""

    key: str
    name: str
    title: str
    icon: str
    is_emergency: bool


def template_cards() -> list[TemplateCard]:
    """Return the prepared messages in the reader's language."""
    language = (get_language() or "vi")[:2]
    return [
        TemplateCard(
            key=row.key,
            name=_texts(row, language)["name"],
            title=capfirst(_texts(row, language)["title"].replace("{", "").replace("}", "")),
            icon=_ICONS.get(row.key, "file-text"),
            is_emergency=row.priority == Priority.EMERGENCY,
        )
        for row in templates()
    ]


def _texts(row: Template, language: str) -> dict[str, str]:
    texts: dict[str, str] = row.texts.get(language) or row.texts["vi"]
    return texts


_ICONS = {
    "disaster": "alert-triangle",
    "heat": "temperature-sun",
    "epidemic": "virus",
    "water-cut": "droplet",
    "fraud": "shield-lock",
    "vaccination": "heartbeat",
    "road-closure": "road",
    "evacuation": "urgent",
    "meeting": "users-group",
    "event": "calendar-event",
}


def get_template(key: str) -> Template:
    """Return one prepared message.

    Raises:
        UnknownTemplate: when nothing is prepared under this key.

    """
    template = templates().filter(key=key).first()
    if template is None:
        raise UnknownTemplate(key=key)
    return template
