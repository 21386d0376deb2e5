#!/bin/sh
# Builds that are interrupted or killed, an engine that dies and a full disk, on a real docker, a real buildah and a
# real podman: nothing runs on, nothing lies, nothing stays locked, and the next run goes on.
# shellcheck disable=SC2317 # functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/rules.sh"

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	stop_engine
	umount "$tmp/docker" 2>/dev/null
}

# test_end HOW COMMAND...: while a RUN of `apart` sleeps, the command is called with the ID of the build's process.
test_end()
{
	how="$kind, $1"
	shift
	seconds=$((seconds + 1))
	add_running slow "echo started $seconds && sleep $seconds"
	base=$(image_id tiny:1)
	start_build apart
	wait_until in_log apart '^#*[0-9. ]*started'
	wait_until runs_in_build
	"$@"
	wait "$waited_for" 2>/dev/null
	status=$?
	# shellcheck disable=SC2154 # of start_build
	runs "$how: RUN's processes are gone" wait_until gone
	is "$(engine_images | grep -c "key-$(key apart)")" 0 "$how: there is no tag"
	is "$(image_id tiny:1)" "$base" "$how: the base has its name"
}

runs_in_build()
{
	[ "$(running "^(/bin/)?(busybox )?sleep $seconds\$")" -gt 0 ]
}

gone()
{
	! runs_in_build
}

# go_on: the next run builds what was interrupted, and waits for nobody.
go_on()
{
	sed -i "s/sleep $seconds/sleep 0/" templates/image/slow.Dockerfile.j2 && "$basegen" generate >/dev/null
	output=$(run_build)
	is "$? $(built "$output")" '0 apart' "$how: the next run goes on"
	is "$(printf '%s\n' "$output" | grep -c 'another run')" 0 "$how: and nothing is locked"
	is "$(find build/tmp -mindepth 1 2>/dev/null)" '' "$how: and no context is left"
}

interrupt_group()
{
	kill -INT "-$build_pid"
}

test_interrupts()
{
	seconds=$(($$ * 100)) # nobody else sleeps that long
	test_end 'Ctrl-C' interrupt_group
	is "$status" 130 "$how: the status is that of the signal"
	like "$(cat "$tmp/said")" '^interrupted: ending 1 build$' "$how: it is said"
	like "$(cat "$tmp/said")" '^ +apart +interrupted' "$how: also in the table"
	is "$(containers)" 0 "$how: no container stays"
	go_on
	test_end 'TERM' kill_build TERM
	is "$status" 143 "$how: the status is that of the signal"
	is "$(containers)" 0 "$how: no container stays"
	go_on
	test_end 'kill -9' kill_build KILL
	go_on
}

kill_build()
{
	kill "-$1" "$build_pid"
}

# The daemon is killed in the middle of a build.
test_dead_engine()
{
	add_running slower 'echo started && sleep 30'
	{
		wait_until in_log apart started
		kill -9 "$engine_pid"
	} &
	output=$(run_build -k)
	is "$? $(printf '%s\n' "$output" | grep -c 'does not answer')" '3 1' 'a daemon that dies is one error'
	wait
	stop_engine
	kill -9 "$(cat "$tmp/exec/containerd/containerd.pid")"
	rm -rf "$tmp/exec" "$tmp/docker.pid"
	start_dockerd
	started=$?
	ok "$started" 'the daemon is started again'
	[ "$started" -eq 0 ] || diag "$(tail -n 5 "$tmp/dockerd.log")"
	sed -i 's/sleep 30/sleep 0/' templates/image/slower.Dockerfile.j2 && "$basegen" generate >/dev/null
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

for try in ${ENGINES:-docker buildah podman}; do
	"private_${try}_start"
	build_base
	family "$tmp/on $kind" tiny:1
	run_build >/dev/null
	test_interrupts
	if [ "$kind" = docker ] && [ "$engine_is_private" ]; then
		test_dead_engine
		test_full_disk
	fi
	stop_engine
	umount "$tmp/docker" 2>/dev/null
done
done_testing
