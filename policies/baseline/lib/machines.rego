# METADATA
# title: What machines are, alone and in groups
package lib.baseline.machines

kinds := {"VirtualMachine@v1", "VirtualMachineGroup@v1"}
