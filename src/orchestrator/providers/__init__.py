"""The built-in Pulumi providers: separate programs that the engine starts."""
