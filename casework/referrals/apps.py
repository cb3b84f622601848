from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "casework.referrals"
    label = "referrals"

    def ready(self) -> None:
        from casework.cases import consequences as of_cases
        from casework.referrals import open_deletions
        from casework.referrals.closing import live_referral, under_way, unreviewed
        from casework.referrals.leaving import file_answers
        from casework.referrals.links import end_of_dead
        from casework.referrals.receiving import cannot_receive
        from casework.referrals.withdrawing import stop

        of_cases.consequences.append(end_of_dead)
        of_cases.obstacles += [live_referral, unreviewed]
        of_cases.obstacles_to_her_wish.append(under_way)
        of_cases.end_asked.append(open_deletions.note)
        of_cases.erased.append(open_deletions.leave_open)
        of_cases.not_erased.append(open_deletions.drop)
        of_cases.receivers.append(cannot_receive)
        of_cases.endings.append(stop)
        of_cases.leavings.append(file_answers)
