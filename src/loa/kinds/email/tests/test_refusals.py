"""A receiver that the server refuses at the hand-over counts like a letter that came back."""

import pytest

from loa.audience.models import Consent, Suppression
from loa.delivery.testing import states
from loa.kinds.email.models import Bounce

pytestmark = pytest.mark.django_db(transaction=True)
AN, BINH = "an@nhacungcap.example", "binh@nhacungcap.example"


def test_an_address_that_does_not_exist_is_written_to_no_more(account, subscribe, send, receiver):
    subscribe("an", "binh")
    receiver.refuses[AN] = "550 5.1.1 User unknown"
    dispatch, letters = send(account, 2)
    assert states(dispatch) == {"failed": 1, "accepted": 1}
    assert [letter.to for letter in letters] == [BINH]
    assert Bounce.objects.values_list("kind", "status").get() == ("hard", "5.1.1")
    assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED
    assert not Consent.objects.filter(withdrawn_at__isnull=False).exists(), "nobody asked to be left alone"
    receiver.refuses.clear()
    _dispatch, letters = send(account, 1)
    assert [letter.to for letter in letters] == [BINH]


def test_a_bare_550_is_a_strike_and_the_third_is_enough(account, subscribe, send, receiver):
    subscribe("an", "binh")
    receiver.refuses[AN] = "550 Requested action not taken"
    for strike in range(1, 4):
        assert not Suppression.objects.exists()
        send(account, 2)
        assert Bounce.objects.filter(status="5.0.0").count() == strike
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize(
    "answer", ["552 5.2.2 over quota", "450 4.2.1 try later", "550 5.7.1 not allowed here"]
)
def test_a_full_mailbox_a_delay_and_a_policy_speak_against_nobody(account, subscribe, send, receiver, answer):
    subscribe("an", "binh")
    receiver.refuses[AN] = answer
    for _ in range(3):
        send(account, 2)
    assert not Suppression.objects.exists()


def test_a_refusal_in_an_exercise_stops_nobody(open_mail, subscribe, send, receiver):
    subscribe("an", "binh")
    receiver.refuses[AN] = "550 5.1.1 User unknown"
    send(open_mail("exercise"), 2)
    assert Bounce.objects.count() == 1
    assert not Suppression.objects.exists()
