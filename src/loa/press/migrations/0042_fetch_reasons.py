"""Why a fetch brought nothing is kept as a code with facts; what stood there in words is taken apart."""

import re

from django.db import migrations, models

SENTENCES = {
    "robots": "Nguồn không cho lấy tin tự động (robots.txt). Hãy xin phép nơi xuất bản hoặc nhập tay.",
    "robots_unknown": "Chưa đọc được robots.txt của nguồn nên chưa lấy tin. Hệ thống sẽ tự thử lại.",
    "bad_encoding": "Nơi kia nén theo kiểu “{encoding}” chưa được hỗ trợ.",
    "bad_packing": "Nội dung nén trả về bị hỏng nên không được nhận.",
    "bad_port": "Cổng {port} không được phép gọi ra ngoài.",
    "bad_scheme": "Chỉ nhận địa chỉ bắt đầu bằng http:// hoặc https://.",
    "busy": "Máy chủ bên kia đang bận (mã {status}). Hãy thử lại sau.",
    "connect_failed": "Không kết nối được máy chủ bên kia. Hãy thử lại sau.",
    "cut_off": "Kết nối bị ngắt giữa chừng. Hãy thử lại sau.",
    "down": "Máy chủ bên kia gặp lỗi (mã {status}).",
    "no_such_host": "Không tìm thấy tên miền này. Hãy kiểm tra lại địa chỉ.",
    "private_address": "Địa chỉ này trỏ vào mạng nội bộ nên không được gọi. Hãy dùng địa chỉ công khai.",
    "refused": "Máy chủ bên kia từ chối (mã {status}).",
    "timeout": "Máy chủ bên kia không trả lời kịp. Hãy thử lại sau.",
    "tls": "Chứng thư số của máy chủ bên kia không hợp lệ. Hãy báo nơi quản lý.",
    "too_large": "Nội dung trả về lớn hơn {limit} KB nên không được nhận.",
    "bad_feed": "Không đọc được nguồn tin này. Hãy kiểm tra lại địa chỉ hoặc tệp.",
    "no_feed": "Tệp không phải là nguồn tin RSS, Atom hay JSON Feed. Hãy kiểm tra lại địa chỉ nguồn.",
    "too_packed": "Tệp nén bung ra quá lớn nên không được nhận. Hãy kiểm tra lại nguồn tin.",
    "too_hard": "Nguồn tin tốn quá nhiều thời gian hoặc bộ nhớ để đọc nên đã dừng. Hãy kiểm tra lại nguồn tin.",
    "no_sitemap": "Tệp không phải là sơ đồ trang (sitemap). Hãy kiểm tra lại địa chỉ nguồn.",
    "no_article": "Không tìm thấy bài viết trong trang này. Hãy nhập tiêu đề và nội dung bằng tay.",
    "broken": "Nguồn trả về dữ liệu hỏng, không lưu được. Loa sẽ tự lấy lại sau.",
}
OTHERS = {
    "bad_url": "Địa chỉ viết chưa đúng. Hãy ghi dạng https://tên-miền/…",
    "redirect": "Địa chỉ này chuyển hướng sang nơi khác nên không được nhận.",
}
BEGINNINGS = {"bad_url": "Địa chỉ viết chưa đúng", "redirect": "Địa chỉ này chuyển hướng sang nơi"}


def _row(code, pattern):
    """Return a line of the table of sentences: code, what it looks like, the name of the fact in it."""
    before, _, rest = pattern.partition("{")
    fact, _, after = rest.partition("}")
    form = re.escape(before) + ("(.+)" + re.escape(after) if fact else "")
    return f"('{code}', '^{form}{'' if code in BEGINNINGS else '$'}', '{fact}')"


def _told(code, sentence):
    return f"('{code}', '{sentence}')"


# In SQL: what a migration does in Python makes all later ones slower.
TAKEN_APART = f"""
UPDATE press_fetch SET (why, facts) = (
  SELECT code, CASE WHEN fact = '' THEN '{{}}' WHEN found[1] ~ '^[0-9]{{1,9}}$' THEN jsonb_build_object(fact, found[1]::int)
    ELSE jsonb_build_object(fact, left(found[1], 100)) END
  FROM (VALUES {", ".join(_row(*pair) for pair in (SENTENCES | BEGINNINGS).items())}, ('other', '', '')) AS known(code, form, fact)
  CROSS JOIN LATERAL regexp_match(reason, form) AS found WHERE found IS NOT NULL ORDER BY code = 'other' LIMIT 1)
WHERE reason <> ''
"""  # noqa: S608  our own sentences
PUT_TOGETHER = f"""
UPDATE press_fetch SET reason = COALESCE((
  SELECT COALESCE(replace(sentence, '{{' || fact.key || '}}', fact.value), sentence)
  FROM (VALUES {", ".join(_told(*pair) for pair in (SENTENCES | OTHERS).items())}) AS known(code, sentence)
  LEFT JOIN LATERAL jsonb_each_text(facts) AS fact ON true WHERE code = why LIMIT 1), why)
WHERE why <> ''
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("press", "0041_pages_given_up")]

    operations = [
        migrations.AddField("fetch", "why", models.CharField(blank=True, db_default="", max_length=30)),
        migrations.AddField("fetch", "facts", models.JSONField(null=True)),
        migrations.AlterField("fetch", "reason", models.CharField(blank=True, db_default="", max_length=300)),
        migrations.RemoveConstraint("fetch", "fetch_says_why"),
        migrations.RunSQL(TAKEN_APART, PUT_TOGETHER),
        migrations.AddConstraint(
            "fetch",
            models.CheckConstraint(
                condition=models.Q(("outcome__in", ["failed", "refused"]), _negated=True)
                | models.Q(("why", ""), _negated=True)
                | models.Q(("reason", ""), _negated=True),
                name="fetch_says_why",
            ),
        ),
    ]
