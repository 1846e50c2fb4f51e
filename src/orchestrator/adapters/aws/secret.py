"""Secret on AWS: a secret of Secrets Manager, and the version that holds its value."""

from orchestrator.adapters.checks import checks
from orchestrator.adapters.passwords import password
from orchestrator.adapters.site import Site
from orchestrator.adapters.translation import Translation
from orchestrator.graph import CloudApi, Node, Value
from orchestrator.graph import Secret as Hidden
from orchestrator.model.resources import Secret

RECOVERY_DAYS = {True: 30, False: 7}
"""How long a deleted secret can be had back, by whether it is protected: the longest, and the shortest."""


def translate(secret: Secret, site: Site) -> Translation:
    """Its name has a random end: that of a deleted one is taken until nobody can have it back."""
    makers, value = password(f"{secret.name}-value", secret.spec.value)
    properties: dict[str, Value] = {"recoveryWindowInDays": RECOVERY_DAYS[secret.lifecycle.protect]}
    if secret.spec.description:
        properties["description"] = secret.spec.description
    place = Node("aws:secretsmanager/secret:Secret", secret.name, properties)
    # The stage is said, so that a value that somebody set past us is seen as drift.
    version = Node(
        "aws:secretsmanager/secretVersion:SecretVersion",
        f"{secret.name}-version",
        {"secretId": place["id"], "secretString": value, "versionStages": ["AWSCURRENT"]},
    )
    return Translation(
        nodes=(*makers, place, version),
        outputs={
            "id": place["id"],
            "name": place["name"],
            "reference": place["arn"],
            "value": Hidden(version["secretString"]),
        },
        slots=(CloudApi(place["arn"]),),
        checks=checks(secret, version["versionId"]),
        protected=(place.name, *(maker.name for maker in makers)),
    )
