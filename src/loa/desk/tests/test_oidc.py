"""Signing in by the city's provider: the whole way over real HTTP, and everything that must not let anybody in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from loa.journal.models import Entry
from loa.lib import oidc
from loa.units import actions
from loa.units.actor import Actor
from loa.units.models import Invitation, Person, Post, Role
from loa.web.proofs import give_app
from tests.provider import CLIENT, Provider, ec_key, key_set, rsa_key
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db
EMAIL = "moi@ha-noi.example.vn"
MAP = """
claim = "groups"

[[post]]
value = "phuong/bien-tap"
body = "{ward}"
role = "editor"
title = "Biên tập viên"

[[post]]
value = "phuong/duyet"
body = "{ward}"
role = "approver"
title = "Phó Chủ tịch phường"
"""


@pytest.fixture
def invited(world: World) -> Person:
    made = actions.invite_person(
        actor=world.admin,
        email=EMAIL,
        full_name="Đỗ Thị Mới",
        body=world.ward_a,
        role=Role.CLERK,
        title="Văn thư",
    )
    return made.person


@pytest.fixture
def mapped(world: World, provider: Provider, settings: Any, tmp_path: Path) -> Provider:
    file = tmp_path / "claims.toml"
    file.write_text(MAP.format(ward=world.ward_a.code))
    settings.OIDC_CLAIMS = str(file)
    return provider


def account(provider: Provider, *groups: str, **more: Any) -> None:
    """Let the provider know the invited person."""
    provider.account = {"sub": "a-1", "email": EMAIL, "email_verified": True, "groups": list(groups), **more}


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def link(person: Person, provider: Provider, subject: str = "a-1") -> None:
    actions.link_account(person=person, issuer=provider.issuer, subject=subject)


def freshly(actor: Actor) -> Client:
    """Return a client that proved itself a moment ago."""
    client = sign_in(actor)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(actor.person.pk)
    session.save()
    return client


def held(person: Person) -> set[tuple[str, str]]:
    posts = Post.objects.filter(person=person, ended_at=None)
    return set(posts.values_list("role", "claim"))


# -- the way in ---------------------------------------------------------------------------------------------


def test_an_invited_person_comes_in_without_a_password_and_is_bound_for_good(
    provider: Provider, invited: Person
) -> None:
    account(provider)
    client = Client()
    answer = provider.come_in(client, then="/desk/me/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/me/")
    assert client.get("/desk/me/").status_code == 200
    assert "Đã gắn từ" in client.get("/desk/me/").content.decode()
    assert not Invitation.objects.filter(person=invited, used_at=None).exists()
    provider.account = {"sub": "a-1", "email": "khac@example.vn", "email_verified": False}
    again = Client()
    provider.come_in(again)
    assert is_in(again)


def test_only_a_digest_of_the_subject_is_kept_and_no_token(provider: Provider, invited: Person) -> None:
    account(provider, "la/nhom")
    provider.come_in(Client())
    row = SocialAccount.objects.get()
    assert row.uid == actions.subject_key(provider.issuer, "a-1")
    assert row.extra_data == {}
    assert not SocialToken.objects.exists()
    entry = Entry.objects.get(verb="units.account_linked")
    assert (entry.person, entry.facts) == (str(invited.pk), {"how": "invitation"})


def test_where_no_provider_is_set_nothing_of_it_is_shown(world: World) -> None:
    client = Client()
    assert "oidc" not in client.get("/accounts/login/").content.decode()
    assert client.get("/accounts/oidc/login/").status_code == 404
    assert client.get("/accounts/oidc/callback/").status_code == 404


def test_the_button_leads_on_to_where_one_wanted_to_go(
    provider: Provider, world: World, settings: Any
) -> None:
    settings.OIDC_NAME = "Đăng nhập bằng tài khoản Thủ đô"
    html = Client().get("/accounts/login/?next=/desk/people/").content.decode()
    assert "Đăng nhập bằng tài khoản Thủ đô" in html
    assert 'href="/accounts/oidc/login/?next=/desk/people/"' in html


def test_nobody_is_led_to_another_site(provider: Provider, invited: Person) -> None:
    account(provider)
    assert provider.come_in(Client(), then="https://example.com/")["Location"] == "/desk/"


@pytest.mark.parametrize(
    "said",
    [
        {"email": "la@example.vn", "email_verified": True},
        {"email": EMAIL, "email_verified": False},
        {"email": EMAIL},
        {"email": EMAIL, "email_verified": "true"},
        {},
    ],
)
def test_a_stranger_or_an_unverified_address_is_told_whom_to_ask(
    provider: Provider, invited: Person, said: dict[str, Any]
) -> None:
    provider.account = {"sub": "x-9", **said}
    client = Client()
    answer = provider.come_in(client)
    assert answer.status_code == 403
    assert "đề nghị người quản trị" in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_address_binds_once_and_never_somebody_who_has_a_password(
    provider: Provider, invited: Person
) -> None:
    invited.set_password("mot mat khau dai")
    invited.save()
    account(provider)
    assert provider.come_in(Client()).status_code == 403
    invited.set_unusable_password()
    invited.save()
    assert provider.come_in(Client()).status_code == 302
    account(provider, sub="b-2")
    assert provider.come_in(Client()).status_code == 403


def test_a_closed_account_stays_out(provider: Provider, world: World) -> None:
    link(world.clerk.person, provider)
    actions.close_account(actor=world.admin, person=world.clerk.person)
    client = Client()
    assert provider.come_in(client).status_code == 403
    assert not is_in(client)


# -- what the provider says wrongly ---------------------------------------------------------------------------


def _unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, "none")


def _by_public_key(claims: dict[str, Any]) -> str:
    """Sign with HMAC under the public key's text, as if it were a shared secret."""
    public = rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "kid": "r1"}, claims)
    ]
    seal = hmac.digest(public, b".".join(parts), hashlib.sha256)
    return b".".join([*parts, base64.urlsafe_b64encode(seal).rstrip(b"=")]).decode()


