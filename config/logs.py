"""Logs carry codes and routes, never content: request bodies and locals are not logged."""

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"codes_only": {"()": "casework.web.logs.CodesOnly"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["codes_only"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
