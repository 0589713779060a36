"""Calls to a push service that is friendly, unfriendly or not one of those we know."""

import asyncio
import json
import socket
import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from loa.channels.base import Message, Outcome, Outlet
from loa.channels.contract import sample_core, violations
from loa.channels.errors import BadConfig
from loa.kinds.webpush import calling, kind, payloads, subscriptions, vapid
from loa.kinds.webpush.config import WebpushConfig
from loa.kinds.webpush.errors import BadSubscription, ForeignService
from loa.kinds.webpush.kind import WebpushKind
from loa.kinds.webpush.subscriptions import Subscription
from loa.kinds.webpush.tests.service import Browser, Service
from loa.lib import clock
from loa.lib.safe_http import SafeClient

KEY = vapid.new_key()
PUBLIC = vapid.public_key(KEY)
CONTACT = "thongbao@example.vn"


@pytest.fixture(autouse=True)
def acts(monkeypatch):
    """Let what answers come to outside the ledger be noted here instead of in tables."""
    done = []

    async def note(act, **facts):
        done.append((act.__name__, facts))

    monkeypatch.setattr("loa.kinds.webpush.standing.in_thread", note)
    return done


def send(there, *browsers, mode="test", core=None, at=None, **config):
    """Return the results of one hand-over, in the order of the browsers."""
    push = WebpushKind()
    settings = WebpushConfig(CONTACT, simulator=there.url if at is None else at, **config)
    outlet = Outlet(1, "webpush", "Thông báo", mode, 1, "Ban Tuyên giáo", settings, secret=KEY)
    content = json.loads(json.dumps(push.render(core or sample_core(mode))))
    messages = [
        Message(n, 1, mode, browser.subscription(PUBLIC).text(), content, "vi", receiver=n)
        for n, browser in enumerate(browsers, start=1)
    ]

    async def run():
        found = {result.delivery_id: result async for result in push.send(outlet, messages)}
        await push.close()
        return [found[message.delivery_id] for message in messages]

    return asyncio.run(run())


def send_to(manner, **config):
    with Service(lambda _path, _calls: manner) as there:
        (result,) = send(there, Browser(), **config)
        return result, there


def test_it_keeps_the_contract_of_a_kind():
    assert violations(WebpushKind()) == []


def test_a_message_arrives_signed_for_its_service_and_only_its_browser_can_open_it(service):
    mine, other = Browser("a"), Browser("b")
    (result,) = send(service, mine)
    assert (result.state, result.provider_id) == (Outcome.ACCEPTED, "HTTP 201")
    (told,) = service.told
    assert told.key == PUBLIC
    assert told.claims["sub"] == f"mailto:{CONTACT}"
    assert told.claims["aud"] == service.url
    assert told.claims["exp"] - time.time() <= 12 * 3600
    assert told.headers["Content-Encoding"] == "aes128gcm"
    says = mine.open(told.body)
    assert says["title"] == "[THỬ NGHIỆM] Lịch cấp nước ngày 05/01"
    assert says["url"].endswith("/b/7K3M-Q2WT")
    assert says["lines"].splitlines() == [
        "Ủy ban nhân dân phường Mẫu. Người duyệt: Chủ tịch UBND phường Mẫu.",
        "Nguồn: Thông báo số 12/TB-UBND",
        "Mã bản tin: 7K3M-Q2WT",
    ]
    assert (says["mode"], says["language"], says["key"]) == ("test", "vi", "loa-1")
    assert says["stop"].startswith("/stop/")
    with pytest.raises(Exception, match=r"[Dd]ecrypt"):
        other.open(told.body)


def test_two_browsers_get_letters_of_their_own_and_the_signed_word_is_made_once(service, monkeypatch):
    made = []
    real = vapid.Vapid02.sign
    monkeypatch.setattr(vapid.Vapid02, "sign", lambda *given: made.append(given) or real(*given))
    pair = Browser("a"), Browser("b")
    send(service, *pair)
    by_path = {told.path: told for told in service.told}
    assert len({told.body for told in service.told}) == len(by_path) == 2
    assert len(made) == 1


def test_the_signed_word_is_renewed_before_it_runs_out():
    words = vapid.Words()
    first = words.header(KEY, "https://fcm.googleapis.com", CONTACT)
    assert words.header(KEY, "https://fcm.googleapis.com", CONTACT) == first
    assert words.header(KEY, "https://web.push.apple.com", CONTACT) != first
    with time_machine.travel(clock.now() + timedelta(hours=11, minutes=1)):
        assert words.header(KEY, "https://fcm.googleapis.com", CONTACT) != first


