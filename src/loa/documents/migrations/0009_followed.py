"""Search follows what documents say and who may know of them."""

from django.db import migrations

SET = """
SELECT search_follow('documents_document', 'documents.document', 'id');
SELECT search_follow('documents_version', 'documents.document', 'document_id');
SELECT search_follow('documents_document_asked', 'documents.document', 'document_id');
"""
UNSET = """
SELECT search_unfollow('documents_document');
SELECT search_unfollow('documents_version');
SELECT search_unfollow('documents_document_asked');
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_silent_lead"), ("search", "0002_follow")]

    operations = [migrations.RunSQL(SET, UNSET)]
