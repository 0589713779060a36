"""Turning notifications on for one browser; the audience keeps who asked for what."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from loa.audience import devices
from loa.audience.actions import Choice, find_contact
from loa.audience.errors import NothingChosen
from loa.audience.models import Contact, ContactKind
from loa.kinds.webpush.direct import Fate, Note, tell
from loa.kinds.webpush.errors import BadSubscription, NotProven
from loa.kinds.webpush.queries import offered_key
from loa.kinds.webpush.subscriptions import Subscription, check
from loa.units.models import Body


def join(*, body: Body, given: Subscription, choice: Choice) -> Contact:
    """Take in a browser whose owner turned notifications on there, or its new choice.

    A first message goes there before anything is kept: its owner sees that it works, and nobody can put in an address
    that answers our key with a refusal, by which the whole account would be halted later.

    Raises: ForeignService, BadSubscription (also under a key that is not ours), NothingChosen, NotProven.
    """
    _check(given)
    if not choice.areas:
        raise NothingChosen
    if tell(_welcome(choice.language), given) is not Fate.TAKEN:
        raise NotProven
    kind = ContactKind.WEBPUSH
    return devices.join(body=body, kind=kind, value=given.text(), known_by=given.endpoint, choice=choice)


def move(*, endpoint: str, given: Subscription) -> bool:
    """Follow a browser that exchanged its subscription by itself; who knows the old address is the browser.

    A first message goes to the new address before anything is kept, as when it joined.

    Raises: ForeignService, BadSubscription, NotProven.
    """
    _check(given)
    kind = ContactKind.WEBPUSH
    if find_contact(kind, endpoint) is None:
        return False
    if tell(_moved(), given) is not Fate.TAKEN:
        raise NotProven
    return devices.move(kind=kind, known_by=endpoint, value=given.text(), known_by_now=given.endpoint)


def _check(given: Subscription) -> None:
    check(given)
    if given.key != offered_key():
        raise BadSubscription


def _moved() -> Note:
    text = _("Trình duyệt vừa đổi địa chỉ nhận thông báo. Ông/bà vẫn nhận tin như đã chọn.")
    return Note("loa-joined", _("Vẫn nhận thông báo"), "/subscribe/", text=text)


def _welcome(language: str) -> Note:
    with translation.override(language):
        text = _("Bản tin mới theo lựa chọn của ông/bà sẽ hiện như thế này.")
        return Note("loa-joined", _("Đã bật thông báo"), "/subscribe/", text=text, language=language)
