from django.urls import path

from casework.web.help import views

urlpatterns = [
    path("first-steps/", views.first, name="first_steps"),
    path("words/", views.glossary, name="glossary"),
    path("what-happens/", views.what_happens, name="what_happens"),
    path("feedback/", views.feedback, name="feedback"),
]
