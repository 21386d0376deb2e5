#!/bin/sh
# Bases that are locked in images.lock, and one that moves in a registry on loopback: what lock, outdated, diff and
# build make of it, on a real docker, a real buildah and a real podman.
# Runs early: it takes long.
# shellcheck disable=SC2119,SC2317 # the helpers take words of their own, and functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/rules.sh"

push_bases()
{
	private_buildah_start
	build_base
	for base in tiny:one tiny:two; do push_index "$base"; done
	engine_build --label of=other -t "$registry/other:1" "$tmp/base" >/dev/null 2>&1
	runs 'and one for one' "$engine" push --tls-verify=false "$registry/other:1"
	stop_engine
}

# move TAG: from now on tiny:1 is what tiny:TAG is.
move()
{
	skopeo copy --all --quiet --src-tls-verify=false --dest-tls-verify=false "docker://$registry/tiny:$1" "docker://$registry/tiny:1" ||
		diag "tiny:1 was not moved to $1"
}

# short NAME:TAG: the same as messages show it.
short()
{
	digest "$1" | cut -c 1-19
}

# lock_of TINY: what images.lock has to be when tiny:1 is tiny:TINY.
lock_of()
{
	printf '# Written by basegen lock; basegen lock --update takes up what has moved.\nbases:\n'
	printf '  %s/other:1: %s\n  %s/tiny:1: %s\n' "$registry" "$(digest other:1)" "$registry" "$(digest "tiny:$1")"
}

# make_locked FOLDER: the family, with apart on another base than the rest, locked while tiny:1 is tiny:one.
make_locked()
{
	move one
	family "$1" "$registry/tiny:1"
	sed -i "s,apart: {from: \"[^\"]*\",apart: {from: \"$registry/other:1\"," images.yaml
	"$basegen" lock >/dev/null && "$basegen" generate >/dev/null && git add -A && commit locked
}

# run_make GOAL...: in a folder with a Makefile as configure writes it, around the program that is tested.
run_make()
{
	mkdir -p build && cp "$basegen" build/basegen && ln -sf "$root/gen" .
	printf 'src := .\n' >config.mk && printf 'include config.mk\ninclude gen/build.mk\n' >Makefile
	make -o build/basegen "$@" 2>&1
}

# refused STATUS MESSAGE WORD...: the call ends so, with such a message, and images.lock stays as it is.
refused()
{
	wanted=$1 message=$2
	shift 2
	before=$(cat images.lock)
	output=$("$basegen" "$@" 2>&1)
	is "$?" "$wanted" "$*: ends with $wanted"
	like "$output" "$message" "$*: says why"
	is "$(cat images.lock)" "$before" "$*: images.lock stays as it is"
}

test_lock()
{
	move one
	family "$tmp/locked" "$registry/tiny:1"
	sed -i "s,apart: {from: \"[^\"]*\",apart: {from: \"$registry/other:1\"," images.yaml && "$basegen" generate >/dev/null && git add -A && commit two
	is "$("$basegen" outdated) $?" "$registry/other:1  is not locked: basegen lock writes its digest
$registry/tiny:1   is not locked: basegen lock writes its digest 0" 'outdated names bases that are not locked, which is no failure'
	is "$("$basegen" lock) $?" "$registry/other:1  $(short other:1)
$registry/tiny:1   $(short tiny:one)
images.lock: written
to be built again, by make or basegen build: base, apart, left, right, both 0" 'lock says what it has locked, and what is built again'
	is "$(cat images.lock)" "$(lock_of one)" 'images.lock has the digests, and of an index that of the index'
	before=$(stat -c %i images.lock)
	is "$("$basegen" lock) $? $(stat -c %i images.lock)" "images.lock: nothing to change 0 $before" 'lock again writes nothing'
	"$basegen" generate --check >/dev/null
	is "$?" 1 'out/ is to be rendered again'
	is "$("$basegen" diff --summary | head -n 3)" "base: rebuilt, because of file Dockerfile, base $registry/tiny:1 (no digest → $(short tiny:one))
apart: rebuilt, because of file Dockerfile, base $registry/other:1 (no digest → $(short other:1))
left: rebuilt, because of file Dockerfile, parent base" 'diff says what that means'
	"$basegen" generate >/dev/null
	is "$(grep ^FROM out/base/Dockerfile)" "FROM $registry/tiny:1@$(digest tiny:one)" 'the Dockerfile has the digest'
	is "$({ printf 'tree %s\n' "$(git add -A && git write-tree --prefix=out/base/)" && printf 'base %s/tiny:1@%s\n' "$registry" "$(digest tiny:one)"; } | git hash-object --stdin)" \
		"$(key base)" 'and so has the key'
	commit locked
	is "$("$basegen" outdated) $?" '2 bases have not moved 0' 'nothing is outdated'
	is "$("$basegen" outdated --format json | jq -c '[.event, .base, .from]' | tail -n 1)" "[\"current\",\"$registry/tiny:1\",\"$(digest tiny:one)\"]" 'which JSON tells too'
}

