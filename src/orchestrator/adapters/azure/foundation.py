"""What Azure needs once for each stack and region: the resource group that holds all the rest."""

from orchestrator.adapters.naming import readable
from orchestrator.adapters.site import Site
from orchestrator.clouds import Target
from orchestrator.graph import Check, CloudApi, Group, Node, Options, Output, StateCheck, Value
from orchestrator.model.resources import Cache

KIND = "Foundation"
GROUP_NAME_LIMIT = 90
REDIS_NAMES = "privatelink.redis.azure.net"
"""The zone that Azure looks in for the private addresses of caches: a network has one of that name."""


def translate(site: Site) -> Group:
    """The resource group, as a group that realises no resource of the spec."""
    name = foundation_name(site.target)
    parts = (site.stack.name, site.stack.environment.name, site.target.region)
    holder = Node(
        "azure-native:resources:ResourceGroup",
        name,
        {"resourceGroupName": readable(parts, GROUP_NAME_LIMIT), "location": site.target.region},
        Options(retain_on_delete=_holds_retained(site)),
    )
    state = holder["properties.provisioningState"]
    return Group(
        name,
        KIND,
        site.target,
        (holder, *((redis_zone(site),) if _has_caches(site) else ())),
        {"name": holder["name"]},
        (CloudApi(state),),
        (Check(StateCheck(state, ("Succeeded",))),),
    )


def redis_zone(site: Site) -> Node:
    """The names of all caches of the stack in the region."""
    return Node(
        "azure-native:privatedns:PrivateZone",
        f"{foundation_name(site.target)}-redis",
        {
            "resourceGroupName": Output(foundation_name(site.target), ("name",)),
            "location": "global",
            "privateZoneName": REDIS_NAMES,
        },
        Options(retain_on_delete=_holds_retained(site)),
    )


def placed(site: Site) -> dict[str, Value]:
    """The inputs that every resource in the group starts with."""
    return {"resourceGroupName": group_name(site), "location": site.target.region}


def group_name(site: Site) -> Value:
    """The name of the resource group."""
    return site.output(foundation_name(site.target), "name")


def group_id(site: Site) -> Value:
    """The id of the resource group, which the ids of all within it begin with."""
    return Output(foundation_name(site.target), ("id",))


def foundation_name(target: Target) -> str:
    """The name of the group, one for each region."""
    return f"foundation-{target.cloud}-{target.region}"


def _has_caches(site: Site) -> bool:
    return any(isinstance(r, Cache) and r.target == site.target for r in site.stack.resources)


def _holds_retained(site: Site) -> bool:
    """Azure deletes a resource group with all that is in it: one retained resource keeps the group."""
    return any(
        resource.target == site.target and resource.lifecycle.on_delete == "retain"
        for resource in site.stack.resources
    )
