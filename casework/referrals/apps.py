from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "casework.referrals"
    label = "referrals"

    def ready(self) -> None:
        from casework.cases import consequences as of_cases
        from casework.referrals.closing import live_referral, unreviewed
        from casework.referrals.leaving import file_answers
        from casework.referrals.links import end_of_dead
        from casework.referrals.receiving import cannot_receive
        from casework.referrals.withdrawing import stop

        of_cases.consequences.append(end_of_dead)
        of_cases.obstacles += [live_referral, unreviewed]
        of_cases.receivers.append(cannot_receive)
        of_cases.endings.append(stop)
        of_cases.leavings.append(file_answers)
