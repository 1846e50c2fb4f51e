"""An environment: where stacks go, with which settings, under which policies."""

from typing import Any, Literal

from pydantic import Field, model_validator

from orchestrator.clouds import Cloud
from orchestrator.model.values import Labels, Model, Name


class AwsOidc(Model):
    """A role that is taken by a signed token, such as a pipeline or a cluster gives to its jobs."""

    role_arn: str = Field(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:role/\S+$")
    token_file: str = Field(min_length=1)
    """The file that holds the token; it is read anew whenever credentials run out."""


class AwsAuth(Model):
    """How AWS knows who we are, where that is not left to the usual AWS environment."""

    oidc: AwsOidc


class AwsProvider(Model):
    """An AWS account and region; credentials come from the usual AWS environment, profile or role."""

    region: str
    residency: str | None = Field(default=None, pattern="^[a-z]{2}$")
    """The jurisdiction of the region, where it is not known by its name."""
    profile: str | None = None
    auth: AwsAuth | None = None
    account_id: str | None = Field(default=None, pattern=r"^\d{12}$")
    """Twelve digits. With it, credentials of another account are refused before they can do harm."""

    @model_validator(mode="after")
    def one_way(self) -> "AwsProvider":
        """A profile or a role; raises ValueError."""
        if self.profile is not None and self.auth is not None:
            raise ValueError("give either 'profile' or 'auth'")
        return self


class AzureOidc(Model):
    """An application that is taken on by a signed token (workload identity federation)."""

    client_id: str = Field(pattern=r"^[0-9a-fA-F-]{36}$")
    tenant_id: str = Field(pattern=r"^[0-9a-fA-F-]{36}$")
    token_file: str = Field(min_length=1)
    """The file that holds the token; it is read anew whenever credentials run out."""


class AzureAuth(Model):
    """How Azure knows who we are, where that is not left to the usual Azure environment."""

    oidc: AzureOidc


class AzureProvider(Model):
    """An Azure subscription and location; credentials come from the usual Azure environment."""

    region: str
    residency: str | None = Field(default=None, pattern="^[a-z]{2}$")
    """The jurisdiction of the region, where it is not known by its name."""
    subscription_id: str = Field(pattern=r"^[0-9a-fA-F-]{36}$")
    auth: AzureAuth | None = None


class OpenstackProvider(Model):
    """An OpenStack cloud of clouds.yaml and its region."""

    region: str
    residency: str | None = Field(default=None, pattern="^[a-z]{2}$")
    """The jurisdiction of the region, where it is not known by its name."""
    cloud: str
    external_network: str = "public"
    """The network that routers and floating addresses use to reach the outside."""


class Providers(Model):
    """The clouds that this environment may use."""

    aws: AwsProvider | None = None
    azure: AzureProvider | None = None
    openstack: OpenstackProvider | None = None

    def region(self, cloud: Cloud) -> str | None:
        """The default region of a cloud; None where the environment does not use it."""
        provider: AwsProvider | AzureProvider | OpenstackProvider | None = getattr(self, cloud)
        return provider.region if provider else None

    def residency(self, cloud: Cloud) -> str | None:
        """The jurisdiction that the environment tells for a cloud's region."""
        provider: AwsProvider | AzureProvider | OpenstackProvider | None = getattr(self, cloud)
        return provider.residency if provider else None


class State(Model):
    """Where Pulumi keeps the state and who encrypts its secrets. Any Pulumi URL is accepted."""

    backend: str | None = None
    """Default: files under the per-user state folder."""
    secrets_provider: str = "passphrase"


class Policies(Model):
    """The packs that judge this environment, and their parameters."""

    packs: tuple[str, ...] = ()
    """Folders, relative to the environment file; without any, the built-in baseline."""
    parameters: dict[str, Any] = Field(default_factory=dict)


class VaultStore(Model):
    """HashiCorp Vault or OpenBao, KV version 2. The token comes from VAULT_TOKEN or ~/.vault-token."""

    address: str = Field(pattern=r"^https?://\S+$")
    mount: str = "secret"


class SecretsManagerStore(Model):
    """AWS Secrets Manager, with the usual AWS credentials."""

    region: str
    profile: str | None = None


class KeyVaultStore(Model):
    """Azure Key Vault, with the usual Azure credentials."""

    url: str = Field(pattern=r"^https?://\S+$")
    """Such as https://NAME.vault.azure.net."""


class BarbicanStore(Model):
    """Barbican of an OpenStack cloud of clouds.yaml; a key is a secret's name or id."""

    cloud: str
    region: str | None = None


class FileStore(Model):
    """Files of a folder, one secret each, such as a container gets mounted."""

    folder: str


class EnvironmentStore(Model):
    """Variables of the orchestrator's own environment."""

    prefix: str = ""


class SecretStore(Model):
    """Where secrets are kept: exactly one kind."""

    vault: VaultStore | None = None
    aws_secrets_manager: SecretsManagerStore | None = None
    azure_key_vault: KeyVaultStore | None = None
    barbican: BarbicanStore | None = None
    file: FileStore | None = None
    environment: EnvironmentStore | None = None

    @model_validator(mode="after")
    def one_kind(self) -> "SecretStore":
        """Exactly one; raises ValueError."""
        kinds = (self.vault, self.aws_secrets_manager, self.azure_key_vault, self.barbican, self.file)
        if sum(one is not None for one in (*kinds, self.environment)) != 1:
            raise ValueError(
                "give exactly one of 'vault', 'awsSecretsManager', 'azureKeyVault', 'barbican', 'file' and "
                "'environment'"
            )
        return self


class Environment(Model):
    """One environment file, after patches and parameters were taken from it."""

    name: Name
    labels: Labels = Field(default_factory=dict)
    providers: Providers
    plugins: Literal["official", "builtin"] = "builtin"
    state: State = State()
    policies: Policies = Policies()
    secrets: dict[str, SecretStore] = Field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The environment as plain data, for policies."""
        return {
            "name": self.name,
            "labels": dict(self.labels),
            "regions": {cloud: self.providers.region(cloud) for cloud in ("aws", "azure", "openstack")},
        }
