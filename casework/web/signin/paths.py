"""Where a page may lead back to: a path of our own, never another host."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse


def own_path(path: str) -> str:
    """`path` if it is one of our pages, else the first page."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith(("//", "/\\")):
        return reverse("home")
    try:
        resolve(parts.path)
    except Resolver404:
        return reverse("home")
    return path


def next_path(request: HttpRequest) -> str:
    """What the form or the link names as `next`."""
    return own_path(request.POST.get("next") or request.GET.get("next") or "")
