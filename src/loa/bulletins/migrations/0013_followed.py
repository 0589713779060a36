"""Search follows what bulletins say and who may know of them."""

from django.db import migrations

SET = """
SELECT search_follow('bulletins_bulletin', 'bulletins.bulletin', 'id');
SELECT search_follow('bulletins_text', 'bulletins.bulletin', 'bulletin_id');
SELECT search_follow('bulletins_bulletin_areas', 'bulletins.bulletin', 'bulletin_id');
SELECT search_follow('bulletins_bulletin_topics', 'bulletins.bulletin', 'bulletin_id');
"""
UNSET = """
SELECT search_unfollow('bulletins_bulletin');
SELECT search_unfollow('bulletins_text');
SELECT search_unfollow('bulletins_bulletin_areas');
SELECT search_unfollow('bulletins_bulletin_topics');
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0012_on_air"), ("search", "0002_follow")]

    operations = [migrations.RunSQL(SET, UNSET)]
