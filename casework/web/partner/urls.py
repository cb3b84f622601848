"""Open to whoever holds a link; each page says the same to everybody else."""

from django.urls import path

from casework.web.partner import views

urlpatterns = [
    path("p/", views.packet_door, name="packet_door"),
    path("p/answer/", views.packet_answer, name="packet_answer"),
    path("p/<str:token>/", views.packet_link, name="packet_link"),
]
