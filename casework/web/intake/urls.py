from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.intake import begin, incidents, sections, short

urlpatterns = [
    path("intake/", begin.intake_begin, name="intake_begin"),
    path("intake/now/", short.short_intake, name="short_intake"),
    path("cases/<case_code:code>/intake/", sections.intake, name="intake"),
    path(
        "cases/<case_code:code>/intake/<slug:section>/",
        sections.intake_section,
        name="intake_section",
    ),
    path("cases/<case_code:code>/incidents/new/", incidents.incident_new, name="incident_new"),
    path("cases/<case_code:code>/incidents/<uuid:pk>/", incidents.incident, name="incident"),
    path(
        "cases/<case_code:code>/incidents/<uuid:pk>/strike/",
        incidents.incident_strike,
        name="incident_strike",
    ),
]
