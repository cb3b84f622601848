from django.urls import path

from casework.web.intake import consent, short, views

urlpatterns = [
    path("intake/", views.intake_begin, name="intake_begin"),
    path("intake/now/", short.short_intake, name="short_intake"),
    path("cases/<case_code:code>/intake/", views.intake, name="intake"),
    path("cases/<case_code:code>/intake/<slug:section>/", views.intake_section, name="intake_section"),
    path("cases/<case_code:code>/consent/", consent.consent, name="consent"),
]
