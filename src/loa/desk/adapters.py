"""Signing in by the house's rules: no sign-up, sealed second factors, none removed that a right depends on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from loa.desk import rules
from loa.desk.errors import UseTheProvider
from loa.desk.oidc.proof import must_use_provider
from loa.desk.queries import permissions_held
from loa.journal.keyring import keyring
from loa.units.models import Person
from loa.web import session
from loa.web.doors import signed_in_lately

SEALED_FOR = "mfa.authenticator"
SEALED_MEMBERS = ("secret", "seed", "migrated_codes")  # of an authenticator's data
OWN_STAGE = "loa.desk.oidc.proof.SecondFactorStage"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """What allauth asks of the product about accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản đã ngừng dùng. Liên hệ người quản trị hệ thống của cơ quan."),
        "email_password_mismatch": _(
            "Thư điện tử hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ và phím Caps Lock rồi thử lại."
        ),
        "enter_current_password": _("Nhập mật khẩu hiện tại."),
        "incorrect_code": _("Mã chưa đúng hoặc đã dùng rồi. Đợi ứng dụng hiện mã mới rồi nhập mã đó."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "too_many_login_attempts": _("Đã nhập sai quá nhiều lần. Đợi năm phút rồi thử lại."),
        "rate_limited": _("Thao tác quá nhanh. Đợi một phút rồi thử lại."),
        "same_as_current": _("Mật khẩu mới phải khác mật khẩu hiện tại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Staff are invited; nobody signs up."""
        return False

    def pre_login(self, request: HttpRequest, user: Person, **facts: Any) -> HttpResponse | None:
        """Note the shared machine before the second factor is asked, since only this request carries the box."""
        refusal: HttpResponse | None = super().pre_login(request, user, **facts)
        if refusal is None and must_use_provider(request, user):
            raise UseTheProvider
        if "shared_device" in request.POST or session.is_shared_device(request):
            session.mark_shared(request)
        return refusal

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor by our own stage, which knows when the provider has asked for one already."""
        stages: list[str] = super().get_login_stages()
        return [OWN_STAGE if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in stages]

    def is_reauthentication_required(self, *, app: str, **_facts: Any) -> bool:  # noqa: ARG002
        """Ask again unless the person signed in within the limit."""
        return not signed_in_lately(self.request)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks of the product about second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Chức vụ này phải có xác thực hai lớp nên không tắt được. Thêm cách xác thực khác trước, rồi xóa cách này."
        ),
        "cannot_generate_recovery_codes": _("Cài xác thực hai lớp trước, rồi mới tạo mã dự phòng."),
        "incorrect_code": _("Mã chưa đúng hoặc đã dùng rồi. Đợi ứng dụng hiện mã mới rồi nhập mã đó."),
        "unverified_email": _("Xác nhận địa chỉ thư điện tử trước khi cài xác thực hai lớp."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret under the keyring."""
        return keyring().encrypt(text, about=SEALED_FOR)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return keyring().decrypt(encrypted_text, about=SEALED_FOR)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor of a person whose rights depend on one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=rules.SECOND_FACTORS)
        return others.exclude(pk=authenticator.pk).exists() or not rules.must_have_second_factor(
            permissions_held(authenticator.user)
        )

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002  allauth's signature
        """Name a new key so that its owner knows it again."""
        held = Authenticator.objects.filter(user=user, type=type).count()
        return str(_("Khóa %(n)s")) % {"n": held + 1}
