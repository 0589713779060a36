"""Calls to endpoints that are friendly, unfriendly or not where they seem to be."""

import asyncio
import socket
from datetime import timedelta

import pytest
import time_machine

from loa.channels.base import Message, Outcome, Outlet
from loa.channels.contract import sample_core, violations
from loa.channels.errors import BadConfig
from loa.kinds.webhook import calling, signing, sources
from loa.kinds.webhook.config import WebhookConfig
from loa.kinds.webhook.kind import WebhookKind
from loa.kinds.webhook.sources import Address
from loa.kinds.webhook.tests.listener import Listener
from loa.lib import clock
from loa.lib.safe_http import SafeClient

SECRET = signing.new_secret()
KEYS = (signing.key_of(SECRET),)


@pytest.fixture(autouse=True)
def no_rows(monkeypatch):
    """Let the bad days of an endpoint be noted here instead of in a table."""
    noted = []

    async def note(_work, endpoint_id, **facts):
        noted.append((endpoint_id, facts))

    monkeypatch.setattr("loa.kinds.webhook.kind.in_thread", note)
    return noted


def send(*addresses, mode="exercise", core=None, **config):
    """Return the results of one hand-over, in the order of the addresses."""
    kind = WebhookKind()
    outlet = Outlet(1, "webhook", "Webhook", mode, 1, "Ban Tuyên giáo", WebhookConfig(**config))
    content = kind.render(core or sample_core(mode))
    messages = [Message(n, 1, mode, a, content, "vi", receiver=n) for n, a in enumerate(addresses, start=1)]

    async def run():
        found = {result.delivery_id: result async for result in kind.send(outlet, messages)}
        await kind.close()
        return [found[message.delivery_id] for message in messages]

    return asyncio.run(run())


def send_to(manner, **config):
    with Listener(lambda _path, _calls: manner) as there:
        (result,) = send(Address(there.url(), KEYS), **config)
        return result, there


def test_it_keeps_the_contract_of_a_kind():
    assert violations(WebhookKind()) == []


