#!/bin/sh
# The main rules of tests/rules.t again, on a real docker and a real buildah.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	stop_engine
	umount "$tmp/docker" 2>/dev/null
}

# built OUTPUT: which images it says were built, sorted.
built()
{
	printf '%s\n' "$1" | sed -n 's,^\[[0-9]*/5\] loom/\([a-z]*\):1 built in .*,\1,p' | sort | xargs
}

# The images under the tags for people, and their IDs, on one line.
public()
{
	engine_images | grep '^loom/' | grep -v ':key-' | sort | xargs
}

# forget NAME: prunes the image with all its tags.
forget()
{
	engine_images | sed -n "s,^\(loom/$1:[^ ]*\) .*,\1,p" | xargs "$engine" rmi -f >/dev/null
}

# Every edit is undone, and everything is there at the end, as after a build from nothing.
test_rules()
{
	build_base
	family "$tmp/on $kind" tiny:1
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
	like "$("$basegen" why left)" '^    file     Dockerfile: 100644 [0-9a-f]{40} . 100644 [0-9a-f]{40}$|it would be built' "$kind: why says what differs"
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

# The engine's client and all above it are killed in the middle of a build.
test_kill()
{
	add_running slow 'sleep 5'
	# shellcheck disable=SC2016 # for the shell inside
	setsid sh -c 'echo $$ >"$1"; exec make -rR -f out/images.mk "LOGS=$2"' sh "$tmp/pid" "$tmp/log" >/dev/null 2>&1 &
	sleep 2
	kill -9 "-$(cat "$tmp/pid")"
	wait $! 2>/dev/null
	is "$(engine_images | grep -c "key-$(key apart)")" 0 "$kind: killed in the middle, no tag is there"
	is "$(built "$(make_images)")" apart "$kind: the next run goes on"
	is "$(run_build)" '5 current' "$kind: and all is there then"
}

# The daemon is killed in the middle of a build.
test_dead_engine()
{
	add_running slower 'sleep 6'
	{ sleep 2; kill -9 "$engine_pid"; } &
	output=$(run_build -k)
	is "$(printf '%s\n' "$output" | grep -c 'does not answer')" 1 'a daemon that dies is one error'
	wait
	stop_engine
	kill -9 "$(cat "$tmp/exec/containerd/containerd.pid")"
	rm -rf "$tmp/exec" "$tmp/docker.pid"
	start_dockerd
	started=$?
	ok "$started" 'the daemon is started again'
	[ "$started" -eq 0 ] || diag "$(tail -n 5 "$tmp/dockerd.log")"
	is "$(built "$(run_build)")" apart 'the next run goes on'
}

# The disk of the daemon is full in the middle of a build.
test_full_disk()
{
	stop_engine
	rm -rf "$tmp/docker" && mkdir "$tmp/docker" && mount -t tmpfs -o size=64m tmpfs "$tmp/docker"
	start_dockerd
	build_base
	add_running large 'dd if=/dev/zero of=/large bs=1M count=100'
	output=$(run_build -k)
	is "$? $(built "$output")" '1 base both left right' 'a full disk is an error of the image that met it'
	like "$output" 'No space left on device' 'which is shown'
	is "$(engine_images | grep -c 'loom/apart')" 0 'and no tag is there'
	mount -o remount,size=400m "$tmp/docker"
	is "$(built "$(run_build)")" apart 'with more room, the next run goes on'
}

# An edit is a change that no commit has, which would be another version.
VERSION=1.0.0
export VERSION
private_docker_start
test_rules
test_kill
if [ "$engine_is_private" ]; then
	test_dead_engine
	test_full_disk
fi
stop_engine
umount "$tmp/docker" 2>/dev/null
unset DOCKER_HOST
engine_is_private=''
private_buildah_start
test_rules
test_kill
done_testing
