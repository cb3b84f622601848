"""The door. Of allauth's routes only those named here are mounted.

Who changes second factors has unlocked her desk: whoever finds it locked adds none.
"""

from django.urls import path

from casework.web.http import unlocked
from casework.web.signin import account, arriving, locking, steps

urlpatterns = [
    path("sign-in/", steps.SignIn.as_view(), name="account_login"),
    path("sign-in/second-step/", steps.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/again/", locking.sign_in_again, name="sign_in_again"),
    path("sign-out/", locking.sign_out, name="sign_out"),
    path("invitation/<str:token>/", arriving.invitation_link, name="invitation_link"),
    path("invitation/", arriving.invitation, name="invitation"),
    path("waiting/", arriving.waiting, name="waiting"),
    path("waiting/recovery-key/", arriving.recovery_sheet_page, name="recovery_sheet"),
    path("recover/", arriving.recover, name="recover"),
    path("unlock/", locking.unlock, name="unlock"),
    path("lock/", locking.lock, name="lock"),
    path("leave/", locking.leave, name="leave"),
    path("calendar/", locking.neutral, name="neutral"),
    path("awake/", locking.awake, name="awake"),
    path("kept/", locking.kept, name="kept"),
    path("account/", account.account, name="account"),
    path("account/passphrase/", account.passphrase_change, name="passphrase_change"),
    path("account/recovery-code/", account.recovery_code_renew, name="recovery_code_renew"),
    path("account/sessions/end/", account.end_sessions, name="end_sessions"),
    path("account/second-factors/", account.second_factors, name="mfa_index"),
    path(
        "account/again/", unlocked(steps.PassphraseAgain.as_view()), name="account_reauthenticate"
    ),
    path("account/again/code/", unlocked(steps.CodeAgain.as_view()), name="mfa_reauthenticate"),
    path(
        "account/again/passkey/",
        unlocked(steps.PasskeyAgain.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/add/", unlocked(steps.AddApp.as_view()), name="mfa_activate_totp"),
    path("account/app/remove/", unlocked(steps.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("account/passkeys/add/", unlocked(steps.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        unlocked(steps.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("account/codes/", unlocked(steps.Codes.as_view()), name="mfa_view_recovery_codes"),
    path(
        "account/codes/new/", unlocked(steps.NewCodes.as_view()), name="mfa_generate_recovery_codes"
    ),
]
