"""What is wanted: stacks, environments, and one abstract type per file in `resources`."""
