"""A second proof at the door: authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from volens.services.people import codes
from volens.services.people.models import Account, Authenticator, RecoveryCode
from volens.services.trust import vault

CEREMONY_SECONDS = 600
_SALT = "volens.passkey"


class FactorError(ValueError):
    """The proof does not hold. The page says so in words; the reason stays in the log."""


def needed(account: Account) -> bool:
    """Whether a code to the contact is not enough for this account."""
    return Authenticator.objects.filter(account=account).exists()


def add_app(account: Account, secret: bytes, code: str) -> bool:
    """Add an authenticator app after it showed a right code. False when the code is wrong."""
    step = codes.totp_step(secret, code, after=0)
    if step is None:
        return False
    row = Authenticator(account=account, kind=Authenticator.Kind.TOTP, since=timezone.localdate(), last_step=step)
    row.sealed = vault.of(account.pk).seal_bytes(f"authenticator:{row.pk}", secret)
    row.save(force_insert=True)
    return True


def check_app(account: Account, code: str) -> bool:
    """Whether the app's code is right, and was not used before."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(account=account, kind=Authenticator.Kind.TOTP).first()
        if row is None:
            return False
        secret = vault.of(account.pk).unseal_bytes(f"authenticator:{row.pk}", row.sealed)
        step = codes.totp_step(secret, code, after=row.last_step)
        if step is None:
            return False
        row.last_step = step
        row.save(update_fields=["last_step"])
        return True


def use_recovery_code(account: Account, code: str) -> bool:
    """Whether this is one of the account's recovery codes; it is used up by that."""
    hashed = codes.hashed("recovery", str(account.pk), code)
    found = [row.pk for row in RecoveryCode.objects.filter(account=account) if codes.same(row.hashed, hashed)]
    return bool(found) and bool(RecoveryCode.objects.filter(pk__in=found).delete()[0])


def new_recovery_codes(account: Account) -> list[str]:
    """Replace the recovery codes. The new ones are returned once and never again."""
    made = [codes.recovery_code() for _ in range(codes.RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, hashed=codes.hashed("recovery", str(account.pk), code)) for code in made
        )
    return made


def remove(account: Account, authenticator: UUID) -> bool:
    """Remove an app or passkey of the account. Staff keep at least one."""
    with transaction.atomic():
        if account.kind == Account.Kind.STAFF and account.authenticators.count() < 2:
            return False
        return bool(Authenticator.objects.filter(account=account, pk=authenticator).delete()[0])


def _server() -> Fido2Server:
    parts = urlsplit(settings.BASE_URL)
    party = PublicKeyCredentialRpEntity(id=parts.hostname or "localhost", name="Volens")
    origin = f"{parts.scheme}://{parts.netloc}"
    return Fido2Server(party, verify_origin=lambda given: given == origin)


def _credentials(account: Account) -> list[AttestedCredentialData]:
    opened = vault.of(account.pk)
    return [
        AttestedCredentialData(opened.unseal_bytes(f"authenticator:{row.pk}", row.sealed))
        for row in Authenticator.objects.filter(account=account, kind=Authenticator.Kind.PASSKEY)
    ]


def begin_passkey(account: Account) -> tuple[dict[str, Any], str]:
    """Options for the browser to make a passkey, and the signed state to give back with its answer.

    The passkey is told a random identifier, no name and no contact: whoever finds the device learns neither.
    """
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=account.pk.bytes, name="Volens", display_name="Volens"),
        credentials=_credentials(account),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), signing.dumps({"state": state, "account": str(account.pk)}, salt=_SALT)


def finish_passkey(account: Account, state: str, answer: Mapping[str, Any]) -> None:
    """Store the passkey the browser made. Raises FactorError."""
    try:
        told = signing.loads(state, salt=_SALT, max_age=CEREMONY_SECONDS)
        if told["account"] != str(account.pk):
            raise FactorError("The ceremony was begun by another account.")
        data = _server().register_complete(told["state"], RegistrationResponse.from_dict(answer))
    except (signing.BadSignature, ValueError, KeyError, TypeError) as error:
        raise FactorError(f"{type(error).__name__}: {error}") from error
    credential = data.credential_data
    if credential is None:
        raise FactorError("The answer holds no credential.")
    row = Authenticator(account=account, kind=Authenticator.Kind.PASSKEY, since=timezone.localdate())
    row.index = vault.blind("passkey", credential.credential_id.hex())
    row.sealed = vault.of(account.pk).seal_bytes(f"authenticator:{row.pk}", bytes(credential))
    row.uses = data.counter
    row.save(force_insert=True)


def begin_passkey_entry() -> tuple[dict[str, Any], str]:
    """Options for the browser to sign in with any passkey it holds for this site; no account is named."""
    options, state = _server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), signing.dumps({"state": state}, salt=_SALT)


def finish_passkey_entry(state: str, answer: Mapping[str, Any]) -> Account:
    """The account whose passkey signed the challenge. Raises FactorError; an unknown passkey fails like a wrong one."""
    try:
        told = signing.loads(state, salt=_SALT, max_age=CEREMONY_SECONDS)
        response = AuthenticationResponse.from_dict(answer)
        row = Authenticator.objects.select_related("account").filter(
            index=vault.blind("passkey", bytes(response.raw_id).hex())
        )
        found = row.first()
        if found is None:
            raise FactorError("No such passkey.")
        sealed = vault.of(found.account_id).unseal_bytes(f"authenticator:{found.pk}", found.sealed)
        _server().authenticate_complete(told["state"], [AttestedCredentialData(sealed)], response)
    except (signing.BadSignature, ValueError, KeyError, TypeError) as error:
        raise FactorError(f"{type(error).__name__}: {error}") from error
    counter = response.response.authenticator_data.counter
    # A counter that does not grow means a copied passkey; synced passkeys always say 0 (WebAuthn 2, 7.2 step 21).
    if (counter or found.uses) and counter <= found.uses:
        raise FactorError("The passkey's counter went backwards.")
    Authenticator.objects.filter(pk=found.pk).update(uses=counter)
    return found.account
