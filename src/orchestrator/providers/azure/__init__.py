"""The built-in azure-native provider: ARM by azure-core, one frozen table for each resource type."""
