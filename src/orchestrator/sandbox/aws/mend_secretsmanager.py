"""Mends Secrets Manager: moto 5.2.5 goes on giving the old value after AWSCURRENT was moved by hand."""

from functools import cache


@cache
def mend_secretsmanager() -> None:
    """The version that has AWSCURRENT is the one that is given."""
    from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

    original = SecretsManagerBackend.update_secret_version_stage

    def update(
        self: SecretsManagerBackend,
        secret_id: str,
        version_stage: str,
        remove_from_version_id: str,
        move_to_version_id: str,
    ) -> tuple[str, str]:
        told = original(self, secret_id, version_stage, remove_from_version_id, move_to_version_id)
        secret = self.secrets[secret_id]
        if version_stage == "AWSCURRENT" and move_to_version_id and isinstance(secret, FakeSecret):
            secret.set_default_version_id(move_to_version_id)
        return told

    SecretsManagerBackend.update_secret_version_stage = update  # type: ignore[method-assign]  # the mend itself
