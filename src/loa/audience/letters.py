"""The one letter that leaves before consent is proven: the link to confirm, or to the subscriber's own page."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from loa.audience import links, vault
from loa.audience.models import Contact
from loa.audience.queries import ended_at


def send_link(contact_id: int) -> None:
    """Send the letter to a contact; one that was erased meanwhile gets nothing."""
    contact = Contact.objects.select_related("subscriber").filter(pk=contact_id).first()
    if contact is None:
        return
    address = vault.unseal(contact.subscriber.key, contact.subscriber_id, contact.value)
    with translation.override(contact.subscriber.language):
        stopped = ended_at(contact) is not None
        known = contact.confirmed_at is not None and not stopped
        subject, lines = _own_page(contact.pk) if known else _confirm(contact.pk, stopped=stopped)
    EmailMessage(subject=subject, body="\n\n".join(lines), to=[address]).send()


def _confirm(contact_id: int, *, stopped: bool) -> tuple[str, list[str]]:
    otherwise = (
        _("Nếu không phải, ông/bà bỏ qua thư này; ông/bà vẫn không nhận bản tin như đã chọn trước đây.")
        if stopped
        else _(
            "Nếu không phải, ông/bà bỏ qua thư này; sau 3 ngày địa chỉ sẽ được xóa và không có thư nào khác."
        )
    )
    link = f"{settings.PUBLIC_URL}/confirm/{links.confirm_token(contact_id)}/"
    return _("Xác nhận đăng ký nhận tin"), [
        _("Kính gửi ông/bà,"),
        _("Địa chỉ này vừa được dùng để đăng ký nhận bản tin. Nếu đúng là ông/bà đăng ký, mời mở đường dẫn:"),
        link,
        otherwise,
    ]


def _own_page(contact_id: int) -> tuple[str, list[str]]:
    link = settings.PUBLIC_URL + links.own_path(contact_id)
    return _("Trang đăng ký nhận tin của ông/bà"), [
        _("Kính gửi ông/bà,"),
        _("Địa chỉ này đã đăng ký nhận bản tin từ trước. Ông/bà xem và thay đổi lựa chọn tại:"),
        link,
    ]
