from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "casework.referrals"
    label = "referrals"

    def ready(self) -> None:
        from casework.cases.consequences import endings, obstacles
        from casework.referrals.closing import live_referral
        from casework.referrals.withdrawing import tell_partners

        obstacles.append(live_referral)
        endings.append(tell_partners)
