"""Accounts: one voice of one body, listed publicly, its secret sealed."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction, utils

from loa.channels import registry, slots
from loa.channels.actions import (
    change_account,
    close_account,
    halt_account,
    open_account,
    pause_account,
    resume_account,
    rotate_secret,
)
from loa.channels.config import read_config
from loa.channels.contract import violations
from loa.channels.errors import AccountClosed, BadConfig, OutsideAllowList, UnknownKind, WrongLegalKind
from loa.channels.health import accounts, secrets
from loa.channels.models import Account
from loa.channels.queries import outlet, public_register, visible_to
from loa.channels.testing import KINDS, Loopback, installed
from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.crypt import Keyring, Tampered
from loa.lib.health import Level
from loa.units.errors import RightMissing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds():
    with installed():
        yield


@pytest.fixture(autouse=True)
def _keys(monkeypatch):
    monkeypatch.setenv("LOA_KEYS", Keyring.generate().text())


def make(world, **changes):
    options = {"kind": "loopback", "name": "Trang của phường", "config": {"url": "http://127.0.0.1:1/in"}}
    return open_account(actor=world.admin, body=world.city, **(options | changes))


def test_it_is_public_before_its_first_send_until_a_year_after_its_last(world, time_machine):
    account = make(world)
    assert account in public_register()
    Account.objects.filter(pk=account.pk).update(last_sent_at=clock.now())
    close_account(actor=world.admin, account=account, reason="đổi kênh")
    assert account in public_register(clock.now() + timedelta(days=365))
    assert account not in public_register(clock.now() + timedelta(days=367))
    with pytest.raises(utils.IntegrityError), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(listed_from=clock.now() + timedelta(days=1))


def test_the_database_keeps_it_listed_for_a_year_after_a_send_that_came_after_it_was_closed(world):
    account = make(world)
    close_account(actor=world.admin, account=account, reason="đổi kênh")
    row = Account.objects.filter(pk=account.pk)
    late = clock.now() + timedelta(days=200)
    row.update(last_sent_at=late)
    assert account in public_register(late + timedelta(days=365))
    with pytest.raises(utils.IntegrityError, match="account_listed_a_year"), transaction.atomic():
        row.update(listed_until=late + timedelta(days=300))


def test_an_exercise_account_is_not_in_the_public_register(world):
    assert make(world, mode="exercise") not in public_register()


def test_only_who_manages_channels_of_the_body_may_open_one(world):
    with pytest.raises(RightMissing):
        open_account(actor=world.editor, body=world.city, kind="loopback", name="x", config={"url": "x"})
    with pytest.raises(RightMissing):
        open_account(actor=world.stranger, body=world.city, kind="loopback", name="x", config={"url": "x"})


def test_strangers_see_no_account(world):
    account = make(world)
    assert account in visible_to(world.editor)
    assert account not in visible_to(world.stranger)


@pytest.mark.parametrize("config", [{}, {"url": 5}, {"url": True}, {"url": "x", "colour": "red"}])
def test_settings_that_do_not_fit_the_kind_are_refused(world, config):
    with pytest.raises(BadConfig):
        make(world, config=config)


def test_a_kind_that_is_not_installed_or_of_another_legal_kind_is_refused(world):
    with pytest.raises(UnknownKind):
        make(world, kind="pigeon")
    with pytest.raises(WrongLegalKind):
        make(world, legal_kind="telecom")


@pytest.mark.fault("A22")
def test_the_secret_is_sealed_bound_to_its_row_and_never_in_the_journal(world):
    account = make(world, secret="mật khẩu 1")
    other = make(world, name="Khác")
    assert "mật" not in account.secret
    assert outlet(account).secret == "mật khẩu 1"
    Account.objects.filter(pk=other.pk).update(secret=account.secret)
    other.refresh_from_db()
    with pytest.raises(Tampered):
        outlet(other)
    rotate_secret(actor=world.admin, account=account, secret="mật khẩu 2")
    account.refresh_from_db()
    assert outlet(account).secret == "mật khẩu 2"
    assert "mật khẩu" not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert "mật khẩu" not in repr(outlet(account))


def test_a_secret_that_the_kind_made_itself_is_replaced_by_nobody(world):
    made = make(world, kind="webpush", config={"contact": "tin@example.vn"})
    assert outlet(made).secret
    with pytest.raises(BadConfig):
        rotate_secret(actor=world.admin, account=made, secret="do cán bộ nhập")


def test_a_reason_that_names_somebody_pauses_the_channel_and_stands_masked_in_the_journal(world):
    account = make(world)
    said = "anh Nguyễn Văn An báo hỏng, gọi 0912 345 678 hoặc an.nguyen@example.vn"
    pause_account(actor=world.admin, account=account, reason=said)
    kept = Entry.objects.get(verb="channels.paused").facts["reason"]
    assert "báo hỏng" in kept
    assert not any(part in kept for part in ("Văn An", "0912", "example.vn"))
    close_account(actor=world.admin, account=account, reason="đổi kênh theo đề nghị của bà Lê Thị Bình")
    assert "Lê Thị Bình" not in Entry.objects.get(verb="channels.closed").facts["reason"]


@pytest.mark.fault("S14")
def test_an_account_that_its_provider_refuses_is_halted_once_and_its_keepers_are_told_once(
    world, monkeypatch
):
    told = []
    monkeypatch.setattr(slots, "_listeners", [told.append])
    account = make(world)
    for _ in range(2):
        halt_account(account_id=account.pk, code="smtp_account_535", title="Máy chủ từ chối")
    assert [trouble.body for trouble in told] == [world.city]
    account.refresh_from_db()
    assert account.state == "paused"
    assert Entry.objects.get(verb="channels.halted").facts == {"why": "smtp_account_535"}


def test_it_can_be_paused_resumed_changed_and_closed_once(world):
    account = make(world)
    account = pause_account(actor=world.admin, account=account, reason="bảo trì")
    with pytest.raises(AccountClosed):
        pause_account(actor=world.admin, account=account, reason="bảo trì")
    account = resume_account(actor=world.admin, account=account)
    account = change_account(actor=world.admin, account=account, name="Tên mới", rate_per_minute=60)
    assert (account.name, account.rate_per_minute) == ("Tên mới", 60)
    assert change_account(actor=world.admin, account=account, rate_per_minute=0).rate_per_minute is None
    account = close_account(actor=world.admin, account=account, reason="thôi dùng")
    for act in (resume_account, change_account):
        with pytest.raises(AccountClosed):
            act(actor=world.admin, account=account)


@pytest.mark.fault("S14")
def test_the_doctor_reports_accounts_that_cannot_send_and_secrets_that_end(world):
    account = make(world, secret="x", secret_expires_at=clock.now() + timedelta(days=2))
    assert {f.level for f in accounts()} == {Level.OK}
    assert {f.level for f in secrets()} == {Level.WARN}
    Account.objects.filter(pk=account.pk).update(config={"colour": "red"})
    assert {f.level for f in accounts()} == {Level.FAIL}


@pytest.mark.parametrize(
    ("verb", "url", "allowed"),
    [
        ("POST", "http://relay.local/in", True),
        ("post", "http://relay.local/in", True),
        ("DELETE", "http://relay.local/in", False),
        ("POST", "https://relay.local/in", False),
        ("POST", "http://elsewhere.example/in", False),
    ],
)
def test_calls_outside_the_allow_list_are_refused(verb, url, allowed):
    if allowed:
        registry.check_call(Loopback(), verb, url, own_host="relay.local")
        return
    with pytest.raises(OutsideAllowList):
        registry.check_call(Loopback(), verb, url, own_host="relay.local")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_kinds_of_the_tests_keep_the_contract(kind):
    assert violations(kind()) == []


def test_the_contract_notices_what_is_missing():
    class Careless(Loopback):
        key = "Careless Kind"
        label = ""
        legal_kinds = ("rumour",)
        can_be_asked = False
        endpoints = (*Loopback.endpoints, *(type(e)("*", ("DELETE",), "") for e in Loopback.endpoints))

        def render(self, core):
            return {"text": core.title, "when": clock.now().microsecond}

    assert len(violations(Careless())) >= 9


def test_two_kinds_cannot_share_a_key():
    @dataclass(frozen=True)
    class Config:
        pass

    impostor = type("Impostor", (Loopback,), {"Config": Config})()
    with pytest.raises(ValueError, match="loopback"):
        registry.register(impostor)


def test_missing_values_take_the_default_of_the_kind():
    @dataclass(frozen=True)
    class Config:
        host: str
        port: int = 25
        lists: tuple[str, ...] = ()
        note: str | None = None

    kind = type("WithDefaults", (Loopback,), {"Config": Config})()
    assert read_config(kind, {"host": "a", "lists": ["x"]}) == Config("a", 25, ("x",), None)
