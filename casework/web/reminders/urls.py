from django.urls import path

from casework.reminders import unsubscribing
from casework.web.reminders import fewer, mail_folder, notices, pushes, views

urlpatterns = [
    path("account/notices/", notices.notices, name="notices"),
    path("account/push/on/", pushes.push_on, name="push_on"),
    path("account/push/off/", pushes.push_off, name="push_off"),
    path(f"{unsubscribing.PATH}<str:token>/", fewer.fewer_mails, name="fewer_mails"),
    path("tasks/", views.task_list, name="task_list"),
    path("tasks/mails/", mail_folder.mail_folder, name="mail_folder"),
    path("tasks/mails/try-again/", views.mails_try_again, name="mails_try_again"),
    path("tasks/<uuid:pk>/done/", views.task_done, name="task_done"),
    path("tasks/<uuid:pk>/cannot/", views.task_cannot, name="task_cannot"),
    path("tasks/<uuid:pk>/undo/", views.task_undo, name="task_undo"),
    path("tasks/<uuid:pk>/snooze/", views.task_snooze, name="task_snooze"),
]
