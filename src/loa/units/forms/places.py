"""A search step in forms that offer areas: an address or an old name is looked up, and the area ticked or chosen.

It works without JavaScript: a form sent with something in the search box comes back with what was found, nothing saved.
It must not keep what was typed there: an address is private.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.lib.text import squeeze
from loa.units.models import AreaVersion
from loa.units.places import Place, Places
from loa.units.queries import area_versions

_SEVERAL = (forms.ModelMultipleChoiceField, forms.MultipleChoiceField)


class PlaceSearch(forms.Form):
    """A form that offers areas in the field `place_of`, one or several of them.

    Its __init__ calls `look_up` with the areas on offer as the last thing (`look_up_offered` where the field is a choice
    of areas itself). While a search is on, the form is not bound: it shows what was typed everywhere, and no errors yet.
    """

    place_of: ClassVar[str] = "areas"

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
        """Find what was typed among the areas on offer; tick it beside those ticked before, or choose it."""
        if not self._typed:
            return
        for name, field in self.fields.items():
            self.initial[name] = field.widget.value_from_datadict(self._sent, {}, self.add_prefix(name))
        self.found = Places(offered).find(self._typed)
        if self.found.area:
            self.initial[self.place_of] = self._with(str(self.found.area.area_id))
            self.initial["place"] = ""

    def look_up_offered(self) -> None:
        """Find what was typed among the areas that the field offers."""
        areas = self.fields[self.place_of].queryset  # type: ignore[attr-defined]
        self.look_up(area_versions().filter(area__in=areas.order_by().values("pk")))

    def _with(self, area_id: str) -> str | list[str]:
        if not isinstance(self.fields[self.place_of], _SEVERAL):
            return area_id
        ticked = [str(pk) for pk in self.initial[self.place_of] or ()]
        return list(dict.fromkeys([*ticked, area_id]))

    def clean(self) -> dict[str, Any]:
        """Leave the search box out of what the act takes."""
        given = super().clean() or self.cleaned_data
        given.pop("place", None)
        return given

    @property
    def found_said(self) -> str:
        """Return what the search found, as one line."""
        if self.found is None:
            return ""
        if self.found.area is None:
            return self.found.said
        ticked = _("Đã chọn %(area)s trong danh sách.") % {"area": self.found.area}
        return f"{self.found.said} {ticked}".strip()
