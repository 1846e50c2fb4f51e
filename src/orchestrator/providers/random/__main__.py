"""The program that the engine starts."""

from orchestrator.providers.kit.program import main
from orchestrator.providers.random import PROVIDER

main(PROVIDER)
