#!/bin/sh
# tests/seed.md is the document that this family was made from. Under each of its lines stands, after a tab, the test
# that holds it: FILE alone quotes the line in the name of a check, FILE: CHECK names another check. Each of these must
# be there. What needs no engine is checked here; the files of lib/ run on docker and on buildah.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/seed.sh"

document=$root/tests/seed.md
tab=$(printf '\t')

# has_check FILE TEXT: the text is in the file, but not in a comment.
# shellcheck disable=SC2317 # runs calls it
has_check()
{
	[ -f "$root/tests/$1" ] && grep -v '^[[:space:]]*#' "$root/tests/$1" | grep -qF -e "$2"
}

# holds LINE HOLDER
holds()
{
	case $2 in
	'to come') ok 0 "$1 (to come)" ;;
	*': '*) runs "$1 $2" has_check "${2%%: *}" "${2#*: }" ;;
	*) runs "$1 $2" has_check "$2" "$1" ;;
	esac
}

# Without the marks of lists.
words_of()
{
	printf '%s\n' "$1" | sed -E 's/^(- |[0-9]+\. )(\[ \] )?//; s/^\*\*Use for:\*\* //'
}

# end_line: what was read last needs a test, unless it only introduces what follows.
end_line()
{
	case $line in
	'' | *: | *:'**') ;;
	*) [ "$held" ] || ok 1 "$line: a test of its own" ;;
	esac
	line='' held=''
}

line='' held='' inside=''
while IFS= read -r read; do
	case $read in
	"$tab"*) holds "$line" "${read#"$tab"}" && held=1 ;;
	'```'*) if [ "$inside" ]; then inside=''; else end_line && inside=1 line=$heading; fi ;;
	'') ;;
	'#'*) [ "$inside" ] || { end_line; heading=${read#*# } line=''; } ;;
	*) [ "$inside" ] || { end_line; line=$(words_of "$read"); } ;;
	esac
done <"$document"
end_line

for engine in docker buildah; do
	sed -n 's/^\(test_[a-z_]*\)()$/\1/p' "$root/tests/lib/seed.sh" >"$tmp/functions"
	while read -r function; do
		runs "lib/seed.sh: $function runs on $engine" grep -qE "^[[:space:]]*$function\$" "$root/tests/engine-$engine.t" "$root/tests/lib/seed.sh" "$root/tests/lib/images.sh"
	done <"$tmp/functions"
done

# The examples are what is built.
is "$(seed_block 'Example: Simple Kafka Consumer')" "$(cat "$root/tests/services/consumer/Dockerfile")" '"Example: Simple Kafka Consumer" is tests/services/consumer'
is "$(seed_block 'Example: Multi-Stage Build for Smaller Image')" "$(cat "$root/tests/services/multistage/Dockerfile")" \
	'"Example: Multi-Stage Build for Smaller Image" is tests/services/multistage'

# The family
cd "$tmp" && cp -R "$root/images.yaml" "$root/templates" "$root/out" . || exit 1
"$basegen" matrix >variants.json
has_images()
{
	name=$1
	shift
	for image; do
		# shellcheck disable=SC2016 # expanded by jq
		runs "\"$name\": $image" jq -e --arg image "$image" '[.levels[][] | select(.image == $image and .latest)] | length == 1' variants.json
	done
}
has_images 'This directory contains the base Docker images used by all Loom v2 services. These images provide common dependencies and configurations to reduce duplication and improve build times.' \
	python-base kafka-python-base fastapi-base
is "$(jq -r '.levels[][].context' variants.json | while read -r context; do [ -f "$context/Dockerfile" ] || echo "$context"; done)" '' \
	'"Consider automated builds in CI/CD": basegen matrix names each variant, its context and what it needs'
runs '"Consider automated builds in CI/CD": and a step says whether out/ is up to date' "$basegen" generate --check
has_images 'Add Node.js base images for frontend services' node-base frontend-builder frontend-runtime
has_images 'Create ML-specific base with PyTorch/TensorFlow' ml-base tensorflow-base
has_images 'Add base images for other languages (Go, Rust)' go-base rust-base binary-runtime

done_testing
