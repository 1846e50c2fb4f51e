"""Turns YAML specs into running, monitored, policy-checked infrastructure on AWS, Azure and OpenStack."""

__version__ = "0.1.0"
