"""The OpenStack provider as the program that the engine starts."""

from orchestrator.providers.kit.program import main
from orchestrator.providers.openstack import PROVIDER

if __name__ == "__main__":
    main(PROVIDER)
