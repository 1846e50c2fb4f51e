"""An emulator of the OpenStack APIs on one loopback port, for demos and fast tests."""