def _by_another(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, rsa_key("another"), "RS256", headers={"kid": "r1"})


def _by_unknown_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, rsa_key("another"), "RS256", headers={"kid": "r2"})


def _by_other_algorithm(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, rsa_key(), "RS512", headers={"kid": "r1"})


BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "nonce of another sign-in": {"nonce": "another"},
    "audience of another site": {"aud": "another"},
    "several audiences, asked for by another": {"aud": [CLIENT, "another"], "azp": "another"},
    "another issuer": {"iss": "http://127.0.0.1:1/realms/ha-noi"},
    "expired": {"exp": int(time.time()) - 300},
    "issued in the future": {"iat": int(time.time()) + 3600},
    "no subject": {"sub": ""},
}


@pytest.mark.parametrize("name", BAD_CLAIMS)
def test_a_token_that_says_anything_wrong_lets_nobody_in(
    provider: Provider, invited: Person, name: str
) -> None:
    account(provider)
    provider.overrides = BAD_CLAIMS[name]
    client = Client()
    answer = provider.come_in(client)
    assert answer.status_code == 502
    assert "chưa đăng nhập" in answer.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize(
    "sign", [_unsigned, _by_public_key, _by_another, _by_unknown_key, _by_other_algorithm]
)
def test_a_token_signed_otherwise_lets_nobody_in(provider: Provider, invited: Person, sign: Any) -> None:
    account(provider)
    provider.sign = sign
    client = Client()
    assert provider.come_in(client).status_code == 502
    assert not is_in(client)


def test_a_key_of_the_curve_is_as_good(provider: Provider, invited: Person) -> None:
    account(provider)
    provider.sign = lambda claims: jwt.encode(claims, ec_key(), "ES256", headers={"kid": "e1"})
    client = Client()
    provider.come_in(client)
    assert is_in(client)


