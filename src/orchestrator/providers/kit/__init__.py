"""The framework of the built-in providers: a Pulumi provider server, and resource types as data classes."""