test_moved()
{
	move two
	output=$("$basegen" outdated)
	is "$? $output" "1 $registry/tiny:1   $(short tiny:one) -> $(short tiny:two)  touches base, left, right, both
basegen lock --update takes up what has moved" 'a base that has moved is outdated, with all that stands on it'
	is "$("$basegen" outdated --format json | jq -c 'select(.event == "moved") | [.base, .from, .to, .touches]')" \
		"[\"$registry/tiny:1\",\"$(digest tiny:one)\",\"$(digest tiny:two)\",[\"base\",\"left\",\"right\",\"both\"]]" 'as JSON'
	is "$("$basegen" lock)" 'images.lock: nothing to change' 'lock alone takes up nothing'
	is "$("$basegen" lock --update "$registry/other:1")" 'images.lock: nothing to change' 'nor does an update of another base'
	output=$("$basegen" lock --update)
	is "$? $output" "0 $registry/tiny:1   $(short tiny:one) -> $(short tiny:two)
images.lock: written
to be built again, by make or basegen build: base, left, right, both" 'lock --update takes it up'
	is "$(cat images.lock)" "$(lock_of two)" 'images.lock has the new digest'
	is "$("$basegen" diff --summary | sed -n 1p)" "base: rebuilt, because of file Dockerfile, base $registry/tiny:1 ($(short tiny:one) → $(short tiny:two))" 'diff says from where to where'
	is "$("$basegen" diff --summary | tail -n 1)" '4 of 5 images rebuilt' 'and how much it is'
	is "$("$basegen" generate && git diff --stat --name-only | xargs)" 'out: 2 files written
images.lock out/base/Dockerfile out/keys' 'out/ changes in the Dockerfile and the keys alone'
	git checkout -q .
	is "$("$basegen" lock --update --format json "$registry/tiny:1" | jq -c '[.event, .base, .touches]')" "[\"moved\",\"$registry/tiny:1\",null]
[\"written\",\"images.lock\",[\"base\",\"left\",\"right\",\"both\"]]" 'lock --update of one base, as JSON'
	git checkout -q .
	run_make outdated >/dev/null
	is "$?" 2 'make outdated fails'
	run_make lock >/dev/null
	is "$(git status --porcelain --untracked-files=no)" '' 'make lock takes up nothing'
	run_make lock generate UPDATE=1 >/dev/null
	is "$(cat images.lock) $(grep -c "@$(digest tiny:two)" out/base/Dockerfile)" "$(lock_of two) 1" 'make lock UPDATE=1 does, before it generates'
	git checkout -q . && move one
}

test_entries()
{
	printf '  unused:1: %s\n' "$(digest other:1)" >>images.lock
	is "$("$basegen" generate --check) $?" ' 0' 'what no image stands on is ignored'
	is "$("$basegen" lock)" "$(printf '%-*s' "${#registry}" unused:1)          $(short other:1)  removed: no image stands on it
images.lock: written" 'and lock takes it out'
	is "$(cat images.lock)" "$(lock_of one)" 'which is all that it changes'
	cp images.yaml another.yaml
	"$basegen" -f another.yaml lock >/dev/null
	is "$(cat another.lock)" "$(lock_of one)" 'another file has another lock'
	sed -i "s,\"$registry/tiny:1\",\"$registry/tiny:1@$(digest tiny:two)\"," another.yaml
	is "$("$basegen" -f another.yaml lock | head -n 1)" "$registry/tiny:1   $(short tiny:one)  removed: no image stands on it" 'a base with a digest is not locked'
	printf 'name: loom\nimages: {one: {from: scratch, tag: "1", template: base.Dockerfile.j2}}\n' >none.yaml
	is "$("$basegen" -f none.yaml lock) $(ls none.lock 2>/dev/null)" 'none.lock: nothing to change ' 'where there is no base, no file is made'
	rm -f another.yaml another.lock none.yaml
	mv images.lock kept.lock && ln -s kept.lock images.lock
	is "$("$basegen" generate --check) $?" ' 0' 'a link in the folder is read'
	sed -i 's/^#.*/# edited/' kept.lock && "$basegen" lock >/dev/null
	is "$(stat -c %F images.lock) $(head -n 1 kept.lock)" 'regular file # edited' 'and replaced, not written through'
	rm kept.lock && git checkout -q .
}

test_refused()
{
	refused 2 "lock: unknown base '$registry/tiny:2'; did you mean '$registry/tiny:1'" lock --update "$registry/tiny:2"
	refused 2 "lock: unknown base 'nothing-like-it': expected one that images.yaml has with a tag" lock --update nothing-like-it
	refused 2 "lock: unexpected argument '$registry/tiny:1': bases are named with --update" lock "$registry/tiny:1"
	refused 2 'expected one without a digest, as one with it is never locked' lock --update "$registry/tiny:1@$(digest tiny:two)"
	move two
	sed -i "s,\"$registry/other:1\",\"127.0.0.1:$dead_port/other:1\"," images.yaml
	refused 3 "^basegen: no digest of 127.0.0.1:$dead_port/other:1: .*connection refused" lock --update
	sed -i "s,127.0.0.1:$dead_port/other:1,$registry/other:none," images.yaml
	refused 3 "^basegen: no digest of $registry/other:none: the registry has no such tag" lock
	printf 'bases:\n  %s/other:none: %s\n  %s/tiny:1: %s\n' "$registry" "$(digest other:1)" "$registry" "$(digest tiny:one)" >images.lock
	output=$("$basegen" outdated 2>/dev/null)
	is "$?" 3 'outdated: a tag that is gone ends with 3'
	like "$output" "^$registry/tiny:1 .*touches base, left, right, both" 'though the others are told'
	is "$("$basegen" outdated --format json 2>&1 >/dev/null | jq -r .message)" "no digest of $registry/other:none: the registry has no such tag" 'as JSON, too'
	git checkout -q . && move one
}

# What stood on a base that moved, and nothing else, is built anew.
test_build()
{
	make_locked "$tmp/on $kind"
	base=$registry/tiny:1
	output=$(run_build)
	is "$? $(built "$output")" '0 apart base both left right' "$kind: all are built on what is locked"
	is "$(engine_label loom/base:1 org.opencontainers.image.base.name) $(engine_label loom/base:1 org.opencontainers.image.base.digest)" \
		"$base $(digest tiny:one)" "$kind: the labels have the base and its digest"
	is "$(engine_label loom/both:1 org.opencontainers.image.base.digest)" '' "$kind: which is no digest of a child's base"
	is "$(engine_label loom/both:1 of)" "tiny:one-${machine#*/}" "$kind: it is the image of this machine"
	apart=$(image_id loom/apart:1) first=$(image_id loom/both:1)
	move two
	is "$(run_build)" '5 current' "$kind: a base that moves changes nothing"
	forget base
	output=$(run_build)
	is "$(built "$output") $(engine_label loom/base:1 of)" "base tiny:one-${machine#*/}" "$kind: also where the image is built again"
	"$basegen" lock --update >/dev/null
	output=$(run_build)
	is "$? $(built "$output")" '0 base both left right' "$kind: once it is taken up, what stands on it is built, and nothing else"
	is "$(engine_label loom/both:1 of) $(engine_label loom/base:1 org.opencontainers.image.base.digest)" "tiny:two-${machine#*/} $(digest tiny:two)" "$kind: on what it is now"
	is "$(image_id loom/apart:1)" "$apart" "$kind: the image on another base is the same"
	is "$(run_build)" '5 current' "$kind: then all are current"
	git checkout -q images.lock
	like "$("$basegen" why base)" "^ *base +$base: $(digest tiny:two) → $(digest tiny:one)\$" "$kind: why says from where to where"
	output=$(run_build)
	is "$(built "$output") $(image_id loom/both:1)" " $first" "$kind: with the old lock the old images are there again"
}

# The plain ways read the Dockerfile, so that they stand on what is locked too.
test_plain()
{
	move two
	forget base
	runs "$kind: build.sh builds" out/build.sh base
	is "$(engine_label loom/base:1 of)" "tiny:one-${machine#*/}" "$kind: on what is locked"
	forget base
	move one && run_build >/dev/null
}

# requests: how often the registry was asked for the base.
requests()
{
	grep -c "GET /v2/tiny/manifests\|HEAD /v2/tiny/manifests" "$tmp/registry.log"
}

test_platform()
{
	output=$(PLATFORM=linux/arm64 run_build both)
	is "$? $(built "$output")" '0 base both left right' "$kind: all are built for another platform"
	is "$(engine_platform loom/both:1) $(engine_label loom/both:1 of)" 'linux/arm64 tiny:one-arm64' "$kind: on the other image of the index"
	before=$(requests)
	forget base
	output=$(run_build)
	is "$? $(built "$output" | grep -o base) $(engine_label loom/base:1 of)" "0 base tiny:one-${machine#*/}" "$kind: the machine's own is found again"
	forget base
	output=$(PLATFORM=linux/arm64 run_build both)
	is "$? $(built "$output" | grep -o base) $(engine_label loom/base:1 of)" '0 base tiny:one-arm64' "$kind: and the other one"
	is "$(requests)" "$before" "$kind: without asking the registry"
	run_build >/dev/null
}

test_stand_in()
{
	engine_build --label basegen.stand-in=test --label of=stand-in -t "$base" "$tmp/base" >/dev/null 2>&1
	output=$(run_build)
	is "$? $(built "$output")" '0 base both left right' "$kind: on a stand-in all is built that stands on the base"
	is "$(engine_label loom/base:1 of) $(engine_label loom/base:1 org.opencontainers.image.base.digest)" 'stand-in ' "$kind: the lock plays no part, and no digest is told"
	is "$(engine_images | grep -c "^loom/base:key-$(key base)-standin ")" 1 "$kind: under a key of its own"
	is "$(run_build)" '5 current' "$kind: and is current then"
	"$engine" rmi "$base" >/dev/null
	output=$(run_build)
	is "$? $(built "$output") $(engine_label loom/base:1 of)" "0  tiny:one-${machine#*/}" "$kind: without it the real ones are there again"
}

machine=linux/$(dpkg --print-architecture 2>/dev/null || echo amd64)
[ "$machine" = linux/amd64 ] || no_engine "a machine of another kind than amd64: $machine"
start_registry
registry=127.0.0.1:$port dead_port=$(free_port) REGISTRY=''
allow_http "$port" "$dead_port"
push_bases
test_lock
test_moved
test_entries
test_refused
for try in ${ENGINES:-docker buildah podman}; do
	"private_${try}_start"
	test_build
	test_plain
	test_platform
	test_stand_in
	stop_engine
done
done_testing
