"""The local AWS: a moto server with strict validation, for callers that know its access key."""
