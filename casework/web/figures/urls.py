from django.urls import path

from casework.web.figures import views

urlpatterns = [path("figures/", views.figures, name="figures")]