@pytest.mark.parametrize(
    ("manner", "state", "code", "again"),
    [
        ("gone", Outcome.FAILED, "push_gone", False),
        ("missing", Outcome.FAILED, "push_gone", False),
        ("busy", Outcome.FAILED, "status", True),
        ("down", Outcome.FAILED, "status", True),
        ("broken", Outcome.FAILED, "status", True),
        ("gateway", Outcome.UNKNOWN, "status", False),
        ("large", Outcome.FAILED, "push_too_large", False),
        ("forbidden", Outcome.FAILED, "push_refused_403", True),
        ("unsigned", Outcome.FAILED, "push_refused_401", True),
        ("cut", Outcome.UNKNOWN, "cut_off", False),
    ],
)
def test_every_answer_is_told_as_it_is_and_a_cut_line_is_never_taken_for_a_no(manner, state, code, again):
    result, there = send_to(manner)
    assert (result.state, result.code, result.temporary) == (state, code, again)
    assert result.reason
    assert sum(there.calls.values()) == 1


def test_a_wait_that_the_service_asks_for_is_kept():
    assert send_to("busy")[0].retry_after == 7.0


def test_a_service_that_is_down_took_nothing_in():
    with socket.socket() as held:  # bound, so that nobody else takes the port, and not listening
        held.bind(("127.0.0.1", 0))
        (result,) = send(None, Browser(), at=f"http://127.0.0.1:{held.getsockname()[1]}")
    assert (result.state, result.code, result.temporary) == (Outcome.FAILED, "connect_failed", True)


def test_once_the_account_is_refused_it_pauses_once_and_nobody_else_is_called(acts):
    with Service(lambda _path, _calls: "forbidden") as there:
        results = send(there, *(Browser(str(n)) for n in range(20)), connections=2)
    assert {(r.code, r.temporary) for r in results} == {("push_refused_403", True)}
    assert sum(there.calls.values()) <= 2
    assert [(name, facts["account_id"]) for name, facts in acts] == [("halt_account", 1)]


# -- what a notification says -----------------------------------------------------------------------------


def test_a_long_text_is_cut_at_a_word_and_the_letter_fits_into_one_record(service):
    long = replace(sample_core("test"), text="Phường thông báo lịch phun hóa chất diệt muỗi. " * 200)
    browser = Browser()
    assert send(service, browser, core=long)[0].state is Outcome.ACCEPTED
    body = service.told[0].body
    assert len(body) <= payloads.MOST + 103  # the record's header and tag
    text = browser.open(body)["text"]
    assert text.endswith("…")
    assert long.text.startswith(text[:-1])
    assert long.text[len(text) - 1] == " "
    shown = "\n".join(one.text for one in WebpushKind().preview(payloads.content_of(long)))
    assert text in shown, "who approves sees the cut"


def test_even_the_longest_names_leave_a_letter_that_fits():
    wide = "ộ" * 300
    core = replace(
        sample_core(), title=wide[:200], source=wide, issuer=wide[:150], approver=wide[:150], text=wide
    )
    made = payloads.content_of(core)
    message = Message(2**40, 1, "live", "", made, "vi", receiver=2**40)
    assert len(payloads.letter_of(message)) <= 3900


def test_a_correction_of_a_correction_takes_the_place_of_the_first_and_the_service_cannot_tell_which(service):
    first = sample_core("test")
    second = replace(first, code="AAAA-AAAA", corrects=first.code, extra={"first": first.code})
    third = replace(first, code="BBBB-BBBB", corrects="AAAA-AAAA", extra={"first": first.code})
    mine, other = Browser("a"), Browser("b")
    for core in (first, second, third):
        send(service, mine, other, core=core)
    assert len(service.told) == 6
    assert len(service.waiting) == 2, "one for each browser: the newest"
    assert {mine.open(t.body)["code"] for t in service.waiting.values() if is_for(mine, t)} == {"BBBB-BBBB"}
    topics = {topic for _path, topic in service.waiting}
    assert len(topics) == 2, "the same bulletin has another name for each browser"
    assert all(len(topic) == 32 and topic.replace("-", "").replace("_", "").isalnum() for topic in topics)


def is_for(browser, told):
    config = WebpushConfig(CONTACT, simulator="http://x")
    return calling.address_of("test", config, browser.subscription()).endswith(told.path)


@pytest.mark.parametrize(
    ("valid_for", "lives"),
    [
        (None, 3 * 86400),
        (timedelta(hours=2), 7200),
        (timedelta(days=60), 28 * 86400),
        (-timedelta(hours=1), 0),
    ],
)
def test_the_service_keeps_a_message_no_longer_than_it_holds(valid_for, lives):
    now = clock.now()
    core = replace(sample_core(), valid_until=now + valid_for if valid_for is not None else None)
    assert payloads.seconds_to_live(payloads.content_of(core), now) == lives


