"""Calls that an officer makes: a ping, or one delivery once more under its own id.

The call is noted and journalled before it is begun. A delivery that then arrives is reported to the ledger like any
receipt: so a correction reaches whoever got the message this way, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from django.db import transaction

from loa.channels import reach
from loa.channels.base import Message, Outcome, Result
from loa.channels.config import read_config
from loa.channels.models import AccountState
from loa.channels.registry import get
from loa.delivery.actions import record_receipts
from loa.delivery.models import Content, Delivery, Dispatch
from loa.delivery.queries import queue_switch
from loa.delivery.states import DispatchState, State
from loa.journal import actions as journal
from loa.kinds.webhook import health
from loa.kinds.webhook.calling import body_of, call, policy_of
from loa.kinds.webhook.errors import EndpointMoved, NotReplayable, SendingOff
from loa.kinds.webhook.models import Call, Endpoint
from loa.kinds.webhook.sources import Address, address_of
from loa.lib import clock
from loa.lib.safe_http import SafeClient
from loa.units.access import require
from loa.units.actor import Actor
from loa.units.permissions import Permission
from loa.units.queries import body_name

_NOT_YET = {State.PLANNED, State.SENDING, State.SUPERSEDED, State.WITHDRAWN}
_GOING = {DispatchState.SENDING, DispatchState.DONE}


def ping(*, actor: Actor, endpoint: Endpoint) -> Call:
    """Call the endpoint with an event that says nothing, paused or not, and return what came of it.

    Raises: RightMissing, EndpointMoved, SendingOff.
    """
    endpoint = _fresh(endpoint)
    made = _begin(actor, endpoint, Call.What.PING)
    data = {
        "endpoint": endpoint.pk,
        "issuer": body_name(endpoint.account.body_id),
        "mode": endpoint.account.mode,
    }
    result = _call(endpoint, _message(endpoint, 0, {"type": "ping", "data": data}), f"loa-ping-{made.pk}")
    return _finish(made, result)


def replay(*, actor: Actor, endpoint: Endpoint, delivery: Delivery) -> Call:
    """Send one delivery to its endpoint once more, under the same id, and return what came of it.

    Raises: RightMissing, EndpointMoved, SendingOff, NotReplayable.
    """
    endpoint = _fresh(endpoint)
    content = replayable(endpoint, delivery)
    made = _begin(actor, endpoint, Call.What.REPLAY, delivery)
    result = _call(endpoint, _message(endpoint, delivery.pk, content))
    if result.state == Outcome.DELIVERED:
        record_receipts(account=endpoint.account, results=[result])
    return _finish(made, result)


def replayable(endpoint: Endpoint, delivery: Delivery) -> dict[str, object]:
    """Return what would be sent once more.

    Raises: NotReplayable for what did not go out, was stopped, or was corrected or withdrawn since.
    """
    if (delivery.account_id, delivery.receiver) != (endpoint.account_id, endpoint.pk) or endpoint.paused_at:
        raise NotReplayable
    dispatch = Dispatch.objects.get(pk=delivery.dispatch_id)
    if State(delivery.state) in _NOT_YET or DispatchState(dispatch.state) not in _GOING:
        raise NotReplayable
    payload: dict[str, object] = Content.objects.get(pk=delivery.content_id).payload
    code = payload["data"]["code"]  # type: ignore[index]
    later = Content.objects.filter(kind="webhook", payload__data__corrects=code)
    if later.exclude(dispatch__state=DispatchState.UNDONE).exists():
        raise NotReplayable
    return payload


def _fresh(endpoint: Endpoint) -> Endpoint:
    return Endpoint.objects.select_related("account__body").get(pk=endpoint.pk)


@transaction.atomic
def _begin(actor: Actor, endpoint: Endpoint, what: Call.What, delivery: Delivery | None = None) -> Call:
    account = endpoint.account
    require(actor, Permission.CHANNELS_MANAGE, body=account.body)
    if endpoint.closed_at:
        raise EndpointMoved
    if account.state != AccountState.ACTIVE or queue_switch().is_paused:
        raise SendingOff
    facts = {"delivery": delivery.pk, "dispatch": delivery.dispatch_id} if delivery else {}
    verb = {"ping": "webhook.pinged", "replay": "webhook.replayed"}[what.value]
    journal.write(actor=actor, verb=verb, thing=endpoint.thing, facts=facts)
    return Call.objects.create(
        endpoint=endpoint,
        what=what,
        delivery_id=delivery.pk if delivery else None,
        person=actor.person,
        begun_at=clock.now(),
    )


def _message(endpoint: Endpoint, delivery_id: int, content: Mapping[str, object]) -> Message:
    account = endpoint.account
    address = address_of(endpoint)
    return Message(delivery_id, account.pk, account.mode, address, content, "vi", receiver=endpoint.pk)


def _call(endpoint: Endpoint, message: Message, message_id: str = "") -> Result:
    account = endpoint.account
    policy = policy_of(account.mode, read_config(get(account.kind), account.config))
    address = message.address
    assert isinstance(address, Address)

    async def once() -> Result:
        async with SafeClient(policy, connections=1) as client:
            body = body_of(message.content)
            return await call(client, message, address, body, message_id=message_id)

    with reach.sending(account.mode):
        return asyncio.run(once())


def _finish(made: Call, result: Result) -> Call:
    made.ended_at = clock.now()
    made.is_good = None if result.state == Outcome.UNKNOWN else result.state == Outcome.DELIVERED
    made.reason = (result.reason or result.provider_id)[:300]
    made.save(update_fields=["ended_at", "is_good", "reason"])
    if made.is_good:
        health.note(made.endpoint_id, is_good=True)
    return made
