"""An emulator of Azure Resource Manager on loopback: real requests, real errors, no cloud behind it."""
