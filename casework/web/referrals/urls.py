from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.referrals import (
    acts,
    deletions,
    giving,
    links,
    looking,
    packet,
    partners,
    police,
    queue,
    vetting,
    views,
)

urlpatterns = [
    path("referrals/", queue.referral_queue, name="referral_queue"),
    path("deletions/<uuid:pk>/", deletions.open_deletion, name="open_deletion"),
    path("partners/", partners.partner_list, name="partner_list"),
    path("partners/new/", partners.partner_new, name="partner_new"),
    path("partners/reviews/<uuid:pk>/", looking.partner_review, name="partner_review"),
    path("partners/police/", police.police_countries, name="police_countries"),
    path("partners/police/off/", police.police_off, name="police_off"),
    path("partners/<uuid:pk>/", partners.partner, name="partner"),
    path("partners/<uuid:pk>/state/", vetting.partner_state, name="partner_state"),
    path("partners/<uuid:pk>/ask/", vetting.partner_ask, name="partner_ask"),
    path("partners/<uuid:pk>/answer/", vetting.partner_answer, name="partner_answer"),
    path("cases/<case_code:code>/referrals/new/", views.referral_new, name="referral_new"),
    path("cases/<case_code:code>/referrals/<uuid:pk>/", views.referral, name="referral"),
    path(
        "cases/<case_code:code>/referrals/<uuid:pk>/edit/",
        views.referral_edit,
        name="referral_edit",
    ),
    path(
        "cases/<case_code:code>/referrals/<uuid:pk>/packet/",
        packet.referral_packet,
        name="referral_packet",
    ),
    path(
        "cases/<case_code:code>/referrals/<uuid:pk>/review/",
        acts.referral_review,
        name="referral_review",
    ),
    path(
        "cases/<case_code:code>/referrals/<uuid:pk>/link/",
        links.referral_link,
        name="referral_link",
    ),
    path(
        "cases/<case_code:code>/referrals/<uuid:pk>/link/end/",
        links.referral_link_end,
        name="referral_link_end",
    ),
    path(
        "cases/<case_code:code>/referrals/<uuid:pk>/file/",
        giving.referral_file,
        name="referral_file",
    ),
    path(
        "cases/<case_code:code>/referrals/<uuid:pk>/script/",
        giving.referral_script,
        name="referral_script",
    ),
    path(
        "cases/<case_code:code>/referrals/<uuid:pk>/answer/",
        links.referral_answer,
        name="referral_answer",
    ),
    path(
        "cases/<case_code:code>/referrals/<uuid:pk>/do/<slug:act>/",
        acts.referral_act,
        name="referral_act",
    ),
]
