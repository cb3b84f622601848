"""Logs and error reports carry routes, codes and types of errors, never content."""

from __future__ import annotations

import logging
import traceback
from collections.abc import ItemsView
from types import TracebackType
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter


class CodesOnly(logging.Filter):
    """Keeps where an error was raised and its type; drops its text, arguments and locals."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            record.exc_text = _frames(record.exc_info)
            record.exc_info = None
        record.stack_info = None
        for private in ("request", "data"):
            record.__dict__.pop(private, None)
        if record.name == "django.request":
            status = record.__dict__.get("status_code")
            record.msg, record.args = "%s answered %s", ("a route", status)
        return True


def _frames(error: Any) -> str:
    kind: type[BaseException] | None
    tb: TracebackType | None
    kind, _value, tb = error
    frames = traceback.extract_tb(tb)
    lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([*lines, kind.__name__ if kind else ""])


class NothingShown(SafeExceptionReporterFilter):
    def is_active(self, request: Any) -> bool:
        return True

    def get_post_parameters(self, request: Any) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return {}.items()


class BareReporter(ExceptionReporter):
    """Replaces Django's page and mail of locals, settings and request."""

    def get_traceback_text(self) -> SafeString:
        return conditional_escape(_frames((self.exc_type, self.exc_value, self.tb)))

    get_traceback_html = get_traceback_text
