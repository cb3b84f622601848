from django.urls import path

from casework.web.emergency import views

urlpatterns = [
    path("emergency/", views.break_glass, name="break_glass"),
    path("emergency/<uuid:pk>/", views.break_glass_sheet, name="break_glass_sheet"),
    path("emergency/<uuid:pk>/open/", views.break_glass_open, name="break_glass_open"),
    path("emergency/<uuid:pk>/review/", views.break_glass_review, name="break_glass_review"),
]
