from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "casework.referrals"
    label = "referrals"

    def ready(self) -> None:
        from casework.cases.consequences import consequences, endings, obstacles, receivers
        from casework.referrals.closing import live_referral, unreviewed
        from casework.referrals.links import end_of_dead
        from casework.referrals.receiving import cannot_receive
        from casework.referrals.withdrawing import stop

        consequences.append(end_of_dead)
        obstacles += [live_referral, unreviewed]
        receivers.append(cannot_receive)
        endings.append(stop)
