"""ARM resource ids: /subscriptions/S/resourceGroups/G/providers/NAMESPACE/type/name[/type/name …]."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArmId:
    """The parsed id of a resource, or of a resource group when there is no namespace."""

    subscription: str
    group: str
    namespace: str = ""
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def type(self) -> str:
        """The whole type, such as Microsoft.Network/virtualNetworks/subnets."""
        return "/".join([self.namespace, *(kind for kind, _ in self.pairs)])

    @property
    def name(self) -> str:
        """The last name, which is that of the resource itself."""
        return self.pairs[-1][1] if self.pairs else self.group

    @property
    def parent(self) -> "ArmId | None":
        """The resource above, if this one is a child."""
        if len(self.pairs) < 2:
            return None
        return ArmId(self.subscription, self.group, self.namespace, self.pairs[:-1])

    @property
    def key(self) -> str:
        """The id for comparison: ARM ids do not tell upper from lower case."""
        return str(self).lower()

    @property
    def group_id(self) -> "ArmId":
        """The resource group it lies in."""
        return ArmId(self.subscription, self.group)

    def child(self, kind: str, name: str) -> "ArmId":
        """The id of a resource below."""
        return ArmId(self.subscription, self.group, self.namespace, (*self.pairs, (kind, name)))

    def __str__(self) -> str:
        text = f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"
        if self.namespace:
            text += f"/providers/{self.namespace}" + "".join(f"/{kind}/{name}" for kind, name in self.pairs)
        return text


def parse(path: str) -> ArmId | None:
    """The id that a path or a reference is, or None."""
    steps = path.strip("/").split("/")
    if len(steps) < 4 or steps[0].lower() != "subscriptions" or steps[2].lower() != "resourcegroups":
        return None
    if len(steps) == 4:
        return ArmId(steps[1], steps[3])
    rest = steps[6:]
    if steps[4].lower() != "providers" or not rest or len(rest) % 2:
        return None
    return ArmId(steps[1], steps[3], steps[5], tuple(zip(rest[::2], rest[1::2], strict=True)))
