"""Reads secrets from where they are kept: one function, and one file for each kind of store."""

from orchestrator.secrets.read import read

__all__ = ["read"]
