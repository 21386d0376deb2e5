# What the lines of the family in build.sh ask for, and what buildx read in docker-bake.json, in one form.

# A list in a line, which is - when empty.
def words(separator): if . == "-" then [] else . / separator end;

def line:
	. / " " | {
		name: .[1],
		repository: .[2],
		tags: (.[3] / ","),
		key: .[4],
		context: "out/\(.[5])",
		parents: (.[7] | words(",") | map(. / "=" | .[1])),
		options: (.[8] | words(";"))
	};

# The values of an option that is written OPTION=VALUE.
def given(option): .options | map(select(startswith(option + "=")) | ltrimstr(option + "="));

def version: env.VERSION // "0.0.0-unknown";

def labels:
	{
		"basegen.key": .key,
		"org.opencontainers.image.version": version,
		"org.opencontainers.image.revision": (env.REVISION // "unknown"),
		"org.opencontainers.image.created": (env.CREATED // "1970-01-01T00:00:00Z")
	} + if (env.SOURCE // "") == "" or (.options | index("has-source")) then {}
	else {"org.opencontainers.image.source": env.SOURCE} end;

# asked($prefix; $own): of the lines, as raw inputs. Tags have the prefix; images name each other with the family's own.
def asked($prefix; $own):
	[inputs | line] as $lines | $lines | map({
		context,
		parents: (.parents as $parents | $lines | map(select(.name | IN($parents[]))
			| {key: "\($own)\(.repository):\(.tags[0])", value: .context}) | from_entries),
		tags: (.repository as $repository | .tags + ["key-" + .key] | map("\($prefix)\($repository):\(gsub("%"; version))")),
		labels: labels,
		platforms: given("platform"),
		network: given("network")[0],
		pull: (.options | index("pull") != null),
		secrets: given("secret"),
		ssh: given("ssh")
	}) | sort_by(.context);

# What `buildx bake --print` prints; the ingredients are compared where images are built.
def understood:
	.target as $targets | [$targets[] | {
		context,
		parents: (.contexts // {} | map_values(ltrimstr("target:") as $parent | $targets[$parent].context)),
		tags,
		labels: (.labels | del(.["basegen.ingredients"]) | with_entries(select(.value != null))),
		platforms: (.platforms // []),
		network,
		pull: (.pull // false),
		secrets: [.secret[]? | "id=\(.id)," + if .env then "env=\(.env)" else "src=\(.src | sub("^\(env.HOME)/"; "~/"))" end],
		ssh: [.ssh[]?.id]
	}] | sort_by(.context);
