# METADATA
# title: Which sources of traffic are everyone
package lib.baseline.ranges

everyone(source) if lower(source) in {"internet", "any", "*", ""}

# Two halves of the internet are the internet too.
everyone(source) if regex.match(`/0*[0-7]$`, source)

covers(opening, port) if {
	opening.from <= port
	port <= opening.to
}