@pytest.mark.fault("A01")
def test_the_signature_is_that_of_the_specification():
    """Source: the example of the Standard Webhooks specification and its reference libraries."""
    key = signing.key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    given = signing.signature([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert given == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("wrong", ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_không phải", "whsec_a"])
def test_what_is_no_secret_signs_nothing(wrong):
    with pytest.raises(ValueError, match="secret"):
        signing.key_of(wrong)


@pytest.mark.fault("A01")
def test_a_bulletin_arrives_signed_with_everything_a_reader_may_know():
    result, there = send_to("ok")
    assert (result.state, result.provider_id) == (Outcome.DELIVERED, "HTTP 200")
    (told,) = there.told
    assert (told.id, told.event["type"]) == ("loa-1", "bulletin.issued")
    assert told.media_type == "application/json"
    assert told.is_signed_with(SECRET)
    assert not told.is_signed_with(signing.new_secret())
    data = told.event["data"]
    assert data["mode"] == "exercise"
    assert data["title"].startswith("[DIỄN TẬP]")
    assert (data["issuer"], data["approver"]) == ("Ủy ban nhân dân phường Mẫu", "Chủ tịch UBND phường Mẫu")
    assert data["code"] == "7K3M-Q2WT"


@pytest.mark.parametrize(
    ("manner", "state", "code", "again"),
    [
        ("error", Outcome.FAILED, "status", True),
        ("busy", Outcome.FAILED, "status", True),
        ("missing", Outcome.FAILED, "status", True),
        ("redirect", Outcome.FAILED, "redirect", True),
        ("gone", Outcome.FAILED, "gone", False),
        ("hang_up", Outcome.UNKNOWN, "cut_off", False),
        ("after", Outcome.UNKNOWN, "cut_off", False),
        ("slow", Outcome.UNKNOWN, "timeout", False),
    ],
)
@pytest.mark.fault("R13")
def test_every_answer_but_success_comes_again_and_silence_is_never_taken_for_a_no(manner, state, code, again):
    result, there = send_to(manner, answer_within=1 if manner == "slow" else 15)
    assert (result.state, result.code, result.temporary) == (state, code, again)
    assert result.reason
    assert set(there.calls) == {"/in"}, "no redirect was followed"
    assert there.calls["/in"] == 1


@pytest.mark.fault("R13")
def test_a_wait_that_the_other_side_asks_for_is_kept():
    assert send_to("busy")[0].retry_after == 7.0


def test_a_long_answer_is_success_and_nobody_reads_it_to_its_end():
    assert send_to("long")[0].state is Outcome.DELIVERED


def test_a_server_that_is_down_took_nothing_in():
    with socket.socket() as held:  # bound, so that nobody else takes the port, and not listening
        held.bind(("127.0.0.1", 0))
        (result,) = send(Address(f"http://127.0.0.1:{held.getsockname()[1]}/in", KEYS))
    assert (result.state, result.code, result.temporary) == (Outcome.FAILED, "connect_failed", True)


@pytest.mark.fault("R14")
def test_one_bad_endpoint_holds_up_nobody_and_all_get_the_same_bytes_over_kept_lines():
    def manner(path, _calls):
        return {"/hang": "hang_up", "/down": "error"}.get(path, "ok")

    with Listener(manner) as there:
        paths = ["/hang", "/down", *(f"/{n}" for n in range(30))]
        results = send(*(Address(there.url(path), KEYS) for path in paths), connections=4)
        assert [r.state for r in results[:2]] == [Outcome.UNKNOWN, Outcome.FAILED]
        assert {r.state for r in results[2:]} == {Outcome.DELIVERED}
        assert len({told.body for told in there.told}) == 1
        assert len({told.line for told in there.told}) <= 6, "lines are kept and used again"


def test_good_days_are_not_noted_but_the_first_bad_one_is_and_its_end(no_rows):
    with Listener(lambda path, _calls: path[1:]) as there:
        since = clock.now()
        send(
            Address(there.url("/ok"), KEYS),
            Address(there.url("/error"), KEYS),
            Address(there.url("/error"), KEYS, since),
            Address(there.url("/error"), KEYS, since - timedelta(days=3)),
            Address(there.url("/ok"), KEYS, since),
            Address(there.url("/gone"), KEYS, since),
        )
    assert sorted(noted[0] for noted in no_rows) == [2, 4, 5, 6]


# -- where it may call ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "url", "code"),
    [
        ("live", "http://vi-du.example.vn/in", "outside_allow_list"),
        ("live", "https://10.0.0.1/in", "private_address"),
        ("live", "https://[::1]/in", "private_address"),
        ("live", "https://169.254.169.254/in", "private_address"),
        ("live", "https://203.0.113.7:22/in", "bad_port"),
        ("live", "ftp://vi-du.example.vn/in", "outside_allow_list"),
        ("exercise", "http://203.0.113.7/in", "private_address"),
        ("test", "https://8.8.8.8/in", "private_address"),
    ],
)
@pytest.mark.fault("A03", "S04")
def test_live_calls_go_out_encrypted_and_others_stay_here(mode, url, code):
    (result,) = send(Address(url, KEYS), mode=mode)
    assert (result.state, result.code, result.temporary) == (Outcome.FAILED, code, False)


@pytest.mark.parametrize("lies", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1"]])
@pytest.mark.fault("A03")
def test_a_name_that_leads_inside_is_refused_at_every_call_whatever_it_said_before(lies):
    async def lookup(_host, _port):
        return lies

    async def run():
        message = Message(1, 1, "live", "", {}, "vi")
        async with SafeClient(calling.policy_of("live", WebhookConfig()), lookup) as client:
            return await calling.call(client, message, Address("https://vi-du.example.vn/in", KEYS), b"{}")

    assert asyncio.run(run()).code == "private_address"


@pytest.mark.parametrize("config", [{"answer_within": 0}, {"answer_within": 60}, {"connections": 0}])
def test_settings_that_cannot_work_are_refused(config):
    with pytest.raises(BadConfig, match="Hãy"):
        WebhookKind().check_config(WebhookConfig(**config))


def test_an_address_that_was_not_opened_is_tried_again_later():
    results = send("https://vi-du.example.vn/in", Address("https://vi-du.example.vn/in", ()))
    assert [(r.code, r.temporary) for r in results] == [("no_address", True)] * 2, "nothing leaves unsigned"


def test_a_printed_address_shows_no_key():
    assert repr(Address("https://a.vn/", KEYS)) == "'https://a.vn/'"


# -- secrets ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.fault("A01")
def test_for_a_day_both_secrets_sign_and_then_the_new_one_alone(world, register, hooks):
    from loa.kinds.webhook import actions

    old = register()
    new = actions.rotate_secret(actor=world.admin, endpoint=old.endpoint)
    with Listener() as there:
        for ahead in (timedelta(hours=23), timedelta(hours=25)):
            with time_machine.travel(clock.now() + ahead, tick=False):
                address = sources.address_of(new.endpoint)
            send(Address(there.url(), address.keys))
        first, second = there.told
    assert first.is_signed_with(old.secret)
    assert first.is_signed_with(new.secret)
    assert second.is_signed_with(new.secret)
    assert not second.is_signed_with(old.secret)
