"""Who gets what at every route: one line for GET, one for POST, one column for each kind of person.

`in`: to the sign-in page; `key`: to the unlock page; `go`: to another page, the act is done;
`--`: not by this method. The last answer of a line holds for the columns after it; a line that is
missing reads `--` all along. Every POST sends a form that its rightful sender gets through with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

KINDS = (
    "nobody",  # not signed in
    "stranger",  # a caseworker of another desk
    "reader",  # a colleague with whom the case is shared
    "owner",  # the case's caseworker
    "head",  # a supervisor of its desk
    "far head",  # a supervisor of another desk
    "admin",  # an administrator
    "superuser",  # a stranger whose row says is_superuser
    "waiting",  # to be a supervisor of the case's desk, and not admitted yet
    "locked",  # the case's caseworker, signed in, her keys locked
)
METHODS = ("GET", "POST")

TABLE = """
                                  nob. str. read own. head far  adm. sup. wait lock
home                        GET     in  200  200  200  200  200  200  200   go  key
home                        POST    in   --
health                      GET    200
set_language                POST    go
account_login               GET    200   go
account_login               POST   200   go
mfa_authenticate            GET     in   go
mfa_authenticate            POST    in   go
sign_in_again               POST    in
sign_out                    GET     in   --
sign_out                    POST    in
invitation_link             GET     go
invitation                  GET    404
invitation                  POST   404
waiting                     GET     in   go   go   go   go   go   go   go  200  key
waiting                     POST    in   --
recovery_sheet              GET     in  200  200  200  200  200  200  200  200  key
recovery_sheet              POST    in  200  200  200  200  200  200  200  200  key
recover                     GET    200
recover                     POST   200
unlock                      GET     in   go   go   go   go   go   go   go   go  200
unlock                      POST    in   go
lock                        GET     in   --
lock                        POST    in  key
leave                       GET     in   --
leave                       POST    in   go
neutral                     GET    200
awake                       GET     in  204  204  204  204  204  204  204  204  403
awake                       POST    in   --
kept                        GET     in   go   go   go   go   go   go   go   go  key
kept                        POST    in   go   go   go   go   go   go   go   go  key
why                         GET     in  200  200  200  200  200  200  200  200  200
why                         POST    in   --
account                     GET     in  200  200  200  200  200  200  200  200  key
account                     POST    in   go   go   go   go   go   go   go   go  key
notices                     GET     in  200  200  200  200  200  200  200  403  key
notices                     POST    in   go   go   go   go   go   go   go  403  key
passphrase_change           GET     in  200  200  200  200  200  200  200  200  key
passphrase_change           POST    in   go   go   go   go   go   go   go   go  key
recovery_code_renew         GET     in  200  200  200  200  200  200  200  200  key
recovery_code_renew         POST    in  200  200  200  200  200  200  200  200  key
end_sessions                GET     in   --
end_sessions                POST    in   go   go   go   go   go   go   go   go  key
mfa_index                   GET     in  200  200  200  200  200  200  200  200  key
mfa_index                   POST    in   --
account_reauthenticate      GET     in  200  200  200  200  200  200  200  200  key
account_reauthenticate      POST    in   go   go   go   go   go   go   go   go  key
mfa_reauthenticate          GET     in   go   go   go   go   go   go   go   go  key
mfa_reauthenticate          POST    in   go   go   go   go   go   go   go   go  key
mfa_reauthenticate_webauthn GET     in   go   go   go   go   go   go   go   go  key
mfa_reauthenticate_webauthn POST    in   go   go   go   go   go   go   go   go  key
mfa_activate_totp           GET     in   go   go   go   go   go   go   go   go  key
mfa_activate_totp           POST    in   go   go   go   go   go   go   go   go  key
mfa_deactivate_totp         GET     in  404  404  404  404  404  404  404  404  key
mfa_deactivate_totp         POST    in  404  404  404  404  404  404  404  404  key
mfa_add_webauthn            GET     in   go   go   go   go   go   go   go   go  key
mfa_add_webauthn            POST    in   go   go   go   go   go   go   go   go  key
mfa_remove_webauthn         GET     in   go   go   go   go   go   go   go   go  key
mfa_remove_webauthn         POST    in   go   go   go   go   go   go   go   go  key
mfa_view_recovery_codes     GET     in  404  404  404  404  404  404  404  404  key
mfa_view_recovery_codes     POST    in   --   --   --   --   --   --   --   --  key
mfa_generate_recovery_codes GET     in   go   go   go   go   go   go   go   go  key
mfa_generate_recovery_codes POST    in   go   go   go   go   go   go   go   go  key
people                      GET     in  403  403  403  200  200  200  403  403  key
people                      POST    in   --
person_invite               GET     in  403  403  403  403  403  200  403  403  key
person_invite               POST    in  403  403  403  403  403  200  403  403  key
admissions                  GET     in  403  403  403  200  200  403  403  403  key
admissions                  POST    in   --
person                      GET     in  403  403  403  200  200  200  403  403  key
person                      POST    in   --
admit                       GET     in  403  403  403  200  403  403  403  403  key
admit                       POST    in  403  403  403   go  403  403  403  403  key
person_invite_again         GET     in   --
person_invite_again         POST    in  403  403  403  403  403  200  403  403  key
person_leave                GET     in  403  403  403  200  200  200  403  403  key
person_leave                POST    in  403  403  403   go   go   go  403  403  key
person_forget               GET     in  403  403  403  403  403  200  403  403  key
person_forget               POST    in  403  403  403  403  403   go  403  403  key
post_give                   GET     in   --
post_give                   POST    in  403  403  403  403  403   go  403  403  key
post_end                    GET     in   --
post_end                    POST    in  403  403  403  403  403   go  403  403  key
desk_list                   GET     in  403  403  403  403  403  200  403  403  key
desk_list                   POST    in   --
desk_new                    GET     in  403  403  403  403  403  200  403  403  key
desk_new                    POST    in  403  403  403  403  403   go  403  403  key
desk_answer                 GET     in   --
desk_answer                 POST    in  403  403  403   go   go  403  403  403  key
desk_take_back              GET     in  403  403  403  403  403  200  403  403  key
desk_take_back              POST    in  403  403  403  403  403   go  403  403  key
desk_standby                GET     in  403  403  403  403  200  403  403  403  key
desk_standby                POST    in  403  403  403  403   go  403  403  403  key
desk_deputy                 GET     in  403  403  403  403  403  200  403  403  key
desk_deputy                 POST    in  403  403  403  403  403   go  403  403  key
desk_focal_point            GET     in  403  403  403  403  403  200  403  403  key
desk_focal_point            POST    in  403  403  403  403  403   go  403  403  key
roster                      GET     in  403  200  200  200  403  200  403  403  key
roster                      POST    in  403  403  403   go  403  403  403  403  key
roster_take_off             GET     in   --
roster_take_off             POST    in  403  403  403   go  403  403  403  403  key
post_move                   GET     in  403  403  403  403  403  200  403  403  key
post_move                   POST    in  403  403  403  403  403   go  403  403  key
desk_name                   GET     in  403  403  403  403  403  200  403  403  key
desk_name                   POST    in  403  403  403  403  403   go  403  403  key
desk_retire                 GET     in  403  403  403  403  403  200  403  403  key
desk_retire                 POST    in  403  403  403  403  403   go  403  403  key
administration              GET     in  403  403  403  403  403  200  403  403  key
administration              POST    in   --
change_answer               GET     in   --
change_answer               POST    in  403  403  403  403  403   go  403  403  key
invitation_list             GET     in  403  403  403  403  403  200  403  403  key
invitation_list             POST    in   --
invitation_revoke           GET     in   --
invitation_revoke           POST    in  403  403  403  403  403   go  403  403  key
house_settings              GET     in  403  403  403  403  403  200  403  403  key
house_settings              POST    in   --
coded_lists                 GET     in  403  403  403  403  403  200  403  403  key
coded_lists                 POST    in   --
coded_list                  GET     in  403  403  403  403  403  200  403  403  key
coded_list                  POST    in  403  403  403  403  403   go  403  403  key
announcement_list           GET     in  403  403  403  403  403  200  403  403  key
announcement_list           POST    in  403  403  403  403  403   go  403  403  key
announcement_end            GET     in   --
announcement_end            POST    in  403  403  403  403  403   go  403  403  key
announcement_put_away       GET     in   --
announcement_put_away       POST    in   go   go   go   go   go   go   go  404  key
announcement_take_out       GET     in   --
announcement_take_out       POST    in   go   go   go   go   go   go   go  404  key
interval_list               GET     in  403  403  403  403  403  200  403  403  key
interval_list               POST    in   --
interval_set                GET     in  403  403  403  403  403  200  403  403  key
interval_set                POST    in  403  403  403  403  403   go  403  403  key
reviews_hand_over           GET     in  200  200  200  200  200  403  200  403  key
reviews_hand_over           POST    in  200   go   go   go   go  403  200  403  key
person_away                 GET     in  403  403  403  200  403  403  403  403  key
person_away                 POST    in  403  403  403   go  403  403  403  403  key
reviews_take_back           GET     in   --
reviews_take_back           POST    in  403  403  403   go  403  403  403  403  key
deputy_answer               GET     in   --
deputy_answer               POST    in  403  403  403   go  403  403  403  403  key
intake_begin                GET     in  200  200  200  403  403  403  200  403  key
intake_begin                POST    in   go   go   go  403  403  403   go  403  key
short_intake                GET     in  200  200  200  403  403  403  200  403  key
short_intake                POST    in   go   go   go  403  403  403   go  403  key
intake                      GET     in  404  403  200  403  404  404  404  404  key
intake                      POST    in   --
intake_section              GET     in  404  403  200  403  404  404  404  404  key
intake_section              POST    in  404  403   go  403  404  404  404  404  key
incident_new                GET     in  404  403  200  403  404  404  404  404  key
incident_new                POST    in  404  403   go  403  404  404  404  404  key
incident                    GET     in  404  403  200  403  404  404  404  404  key
incident                    POST    in  404  403   go  403  404  404  404  404  key
incident_strike             GET     in   --
incident_strike             POST    in  404  403   go  403  404  404  404  404  key
consent                     GET     in  404  200  200  200  404  404  404  404  key
consent                     POST    in  404  403   go  403  404  404  404  404  key
consents                    GET     in  404  200  200  200  404  404  404  404  key
consents                    POST    in   --
consent_withdraw            GET     in  404  403  200  403  404  404  404  404  key
consent_withdraw            POST    in  404  403   go  403  404  404  404  404  key
names_erase                 GET     in  404  403  200  403  404  404  404  404  key
names_erase                 POST    in  404  403  200  403  404  404  404  404  key
basis_renew                 GET     in  404  403  403  200  404  404  404  404  key
basis_renew                 POST    in  404  403  403   go  404  404  404  404  key
child_decide                GET     in  404  403  403  200  404  404  404  404  key
child_decide                POST    in  404  403  403   go  404  404  404  404  key
consent_copy                GET     in   --
consent_copy                POST    in  404  403  200  200  404  404  404  404  key
if_taken                    GET     in  404  200  200  200  404  404  404  404  key
if_taken                    POST    in  404  403  200  200  404  404  404  404  key
if_taken_ask                GET     in  404  403  200  403  404  404  404  404  key
if_taken_ask                POST    in  404  403   go  403  404  404  404  404  key
if_taken_appeal             GET     in   --
if_taken_appeal             POST    in  404  403   go  403  404  404  404  404  key
draft                       GET     in   --
draft                       POST    in  204
draft_discard               GET     in  200  200  200  200  200  200  200  200  key
draft_discard               POST    in   go   go   go   go   go   go   go   go  key
case_draft                  GET     in   --
case_draft                  POST    in  404  204  204  204  404  404  404  404  204
case_draft_discard          GET     in  404  200  200  200  404  404  404  404  key
case_draft_discard          POST    in  404   go   go   go  404  404  404  404  key
case_list                   GET     in  200  200  200  200  200  403  200  403  key
case_list                   POST    in   --
find                        GET     in  200  200  200  200  200  403  200  403  key
find                        POST    in  200  200  200  200  200  403  200  403  key
go                          GET     in  200  200  200  200  200  200  200   go  key
go                          POST    in   go   go   go   go   go   go   go   go  key
first_steps                 GET     in  200  200  200  200  200  200  200   go  key
first_steps                 POST    in   --
glossary                    GET     in  200  200  200  200  200  200  200  200  200
glossary                    POST    in   --
what_happens                GET     in  200  200  200  200  200  200  200  200  200
what_happens                POST    in   --
feedback                    GET     in  200  200  200  200  200  200  200   go  key
feedback                    POST    in   go   go   go   go   go   go   go   go  key
components                  GET     in  200  200  200  200  200  200  200  200  200
components                  POST    in   --
figures                     GET     in  403  403  403  200  200  403  403  403  key
figures                     POST    in   --
decisions                   GET     in  403  403  403  200  200  403  403  403  key
decisions                   POST    in   --
line                        GET     in  200  200  200  200  200  403  200  403  key
line                        POST    in  200   go   go   go  200  403  200  403  key
line_case                   GET     in  404  403  200  200  404  404  404  404  key
line_case                   POST    in  404  403   go   go  404  404  404  404  key
case                        GET     in  404  200  200  200  404  404  404  404  key
case                        POST    in   --
case_reveal                 GET     in   --
case_reveal                 GET     in   go   go   go   go   go   go   go   go  key
case_reveal                 POST    in  404  403  200  200  404  404  404  404  key
case_print                  GET     in  404  403  200  200  404  404  404  404  key
case_print                  POST    in  404  403  200  200  404  404  404  404  key
case_readers                GET     in  404  403  200  200  404  404  404  404  key
case_readers                POST    in   --
note_new                    GET     in  404  403  200  200  404  404  404  404  key
note_new                    POST    in  404  403   go   go  404  404  404  404  key
note_correct                GET     in  404  403  200  200  404  404  404  404  key
note_correct                POST    in  404  403   go   go  404  404  404  404  key
case_appointment            GET     in  404  403  200  403  404  404  404  404  key
case_appointment            POST    in  404  403   go  403  404  404  404  404  key
label_change                GET     in  404  403  200  403  404  404  404  404  key
label_change                POST    in  404  403   go  403  404  404  404  404  key
risk_assess                 GET     in  404  200  200  200  404  404  404  404  key
risk_assess                 POST    in  404  403   go  403  404  404  404  404  key
risk_answer                 GET     in   --
risk_answer                 POST    in  404  403  403   go  404  404  404  404  key
plan                        GET     in  404  200  200  200  404  404  404  404  key
plan                        POST    in   --
safety_plan                 GET     in  404  200  200  200  404  404  404  404  key
safety_plan                 POST    in   --
plan_new                    GET     in  404  403  200  403  404  404  404  404  key
plan_new                    POST    in  404  403   go  403  404  404  404  404  key
plan_edit                   GET     in  404  403  200  403  404  404  404  404  key
plan_edit                   POST    in  404  403   go  403  404  404  404  404  key
risk_set                    GET     in  404  403  200  200  404  404  404  404  key
risk_set                    POST    in  404  403   go   go  404  404  404  404  key
case_submit                 GET     in   --
case_submit                 POST    in  404  403   go  403  404  404  404  404  key
decide                      GET     in  404  403  403  200  404  404  404  404  key
decide                      POST    in  404  403  403   go  404  404  404  404  key
contact_stop                GET     in  404  403  200  200  404  404  404  404  key
contact_stop                POST    in  404  403   go   go  404  404  404  404  key
case_hold                   GET     in  404  403  200  200  404  404  404  404  key
case_hold                   POST    in  404  403   go   go  404  404  404  404  key
case_resume                 GET     in  404  403  200  200  404  404  404  404  key
case_resume                 POST    in  404  403   go   go  404  404  404  404  key
case_void                   GET     in  404  403  200  200  404  404  404  404  key
case_void                   POST    in  404  403   go   go  404  404  404  404  key
case_give_back              GET     in  404  403  403  200  404  404  404  404  key
case_give_back              POST    in  404  403  403   go  404  404  404  404  key
case_close                  GET     in  404  403  200  403  404  404  404  404  key
case_close                  POST    in  404  403   go  403  404  404  404  404  key
case_reopen                 GET     in  404  403  200  200  404  404  404  404  key
case_reopen                 POST    in  404  403   go   go  404  404  404  404  key
case_desk                   GET     in  404  403  200  403  404  404  404  404  key
case_desk                   POST    in  404  403   go  403  404  404  404  404  key
case_transfer               GET     in  404  403  200  403  404  404  404  404  key
case_transfer               POST    in  404  403   go  403  404  404  404  404  key
transfer_taken_over         GET     in  404  403  403  200  404  404  404  404  key
transfer_taken_over         POST    in  404  403  403   go  404  404  404  404  key
transfer_not                GET     in  404  403  403  200  404  404  404  404  key
transfer_not                POST    in  404  403  403   go  404  404  404  404  key
transfer_given_back         GET     in  404  403  403  200  404  404  404  404  key
transfer_given_back         POST    in  404  403  403   go  404  404  404  404  key
case_rekey                  GET     in  404  403  403  200  404  404  404  404  key
case_rekey                  POST    in  404  403  403   go  404  404  404  404  key
case_share                  GET     in  404  403  200  200  404  404  404  404  key
case_share                  POST    in  404  403   go   go  404  404  404  404  key
case_unshare                GET     in  404  403  200  200  404  404  404  404  key
case_unshare                POST    in  404  403   go   go  404  404  404  404  key
case_hand_over              GET     in  404  403  200  200  404  404  404  404  key
case_hand_over              POST    in  404  403   go   go  404  404  404  404  key
break_glass                 GET     in  200  200  200  200  200  403  200  403  key
break_glass                 POST    in  404   go   go   go  404  403  404  403  key
break_glass_sheet           GET     in  404  404  200  404  404  404  404  404  key
break_glass_sheet           POST    in  404  404  200  404  404  404  404  404  key
break_glass_open            GET     in   --
break_glass_open            POST    in  404  404  404   go  404  404  404  404  key
break_glass_review          GET     in  404  404  404  200  404  404  404  404  key
break_glass_review          POST    in  404  404  404   go  404  404  404  404  key
situation                   GET     in  404  200  200  200  404  404  404  404  key
situation                   POST    in  404  403   go  403  404  404  404  404  key
situation_correct           GET     in  404  403  200  403  404  404  404  404  key
situation_correct           POST    in  404  403   go  403  404  404  404  404  key
situation_event             GET     in  404  403  200  403  404  404  404  404  key
situation_event             POST    in  404  403   go  403  404  404  404  404  key
situation_before            GET     in  404  403  200  403  404  404  404  404  key
situation_before            POST    in  404  403   go  403  404  404  404  404  key
situation_confirm           GET     in  404  403  403  200  404  404  404  404  key
situation_confirm           POST    in  404  403  403   go  404  404  404  404  key
situation_undo              GET     in  404  403  200  200  404  404  404  404  key
situation_undo              POST    in  404  403   go   go  404  404  404  404  key
children                    GET     in  404  200  200  200  404  404  404  404  key
children                    POST    in   --
child_new                   GET     in  404  403  200  403  404  404  404  404  key
child_new                   POST    in  404  403   go  403  404  404  404  404  key
child_edit                  GET     in  404  403  200  403  404  404  404  404  key
child_edit                  POST    in  404  403   go  403  404  404  404  404  key
child_case                  GET     in  404  403  200  403  404  404  404  404  key
child_case                  POST    in  404  403   go  403  404  404  404  404  key
situation_take_back         GET     in  404  403  200  403  404  404  404  404  key
situation_take_back         POST    in  404  403   go  403  404  404  404  404  key
referral_queue              GET     in  403  403  403  200  200  403  403  403  key
referral_queue              POST    in   --
partner_list                GET     in  403  403  403  200  200  403  403  403  key
partner_list                POST    in   --
partner_new                 GET     in  403  403  403  200  200  403  403  403  key
partner_new                 POST    in  403  403  403   go   go  403  403  403  key
partner                     GET     in  403  403  403  200  200  403  403  403  key
partner                     POST    in  403  403  403   go   go  403  403  403  key
police_countries            GET     in  403  403  403  200  200  403  403  403  key
police_countries            POST    in  403  403  403   go   go  403  403  403  key
police_off                  GET     in   --
police_off                  POST    in  403  403  403   go   go  403  403  403  key
partner_review              GET     in  403  403  403  200  403  403  403  403  key
partner_review              POST    in  403  403  403   go  403  403  403  403  key
partner_ask                 GET     in   --
partner_ask                 POST    in  403  403  403   go   go  403  403  403  key
partner_answer              GET     in   --
partner_answer              POST    in  403  403  403   go   go  403  403  403  key
partner_state               GET     in   --
partner_state               POST    in  403  403  403   go   go  403  403  403  key
referral_new                GET     in  404  403  200  403  404  404  404  404  key
referral_new                POST    in  404  403   go  403  404  404  404  404  key
referral                    GET     in  404  200  200  200  404  404  404  404  key
referral                    POST    in   --
referral_edit               GET     in  404  403  200  403  404  404  404  404  key
referral_packet             GET     in  404  403  200  403  404  404  404  404  key
referral_edit               POST    in  404  403   go  403  404  404  404  404  key
referral_packet             POST    in  404  403   go  403  404  404  404  404  key
referral_review             GET     in  404  403  403  200  404  404  404  404  key
referral_review             POST    in   --
referral_act:ask_review     GET     in  404  403  200  403  404  404  404  404  key
referral_act:ask_review     POST    in  404  403   go  403  404  404  404  404  key
referral_act:approve        GET     in  404  403  403  200  404  404  404  404  key
referral_act:approve        POST    in  404  403  403   go  404  404  404  404  key
referral_act:return         GET     in  404  403  403  200  404  404  404  404  key
referral_act:return         POST    in  404  403  403   go  404  404  404  404  key
referral_act:send           GET     in  404  403  200  403  404  404  404  404  key
referral_act:send           POST    in  404  403   go  403  404  404  404  404  key
referral_act:cancel         GET     in  404  403  200  403  404  404  404  404  key
referral_act:cancel         POST    in  404  403   go  403  404  404  404  404  key
referral_act:suspend        GET     in  404  403  200  200  404  404  404  404  key
referral_act:suspend        POST    in  404  403   go   go  404  404  404  404  key
referral_act:no_answer      GET     in  404  403  403  403  404  404  404  404  key
referral_act:no_answer      POST    in  404  403  403  403  404  404  404  404  key
referral_link               GET     in  404  403  200  403  404  404  404  404  key
referral_link               POST    in  404  403  200  403  404  404  404  404  key
referral_link_end           GET     in   --
referral_link_end           POST    in  404  403   go  403  404  404  404  404  key
referral_file               GET     in   --
referral_file               POST    in  404  403   go  403  404  404  404  404  key
referral_script             GET     in  404  403  200  403  404  404  404  404  key
referral_script             POST    in  404  403   go  403  404  404  404  404  key
referral_answer             GET     in   --
referral_answer             POST    in  404  403   go   go  404  404  404  404  key
packet_door                 GET    200
packet_door                 POST   200
packet_answer               GET     go
packet_answer               POST    go
packet_link                 GET     go
open_deletion               GET     in  404  404  404  200  404  404  404  404  key
open_deletion               POST    in  404  404  404   go  404  404  404  404  key
push_on                     GET     in   --
push_on                     POST    in  404  404  404  404  404  404  404  404  key
push_off                    GET     in   --
push_off                    POST    in  404  404  404  404  404  404  404  404  key
fewer_mails                 GET    200
fewer_mails                 POST   200
task_list                   GET     in  200  200  200  200  200  403  200  403  key
task_list                   POST    in   --
mail_folder                 GET     in  403  403  403  403  403  200  403  403  key
mail_folder                 POST    in   --
mails_try_again             GET     in   --
mails_try_again             POST    in  403  403  403  403  403   go  403  403  key
task_done                   GET     in   --
task_done                   POST    in  404  404   go  404  404  404  404  404  key
task_undo                   GET     in   --
task_undo                   POST    in  404  404   go  404  404  404  404  404  key
task_cannot                 GET     in  404  404  200  404  404  404  404  404  key
task_cannot                 POST    in  404  404   go  404  404  404  404  404  key
task_snooze                 GET     in  404  404  200  404  404  404  404  404  key
task_snooze                 POST    in  404  404   go  404  404  404  404  404  key
ending                      GET     in  403  403  403  200  200  200  403  403  key
ending                      POST    in   --
ending_decide               GET     in  404  404  404  200  404  404  404  404  key
ending_decide               POST    in  404  404  404   go  404  404  404  404  key
certificate                 GET     in  403  403  403  200  404  200  403  403  key
certificate                 POST    in   --
term_set                    GET     in  403  403  403  403  403  200  403  403  key
term_set                    POST    in  403  403  403  403  403   go  403  403  key
holds                       GET     in  403  403  403  403  403  200  403  403  key
holds                       POST    in  403  403  403  403  403   go  403  403  key
hold_act                    GET     in   --
hold_act                    POST    in  403  403  403  403  403   go  403  403  key
erasure_ask                 GET     in  404  403  200  200  404  404  404  404  key
erasure_ask                 POST    in  404  403   go   go  404  404  404  404  key
copy_request                GET     in  404  403  200  200  404  404  404  404  key
copy_request                POST    in  404  403   go   go  404  404  404  404  key
copy_made                   GET     in   --
copy_made                   POST    in  404  403  200  200  404  404  404  404  key
audit                       GET     in  403  403  403  403  403  200  403  403  key
audit                       POST    in   --
audit_seal                  GET     in  403  403  403  403  403  200  403  403  key
audit_seal                  POST    in   --
audit_grown                 GET     in  403  403  403  403  403   go  403  403  key
audit_grown                 POST    in   --
audit_keys                  GET     in  403  403  403  403  403   go  403  403  key
audit_keys                  POST    in   --
audit_proof                 GET     in  403  403  403  403  403   go  403  403  key
audit_proof                 POST    in   --
audit_view_keep             GET     in   --
audit_view_keep             POST    in  403  403  403  403  403   go  403  403  key
audit_view_drop             GET     in   --
audit_view_drop             POST    in  403  403  403  403  403   go  403  403  key
audit_exports               GET     in  403  403  403  403  403  200  403  403  key
audit_exports               POST    in   --
audit_export_ask            GET     in   --
audit_export_ask            POST    in  403  403  403  403  403   go  403  403  key
audit_export_answer         GET     in   --
audit_export_answer         POST    in  403  403  403  403  403   go  403  403  key
audit_export                GET     in  403  403  403  403  403  200  403  403  key
audit_export                POST    in   --
audit_charts                GET     in  403  403  403  403  403  200  403  403  key
audit_charts                POST    in   --
person_trail                GET     in  403  403  403  403  403  200  403  403  key
person_trail                POST    in   --
person_sessions_end         GET     in   --
person_sessions_end         POST    in  403  403  403  403  403   go  403  403  key
person_lock_out             GET     in   --
person_lock_out             POST    in  403  403  403   go   go   go  403  403  key
person_let_in               GET     in   --
person_let_in               POST    in  403  403  403  403  403   go  403  403  key
own_trail                   GET     in  200  200  200  200  200  200  200  200  key
own_trail                   POST    in   --
alerts                      GET     in  403  403  403  403  403  200  403  403  key
alerts                      POST    in   --
alert                       GET     in  403  403  403  403  403  200  403  403  key
alert                       POST    in   --
alert_ask                   GET     in   --
alert_ask                   POST    in  403  403  403  403  403   go  403  403  key
alert_answer                GET     in  403  403  403  200  403  403  403  403  key
alert_answer                POST    in  403  403  403   go  403  403  403  403  key
alert_end                   GET     in   --
alert_end                   POST    in  403  403  403  403  403   go  403  403  key
alert_expect                GET     in   --
alert_expect                POST    in  403  403  403  403  403   go  403  403  key
unusual_rules               GET     in  403  403  403  403  403  200  403  403  key
unusual_rules               POST    in   --
unusual_rule                GET     in  403  403  403  403  403  200  403  403  key
unusual_rule                POST    in  403  403  403  403  403   go  403  403  key
expected_end                GET     in   --
expected_end                POST    in  403  403  403  403  403   go  403  403  key
access_reviews              GET     in  403  403  403  200  200  403  403  403  key
access_reviews              POST    in   --
access_confirm              GET     in   --
access_confirm              POST    in  404  403  403   go  404  404  404  404  key
access_report               GET     in  403  403  403  403  403  200  403  403  key
access_report               POST    in   --
conduct                     GET     in  200  200  200  200  200  200  200  200  key
conduct                     POST    in   go   go   go   go   go   go   go   go  key
conduct_versions            GET     in  403  403  403  403  403  200  403  403  key
conduct_versions            POST    in  403  403  403  403  403   go  403  403  key
conduct_answer              GET     in   --
conduct_answer              POST    in  403  403  403  403  403   go  403  403  key
"""


class Cell(NamedTuple):
    route: str
    method: str
    kind: str
    answer: str

    def __str__(self) -> str:
        return f"{self.method} {self.route} by {self.kind}"


def cells() -> Iterator[Cell]:
    lines = {tuple(line.split()[:2]): line.split()[2:] for line in TABLE.splitlines()[2:]}
    for route in named():
        for method in METHODS:
            answers = lines.get((route, method), ["--"])
            rest = [answers[-1]] * (len(KINDS) - len(answers))
            for kind, answer in zip(KINDS, [*answers, *rest], strict=True):
                yield Cell(route, method, kind, answer)


def named() -> list[str]:
    """Every route of the table in its order; one with several acts stands there once for each."""
    return list(dict.fromkeys(line.split()[0] for line in TABLE.splitlines()[2:]))
