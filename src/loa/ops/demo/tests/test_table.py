"""The table at the end of the demo tells a person's word from proof."""

from loa.ops.demo.table import results


def test_what_a_person_reported_stands_in_a_line_of_its_own():
    shown = list(results({"accepted": 5, "delivered": 4, "played": 2}, {"delivered": 1, "played": 2}))
    assert shown == [
        ("kênh đã nhận", 5),
        ("đã đến nơi", 3),
        ("đã đến nơi (tự báo)", 1),
        ("đã phát (tự báo)", 2),
    ]
