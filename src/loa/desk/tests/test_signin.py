"""Signing in: two factors, shared machines, no enumeration, no sign-up."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from loa.desk import actions
from loa.desk.errors import NotASample
from loa.lib import clock
from tests.proof import prove

PASSWORD = "mot cau du dai de nho"


@pytest.fixture
def sample(world, keyring):
    person = world.approver.person
    Authenticator.objects.filter(user=person).delete()
    person.is_sample = True
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, person, password=PASSWORD, **extra):
    return client.post("/accounts/login/", {"login": person.email, "password": password, **extra})


def test_a_password_and_a_code_lead_to_the_desk(sample):
    actions.enrol_sample(sample)
    client = Client()
    assert sign_in(client, sample)["Location"] == reverse("mfa_authenticate")
    assert client.get("/desk/").status_code == 302
    answer = client.post("/accounts/2fa/authenticate/", {"code": actions.current_code(sample)})
    assert answer["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


@pytest.mark.fault("A15")
def test_a_code_works_only_once(sample):
    actions.enrol_sample(sample)
    code = actions.current_code(sample)
    first, second = Client(), Client()
    sign_in(first, sample)
    first.post("/accounts/2fa/authenticate/", {"code": code})
    sign_in(second, sample)
    answer = second.post("/accounts/2fa/authenticate/", {"code": code})
    assert answer.status_code == 200
    assert "đã dùng rồi" in answer.content.decode()


def test_an_approver_without_a_second_factor_is_led_to_set_one_up(sample):
    client = Client()
    sign_in(client, sample)
    answer = client.get("/desk/")
    assert answer["Location"] == reverse("mfa_activate_totp")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Cài ứng dụng tạo mã" in page.content.decode()


def test_the_last_second_factor_of_an_approver_stays(sample):
    actions.enrol_sample(sample)
    client = Client()
    sign_in(client, sample)
    client.post("/accounts/2fa/authenticate/", {"code": actions.current_code(sample)})
    page = client.post("/accounts/2fa/totp/deactivate/")
    assert "không tắt được" in page.content.decode()
    assert Authenticator.objects.filter(user=sample, type="totp").exists()


def test_the_secret_is_sealed_in_the_database(sample):
    held = actions.enrol_sample(sample)
    assert held.data["secret"].split(":")[0] == "k1"


def test_a_real_persons_code_is_never_printed(world, keyring):
    with pytest.raises(NotASample):
        actions.enrol_sample(world.editor.person)
    with pytest.raises(NotASample):
        actions.current_code(world.editor.person)


@pytest.mark.fault("A15")
def test_an_unknown_address_and_a_wrong_password_read_the_same(sample):
    wrong = sign_in(Client(), sample, "khong phai mat khau")
    unknown = Client().post("/accounts/login/", {"login": "khong.co@example.vn", "password": "x"})
    assert _errors(wrong) == _errors(unknown) != []


@pytest.mark.fault("A15")
def test_a_refused_sign_in_is_the_same_work_whoever_is_meant(sample, world, monkeypatch):
    left, invited = world.editor.person, world.clerk.person
    left.set_password(PASSWORD)
    left.is_active = False
    left.save()
    invited.set_unusable_password()
    invited.save()
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given: hashed.append(1) or encode(self, *given)
    )

    def work(address):
        hashed.clear()
        cache.clear()  # every try begins with its counters at nought
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post("/accounts/login/", {"login": address, "password": "khong phai mat khau"})
        assert answer.status_code == 200
        return len(hashed), [query["sql"].split()[0] for query in asked]

    addresses = ["khong.co@example.vn", sample.email, left.email, invited.email]
    found = [work(address) for address in addresses]
    assert [number for number, _ in found] == [1] * 4, "one password is hashed, there or not"
    assert [asked for _, asked in found] == [found[0][1]] * 4, "the database is asked the same"


def _errors(answer):
    return list(answer.context["form"].non_field_errors())


@pytest.mark.fault("A15")
def test_guessing_is_slowed_down(sample):
    client = Client()
    answers = [sign_in(client, sample, f"sai {n}") for n in range(7)]
    assert "quá nhiều lần" in answers[-1].content.decode()
    assert "quá nhiều lần" in sign_in(client, sample).content.decode()


def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code == 404


def test_a_shared_machine_ends_after_fifteen_idle_minutes_and_is_wiped(world, keyring):
    person = world.clerk.person
    Authenticator.objects.filter(user=person).delete()
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    sign_in(client, person, shared_device="on")
    assert client.session.get_expiry_age() == 15 * 60
    page = client.get("/desk/").content.decode()
    assert "data-shared-device" in page
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_whoever_signs_in_next_on_a_shared_machine_is_covered_and_ones_phone_is_not(world, keyring):
    machine, phone = world.client(world.editor), world.client(world.editor)
    assert "data-shared-device" not in machine.get("/desk/me/").content.decode()
    machine.post("/desk/me/shared-device/", {"shared": "yes"})
    assert "data-shared-device" in machine.get("/desk/me/").content.decode(), "kept drafts are wiped at once"
    assert machine.session.get_expiry_age() == 15 * 60
    assert "data-shared-device" not in phone.get("/desk/me/").content.decode()
    assert phone.session.get_expiry_age() == 12 * 3600
    machine.post("/accounts/logout/")
    entrance = html.fromstring(machine.get("/accounts/login/").content)
    assert entrance.xpath("//input[@name='shared_device']/@checked"), "the box is ticked already"
    person = world.clerk.person
    Authenticator.objects.filter(user=person).delete()
    person.set_password(PASSWORD)
    person.save()
    sign_in(machine, person)
    assert "data-shared-device" in machine.get("/desk/").content.decode()
    assert machine.session.get_expiry_age() == 15 * 60
    machine.post("/desk/me/shared-device/", {"shared": "no"})
    assert "data-shared-device" not in machine.get("/desk/").content.decode()
    assert machine.session.get_expiry_age() == 12 * 3600


def test_a_session_from_before_on_a_shared_machine_is_limited_too(world):
    client = world.client(world.editor)
    client.cookies["loa_shared_device"] = "1"
    client.get("/desk/")
    assert client.session.get_expiry_age() == 15 * 60


def test_after_fifteen_idle_minutes_polls_notwithstanding_the_entrance_wipes_the_machine(world):
    client = world.client(world.editor)
    client.post("/desk/me/shared-device/", {"shared": "yes"})
    start = clock.now()
    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        assert client.get("/desk/", headers={"X-Loa-Poll": "1"}).status_code == 200
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        assert client.get("/desk/").status_code == 302
        assert client.get("/accounts/login/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in Client().get("/accounts/login/"), "an own machine keeps what it has"


def test_polling_does_not_keep_a_shared_machine_signed_in(world, keyring):
    client = world.client(world.editor)
    held = client.session
    held["shared_device"] = True
    held.save()
    asleep = client.get("/desk/", headers={"X-Loa-Poll": "1"})
    awake = client.get("/desk/")
    assert "sessionid" not in asleep.cookies
    assert "sessionid" in awake.cookies


def test_an_own_machine_stays_signed_in_for_a_working_day(world, keyring):
    person = world.editor.person
    Authenticator.objects.filter(user=person).delete()
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    sign_in(client, person)
    assert client.session.get_expiry_age() == 12 * 3600
    assert "data-shared-device" not in client.get("/desk/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/desk/help/", "/accounts/logout/"],
)
def test_the_door_speaks_vietnamese_whatever_the_browser_wishes(db, client, address):
    page = client.get(address, headers={"Accept-Language": "en-US"}, follow=True)
    assert '<html lang="vi">' in page.content.decode()


@pytest.mark.parametrize(
    "name", ["mfa_index", "account_change_password", "mfa_list_webauthn", "account_reauthenticate"]
)
def test_each_account_page_opens(world, keyring, name):
    person = world.editor.person
    Authenticator.objects.filter(user=person).delete()
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    sign_in(client, person)
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ],
)
def test_each_page_of_the_second_factor_opens(sample, name):
    if name != "mfa_activate_totp":
        actions.enrol_sample(sample)
    client = Client()
    client.force_login(sample, backend="allauth.account.auth_backends.AuthenticationBackend")
    prove(client, sample)
    assert client.get(reverse(name)).status_code == 200


def test_the_page_notices_the_browser_of_a_chat_app(client, db):
    zalo = "Mozilla/5.0 (Linux; Android 13; SM-A135F; wv) AppleWebKit/537.36 Version/4.0 Chrome/120 Mobile Safari/537.36 Zalo android/24"
    page = client.get("/accounts/login/", headers={"User-Agent": zalo}).content.decode()
    assert "Mở bằng trình duyệt" in page
    assert "data-passkey" not in page


def test_the_button_to_sign_out_carries_its_token(world, keyring):
    strict = world.client(world.editor)
    page = strict.get("/desk/").content.decode()
    form = page[page.index('action="/accounts/logout/"') :]
    assert 'name="csrfmiddlewaretoken"' in form[: form.index("</form>")]


@pytest.mark.fault("A15")
def test_a_code_typed_with_spaces_is_the_same_code(sample):
    actions.enrol_sample(sample)
    code = actions.current_code(sample)
    first, second = Client(), Client()
    sign_in(first, sample)
    first.post("/accounts/2fa/authenticate/", {"code": f" {code[:3]} {code[3:]} "})
    assert first.get("/desk/").status_code == 200
    sign_in(second, sample)
    for again in (code, f"{code[:3]} {code[3:]}", f"{code} "):
        assert second.post("/accounts/2fa/authenticate/", {"code": again}).status_code == 200
    assert second.get("/desk/").status_code == 302


@pytest.mark.fault("A15")
def test_one_password_tried_on_many_addresses_is_slowed_down(sample):
    client = Client()
    for n in range(10):
        client.post("/accounts/login/", {"login": f"nguoi{n}@example.vn", "password": PASSWORD})
    assert "quá nhiều lần" in sign_in(client, sample).content.decode()
    assert client.get("/desk/").status_code == 302
