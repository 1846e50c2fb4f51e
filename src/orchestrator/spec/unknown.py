"""What stands for a value whose fault was already noted."""

from enum import Enum


class Unknown(Enum):
    """The value of something whose fault was already noted: nothing more is said about it."""

    VALUE = "unknown"
