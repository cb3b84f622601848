from django.urls import path

from casework.web.unusual import rules, views

urlpatterns = [
    path("unusual/", views.alerts, name="alerts"),
    path("unusual/rules/", rules.unusual_rules, name="unusual_rules"),
    path("unusual/rules/<slug:rule>/", rules.unusual_rule, name="unusual_rule"),
    path("unusual/expected/<uuid:pk>/end/", rules.expected_end, name="expected_end"),
    path("unusual/<uuid:pk>/", views.alert, name="alert"),
    path("unusual/<uuid:pk>/ask/", views.alert_ask, name="alert_ask"),
    path("unusual/<uuid:pk>/answer/", views.alert_answer, name="alert_answer"),
    path("unusual/<uuid:pk>/end/", views.alert_end, name="alert_end"),
    path("unusual/<uuid:pk>/expect/", views.alert_expect, name="alert_expect"),
]
