"""Whether she has shown once more, a moment ago, that it is she: by her second factor."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse

from casework.access import factors
from casework.web.http import SignedInRequest

FRESH: Final = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
# What was begun in time may be sent in, as long as a desk stays unlocked at most.
TO_SEND: Final = timedelta(minutes=15)


def shown_lately(request: SignedInRequest, within: timedelta) -> bool:
    """By a code or a passkey; by the passphrase only where she has no factor, as in the demo."""
    method = "mfa" if factors.is_enrolled(request.user) else "password"
    shown = [
        one["at"]
        for one in get_authentication_records(request, request.user)
        if one["method"] == method and one.get("reauthenticated")
    ]
    return bool(shown) and time.time() - shown[-1] < within.total_seconds()


def url(request: SignedInRequest, then: str) -> str:
    """Where she shows it; from there she comes back to `then`, a path of ours."""
    return f"{reverse(_way(request))}?{urlencode({'next': then})}"


def _way(request: SignedInRequest) -> str:
    if not factors.is_enrolled(request.user):
        return "account_reauthenticate"
    codes = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    has_codes = Authenticator.objects.filter(user=request.user, type__in=codes).exists()
    return "mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn"
