"""What beat starts, and how often: sweeps of rows that are due, each safe to run twice."""

from typing import Any, Final

_SECONDS: Final = {
    "casework.reminders.tasks.sweep": 60.0,
    "casework.reminders.tasks.climb": 60.0,
    "casework.reminders.tasks.follow_windows": 60.0,
    "casework.reminders.tasks.look_after_unattended": 60.0,
    "casework.reminders.tasks.follow_stand_ins": 60.0,
    "casework.reminders.tasks.tell_of_the_log": 60.0,
    "casework.reminders.tasks.tell_of_decisions": 600.0,
    "casework.reminders.tasks.ask_about_partners": 600.0,
    "casework.cases.tasks.lapse": 60.0,
    "casework.cases.tasks.end_hours": 60.0,
    "casework.cases.tasks.end_silent_transfers": 60.0,
    "casework.cases.tasks.end_records": 60.0,
    "casework.referrals.tasks.end_packets": 60.0,
    "casework.referrals.tasks.ask_about_lapsed": 60.0,
    "casework.referrals.tasks.note_silence": 60.0,
    "casework.audit.tasks.raise_high_water": 60.0,
    "casework.audit.tasks.sign_checkpoint": 60.0,
    "casework.audit.tasks.verify_nightly": 60.0,
    "casework.audit.tasks.write_waiting_refusals": 60.0,
    "casework.audit.tasks.make_room": 60.0,
    "casework.reports.tasks.look_for_unusual": 600.0,
    "casework.reports.tasks.tell_of_alerts": 60.0,
    "casework.reports.tasks.end_unconfirmed": 600.0,
    "casework.reports.tasks.freeze_counts": 3600.0,
    "casework.cases.tasks.drop_old_entries": 3600.0,
}

# One that finds no worker until the next is due is of no use later.
SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for task, seconds in _SECONDS.items()
}
