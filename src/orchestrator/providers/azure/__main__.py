"""`python -m orchestrator.providers.azure`: the plugin program that the engine starts."""

from orchestrator.providers.azure.provider import PROVIDER
from orchestrator.providers.kit.program import main

main(PROVIDER)
