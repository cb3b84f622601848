from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "casework.pathways"
    label = "pathways"

    def ready(self) -> None:
        from casework.cases import consequences
        from casework.pathways.heard import told_at

        consequences.news.append(told_at)
