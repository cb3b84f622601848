"""One tag for each drawing of `casework.web.charts`."""

from __future__ import annotations

from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casework.web.charts import Chart

register = Library()


@register.inclusion_tag("_components/chart.html")
def chart(one: Chart, empty: str = "") -> dict[str, Any]:
    """A figure with its table. `empty`: what stands there while there is nothing to draw."""
    return {"chart": one, "empty": empty or _("Nothing to draw yet.")}


_BAR = (
    '<svg class="chart bar-of" width="100%" height="10" aria-hidden="true">'
    '<rect class="t1" x="0" y="1" width="100%" height="8"/>'
    '<rect class="{}" x="0" y="1" width="{}%" height="8"/>{}</svg>'
)
_CAP = '<line class="cap" x1="{0}%" x2="{0}%" y1="0" y2="10"/>'


@register.simple_tag
def bar_of(value: int, most: int, cap: int = 0) -> SafeString:
    """A bar in a cell of a table, beside its number. Above `cap` it is drawn as too much."""
    scale = max(most, cap, 1)
    mark = format_html(_CAP, f"{100 * cap / scale:.1f}") if cap else ""
    tone = "over" if cap and value > cap else "t0"
    return format_html(_BAR, tone, f"{100 * value / scale:.1f}", mark)
