from django.urls import path

from casework.web.administration import (
    announcements,
    changes,
    house_settings,
    invitations,
    lists,
    views,
)

urlpatterns = [
    path("administration/", views.administration, name="administration"),
    path("administration/changes/<uuid:pk>/", changes.change_answer, name="change_answer"),
    path("administration/invitations/", invitations.invitation_list, name="invitation_list"),
    path(
        "administration/invitations/<uuid:pk>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("administration/settings/", house_settings.house_settings, name="house_settings"),
    path("administration/lists/", lists.coded_lists, name="coded_lists"),
    path("administration/lists/<slug:name>/", lists.coded_list, name="coded_list"),
    path(
        "administration/announcements/",
        announcements.announcement_list,
        name="announcement_list",
    ),
    path(
        "administration/announcements/<uuid:pk>/end/",
        announcements.announcement_end,
        name="announcement_end",
    ),
    path(
        "announcements/<uuid:pk>/put-away/",
        announcements.announcement_put_away,
        name="announcement_put_away",
    ),
    path(
        "announcements/<uuid:pk>/take-out/",
        announcements.announcement_take_out,
        name="announcement_take_out",
    ),
]
