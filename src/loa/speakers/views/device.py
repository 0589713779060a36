"""What devices ask over HTTPS: their exchange of words and commands, and sound files in parts. Each request is signed by its device."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from loa.lib import clock
from loa.speakers.actions.commanding import ms
from loa.speakers.gateway import exchange
from loa.speakers.gateway.doors import read_exchange, signed
from loa.speakers.intake import Arrived, take_in
from loa.speakers.models import Device
from loa.speakers.queries import hearing
from loa.speakers.views.sounds import give_sound
from loa_wire.words import Why


@require_POST
@signed
def exchange_words(request: HttpRequest, device: Device) -> HttpResponseBase:
    """Take in what a device tells; answer with what waits for it."""
    words, after = read_exchange(request.body)
    arrived = [Arrived(device.name, each.encode(errors="replace"), clock.now()) for each in words]
    answers = [answer.envelope.decode() for answer in take_in(arrived) if answer.device == device.name]
    down = exchange.give(device, after)
    told = {"now": ms(clock.now()), "after": down.after, "every": exchange.EVERY}
    return JsonResponse({**told, "down": [*answers, *down.envelopes]})


@require_safe
@signed
def audio(request: HttpRequest, device: Device, sha256: str) -> HttpResponseBase:
    """Give a sound file, or the part of it that is asked for."""
    del device  # any device of ours may load what is meant for the air
    place = hearing.find_sound_file(sha256)
    if place is None:
        return JsonResponse({"code": Why.NO_AUDIO}, status=404)
    return give_sound(request, place, sha256)
