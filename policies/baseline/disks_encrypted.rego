# METADATA
# title: EC2 disks are encrypted
# description: |
#   A copied disk must not give the data away: the root disk of each machine is encrypted,
#   and each volume.
# schemas:
#   - input: schema.graph
# custom:
#   id: baseline/disks-encrypted
#   severity: high
#   scope: resource
#   point: graph
#   remediation: >-
#     See first what the rules for the spec say about this resource. If they allow it, the translation is
#     at fault: report it.
#   docs: docs/policies.md#disks-encrypted
#   examples:
#     allowed: 'rootBlockDevice: {encrypted: true}'
#     denied: 'rootBlockDevice: {encrypted: false}'
package rules.baseline.disks_encrypted

about := rego.metadata.chain()

deny contains {"message": message, "path": ["properties", "rootBlockDevice", "encrypted"]} if {
	input.node.type == "aws:ec2/instance:Instance"
	not input.node.properties.rootBlockDevice.encrypted == true
	message := sprintf("the disk of machine %s is not encrypted", [input.node.name])
}

deny contains {"message": message, "path": ["properties", "encrypted"], "source": ["spec", "encrypted"]} if {
	input.node.type == "aws:ebs/volume:Volume"
	not input.node.properties.encrypted == true
	message := sprintf("volume %s is not encrypted", [input.node.name])
}

deny contains {"message": message, "path": ["properties", "blockDeviceMappings"]} if {
	input.node.type == "aws:ec2/launchTemplate:LaunchTemplate"
	not every_disk_encrypted
	message := sprintf("a disk of the machines that %s makes is not encrypted", [input.node.name])
}

# Templates write truth values as text. Without a disk of its own, a machine gets that of its image.
every_disk_encrypted if {
	count(input.node.properties.blockDeviceMappings) > 0
	every disk in input.node.properties.blockDeviceMappings {
		disk.ebs.encrypted == "true"
	}
}
