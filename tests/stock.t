#!/bin/sh
# Families that images.yaml alone describes: tests/stock/NAME holds one, and under Dockerfiles/ what the stock templates write
# for each image, which hadolint reads without a word. RECORD=1 tests/stock.t writes Dockerfiles/ anew; read the diff.
. "${0%/*}/lib/tap.sh"

# What is not the template's to decide: versions of packages.
# shellcheck disable=SC2317 # called by runs
lint()
{
	hadolint --ignore DL3008 --ignore DL3013 --ignore DL3016 "$1"
}

check_family()
{
	expected=$root/tests/stock/$1/Dockerfiles
	rm -rf "$tmp/family" && cp -R "$root/tests/stock/$1" "$tmp/family" && cd "$tmp/family" || exit 1
	runs "$1: generate" "$basegen" generate
	mkdir "$tmp/found"
	find out -name Dockerfile | sort >"$tmp/dockerfiles"
	while read -r dockerfile; do
		image=${dockerfile#out/}
		image=$(printf %s "${image%/*}" | tr / -)
		runs "$1: $image: hadolint" lint "$dockerfile"
		cp "$dockerfile" "$tmp/found/$image"
	done <"$tmp/dockerfiles"
	if [ "${RECORD-}" ]; then
		rm -rf "$expected" && cp -R "$tmp/found" "$expected"
	fi
	runs "$1: the Dockerfiles" diff -r "$expected" "$tmp/found"
	rm -rf "$tmp/found"
}

# A family has at most 15000 variants, and an image 256.
test_largest()
{
	mkdir "$tmp/largest" && cd "$tmp/largest" || exit 1
	{
		printf 'name: loom\nimages:\n  parent: {from: "debian:12", tag: "{{ v }}", matrix: {v: [%s]}}\n' "$(seq -s , 256)"
		seq 57 | sed 's/.*/  child-&: {from: parent, summary: a child, env: {A: "{{ v }}"}}/'
	} >images.yaml
	"$basegen" generate --check >"$tmp/said" 2>&1
	is "$? $(grep -c Dockerfile "$tmp/said")" '1 14848' 'as many variants as a family may have'
}

for folder in "$root"/tests/stock/*/; do
	check_family "$(basename "$folder")"
done
test_largest
done_testing