@pytest.mark.parametrize(
    ("priority", "urgency"), [("normal", "normal"), ("priority", "normal"), ("emergency", "high")]
)
def test_only_an_emergency_wakes_a_sleeping_phone(service, priority, urgency):
    send(service, Browser(), core=replace(sample_core("test"), priority=priority))
    assert service.told[0].headers["Urgency"] == urgency


# -- where it calls ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://wns2-sg2p.notify.windows.com/w/?token=x",
        "https://web.push.apple.com/Qx",
    ],
)
def test_the_four_push_services_are_known(endpoint):
    subscriptions.check(replace(Browser().subscription(), endpoint=endpoint))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com:8443/x",
        "https://a@fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://127.0.0.1/x",
        "https://push.services.mozilla.com.vn/x",
        "https://[::1/x",
    ],
)
def test_any_other_address_is_refused_before_it_is_kept(endpoint):
    with pytest.raises(ForeignService):
        subscriptions.check(replace(Browser().subscription(), endpoint=endpoint))


@pytest.mark.parametrize(
    "wrong",
    [
        {"p256dh": "x"},
        {"p256dh": "A" * 87},
        {"auth": "AAAA"},
        {"auth": "không"},
        {"endpoint": "https://fcm.googleapis.com/a b"},
    ],
)
def test_keys_that_nothing_can_be_sealed_with_are_refused(wrong):
    with pytest.raises(BadSubscription):
        subscriptions.check(replace(Browser().subscription(), **wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"contact": "thongbao"},
        {"contact": "a b@example.vn"},
        {"answer_within": 16},
        {"connections": 15},
        {"simulator": "http://push.example.vn"},
        {"simulator": "127.0.0.1:9100"},
    ],
)
def test_settings_that_could_not_work_are_refused(wrong):
    with pytest.raises(BadConfig):
        WebpushKind().check_config(WebpushConfig(**({"contact": CONTACT} | wrong)))


@pytest.mark.mission("N4")
def test_an_exercise_calls_its_simulator_alone_and_never_the_browser_itself(service, acts):
    service.manner = lambda _path, _calls: "gone"
    (result,) = send(service, Browser(), mode="exercise")
    assert result.code == "push_gone"
    assert acts == [], "what a simulator says forgets nobody"
    assert "fcm" not in str(service.calls)
    assert send(service, Browser(), mode="exercise", at="")[0].code == "no_simulator"


# -- live, against a stand-in that has the real service's name ------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return a server's and a client's side of a certificate for fcm.googleapis.com that only this test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("fcm.googleapis.com")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=folder / "cert.pem")


@pytest.fixture
def google(certificate, monkeypatch):
    """Let the name of a real service lead to this machine, through the same door and the same checks."""
    server, client = certificate

    async def here(_host, _port):
        return ["127.0.0.1"]

    def policy(mode, config):
        real = calling.policy_of(mode, config)
        return replace(real, ports=frozenset(), listed=("127.0.0.0/8",), ssl_context=client)

    with Service(tls=server) as there:
        monkeypatch.setattr(kind, "SafeClient", partial(SafeClient, lookup=here))
        monkeypatch.setattr(kind, "policy_of", policy)
        moved = f"fcm.googleapis.com:{there.port}"
        monkeypatch.setattr(
            kind,
            "address_of",
            lambda *given: calling.address_of(*given).replace("fcm.googleapis.com", moved),
        )
        yield there


def test_a_live_message_goes_to_the_browsers_own_service_and_one_that_is_gone_is_forgotten(google, acts):
    google.manner = lambda path, _calls: "gone" if path.endswith("b") else "ok"
    there, gone = Browser("a"), Browser("b")
    results = send(google, there, gone, mode="live")
    assert [r.state for r in results] == [Outcome.ACCEPTED, Outcome.FAILED]
    assert results[1].code == "push_gone"
    assert there.open(google.told[0].body)["title"] == "Lịch cấp nước ngày 05/01"
    assert acts == [("remove_gone", {"contact_id": 2})]


def test_a_live_message_calls_no_other_host_and_nobody_under_a_key_that_is_not_its_own(google, monkeypatch):
    foreign = Browser(host="evil.example")
    assert send(google, foreign, mode="live")[0].code == "outside_allow_list"
    monkeypatch.setattr(
        Browser,
        "subscription",
        lambda _self, _key: Subscription("https://fcm.googleapis.com/x", "", "", "old"),
    )
    (result,) = send(google, Browser(), mode="live")
    assert (result.code, result.temporary) == ("push_other_key", False)
    assert google.calls == {}
