from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.situation import views

urlpatterns = [
    path("cases/<case_code:code>/situation/", views.situation, name="situation"),
    path(
        "cases/<case_code:code>/situation/<uuid:pk>/correct/",
        views.situation_correct,
        name="situation_correct",
    ),
    path(
        "cases/<case_code:code>/situation/<uuid:pk>/take-back/",
        views.situation_take_back,
        name="situation_take_back",
    ),
]
