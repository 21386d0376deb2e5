# What each way to build asks an engine for, in one form: a list of images, in the order of building where there is one.

include "bake";

# A tag that people use, as opposed to one of a key.
def is_public: contains(":key-") | not;

# of_people: labels but for the key with its inputs, and the source.
def of_people: with_entries(select((.key | startswith("basegen.") | not) and .key != "org.opencontainers.image.source"));

# called: of builds as raw inputs, each a list of words; a parent is named by its first public tag.
def called: [inputs] as $builds | [$builds[] | {
	name: (given("tag") | map(select(is_public))[0]),
	parents: (given("build-arg") | pairs | map_values(. as $parent
		| [$builds[] | given("tag") | select(index($parent)) | map(select(is_public))[0]][0])),
	tags: (given("tag") | map(select(is_public)) | sort),
	labels: (given("label") | pairs | of_people),
	network: given("network")[0],
	secrets: given("secret"),
	ssh: given("ssh")
}];

# baked: what `buildx bake --print` prints; its parents stand for what the arguments of the Dockerfiles are without
# bake, which $arguments has as CONTEXT → NAME → REFERENCE.
def baked($arguments): .target as $targets | [$targets[] | . as $target | {
	name: .tags[0],
	parents: ($arguments[.context] | with_entries(select($target.contexts[.value])
		| .value |= $targets[$target.contexts[.] | ltrimstr("target:")].tags[0])),
	tags: (.tags | sort),
	labels: (.labels | with_entries(select(.value != null)) | of_people),
	network,
	secrets: [.secret[]? | "id=\(.id)," + if .env then "env=\(.env)" else "src=\(.src)" end],
	ssh: [.ssh[]?.id]
}];

# The images whose parents are not in front of them.
def out_of_order: . as $images | [range(length) as $i | $images[$i]
	| select(any(.parents[]; . as $parent | [$images[:$i][].name] | index($parent) | not)) | .name];
