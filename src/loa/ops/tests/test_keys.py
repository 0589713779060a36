"""Keys are exchanged while the site writes; nothing is lost, nothing stays under the old key, killed or not."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.conf import settings
from django.core.signing import Signer
from django.db import connection, connections

from config import paths
from loa.audience import vault
from loa.audience.actions import Arrival, Choice, import_subscribers, suppress
from loa.audience.models import Contact, ContactKind, Subscriber, Suppression
from loa.audience.queries import visible_to
from loa.channels.actions import open_account, rotate_secret
from loa.channels.models import Account
from loa.channels.vault import read_secret
from loa.desk.adapters import MFAAdapter
from loa.journal.heads import default_file, export_head
from loa.journal.keyring import keyring as current
from loa.journal.models import Entry
from loa.kinds.webhook.actions import register
from loa.lib import clock
from loa.lib.crypt import DATA, LOOKUP, SIGN, Keyring
from loa.ops.errors import OpsError
from loa.ops.keys import ring as rings
from loa.ops.keys.cli import keys
from loa.ops.keys.ring import add_key, retire_key, values_by_place
from loa.ops.keys.rotate import due
from loa.web.proofs import give_app

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(hours=2)


def loa(*words: str, code: int = 0):
    done = CliRunner().invoke(keys, list(words))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done


def rotated(*words: str, code: int = 0):
    return json.loads(loa("rotate", "--json", *words, code=code).stdout)


@pytest.fixture
def bring(world, keyring):
    """Bring subscribers in by their addresses."""

    def run(*addresses: str):
        rows = [Arrival(address, Choice([world.ward_a_area])) for address in addresses]
        return import_subscribers(actor=world.editor, body=world.city, arrivals=rows, basis="Phiếu 01").ids

    return run


def read_all() -> dict[str, str]:
    """Return every contact in clear by the look-up that finds it."""
    return {
        vault.unseal(c.subscriber.key, c.subscriber_id, c.value): c.lookup
        for c in Contact.objects.select_related("subscriber")
    }


def smtp(world, secret: str, name: str = "Thư"):
    config = {"host": "127.0.0.1", "sender": "tin@example.vn", "security": "none"}
    return open_account(
        actor=world.admin,
        body=world.city,
        kind="email",
        name=name,
        config=config,
        mode="exercise",
        secret=secret,
    )


def under() -> dict[str, set[str]]:
    return {name: set(counts) for name, counts in values_by_place().items() if counts}


# -- what one exchange does -----------------------------------------------------------------------------------


def test_every_kind_of_value_comes_under_the_new_key_and_opens_as_before(world, bring):
    bring("a@example.vn", "b@example.vn")
    account = smtp(world, "mật khẩu thư")
    hooks = open_account(actor=world.admin, body=world.city, kind="webhook", name="Cổng", mode="exercise")
    register(actor=world.admin, account=hooks, organisation="Trung tâm", url="http://127.0.0.1:9/in")
    Authenticator.objects.all().delete()
    factor = give_app(world.editor.person)
    secret = MFAAdapter().decrypt(factor.data["secret"])
    loa("add")
    loa("add", "--purpose", "lookup")
    before = sum(due().values())
    done = rotated("--chunk", "1")
    assert done == {"ok": True, "renewed": before, "left": {}, "unreadable": []}
    lying = under()
    assert lying["audience.subscriber.key"] == lying["channels.account.secret"] == {"k2"}
    assert lying["webhook.endpoint.secret"] == lying["mfa.authenticator.data"] == {"k2"}
    assert lying["audience.contact.lookup"] == {"h2"}
    account.refresh_from_db()
    factor.refresh_from_db()
    assert read_secret(account.pk, account.secret) == "mật khẩu thư"
    assert MFAAdapter().decrypt(factor.data["secret"]) == secret
    assert set(read_all()) == {"a@example.vn", "b@example.vn"}
    begun, ended = Entry.objects.filter(verb__startswith="ops.rotation").order_by("id")
    assert begun.facts == {"keys": ["k2", "h2"], "values": before}
    assert ended.facts == {"keys": ["k2", "h2"], "renewed": before, "left": 0, "unreadable": 0}


def test_a_new_key_is_written_with_at_once_and_old_values_are_found_meanwhile(world, bring):
    bring("cu@example.vn")
    add_key(DATA)
    add_key(LOOKUP)
    bring("cu@example.vn", "moi@example.vn")
    found = read_all()
    assert found["cu@example.vn"].startswith("h1:")
    assert found["moi@example.vn"].startswith("h2:")
    assert Subscriber.objects.filter(key__startswith="k2:").count() == 1
    assert found["cu@example.vn"] in vault.lookups(ContactKind.EMAIL, "cu@example.vn")


def test_a_key_that_begins_later_is_held_and_not_yet_used(bring, keyring, time_machine):
    begins = clock.now() + timedelta(minutes=10)
    add_key(DATA, begins=begins)
    assert current().ids() >= {"k1", "k2"}
    assert current().encrypt("x", about="1").startswith("k1:")
    assert [state.says for state in rings.states() if state.key.purpose == DATA] == ["in use", "begins later"]
    time_machine.move_to(begins + timedelta(seconds=1))
    assert current().encrypt("x", about="1").startswith("k2:")


def test_who_was_stopped_stays_stopped(world, bring):
    first, _second = bring("dung@example.vn", "nhan@example.vn")
    suppress(contact_id=first, reason=Suppression.Reason.BOUNCED)
    add_key(LOOKUP)
    rotated()
    assert Suppression.objects.get().lookup == read_all()["dung@example.vn"]
    assert (
        import_subscribers(
            actor=world.editor,
            body=world.city,
            arrivals=[Arrival("dung@example.vn", Choice([world.ward_a_area]))],
            basis="Phiếu 02",
        ).stopped
        == 1
    )


def test_a_value_that_cannot_be_read_is_named_and_holds_nothing_up(bring):
    bring("a@example.vn", "b@example.vn")
    broken = Subscriber.objects.earliest("id")
    Subscriber.objects.filter(pk=broken.pk).update(key="k1:khôngphảikhóa")
    add_key(DATA)
    done = rotated(code=1)
    assert done["renewed"] == 1
    assert done["left"] == {"audience.subscriber.key": 1}
    assert done["unreadable"] == [f"audience.subscriber.key:{broken.pk}"]


# -- giving a key up ------------------------------------------------------------------------------------------


def test_a_key_is_given_up_only_when_nothing_lies_under_it(world, bring, time_machine):
    bring("a@example.vn")
    smtp(world, "mật khẩu")
    with pytest.raises(OpsError, match="is the key in use"):
        retire_key("k1")
    add_key(DATA)
    with pytest.raises(
        OpsError,
        match=r"1 in audience\.subscriber\.key; 1 in channels\.account\.secret\. Run `loa keys rotate",
    ):
        retire_key("k1")
    rotated()
    with pytest.raises(OpsError, match="less than an hour ago"):
        retire_key("k1")
    time_machine.move_to(clock.now() + LATER)
    done = loa("retire", "k1", "--yes")
    assert "the keys are now h1, k2, s1" in done.stderr
    assert current().ids() == {"k2", "h1", "s1"}
    assert set(read_all()) == {"a@example.vn"}
    assert Entry.objects.filter(verb="ops.key_retired", thing="ops.key:k1").exists()
    assert Path(settings.KEYRING_FILE).stat().st_mode & 0o077 == 0


def test_a_look_up_key_stays_with_stops_whose_contact_is_gone(world, bring, time_machine):
    (contact,) = bring("a@example.vn")
    suppress(contact_id=contact, reason=Suppression.Reason.BOUNCED)
    Subscriber.objects.all().delete()
    add_key(LOOKUP)
    assert rotated()["left"] == {}
    time_machine.move_to(clock.now() + LATER)
    with pytest.raises(OpsError, match="whose contact is gone; nobody can make them anew, so h1 must stay"):
        retire_key("h1")


def test_a_signing_key_stays_with_the_heads_it_signed(keyring, tmp_path, monkeypatch, time_machine):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    export_head(default_file(), current().signing_key(), clock.now())
    add_key(SIGN)
    assert current().signing_key().id == "s2"
    assert set(current().verify_keys()) == {"s1", "s2"}
    time_machine.move_to(clock.now() + LATER)
    with pytest.raises(OpsError, match=r"1 in signed heads of the journal\. It proves those heads"):
        retire_key("s1")


def test_keys_from_the_environment_are_printed_and_never_written(keyring, monkeypatch):
    monkeypatch.setenv("LOA_KEYS", keyring.text())
    done = loa("add", "--in", "30")
    assert Keyring.load(env=done.stdout).ids() == {"k1", "k2", "h1", "s1"}
    assert "Set LOA_KEYS" in done.stderr
    assert Keyring.load(str(settings.KEYRING_FILE)).ids() == {"k1", "h1", "s1"}


def test_links_signed_before_stay_good_until_their_key_is_given_up(keyring, tmp_path, settings):
    def read(token):
        code = f"import django; django.setup(); from loa.audience.links import read_own_token; print(read_own_token({token!r}))"
        env = {**os.environ, "LOA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, cwd=paths.ROOT, capture_output=True, text=True, check=False
        )
        return done.stdout.strip() or done.stderr.strip().splitlines()[-1]

    (tmp_path / "keys").mkdir()
    settings.KEYRING_FILE = tmp_path / "keys" / "keyring.json"
    keyring.save(str(settings.KEYRING_FILE))
    (tmp_path / "keys" / "secret_key").write_text("cũ")
    token = Signer(key="cũ", salt="audience.own").sign("12")
    loa("add", "--purpose", "links")
    assert (tmp_path / "keys" / "secret_key").read_text() != "cũ"
    assert read(token) == "12"
    loa("retire", "links", "--yes")
    assert not (tmp_path / "keys" / "secret_key.old").exists()
    assert {(e.verb, e.thing) for e in Entry.objects.filter(verb__startswith="ops.key")} == {
        ("ops.key_added", "ops.key:links"),
        ("ops.key_retired", "ops.key:links"),
    }


def test_the_list_names_keys_and_values_and_shows_no_key(world, bring, keyring):
    bring("a@example.vn")
    listed = json.loads(loa("list", "--json").stdout)
    assert [(row["id"], row["says"]) for row in listed] == [(i, "in use") for i in ("k1", "h1", "s1")]
    assert listed[0]["values"]["audience.subscriber.key"] == 1
    secrets = [row["key"] for row in json.loads(keyring.text())["keys"]]
    shown = loa("list").output + json.dumps(listed)
    assert not [secret for secret in secrets if secret in shown]


# -- under load -----------------------------------------------------------------------------------------------


@contextmanager
def a_busy_site(world, account):
    """Let another thread take people in and change a secret all the time; yield what it wrote."""
    stop, wrote, trouble = threading.Event(), [], []

    def work():
        try:
            while not stop.is_set():
                number = len(wrote)
                rows = [Arrival(f"ban{number}@example.vn", Choice([world.ward_a_area]))]
                import_subscribers(actor=world.editor, body=world.city, arrivals=rows, basis="Phiếu 03")
                account.refresh_from_db()
                rotate_secret(actor=world.admin, account=account, secret=f"bí mật {number}")
                wrote.append(number)
        except Exception as error:  # noqa: BLE001  shown by the test
            trouble.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield wrote
    finally:
        stop.set()
        thread.join()
    assert not trouble


def test_nothing_is_lost_while_the_site_writes(world, bring):
    bring(*(f"cu{n}@example.vn" for n in range(300)))
    account = smtp(world, "bí mật đầu")
    with a_busy_site(world, account) as wrote:
        while len(wrote) < 5:
            time.sleep(0.005)
        add_key(DATA)
        add_key(LOOKUP)
        during = len(wrote)
        assert rotated("--chunk", "20")["renewed"] >= 600
        while len(wrote) < during + 5:
            time.sleep(0.005)
    assert rotated()["ok"]
    assert under() == {
        "audience.subscriber.key": {"k2"},
        "audience.contact.lookup": {"h2"},
        "channels.account.secret": {"k2"},
    }
    account.refresh_from_db()
    assert read_secret(account.pk, account.secret) == f"bí mật {len(wrote) - 1}"
    found = read_all()
    assert len(found) == 300 + len(wrote)
    assert all(found[address] == vault.lookup(ContactKind.EMAIL, address) for address in found)
    assert visible_to(world.editor).count() == len(found)


def test_killed_in_the_middle_it_goes_on(world, bring):
    bring(*(f"cu{n}@example.vn" for n in range(400)))
    add_key(DATA)
    renewed = Subscriber.objects.filter(key__startswith="k2:")
    with _another_process("rotate", "--chunk", "1") as process:
        while not renewed.exists():
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert 0 < renewed.count() < 400
    assert len(read_all()) == 400
    left = 400 - renewed.count()
    assert rotated() == {"ok": True, "renewed": left, "left": {}, "unreadable": []}
    assert len(read_all()) == 400
    assert Account.objects.count() == 0


@contextmanager
def _another_process(*words: str):
    """Run `loa keys` on this test's database in a process of its own, with the same keys."""
    place = connection.settings_dict
    home = Path(settings.KEYRING_FILE).parent / "home"
    (home / "keys").mkdir(parents=True)
    Keyring.load(str(settings.KEYRING_FILE)).save(str(home / "keys" / "keyring.json"))
    url = "postgresql://{}@/{}?host={}"
    env = {
        **os.environ,
        "LOA_HOME": str(home),
        "DATABASE_URL": url.format(place["USER"], place["NAME"], place["HOST"]),
        "DATABASE_OWNER_URL": url.format("loa_owner", place["NAME"], place["HOST"]),
    }
    command = [sys.executable, "-m", "loa.ops.cli", "keys", *words]
    with subprocess.Popen(command, env=env, cwd=paths.ROOT, stderr=subprocess.PIPE, text=True) as process:
        yield process
