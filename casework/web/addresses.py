"""Addresses of pages, worked out once for the same arguments: a page of a case names sixty."""

from functools import lru_cache
from typing import Any

from django.urls import reverse


# Codes and numbers of rows, no more: some 2 MB. Where any text may stand in a path it can be the
# secret of a link, and is asked of `reverse`, which keeps nothing.
@lru_cache(maxsize=10_000, typed=True)
def address(name: str, *args: Any) -> str:
    return reverse(name, args=args)
