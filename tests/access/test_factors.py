from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection

from casework.access import factors
from casework.access.adapters import MFAAdapter
from casework.accounts.models import User
from casework.audit.fresh import Stale, require_fresh
from casework.crypto.errors import CryptoError
from tests import make

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def her(house: make.House) -> User:
    person = house.caseworker.user
    with factors.change(person, "factor.enrolled", at=make.NOW, reason="totp"):
        TOTP.activate(person, SECRET)
        RecoveryCodes.activate(person)
    return User.objects.get(pk=person.pk)


def _refused(person: User) -> bool:
    try:
        factors.require_right(User.objects.get(pk=person.pk))
    except Stale:
        return True
    return False


def _sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_enrolled_person_is_asked(her: User) -> None:
    assert factors.is_enrolled(her)
    assert not _refused(her)
    require_fresh(her)
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    assert MFAAdapter().is_mfa_enabled(her, types)


def test_the_secret_lies_sealed(her: User) -> None:
    for row in Authenticator.objects.filter(user=her):
        assert SECRET not in str(row.data)
        with factors.sealing_for(her):
            opened = factors.open_secret(row.data.get("secret") or row.data["seed"])
        assert len(opened) >= len(SECRET)


def test_another_persons_secret_does_not_open(her: User, house: make.House) -> None:
    sealed = Authenticator.objects.get(user=her, type="totp").data["secret"]
    with factors.sealing_for(house.caseworker2.user), pytest.raises(CryptoError):
        factors.open_secret(sealed)


def test_nobody_named_seals_nothing() -> None:
    with pytest.raises(factors.NobodyNamed):
        factors.seal_secret(SECRET)


def test_rows_deleted_by_sql_let_nobody_in(her: User) -> None:
    _sql("DELETE FROM mfa_authenticator WHERE user_id = %s", her.pk)
    assert _refused(her)
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    assert MFAAdapter().is_mfa_enabled(User.objects.get(pk=her.pk), types)  # she is still asked


def test_one_row_deleted_is_refused(her: User) -> None:
    _sql("DELETE FROM mfa_authenticator WHERE user_id = %s AND type = 'recovery_codes'", her.pk)
    assert _refused(her)


def test_a_row_altered_or_added_is_refused(her: User, house: make.House) -> None:
    theirs = house.caseworker2.user
    with factors.sealing_for(her):
        known = factors.seal_secret("GEZDGNBVGY3TQOJQ")
    _sql(
        "UPDATE mfa_authenticator SET data = jsonb_build_object('secret', %s::text)"
        " WHERE user_id = %s AND type = 'totp'",
        known,
        her.pk,
    )
    assert _refused(her)
    _sql("UPDATE mfa_authenticator SET user_id = %s WHERE user_id = %s", theirs.pk, her.pk)
    assert _refused(theirs)


def test_the_digest_cleared_by_sql_is_refused(her: User) -> None:
    _sql("DELETE FROM mfa_authenticator WHERE user_id = %s", her.pk)
    _sql("UPDATE accounts_user SET second_factors = '' WHERE id = %s", her.pk)
    from casework.accounts.rows import Forged

    with pytest.raises(Forged):
        require_fresh(User.objects.get(pk=her.pk))


def test_an_old_factor_put_back_with_the_old_digest_is_refused(her: User) -> None:
    before = User.objects.get(pk=her.pk)
    row = Authenticator.objects.get(user=her, type="totp")
    with factors.change(her, "factor.removed", at=make.NOW):
        Authenticator.objects.filter(pk=row.pk).delete()
    row.save(force_insert=True)
    assert _refused(her)
    _sql(
        "UPDATE accounts_user SET second_factors = %s, entry = %s, mac = %s, revision = %s"
        " WHERE id = %s",
        before.second_factors, before.entry, before.mac, before.revision, her.pk,
    )  # fmt: skip
    with pytest.raises(Stale):
        require_fresh(User.objects.get(pk=her.pk))


def test_marks_of_use_change_nothing(her: User) -> None:
    row = Authenticator.objects.get(user=her, type="recovery_codes")
    row.data["viewed_at"] = 1.0
    row.save()
    row.record_usage()
    assert not _refused(her)


def test_a_spent_code_put_back_is_refused(her: User) -> None:
    row = Authenticator.objects.get(user=her, type="recovery_codes")
    with factors.change(her, "sign_in_code.used", at=make.NOW):
        code = row.wrap().get_unused_codes()[0]
        assert row.wrap().validate_code(code)
    assert not _refused(her)
    _sql(
        "UPDATE mfa_authenticator SET data = jsonb_set(data, '{used_mask}', '0') WHERE id = %s",
        row.pk,
    )
    assert _refused(her)
