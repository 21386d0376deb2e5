# What build.sh asks an engine for, and what buildx read in docker-bake.json, in one form.

# The values of an option that is written --OPTION VALUE or --OPTION=VALUE.
def given(option): . as $words | [range(length) as $i
	| if $words[$i] == "--" + option then $words[$i + 1]
	elif $words[$i] | startswith("--\(option)=") then $words[$i][(option | length) + 3:]
	else empty end];

def pairs: map(capture("^(?<key>[^=]*)=(?<value>.*)$")) | from_entries;

# asked: of calls of an engine as raw inputs, each a list of words; the base of a build is pulled right before it.
def asked:
	reduce inputs as $call ({builds: [], pull: false};
		if $call[0] == "pull" then .pull = true
		else {builds: (.builds + [{words: $call, pull, tags: ($call | given("tag"))}]), pull: false} end)
	| .builds as $builds | $builds | map({
		context: (.words[-1] | sub(".*/out/"; "out/")),
		parents: (.words | given("build-arg") | map(sub("^[^=]*="; "") as $parent
			| $builds[] | select(.tags[0] == $parent) | .words[-1] | sub(".*/out/"; "out/")) | unique),
		tags,
		labels: (.words | given("label") | pairs),
		network: (.words | given("network"))[0],
		pull,
		secrets: (.words | given("secret")),
		ssh: (.words | given("ssh"))
	}) | sort_by(.context);

# understood: what `buildx bake --print` prints.
def understood:
	.target as $targets | [$targets[] | {
		context,
		parents: (.contexts // {} | map(ltrimstr("target:") as $parent | $targets[$parent].context) | unique),
		tags,
		labels: (.labels | with_entries(select(.value != null))),
		network,
		pull: (.pull // false),
		secrets: [.secret[]? | "id=\(.id)," + if .env then "env=\(.env)" else "src=\(.src)" end],
		ssh: [.ssh[]?.id]
	}] | sort_by(.context);
