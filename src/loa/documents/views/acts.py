"""The pages of single acts: a form, its button, and what is said when it is done; and acts that are one press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from loa.documents import actions
from loa.documents.forms import acting
from loa.documents.forms.acting import ActForm
from loa.documents.models import Document
from loa.documents.views.common import back_of, frame, readable
from loa.units.actor import Actor
from loa.units.doors import DeskRequest, desk_view
from loa.web.acts import attempt, form_page, posted

View = Callable[..., HttpResponse]


def _page(
    name: str, kind: type[ActForm], act: Callable[..., Any], *, title: Promise, submit: Promise, done: Promise
) -> View:
    """Return the view of an act with a form."""

    @desk_view
    def view(request: DeskRequest, document_id: int) -> HttpResponse:
        document = readable(request, document_id, name)
        files = request.FILES or None
        form = kind(posted(request), files, document=document, actor=request.actor)
        if made := attempt(form, partial(_do, act), actor=request.actor, document=document, filled=form):
            messages.success(request, str(done))
            return redirect("documents:show", _next(made.value, document).pk)
        context = frame(document) | {"title": title, "lead": document.subject, "status": None}
        return form_page(
            request,
            form,
            submit=submit,
            back=back_of(document),
            template="documents/form.html",
            **context,
        )

    view.__doc__ = f"Do “{name}” with a document."
    return view


def _do(act: Callable[..., Any], *, actor: Actor, document: Document, filled: ActForm, **_fields: Any) -> Any:
    return act(actor=actor, document=document, **filled.given)


def _next(made: object, document: Document) -> Document:
    """Return the document to go on with: a new one where the act made one."""
    return made if isinstance(made, Document) else document


def _press(name: str, act: Callable[..., Any], done: Promise) -> View:
    """Return the view of an act that is one press."""

    @require_POST
    @desk_view
    def view(request: DeskRequest, document_id: int) -> HttpResponse:
        document = readable(request, document_id, name)
        act(actor=request.actor, document=document)
        messages.success(request, str(done))
        return redirect("documents:show", document_id)

    view.__doc__ = f"Do “{name}” with a document."
    return view


def _replace(*, document: Document, **given: Any) -> Document:
    return actions.replace(original=document, **given)


def _copy(*, document: Document, **given: Any) -> Document:
    return actions.copy(original=document, **given)


direct = _page(
    "direct",
    acting.DirectForm,
    actions.direct,
    title=_("Ý kiến chỉ đạo"),
    submit=_("Giao xử lý"),
    done=_("Đã giao; cán bộ được giao nhận thông báo ngay."),
)
link_answer = _page(
    "link_answer",
    acting.LinkForm,
    actions.link_answer,
    title=_("Ghép văn bản đi"),
    submit=_("Ghép"),
    done=_("Đã ghép."),
)
file_away = _page(
    "file_away",
    acting.ReasonForm,
    actions.file_away,
    title=_("Lưu, không phải thực hiện"),
    submit=_("Lưu văn bản"),
    done=_("Đã lưu cùng lý do."),
)
send_back = _page(
    "send_back",
    acting.ReasonForm,
    actions.send_back,
    title=_("Trả lại nơi gửi"),
    submit=_("Trả lại"),
    done=_("Đã ghi trả lại; số đến vẫn giữ trong sổ."),
)
mend = _page(
    "mend",
    acting.MendForm,
    actions.mend,
    title=_("Bổ sung thông tin"),
    submit=_("Lưu"),
    done=_("Đã lưu thông tin."),
)
ask = _page(
    "ask",
    acting.AskForm,
    actions.ask_comments,
    title=_("Lấy ý kiến dự thảo"),
    submit=_("Gửi lấy ý kiến"),
    done=_("Đã gửi; các đơn vị nhận thông báo."),
)
comment = _page(
    "comment",
    acting.CommentForm,
    actions.comment,
    title=_("Góp ý dự thảo"),
    submit=_("Gửi ý kiến"),
    done=_("Đã ghi ý kiến."),
)
issue = _page(
    "issue",
    acting.NumberForm,
    actions.issue,
    title=_("Ban hành"),
    submit=_("Ban hành"),
    done=_("Đã ban hành."),
)
number = _page(
    "number",
    acting.NumberForm,
    actions.number,
    title=_("Lấy số"),
    submit=_("Lấy số"),
    done=_("Đã cấp số; văn bản chưa ban hành."),
)
return_ = _page(
    "return",
    acting.ReasonForm,
    actions.return_draft,
    title=_("Trả lại để sửa"),
    submit=_("Trả lại"),
    done=_("Đã trả lại cho người soạn."),
)
replace = _page(
    "replace",
    acting.ReasonForm,
    _replace,
    title=_("Soạn văn bản thay thế"),
    submit=_("Bắt đầu soạn"),
    done=_("Đã tạo dự thảo từ bản đang có hiệu lực; bản cũ hết hiệu lực khi bản này được ban hành."),
)
reissue = _page(
    "reissue",
    acting.VersionForm,
    actions.propose_version,
    title=_("Đề nghị bản mới cùng số"),
    submit=_("Trình ký bản mới"),
    done=_("Đã trình ký bản mới; bản đang có hiệu lực giữ nguyên đến khi người khác ký."),
)
copy = _page(
    "copy",
    acting.CopyForm,
    _copy,
    title=_("Sao văn bản"),
    submit=_("Tạo bản sao"),
    done=_("Đã tạo bản sao; trình ký rồi lấy số bản sao."),
)
recall = _page(
    "recall",
    acting.ReasonForm,
    actions.recall,
    title=_("Thu hồi văn bản"),
    submit=_("Thu hồi"),
    done=_("Đã thu hồi; số vẫn giữ trong sổ."),
)
discard = _page(
    "discard",
    acting.ReasonForm,
    actions.discard,
    title=_("Không dùng văn bản này nữa"),
    submit=_("Bỏ"),
    done=_("Đã bỏ; số đã cấp, nếu có, vẫn hiện trong sổ. Có thể lấy lại."),
)
submit = _press("submit", actions.submit, _("Đã trình ký."))
close_comments = _press("close_comments", actions.close_comments, _("Đã kết thúc lấy ý kiến."))
enter_version = _press(
    "enter_version", actions.enter_version, _("Đã nhận bản mới vào sổ; bản trước vẫn giữ trong văn bản.")
)
take_back = _press("take_back", actions.take_back, _("Đã rút về để sửa."))
restore = _press("restore", actions.restore, _("Đã lấy lại dự thảo."))
