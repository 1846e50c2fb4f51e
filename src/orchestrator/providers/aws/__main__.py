"""The program that the engine starts."""

from orchestrator.providers.aws import PROVIDER
from orchestrator.providers.kit.program import main

main(PROVIDER)
