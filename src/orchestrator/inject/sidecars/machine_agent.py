"""The agent on every virtual machine, brought by cloud-init at first boot."""

from collections.abc import Mapping

from orchestrator.errors import InjectionError
from orchestrator.graph import AgentMonitor, CloudInit, Group, Properties, Secret, Value
from orchestrator.inject.sidecars.attaching import attach
from orchestrator.inject.sidecars.cloud_config import cloud_config
from orchestrator.inject.sidecars.user_data import merged, text_of
from orchestrator.inject.site import AGENT_PORT, Site


def machine_agent(group: Group, place: Site) -> Group:
    """The group with the agent in the user-data of each of its machines."""
    for slot in group.slots:
        if isinstance(slot, CloudInit):
            node = group.node(slot.node)
            properties = _set(node.properties, slot.property, _user_data(slot, group, place))
            changed = type(node)(node.type, node.name, properties, node.options)
            group = attach(group.with_node(changed), [], [AgentMonitor(slot.address, AGENT_PORT)])
    return group


def _user_data(slot: CloudInit, group: Group, place: Site) -> Value:
    """Made from the slot's user-data, never from the property, so that a second time changes nothing."""
    where = f"resource {group.resource}, user-data of '{slot.node}'"
    config = cloud_config(group, place)
    if isinstance(slot.user_data, Secret):
        text = text_of(slot.user_data.value, where)
        return Secret(merged(text, config, slot.limit, slot.encoding, where))
    return merged(text_of(slot.user_data, where), config, slot.limit, slot.encoding, where)


def _set(properties: Properties, path: tuple[str, ...], value: Value) -> Properties:
    """The properties with the value at a path."""
    first, *rest = path
    if not rest:
        return {**properties, first: value}
    inner = properties.get(first, {})
    if not isinstance(inner, Mapping):
        raise InjectionError(f"'{first}' is not a group of properties")
    return {**properties, first: _set(inner, tuple(rest), value)}
