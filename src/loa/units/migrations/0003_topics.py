"""The fixed public list of topics: services and living conditions; political opinion is none (charter 6)."""

from django.db import migrations

TOPICS = (
    ("health", "Y tế", "Health"),
    ("disaster", "Thiên tai", "Disasters"),
    ("weather", "Thời tiết", "Weather"),
    ("safety", "An ninh, an toàn", "Public safety"),
    ("traffic", "Giao thông", "Traffic"),
    ("utilities", "Điện, nước", "Power and water"),
    ("environment", "Môi trường, rác thải", "Environment and waste"),
    ("education", "Giáo dục, trường học", "Schools and education"),
    ("welfare", "An sinh xã hội", "Social support"),
    ("procedures", "Thủ tục hành chính", "Public procedures"),
    ("housing", "Nhà ở, đất đai, xây dựng", "Housing, land and building"),
    ("employment", "Việc làm", "Jobs"),
    ("food", "Chợ, giá cả, an toàn thực phẩm", "Markets, prices and food safety"),
    ("digital", "Viễn thông, dịch vụ số", "Telecoms and digital services"),
    ("culture", "Văn hóa, thể thao", "Culture and sports"),
    ("community", "Đời sống khu dân cư", "Community life"),
)


def load(apps, schema_editor):
    Topic = apps.get_model("units", "Topic")
    for position, (code, name_vi, name_en) in enumerate(TOPICS, start=1):
        Topic.objects.using(schema_editor.connection.alias).update_or_create(
            code=code, defaults={"name_vi": name_vi, "name_en": name_en, "position": position}
        )


class Migration(migrations.Migration):
    dependencies = [("units", "0002_no_shared_device")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
