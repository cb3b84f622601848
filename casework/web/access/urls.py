from django.urls import path

from casework.web.access import conduct, report, reviews

urlpatterns = [
    path("access-reviews/", reviews.access_reviews, name="access_reviews"),
    path("access-reviews/<case_code:code>/", reviews.access_confirm, name="access_confirm"),
    path("access-report/", report.access_report, name="access_report"),
    path("conduct/", conduct.conduct, name="conduct"),
    path("conduct/versions/", conduct.conduct_versions, name="conduct_versions"),
    path("conduct/versions/answer/", conduct.conduct_answer, name="conduct_answer"),
]
