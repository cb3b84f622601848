from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "casework.referrals"
    label = "referrals"

    def ready(self) -> None:
        from casework.cases.consequences import consequences, endings, obstacles, receivers
        from casework.referrals.closing import live_referral
        from casework.referrals.links import end_of_dead
        from casework.referrals.receiving import cannot_receive
        from casework.referrals.withdrawing import tell_partners

        consequences.append(end_of_dead)
        obstacles.append(live_referral)
        receivers.append(cannot_receive)
        endings.append(tell_partners)