@pytest.mark.parametrize("path", [".well-known/openid-configuration", "token", "jwks", "userinfo"])
def test_a_provider_that_fails_on_the_way_lets_nobody_in_and_changes_nothing(
    mapped: Provider, invited: Person, path: str
) -> None:
    account(mapped, "phuong/bien-tap")
    client = Client()
    sent = client.get("/accounts/oidc/login/")
    back = mapped.visit(sent["Location"])
    mapped.broken[path] = 500
    assert client.get(back).status_code == 502
    assert not is_in(client)
    assert held(invited) == {("clerk", "")}


def test_a_slow_provider_is_not_waited_for(
    provider: Provider, invited: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(provider)
    monkeypatch.setattr(oidc, "SECONDS", 0.2)
    provider.slow["token"] = 0.6
    client = Client()
    answer = provider.come_in(client)
    assert (answer.status_code, is_in(client)) == (502, False)


def test_a_description_of_another_issuer_or_without_tls_is_refused(provider: Provider) -> None:
    provider.described = {"issuer": "http://127.0.0.1:1/"}
    assert Client().get("/accounts/oidc/login/").status_code == 502
    provider.described = {"authorization_endpoint": "javascript:alert(1)"}
    assert Client().get("/accounts/oidc/login/").status_code == 502


def test_userinfo_of_somebody_else_is_refused(provider: Provider, invited: Person) -> None:
    account(provider)
    provider.more = {"sub": "b-2"}
    assert provider.come_in(Client()).status_code == 502


def test_an_answer_counts_once_in_the_browser_that_asked(provider: Provider, invited: Person) -> None:
    account(provider)
    client = Client()
    back = provider.visit(client.get("/accounts/oidc/login/")["Location"])
    other = Client()
    assert other.get(back).status_code == 403
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 403


def test_who_turns_back_at_the_provider_may_try_again(provider: Provider) -> None:
    client = Client()
    client.get("/accounts/oidc/login/")
    (state,) = client.session["oidc_pending"]
    refused = client.get("/accounts/oidc/callback/", {"error": "access_denied", "state": state})
    assert refused.status_code == 403
    assert "thử lại" in refused.content.decode()


def test_a_client_that_is_known_by_form_fields_is_checked_alike() -> None:
    client = oidc.Client("https://id.example.vn", CLIENT, "s", "https://loa.example.vn/cb")
    with pytest.raises(oidc.BadAnswer) as caught:
        oidc.verify("no.token.at-all", key_set(), client, "n")
    assert caught.value.code == "token"


# -- posts by claims --------------------------------------------------------------------------------------------


def test_groups_open_posts_and_their_end_ends_them(mapped: Provider, invited: Person) -> None:
    account(mapped, "phuong/bien-tap", "khac/la")
    provider, client = mapped, Client()
    provider.come_in(client)
    assert held(invited) == {("clerk", ""), ("editor", "phuong/bien-tap")}
    opened = Entry.objects.filter(verb="units.post_opened").latest("id")
    assert (opened.person, opened.facts["claim"]) == ("", "phuong/bien-tap")
    assert SocialAccount.objects.get().extra_data == {"unknown": ["khac/la"]}
    account(provider)
    later = Client()
    provider.come_in(later)
    assert held(invited) == {("clerk", "")}
    assert is_in(later)
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")  # the old session is over


def test_signing_in_twice_opens_nothing_twice_and_what_a_person_opened_stays(
    mapped: Provider, invited: Person, world: World
) -> None:
    actions.open_post(
        actor=world.admin, person=invited, body=world.ward_a, role=Role.EDITOR, title="Biên tập viên"
    )
    account(mapped, "phuong/bien-tap", "phuong/duyet")
    mapped.come_in(Client())
    mapped.come_in(Client())
    assert held(invited) == {("clerk", ""), ("editor", ""), ("approver", "phuong/duyet")}
    account(mapped)
    mapped.come_in(Client())
    assert held(invited) == {("clerk", ""), ("editor", "")}


def test_a_broken_mapping_lets_nobody_in_by_the_provider(
    mapped: Provider, invited: Person, settings: Any
) -> None:
    account(mapped, "phuong/bien-tap")
    file = Path(settings.OIDC_CLAIMS)
    file.write_text(file.read_text().replace('"editor"', '"administrator"'))
    client = Client()
    assert mapped.come_in(client).status_code == 503
    assert not is_in(client)


def test_the_administrator_sees_what_is_bound_and_can_take_it_off(
    mapped: Provider, invited: Person, world: World
) -> None:
    account(mapped, "phuong/bien-tap", "khac/la")
    client = Client()
    mapped.come_in(client)
    admin = freshly(world.admin)
    html = admin.get(f"/desk/people/{invited.pk}/").content.decode()
    assert "khac/la" in html
    assert "theo hệ thống đăng nhập (phuong/bien-tap)" in html
    admin.post(f"/desk/people/{invited.pk}/unlink/", {})
    assert held(invited) == {("clerk", "")}
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")
    assert mapped.come_in(Client()).status_code == 403


# -- the second factor, and passwords -----------------------------------------------------------------------------


def with_app(person: Person) -> Person:
    Authenticator.objects.filter(user=person).delete()
    give_app(person)
    return person


def test_the_own_second_factor_is_asked_for_as_after_a_password(
    provider: Provider, world: World, keyring: object
) -> None:
    person = with_app(world.approver.person)
    link(person, provider)
    provider.account = {"sub": "a-1", "amr": ["pwd", "otp"]}
    client = Client()
    assert provider.come_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    secret = decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"])
    client.post("/accounts/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
    assert is_in(client)


def test_the_providers_second_factor_counts_only_where_it_is_trusted(
    provider: Provider, world: World, keyring: object, settings: Any
) -> None:
    settings.OIDC_TRUSTS_MFA = ["otp", "urn:loa2"]
    link(with_app(world.approver.person), provider)
    for said, trusted in (
        ({"amr": ["pwd", "otp"]}, True),
        ({"acr": "urn:loa2"}, True),
        ({"amr": "otp"}, False),
    ):
        provider.account = {"sub": "a-1", **said}
        client = Client()
        provider.come_in(client)
        assert is_in(client) is trusted, said


def test_whose_second_factor_was_reset_must_set_up_a_new_one(
    provider: Provider, world: World, settings: Any
) -> None:
    settings.OIDC_TRUSTS_MFA = ["otp"]
    Authenticator.objects.filter(user=world.approver.person).delete()
    link(world.approver.person, provider)
    provider.account = {"sub": "a-1", "amr": ["otp"]}
    client = Client()
    provider.come_in(client)
    assert client.get("/desk/")["Location"] == "/accounts/2fa/totp/activate/"


def test_a_password_still_works_unless_the_provider_is_the_only_way(
    provider: Provider, world: World, settings: Any
) -> None:
    person = world.clerk.person
    Authenticator.objects.filter(user=person).delete()
    person.set_password("mot mat khau dai")
    person.save()
    link(person, provider)
    typed = {"login": person.email, "password": "mot mat khau dai"}

    def by_password() -> bool:
        client = Client()
        client.post("/accounts/login/", typed)
        return is_in(client)

    assert by_password()
    settings.OIDC_ONLY = True
    assert not by_password()
    settings.OIDC_BREAK_GLASS = [person.email]
    assert by_password()
    settings.OIDC_BREAK_GLASS = []
    client = Client()
    provider.come_in(client)
    assert is_in(client)


def test_who_is_signed_in_binds_the_account_from_the_own_page(provider: Provider, world: World) -> None:
    client = freshly(world.editor)
    assert "/accounts/oidc/link/" in client.get("/desk/me/").content.decode()
    sent = client.get("/accounts/oidc/link/")
    answer = client.get(provider.visit(sent["Location"]))
    assert answer["Location"] == "/desk/me/"
    assert SocialAccount.objects.get().user == world.editor.person
    again = freshly(world.clerk)
    refused = again.get(provider.visit(again.get("/accounts/oidc/link/")["Location"]))
    assert refused.status_code == 409
