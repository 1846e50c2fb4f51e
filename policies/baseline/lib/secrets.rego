# METADATA
# title: How literal secrets look
package lib.baseline.secrets

patterns := {
	"an AWS access key": `\b(AKIA|ASIA)[0-9A-Z]{16}\b`,
	"a private key": `-----BEGIN [A-Z ]*PRIVATE KEY-----`,
	"a GitHub token": `\bgh[pousr]_[A-Za-z0-9]{30,}`,
	"a Slack token": `\bxox[abprs]-[A-Za-z0-9-]{10,}`,
	# A value that starts with $ is a variable or an expression, not a secret.
	"a password": `(?i)\b[a-z_]*(password|passwd|secret|(api|access|private|secret)_?key|token)\s*[=:]\s*["']?[^\s"'$<{]{6,}`,
	"a password in a URL": `(?i)\b[a-z][a-z0-9+]*://[^\s/:@"'$]+:[^\s/@"'${]{4,}@`,
}

suspicion := concat("|", [pattern | some pattern in patterns])

# One look decides for nearly every text; only then each pattern by itself.
suspicious(text) if regex.match(suspicion, text)

found_in(text) := {kind | some kind, pattern in patterns; regex.match(pattern, text)}
