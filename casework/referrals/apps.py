from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "casework.referrals"
    label = "referrals"

    def ready(self) -> None:
        from casework.cases.consequences import obstacles
        from casework.referrals.closing import live_referral

        obstacles.append(live_referral)
