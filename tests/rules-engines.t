#!/bin/sh
# The main rules of tests/rules.t again, on a real docker, a real buildah and a real podman.
# Runs early: it takes long.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/rules.sh"

# Every edit is undone, and everything is there at the end, as after a build from nothing.
test_rules()
{
	is "$(built "$(make_images -j2)")" 'apart base both left right' "$kind: all are built"
	all=$(public)
	is "$(run_build) $(public)" "5 current $all" "$kind: nothing to do"

	forget apart
	is "$(built "$(make_images)")" apart "$kind: what was pruned is built"
	all=$(public)
	"$engine" tag loom/base:1 loom/apart:1
	is "$(built "$(make_images)") $(public)" " $all" "$kind: a tag that was moved is put back, nothing is built"
	"$engine" tag loom/base:1 "loom/apart:key-$(key apart)"
	is "$(built "$(make_images)")" apart "$kind: what has the tag of a key, but not its label, is built"
	all=$(public)

	edit 'WHO: left' 'WHO: other'
	is "$(built "$(run_build)")" 'both left' "$kind: an edit builds the image and what needs it"
	undo
	is "$(built "$(run_build)") $(public)" " $all" "$kind: the edit taken back builds nothing, and puts the tags back"
	git clone -q . "$tmp/clone on $kind"
	is "$(cd "$tmp/clone on $kind" && run_build)" '5 current' "$kind: a fresh clone has nothing to build"

	edit 'from: /etc/tiny' 'from: /etc/missing'
	sed -i 's/WHO: apart/WHO: after/' images.yaml && "$basegen" generate >/dev/null
	output=$(run_build -k)
	is "$? $(built "$output")" '1 apart' "$kind: what fails is an error, and the rest is built"
	is "$(engine_images | grep -c "key-$(key both)")" 0 "$kind: and has no tag"
	like "$output" '^1 built, 3 current, 1 failed$' "$kind: and counts"
	undo
	make_images >/dev/null
	is "$(public)" "$all" "$kind: as before"
}

test_why()
{
	is "$("$basegen" why)" 'loom/base:1: up to date
loom/apart:1: up to date
loom/left:1: up to date
loom/right:1: up to date
loom/both:1: up to date' "$kind: why says what is up to date"
	like "$("$basegen" why left)" '^loom/left:1: up to date$' "$kind: of one image too"
	edit 'WHO: left' 'WHO: asked'
	output=$("$basegen" why left)
	like "$output" '^loom/left:1: has the key [0-9a-f]{40}, it would be built, because of$' "$kind: why says what would be built"
	like "$output" '^    file     Dockerfile: 100644 [0-9a-f]{40} → 100644 [0-9a-f]{40}$' "$kind: and which input differs"
	is "$(printf '%s\n' "$output" | grep -c ' → ')" 1 "$kind: and no other"
	like "$("$basegen" why both)" '^    parent   BASE.*: [0-9a-f]{40} → [0-9a-f]{40}$' "$kind: of a child, its parent"
	undo
}

# A file of the context is edited, and out/ generated again, while the image builds.
test_context()
{
	echo old >templates/files/note
	printf '{%% extends "image/base.Dockerfile.j2" %%}\n{%% block packages %%}\nRUN echo started && sleep 4\n{%% endblock %%}\n' >templates/image/slow.Dockerfile.j2
	sed -i 's,^  apart: {,&template: slow.Dockerfile.j2\, files: [{from: note\, to: /note}]\, ,' images.yaml && "$basegen" generate >/dev/null
	before=$(key apart)
	start_build apart
	wait_until in_log apart started
	echo new >templates/files/note && "$basegen" generate >/dev/null
	wait "$waited_for"
	is "$? $(built "$(cat "$tmp/said")")" '0 apart' "$kind: an image whose file is edited while it builds is built"
	is "$(note_of "loom/apart:key-$before")" old "$kind: its key names the old file"
	is "$(built "$(run_build apart)") $(note_of loom/apart:1)" 'apart new' "$kind: the edit is built next"
	echo old >templates/files/note && "$basegen" generate >/dev/null
	is "$(built "$(run_build apart)") $(note_of loom/apart:1)" ' old' "$kind: the edit taken back is the old file, and no build"
	rm -f templates/files/note templates/image/slow.Dockerfile.j2
	undo
}

note_of()
{
	# shellcheck disable=SC2016 # for the shell inside
	in_image "$1" sh -c 'read -r line </note && echo "$line"'
}

# test_parents: a parent that is built anew under its key takes its children along, unless its layers are the same.
test_parents()
{
	run_build >/dev/null
	forget base
	is "$(built "$(run_build)")" base "$kind: a parent that is built to the same layers again leaves its children"
	add_timed left
	is "$(built "$(run_build)")" 'both left' "$kind: an image that holds the time, and its child"
	forget left
	output=$(BUILD_FLAGS=--no-cache run_build)
	is "$(built "$output")" 'both left' "$kind: built anew under its key, its child is built again"
	is "$(run_build)" '5 current' "$kind: and all is there then"
	undo
	run_build >/dev/null
	add_timed right
	is "$(built "$(run_build)")" 'both right' "$kind: what is copied from, and who copies"
	forget right
	output=$(BUILD_FLAGS=--no-cache run_build right)
	is "$(built "$output")" right "$kind: built anew by itself"
	like "$("$basegen" why both)" 'does not stand on its parents' "$kind: why says so of the child"
	is "$(built "$(run_build)")" both "$kind: who copies from it is built again"
	is "$(run_build)" '5 current' "$kind: and all is there then"
	undo
	run_build >/dev/null
}

# add_timed IMAGE: that image, and no other, holds the time when it was built.
add_timed()
{
	undo
	# shellcheck disable=SC2016 # for the shell inside
	printf '{%% extends "image/base.Dockerfile.j2" %%}\n{%% block packages %%}\nRUN %s\n{%% endblock %%}\n' \
		'read up idle </proc/uptime && echo "$up" >/etc/time' >templates/image/timed.Dockerfile.j2
	sed -i "s,^  $1: {,&template: timed.Dockerfile.j2\, ," images.yaml && "$basegen" generate >/dev/null
}

# The base is replaced by a stand-in, and comes back.
test_stand_ins()
{
	run_build >/dev/null
	all=$(public)
	engine_tag tiny:1 kept:1
	engine_build --label basegen.stand-in=debian-bookworm -t tiny:1 "$tmp/base" >/dev/null 2>&1
	is "$(built "$(run_build)")" 'apart base both left right' "$kind: on a stand-in all are built"
	is "$(engine_images | grep '^loom/.*:key-' | sed 's/.*:key-[0-9a-f]*//; s/ .*//' | sort | uniq -c | awk '$2 == "-standin" { print $1 }')" 5 "$kind: under keys that say it"
	is "$(engine_label loom/both:1 basegen.stand-in)" yes "$kind: so does a label"
	is "$(run_build)" '5 current' "$kind: and are current then"
	engine_tag kept:1 tiny:1
	is "$(built "$(run_build)") $(public)" " $all" "$kind: on the base itself nothing is built, and the tags are those of before"
	is "$(run_build)" '5 current' "$kind: and all is current"
	"$engine" rmi kept:1 >/dev/null
}

for try in ${ENGINES:-docker buildah podman}; do
	"private_${try}_start"
	build_base
	family "$tmp/on $kind" tiny:1
	test_rules
	test_why
	test_context
	test_parents
	test_stand_ins
	stop_engine
done
done_testing
