from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "casework.pathways"
    label = "pathways"
