package lib.baseline.fixtures

parameters := {
	"productionEnvironments": ["prod"],
	"requiredLabels": ["owner"],
	"allowedRegions": {"aws": ["eu-*"], "azure": ["westeurope"], "openstack": ["RegionOne"]},
	"allowedMachineSizes": ["small"],
	"largestMachine": {"cpu": 4, "memoryGiB": 8},
	"allowedDatabaseSizes": ["small"],
	"backupDays": {"production": 7, "other": 1},
	"protectedTypes": ["DatabaseInstance@v1"],
	"adminPorts": [22, 3389],
	"publicPorts": [80, 443],
	"publicLabel": {"exposure": "public"},
}

stack := {"name": "shop", "labels": {}}

resource(type, rest) := object.union(
	{
		"name": "it", "logicalName": "it", "type": type, "target": {"cloud": "aws", "region": "eu-west-1"},
		"labels": {"owner": "shop"}, "lifecycle": {"protect": false}, "spec": {},
	},
	rest,
)

asked(environment, resource) := {
	"stack": stack,
	"environment": {"name": environment, "labels": {}},
	"parameters": parameters,
	"resource": resource,
}

database(environment, spec) := asked(environment, resource("DatabaseInstance@v1", {"spec": spec}))

bucket(environment, spec) := asked(environment, resource("ObjectBucket@v1", {"spec": spec}))

machine(environment, spec) := asked(environment, resource("VirtualMachine@v1", {"spec": spec}))

node(type, properties) := {
	"stack": stack,
	"environment": {"name": "prod", "labels": {}},
	"parameters": parameters,
	"node": {"name": "it", "type": type, "resource": "web", "cloud": "aws", "region": "eu-west-1", "properties": properties},
}

graph(groups, nodes) := {
	"stack": stack,
	"environment": {"name": "prod", "labels": {}},
	"parameters": parameters,
	"groups": groups,
	"nodes": nodes,
}

group(kind, checks, monitors) := {
	"resource": "web", "kind": kind, "cloud": "aws", "region": "eu-west-1",
	"checks": checks, "monitors": monitors,
}

rules_of(findings) := {finding.message | some finding in findings}
