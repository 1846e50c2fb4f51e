"""The command line: one command per file; each parses, calls the pipeline, prints, and sets the exit code."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A command: where it is, and what `--help` says of it without importing it."""

    module: str
    attribute: str
    help: str


COMMANDS = {
    "init": Entry("orchestrator.cli.init", "init", "Write a small stack to start from."),
    "validate": Entry(
        "orchestrator.cli.validate", "validate", "Check a stack and its policies; no cloud is asked."
    ),
    "plan": Entry("orchestrator.cli.plan", "plan", "Show what an apply would do."),
    "apply": Entry("orchestrator.cli.apply", "apply", "Make the clouds equal the spec."),
    "move": Entry("orchestrator.cli.move", "move", "Take a resource to another cloud or region."),
    "destroy": Entry("orchestrator.cli.destroy", "destroy", "Delete everything that a stack made."),
    "refresh": Entry("orchestrator.cli.refresh", "refresh", "Take what the clouds report into the state."),
    "status": Entry("orchestrator.cli.status", "status", "Show health and drift; changes nothing."),
    "outputs": Entry("orchestrator.cli.outputs", "outputs", "Show the outputs of a stack."),
    "graph": Entry("orchestrator.cli.graph", "graph", "Show the cloud resources that a stack becomes."),
    "schema": Entry("orchestrator.cli.schema", "schema", "Print JSON Schemas for editors and checkers."),
    "fmt": Entry("orchestrator.cli.fmt", "fmt", "Format the files of a stack; comments stay."),
    "explain": Entry("orchestrator.cli.explain", "explain", "Say what a type or one of its fields is."),
    "render": Entry("orchestrator.cli.render", "render", "Show a stack as it is after loading."),
    "completion": Entry("orchestrator.cli.completion", "completion", "Print a shell's completion script."),
    "eject": Entry("orchestrator.cli.eject", "eject", "Write a stack as a program of plain Pulumi."),
    "policy": Entry("orchestrator.cli.policy", "policy", "Test and explain policies."),
    "type": Entry("orchestrator.cli.types", "types", "Pin, test, document and release composite types."),
    "catalogue": Entry(
        "orchestrator.cli.catalogue", "catalogue", "List and serve the services of all stacks."
    ),
    "sandbox": Entry("orchestrator.cli.sandbox", "sandbox", "Run local clouds on loopback."),
    "tools": Entry("orchestrator.cli.tools", "tools", "Find, fetch or build pulumi and opa."),
    "version": Entry("orchestrator.cli.version", "version", "Show the versions in use."),
}
