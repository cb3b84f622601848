from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.situation import earlier, events, second, views

_PATH = "cases/<case_code:code>/situation/"

urlpatterns = [
    path(_PATH, views.situation, name="situation"),
    path(f"{_PATH}event/", events.situation_event, name="situation_event"),
    path(f"{_PATH}<uuid:pk>/correct/", views.situation_correct, name="situation_correct"),
    path(f"{_PATH}<uuid:pk>/take-back/", views.situation_take_back, name="situation_take_back"),
    path(f"{_PATH}<uuid:pk>/before/", earlier.situation_before, name="situation_before"),
    path(f"{_PATH}<uuid:pk>/confirm/", second.situation_confirm, name="situation_confirm"),
    path(f"{_PATH}<uuid:pk>/undo/", second.situation_undo, name="situation_undo"),
]
