"""How a cluster is spoken to: what its settings may be beside other clusters and devices, and the broker's digest of its secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from loa.channels import reach
from loa.channels.models import Mode
from loa.lib.addresses import AddressRule
from loa.speakers.actions.commanding import wake
from loa.speakers.errors import BadSettings, ClusterInUse
from loa.speakers.gateway.rights import GATEWAY
from loa.speakers.models import Cluster, Device, Handed
from loa.speakers.queries.tickets import password_of
from loa.speakers.rules.broker import broker_digest, is_password
from loa.speakers.rules.foreign import host_of, is_safe_live
from loa.speakers.rules.words import Dialect


def settle_dialect(row: Cluster) -> Cluster:
    """Check a written row's dialect against what it stands among, and let the gateway know; part of the act that wrote it.

    Raises: BadSettings; ClusterInUse where a device of our own program stands there.
    """
    if row.dialect == Dialect.LOA:
        Handed.objects.filter(cluster=row).delete()
        return row
    if Device.objects.filter(cluster=row, revoked_at__isnull=True).exists():
        raise ClusterInUse
    require_fit(row.dialect, row.settings, row.mode, row.pk)
    if row.dialect == Dialect.GROUPS:
        password = password_of(row)
        kept = str(Cluster.objects.values_list("settings__digest", flat=True).get(pk=row.pk) or "")
        row.settings["digest"] = kept if is_password(password, kept) else broker_digest(password)
        row.save(update_fields=["settings"])
    wake()
    return row


def require_fit(dialect: str, settings: Mapping[str, Any], mode: str, pk: int | None) -> None:
    """Refuse a device that another cluster has, and an address that may not be called. Raises: BadSettings."""
    _require_alone(dialect, settings, pk)
    if dialect == Dialect.PLAYLIST:
        _require_reachable(str(settings["address"]), mode)


def _require_alone(dialect: str, settings: Mapping[str, Any], pk: int | None) -> None:
    number = settings["device"]
    alike = Cluster.objects.filter(dialect=dialect, closed_at__isnull=True, settings__device=number)
    if dialect == Dialect.PLAYLIST:
        alike = alike.filter(settings__address=settings["address"])
    is_ours = dialect == Dialect.GROUPS and (number == GATEWAY or Device.objects.filter(name=number).exists())
    if is_ours or (alike.exclude(pk=pk) if pk else alike).exists():
        raise BadSettings(_("Số máy này đã có cụm loa khác dùng. Hãy kiểm tra lại số in trên thiết bị."))


def _require_reachable(address: str, mode: str) -> None:
    """A live device is called at a public address over HTTPS; one of an exercise or a test on this machine or at own addresses."""
    host = host_of(address)
    if mode != Mode.LIVE:
        if not reach.may_reach(mode, host):
            raise BadSettings(
                _("Cụm loa diễn tập, thử nghiệm chỉ được nối tới máy này hoặc địa chỉ diễn tập đã khai báo.")
            )
        return
    if not is_safe_live(address):
        raise BadSettings(_("Địa chỉ phải bắt đầu bằng https://, cổng 443 hoặc 8443."))
    is_literal = ":" in host or host.replace(".", "").isdigit()
    if is_literal and not AddressRule.of(()).admits(host):
        raise BadSettings(_("Địa chỉ này thuộc mạng nội bộ nên không được gọi. Hãy dùng địa chỉ công khai."))
