#!/bin/sh
# basegen scan with a base from a registry: its findings are told as the base's on each engine, with and without
# images.lock, and also if its tag has moved since. Then a machine that has built one image and has pulled the others.
# shellcheck disable=SC2119 # the time is now
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/scanner.sh"

# save NAME: the family as it is now becomes a branch.
save()
{
	"$basegen" generate >/dev/null && git add -A && commit "$1" && git branch "$1"
}

# told_as_base NAME: root has all from the base, which is not said to be missing.
told_as_base()
{
	scan --format json root
	is "$(brings root | grep -c ' base$') $(brings root | grep -vc ' base$') $(printf '%s\n' "$output" | jq -c '[.images[].compared]')" '4 0 [true]' \
		"$kind: $1: what comes from the base is told so"
}

# bases_are_found: on this engine, which has no images yet. A base by its digest gets no tag.
bases_are_found()
{
	for each in locked plain; do
		git checkout -q "$each" && "$basegen" generate >/dev/null
		run_build root >/dev/null
		told_as_base "$each"
	done
}

scanner_start
start_family
database
start_registry
registry=127.0.0.1:$port
allow_http "$port"
private_buildah_start
build_debian
push_index tiny:1
sed -i "s,tiny:1,$registry/tiny:1," images.yaml
save plain
runs 'the base is locked' "$basegen" lock
save locked
stop_engine
private_buildah_start
bases_are_found

# The tag moves to a base without these packages: what was built stands on the other one.
printf 'FROM scratch\nCOPY os-release /etc/os-release\n' >"$tmp/base/Other" && cp "$tmp/base/rootfs/etc/os-release" "$tmp/base"
"$engine" build -q -f "$tmp/base/Other" -t "$registry/tiny:1" "$tmp/base" >/dev/null
scan --format json root
is "$(brings root | grep -c ' base$') $(printf '%s\n' "$output" | jq -c '[.images[].compared]')" '0 [false]' 'a base that the image does not stand on counts for nothing'

# A machine that builds one image, and gets what that stands on from the registry.
git checkout -q plain && "$basegen" generate >/dev/null
"$engine" untag "$registry/tiny:1" 2>/dev/null || "$engine" rmi "$registry/tiny:1" >/dev/null
export REGISTRY="$registry"
run_build --for-push leaf >/dev/null
runs 'a machine sends what it has built' "$basegen" push --keys-only leaf middle root
scan --format sarif leaf
fingerprints=$(printf '%s\n' "$output" | jq -c '[.runs[].results[].partialFingerprints]')
stop_engine
rm -rf build "$tmp/buildah"
private_buildah_start
sed -i 's,leaf: {,&env: {A: c}\, ,' images.yaml && "$basegen" generate >/dev/null
like "$(CACHE=1 run_build leaf | tail -n 1)" '^1 built, 2 pulled$' 'another one pulls the parents'
scan --format json leaf
is "$(brings leaf) $(printf '%s\n' "$output" | jq -c '.images[] | [.compared, .inherited.high]')" 'critical GHSA-aaaa-bbbb-cccc jinja2 3.1.0 3.1.4 [true,2]' \
	'what comes from them is not told again'
scan --format sarif leaf
is "$(printf '%s\n' "$output" | jq -c '[.runs[].results[].partialFingerprints]')" "$fingerprints" 'and a finding has the fingerprint of before'
git checkout -q . && unset REGISTRY
stop_engine
rm -rf build
private_podman_start
bases_are_found
stop_engine
rm -rf build
private_docker_start
bases_are_found

done_testing
