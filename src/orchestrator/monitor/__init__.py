"""The service catalogue: what runs where on all clouds, for Prometheus and for programs."""

from orchestrator.monitor.catalogue import Catalogue
from orchestrator.monitor.server import catalogue_server, serve

__all__ = ["Catalogue", "catalogue_server", "serve"]
