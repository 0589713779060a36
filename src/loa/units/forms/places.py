"""A search step in forms that offer areas: an address or an old name is looked up and the area ticked.

It works without JavaScript: a form sent with something in the search box comes back with what was found, nothing saved.
It must not keep what was typed there: an address is private.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.lib.text import squeeze
from loa.units.models import AreaVersion
from loa.units.places import Place, Places


class PlaceSearch(forms.Form):
    """A form with a field `areas`; its __init__ calls `look_up` with the areas on offer as the last thing.

    While a search is on, the form is not bound: it shows what was typed everywhere, and no errors yet.
    """

    place = forms.CharField(
        label=gettext_lazy("Tìm địa bàn theo địa chỉ hoặc tên cũ"),
        help_text=gettext_lazy("Ví dụ: P. Trúc Bạch, Q. Ba Đình. Nội dung tìm không được lưu lại."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        self._sent = data
        self._typed = squeeze(data.get("place", ""))[:300] if data else ""
        self.found: Place | None = None
        super().__init__(None if self._typed else data, *args, **kwargs)

    def look_up(self, offered: Iterable[AreaVersion]) -> None:
        """Find what was typed among the areas on offer, and tick it beside those ticked before."""
        if not self._typed:
            return
        for name, field in self.fields.items():
            self.initial[name] = field.widget.value_from_datadict(self._sent, {}, self.add_prefix(name))
        self.found = Places(offered).find(self._typed)
        if self.found.area:
            ticked = [str(pk) for pk in self.initial["areas"] or ()]
            self.initial["areas"] = list(dict.fromkeys([*ticked, str(self.found.area.area_id)]))
            self.initial["place"] = ""

    @property
    def found_said(self) -> str:
        """Return what the search found, as one line."""
        if self.found is None:
            return ""
        if self.found.area is None:
            return self.found.said
        ticked = _("Đã chọn %(area)s trong danh sách.") % {"area": self.found.area}
        return f"{self.found.said} {ticked}".strip()
