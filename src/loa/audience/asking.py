"""Taking requests of the public form: inside the request the same work for everybody, the rest by a job.

What is known of an address is looked at in the job alone, so that neither the answer nor the time it takes tells anybody
who is on the list.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from procrastinate.contrib.django import app

from loa.audience import rules, vault
from loa.audience.actions import Choice, ask_to_subscribe
from loa.audience.errors import ConsentMissing, NothingChosen
from loa.audience.models import Asked, ContactKind, Language, SubscriberKind
from loa.lib import clock
from loa.units.models import Area, Body

KEPT_FOR = timedelta(days=1)  # a request that no job could take is forgotten then


@transaction.atomic
def request_subscription(*, body: Body, address: str, choice: Choice, agreed: bool) -> None:
    """Keep a request under lock and defer what follows from it. Raises: BadContact, NothingChosen, ConsentMissing."""
    if not agreed:
        raise ConsentMissing
    if not choice.areas:
        raise NothingChosen
    value, asked_id = rules.normal_contact(ContactKind.EMAIL, address), uuid4()
    Asked.objects.create(
        id=asked_id,
        body=body,
        value=vault.seal_asked(asked_id, value),
        choice={
            "areas": [area.pk for area in choice.areas],
            "topics": list(choice.topics),
            "language": choice.language,
            "kind": choice.kind,
        },
        at=clock.now(),
    )
    task = app.configure_task("loa.audience.tasks.take_request", queue="audience")
    task.defer(asked_id=str(asked_id))


@transaction.atomic
def take_request(asked_id: UUID) -> None:
    """Do what a request asks for and forget it; one that was taken already is no error."""
    asked = Asked.objects.select_for_update(of=("self",)).select_related("body").filter(pk=asked_id).first()
    if asked is None:
        return
    choice = Choice(
        areas=list(Area.objects.filter(pk__in=asked.choice["areas"])),
        topics=asked.choice["topics"],
        language=Language(asked.choice["language"]),
        kind=SubscriberKind(asked.choice["kind"]),
    )
    address = vault.unseal_asked(asked.pk, asked.value)
    ask_to_subscribe(body=asked.body, address=address, choice=choice, agreed=True)
    asked.delete()


def run_purge() -> int:
    """Forget requests that no job could take in time; return how many."""
    removed, _by_model = Asked.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()
    return removed
