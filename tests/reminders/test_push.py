"""Web push against a push service of our own: over TLS, empty, signed, and never where it harms."""

from __future__ import annotations

import json
import ssl
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse

from casework.access.errors import WrongState
from casework.accounts.models import User
from casework.cases.states import Risk
from casework.crypto import vapid
from casework.reminders import delivery, push, ways
from casework.reminders.models import PushSubscription, Ways
from casework.reminders.ways import Summary
from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of

AT, DUE = make.NOW, make.NOW + timedelta(hours=24)


class Service(BaseHTTPRequestHandler):
    """The service of a browser's maker, which takes what RFC 8030 and RFC 8292 ask for."""

    got: ClassVar[list[dict[str, str]]] = []
    status: ClassVar[int] = 201

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        told = dict(self.headers) | {"path": self.path, "body": self.rfile.read(size).decode()}
        Service.got.append(told)
        self.send_response(Service.status)
        self.end_headers()

    def log_message(self, *_told: Any) -> None:
        """Silent."""


@pytest.fixture
def service(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Its address, as a browser would hand it over."""
    certificate = _certificate(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), Service)
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate)
    server.socket = secure.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    Service.got, Service.status = [], 201
    settings.VAPID_KEY = vapid.new_key()
    settings.PUSH_SERVICES = ["*.push.example.org", f"127.0.0.1:{server.server_port}"]
    yield f"https://127.0.0.1:{server.server_port}/send/abc?x=1"
    server.shutdown()
    server.server_close()


def _certificate(folder: Path) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        # OpenSSL goes by the machine's clock, whatever DAYS_AHEAD says.
        .not_valid_before(now - timedelta(days=2000))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "service.pem"
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem)
    )
    return file


def test_what_is_due_is_told_by_an_empty_signed_push(house: House, service: str) -> None:
    """By the same sweep as the mail, once; and one that is gone is forgotten."""
    user = house.caseworker.user
    for _time in range(2):
        push.subscribe(user, service, at=AT)
    row = PushSubscription.objects.get()
    assert "127.0.0.1" not in f"{row.endpoint}{row.digest}"
    case = make.opened(house, risk=Risk.HIGH)
    assert delivery.sweep(DUE) == 1
    assert delivery.sweep(DUE) == 0
    (got,) = Service.got
    assert (got["path"], got["body"], got["Urgency"]) == ("/send/abc?x=1", "", "high")
    assert vapid.holds(got["Authorization"])
    claims = json.loads(urlsafe_b64decode(got["Authorization"].split(".")[1] + "=="))
    assert claims["aud"] == service.partition("/send")[0]
    assert claims["sub"] == "mailto:desk@localhost"
    assert claims["exp"] == (DUE + push.HOLDS).timestamp()
    assert case.code not in str(got)
    Service.status = 410
    assert push.notify(user, at=DUE) == 0
    assert not PushSubscription.objects.exists()
    assert entries.last("push.switched_off").by == "system"


def test_a_service_that_is_away_keeps_no_mail_back(house: House, service: str) -> None:
    push.subscribe(house.caseworker.user, service, at=AT)
    Service.status = 503
    make.opened(house, risk=Risk.HIGH)
    assert delivery.sweep(DUE) == 1
    assert PushSubscription.objects.exists()


@pytest.mark.proves("reminders.push_is_safe_for")
@pytest.mark.parametrize("how", ["by her word", "by her clock"])
def test_nobody_who_is_in_china_is_told_by_push(house: House, service: str, how: str) -> None:
    user = house.caseworker.user
    push.subscribe(user, service, at=AT)
    if how == "by her word":
        told: dict[str, Any] = {"quiet": ("", ""), "summary": Summary.EACH, "muted": []}
        ways.change(user, **told, in_china=True, at=AT)
        assert b"yes" not in Ways.objects.get().in_china.blob
    else:
        User.objects.filter(pk=user.pk).update(time_zone="Asia/Shanghai")
        user = User.objects.get(pk=user.pk)
    with pytest.raises(WrongState, match="Not in China"):
        push.subscribe(user, service, at=AT)
    assert push.notify(user, at=DUE) == 0
    assert (Service.got, PushSubscription.objects.exists()) == ([], False)


@pytest.mark.proves("reminders.push_service_is_known")
@pytest.mark.parametrize(
    "endpoint",
    [
        "http://a.push.example.org/x",
        "https://push.example.org.evil.net/x",
        "https://a.push.example.org@evil.net/x",
        "https://127.0.0.1/x",
        "https://[",
        "",
    ],
)
def test_a_push_goes_nowhere_else(house: House, service: str, endpoint: str) -> None:
    with pytest.raises(WrongState, match="not known here"):
        push.subscribe(house.caseworker.user, endpoint, at=AT)
    assert not PushSubscription.objects.exists()


def test_without_a_key_it_is_offered_to_nobody(house: House, settings: Any) -> None:
    client = client_of(house.caseworker)
    assert "In this browser" not in client.get(reverse("notices")).content.decode()
    assert client.post(reverse("push_on"), {"endpoint": "https://x"}).status_code == 404
    settings.VAPID_KEY = vapid.new_key()
    page = client.get(reverse("notices")).content.decode()
    assert vapid.public_key(settings.VAPID_KEY) in page
    there = "https://fcm.googleapis.com/fcm/send/abc"
    client.post(reverse("push_on"), {"endpoint": there})
    assert "1 browser of yours is told" in client.get(reverse("notices")).content.decode()
    client.post(reverse("push_off"))
    assert not PushSubscription.objects.exists()
