"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.documents.views import acts, lists, making, one, settings, signing, taking, writing

app_name = "documents"
urlpatterns = [
    path("incoming/", lists.incoming, name="incoming"),
    path("outgoing/", lists.outgoing, name="outgoing"),
    path("registers/", lists.registers, name="registers"),
    path("registers/<int:register_id>/", lists.register, name="register"),
    path("numbering/", settings.numbering, name="numbering"),
    path("templates/", settings.templates, name="templates"),
    path("templates/sample/", settings.sample_template, name="sample_template"),
    path("templates/<int:template_id>/remove/", settings.remove_template, name="remove_template"),
    path("drop/", taking.drop, name="drop"),
    path("drop/<int:intake_id>/", taking.confirm, name="confirm"),
    path("drop/<int:intake_id>/away/", taking.drop_again, name="drop_again"),
    path("drop/<int:intake_id>/page/<int:page>/", taking.intake_page, name="intake_page"),
    path("new/", writing.new, name="new"),
    path("<int:document_id>/", one.show, name="show"),
    path("<int:document_id>/made.<str:ending>/", making.made, name="made"),
    path("<int:document_id>/edxml/", making.message, name="edxml"),
    path("<int:document_id>/check/", making.check, name="check"),
    path("<int:document_id>/edit/", writing.edit, name="edit"),
    path("<int:document_id>/answer/", writing.answer, name="answer"),
    path("<int:document_id>/compare/", one.compare, name="compare"),
    path(
        "<int:document_id>/versions/<int:number>/page/<int:page>/", taking.version_page, name="version_page"
    ),
    path("<int:document_id>/direct/", acts.direct, name="direct"),
    path("<int:document_id>/link/", acts.link_answer, name="link_answer"),
    path("<int:document_id>/file/", acts.file_away, name="file_away"),
    path("<int:document_id>/send-back/", acts.send_back, name="send_back"),
    path("<int:document_id>/enter-version/", acts.enter_version, name="enter_version"),
    path("<int:document_id>/mend/", acts.mend, name="mend"),
    path("<int:document_id>/ask/", acts.ask, name="ask"),
    path("<int:document_id>/comment/", acts.comment, name="comment"),
    path("<int:document_id>/close-comments/", acts.close_comments, name="close_comments"),
    path("<int:document_id>/submit/", acts.submit, name="submit"),
    path("<int:document_id>/take-back/", acts.take_back, name="take_back"),
    path("<int:document_id>/sign/", signing.sign, name="sign"),
    path("<int:document_id>/sign/return/", signing.return_unsigned, name="return_unsigned"),
    path("<int:document_id>/return/", acts.return_, name="return"),
    path("<int:document_id>/number/", acts.number, name="number"),
    path("<int:document_id>/issue/", acts.issue, name="issue"),
    path("<int:document_id>/reissue/", acts.reissue, name="reissue"),
    path("<int:document_id>/reissue/sign/", signing.sign_version, name="sign_version"),
    path("<int:document_id>/reissue/return/", signing.return_version, name="return_version"),
    path("<int:document_id>/replace/", acts.replace, name="replace"),
    path("<int:document_id>/recall/", acts.recall, name="recall"),
    path("<int:document_id>/copy/", acts.copy, name="copy"),
    path("<int:document_id>/discard/", acts.discard, name="discard"),
    path("<int:document_id>/restore/", acts.restore, name="restore"),
]
