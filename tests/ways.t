#!/bin/sh
# The four ways to build: basegen build (which make calls), images.mk, build.sh and bake. On a full clone with one
# version tag they ask an engine for the same images: in an order that puts parents first, with the same names of
# build arguments, tags and labels, but for the key, its inputs and the source.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

# The family: a diamond, a matrix, and what an engine is told of a build besides.
make_ways_family()
{
	make_family "$tmp/family" && cd "$tmp/family" || exit 1
	cat >>images.yaml <<'END_OF_FAMILY'
  python: {from: base, matrix: {py: [3.11, 3.12]}, tag: "{{ py }}", latest: 3.12, env: {PY: "{{ py }}"}}
  above: {from: python, matrix: {py: [3.11]}, tags: [TAG, TAG-VERSION-x, edge], copy: [{image: left, from: /a, to: /b}]}
  named: {from: left, registry: "quay.io:444/a", namespace: n/m, repositories: [r/named, other]}
  below: {from: named, registry: "", tags: [TAG]}
  worded: {from: base, tags: [TAG, MAJOR, MAJOR.MINOR-x, TAG-VERSION-DATE, vVERSION, DATE], repositories: [loom/worded, old/worded]}
  odd:
    from: alpine:3
    build: {network: none}
    labels: {org.opencontainers.image.source: ours}
    secrets: [{id: token, env: TOKEN}, {id: file, file: ~/a.txt}]
END_OF_FAMILY
	"$basegen" generate && git init -q . && git add -A && commit one && git tag "$1"
}

# An engine that notes the words of builds before it answers as the fake one.
make_noting_engine()
{
	mkdir "$tmp/noting" && cat >"$tmp/noting/docker" <<-END
		#!/bin/sh
		[ "\$1" != build ] || jq -cn '\$ARGS.positional' --args -- "\$@" >>'$tmp/noted'
		exec '$ENGINE' "\$@"
	END
	chmod +x "$tmp/noting/docker"
	ENGINE=$tmp/noting/docker
}

# by WAY COMMAND...: what that way asks for, in $tmp/WAY.
by()
{
	way=$1
	shift
	reset
	: >"$FAKE/images"
	: >"$tmp/noted"
	"$@" >"$tmp/said" 2>&1
	ok $? "$way"
	jq -L "$root/tests/lib" -nS 'include "ways"; called' "$tmp/noted" >"$tmp/$way"
}

# The arguments of each Dockerfile with what they are by themselves, as CONTEXT → NAME → REFERENCE.
arguments()
{
	for context in $(jq -r '.target[].context' "$tmp/printed"); do
		sed -n 's/^ARG \([A-Z_0-9]*\)=\([^ ]*\)$/\1 \2/p' "$context/Dockerfile" |
			jq -nR --arg context "$context" '{($context): ([inputs | split(" ") | {(.[0]): .[1]}] | add // {})}'
	done | jq -s add
}

# test_ways NAME: with the variables that are set.
test_ways()
{
	by program "$basegen" build
	by make make_images
	by images.mk make -f out/images.mk
	by build.sh out/build.sh
	for way in program make images.mk build.sh; do
		is "$(jq -L "$root/tests/lib" -c 'include "ways"; [length, out_of_order]' "$tmp/$way")" '[12,[]]' "$1: $way builds all images, parents first"
	done
	runs "$1: images.mk and build.sh have one order" diff "$tmp/images.mk" "$tmp/build.sh"
	for way in program make images.mk build.sh; do
		jq -S 'sort_by(.name)' "$tmp/$way" >"$tmp/$way.sorted"
	done
	for way in make images.mk build.sh; do
		runs "$1: $way asks for what the program asks for" diff "$tmp/program.sorted" "$tmp/$way.sorted"
	done
	# shellcheck disable=SC2046 # a word for each variable
	env $("$basegen" version --words) buildx bake -f out/docker-bake.json --print 2>"$tmp/said" >"$tmp/printed"
	ok $? "$1: bake takes the file"
	arguments >"$tmp/arguments"
	jq -L "$root/tests/lib" -S --slurpfile arguments "$tmp/arguments" 'include "ways"; baked($arguments[0]) | sort_by(.name)' "$tmp/printed" >"$tmp/bake.sorted"
	runs "$1: bake asks for what the program asks for" diff "$tmp/program.sorted" "$tmp/bake.sorted"
}

command -v buildx >/dev/null || no_engine 'no buildx in PATH'
echo text >"$HOME/a.txt"
make_ways_family v1.2.3+b
make_noting_engine
unset REVISION CREATED SOURCE
export ALLOW='fs.read=~/a.txt'
test_ways 'a release'
like "$(jq -c '.[0].tags' "$tmp/program.sorted")" '"loom/above:1-1\.2\.3_b-x"' 'its version stands in tags'
like "$(jq -c '.[].tags' "$tmp/program.sorted")" "\"old/worded:$(TZ=UTC git log -1 --format=%cd --date=format-local:%Y-%m-%d)\"" 'the date is that of the commit'
is "$(jq -c '.[].tags' "$tmp/program.sorted" | grep -c 'worded:1.2-x')" 0 'a version of more than numbers gives none'
git tag -d v1.2.3+b >/dev/null && git tag v2.3.4
test_ways 'a release of numbers'
like "$(jq -c '.[].tags' "$tmp/program.sorted")" '"loom/worded:1-2\.3\.4-[0-9-]{10}","loom/worded:2","loom/worded:2\.3-x"' 'its numbers stand in tags'
git tag -d v2.3.4 >/dev/null && git tag v1.2.3+b
REGISTRY=ghcr.io:5000/acme
export REGISTRY
test_ways 'with a registry'
unset REGISTRY
git remote add origin https://example.com/team/loom
echo >>images.yaml && git add -A && commit two
test_ways 'a commit after a release'
echo >>images.yaml
test_ways 'a change that no commit has'
is "$(jq -r '.[0].parents | to_entries[] | .key + "=" + .value' "$tmp/program.sorted" | sort | xargs)" 'BASE=loom/python:3.11 BASE_LEFT=loom/left:1' 'parents are arguments'
done_testing
