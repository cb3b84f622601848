from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "casework.reminders"
    label = "reminders"

    def ready(self) -> None:
        from casework.access import focal_points, forgetting, stand_ins
        from casework.access.renewed import renewed
        from casework.cases.consequences import consequences
        from casework.cases.dues import diaries
        from casework.referrals import partner_changes
        from casework.reminders import appointed, partners, push, standing_in
        from casework.reminders.upkeep import recompute

        consequences.append(recompute)
        diaries.append(appointed)
        focal_points.named.append(appointed.follow_focal_point)
        stand_ins.passed.append(standing_in.follow_reviews)
        forgetting.forgotten.append(push.forget)
        renewed.append(appointed.key_renewed)
        partner_changes.changed.append(partners.recompute)
