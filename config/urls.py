"""Every route of the product. Django's admin site is not among them."""

from django.urls import include, path

urlpatterns = [
    path("", include("casework.web.home.urls")),
    path("", include("casework.web.signin.urls")),
    path("", include("casework.web.people.urls")),
    path("", include("casework.web.administration.urls")),
    path("", include("casework.web.intake.urls")),
    path("", include("casework.web.consent.urls")),
    path("", include("casework.web.drafts.urls")),
    path("", include("casework.web.cases.urls")),
    path("", include("casework.web.go.urls")),
    path("", include("casework.web.figures.urls")),
    path("", include("casework.web.help.urls")),
    path("", include("casework.web.showcase.urls")),
    path("", include("casework.web.decisions.urls")),
    path("", include("casework.web.ending.urls")),
    path("", include("casework.web.assessment.urls")),
    path("", include("casework.web.emergency.urls")),
    path("", include("casework.web.plan.urls")),
    path("", include("casework.web.situation.urls")),
    path("", include("casework.web.children.urls")),
    path("", include("casework.web.referrals.urls")),
    path("", include("casework.web.partner.urls")),
    path("", include("casework.web.reminders.urls")),
    path("", include("casework.web.audit.urls")),
    path("", include("casework.web.unusual.urls")),
    path("", include("casework.web.access.urls")),
    path("", include("casework.web.background.urls")),
]

handler400 = "casework.web.errors.bad_request"
handler404 = "casework.web.errors.not_found"
handler500 = "casework.web.errors.server_error"
