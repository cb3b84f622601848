from __future__ import annotations

from casework.web.referrals.packet_shown import lines


def test_a_packet_reads_in_words_and_shows_nothing_empty() -> None:
    packet = {
        "code": "7K2QX9MZ",
        "service": "medical_general",
        "urgency": "high",
        "need": "A check-up.",
        "contact": "Through her caseworker only.",
        "reply_by": "2026-05-27T09:00:00+00:00",
        "always": {"language": "kor", "age_band": "24--26", "female_worker": True},
        "items": {
            "alias": {"alias": "Grey Scarf"},
            "pregnancy": {"pregnant": "yes", "weeks_pregnant": "20"},
            "risk": "high",
            "name": {"names": [{"hangul": "김은설", "roman": "Kim Un Sol", "hanzi": ""}]},
            "allergies": "Penicillin.",
        },
    }
    assert [(str(label), text) for label, text in lines(packet) if label != "Answer by"] == [
        ("Code", "7K2QX9MZ"),
        ("Service", "general medical care"),
        ("Urgency", "high"),
        ("What she needs", "A check-up."),
        ("Language", "Korean"),
        ("Age", "24 to 26"),
        ("A woman to talk to", "yes"),
        ("What to call her", "Grey Scarf"),
        ("Pregnant", "yes"),
        ("Weeks of pregnancy", "20"),
        ("Her level of risk", "high"),
        ("Her name", "김은설 Kim Un Sol"),
        ("Allergies", "Penicillin."),
        ("How you may reach her", "Through her caseworker only."),
    ]
    assert dict(lines(packet))["Answer by"] == "27 May 2026, 09:00 UTC"
