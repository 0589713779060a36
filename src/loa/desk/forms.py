"""The forms of signing in, in the words of the house; what they check stays with allauth."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from loa.web import session
from loa.web.forms import name_missing

Words = Any  # plain or lazily translated text; django-stubs has no public name for the latter
CODE_LABEL = _("Mã 6 số trong ứng dụng, hoặc một mã dự phòng")


def _word(form: forms.BaseForm, name: str, label: Words, help_text: Words = "") -> None:
    """Give a field our words and take away its placeholder, which would vanish while typing."""
    form.fields[name].label = label
    form.fields[name].help_text = help_text
    form.fields[name].widget.attrs.pop("placeholder", None)
    name_missing(form.fields[name], name)


class LoginForm(account.LoginForm):  # type: ignore[misc]  # allauth publishes no types
    """E-mail, password, and whether others use this machine too."""

    shared_device = forms.BooleanField(
        label=_("Máy dùng chung"),
        required=False,
        help_text=_("Không giữ bản nháp trên máy; tự đăng xuất sau 15 phút không thao tác."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "login", _("Thư điện tử công vụ"))
        _word(self, "password", _("Mật khẩu"))
        if self.request is not None and session.is_shared_device(self.request):
            self.fields["shared_device"].initial = True
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocomplete": "username"}

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, or lead on to the second factor; a shared machine's limit is set last so that it stands."""
        response: HttpResponse = super().login(request, redirect_url)
        if session.is_shared_device(request):
            session.mark_shared(request)
        return response


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password", _("Mật khẩu"))


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    """The old password and the new one, written once: pasting from a password keeper must work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "oldpassword", _("Mật khẩu hiện tại"))
        _word(self, "password1", _("Mật khẩu mới"), _("Ít nhất 10 ký tự; một câu dễ nhớ là tốt nhất."))
        _word(self, "password2", _("Nhập lại mật khẩu mới"))


class AuthenticateForm(mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self)


class ReauthenticateCodeForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more, before a weighty act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self)


class ActivateTOTPForm(BaseActivateForm):  # type: ignore[misc]
    """The first code of a new phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self, _("Mã 6 số đang hiện trong ứng dụng"))


class AddKeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey: fingerprint, face or a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "name", _("Tên khóa"), _("Để nhận ra sau này, ví dụ “Điện thoại cơ quan”."))
        _word(
            self,
            "passwordless",
            _("Dùng thay mật khẩu"),
            _("Đăng nhập chỉ bằng khóa này; máy sẽ hỏi vân tay, khuôn mặt hoặc mã PIN."),
        )


class EditKeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """A key's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "name", _("Tên khóa"))


def _as_code(form: forms.BaseForm, label: Words = CODE_LABEL) -> None:
    _word(form, "code", label)
    form.fields["code"].widget.attrs |= {"inputmode": "text", "autocapitalize": "off", "autofocus": True}
