#!/bin/sh
# basegen test on a real docker, a real buildah and a real podman: the tests of images.yaml run in containers of
# the images, and no container stays.
# shellcheck disable=SC2119,SC2016,SC2317 # the helpers take words of their own; for shells inside; called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/rules.sh"

# tested [ARGUMENT...]: what basegen test says; its status is that of the program.
tested()
{
	timeout -k 20 120 "$basegen" test --only tests "$@" 2>&1
}

# add_tests IMAGE TEST...: the image has these tests, in the form of images.yaml.
add_tests()
{
	undo
	image=$1
	shift
	tests=$(printf '%s, ' "$@")
	sed -i "s|^  $image: {.*|&|; s|^  $image: {|&tests: [${tests%, }], |" images.yaml && "$basegen" generate >/dev/null
}

test_results()
{
	add_tests left '{command: [sh, -c, "echo $WHO"], output: left}' '{command: [sh, -c, "echo out; echo err >\&2; exit 3"], status: 3}' \
		'{command: [sh, -c, "echo err >\&2"], output: err}'
	run_build >/dev/null
	output=$(tested left)
	is "$? $(printf '%s\n' "$output" | tail -n 1)" '0 3 passed, 0 failed' "$kind: output and status are looked at, and both outputs"
	is "$(printf '%s\n' "$output" | grep -c '^ok loom/left:1: sh -c ')" 3 "$kind: each is said"
	like "$(tested left)" '^ok .*\(passed before\)$' "$kind: what has passed is remembered"
	output=$(tested --force left)
	is "$? $(printf '%s\n' "$output" | grep -c 'passed before')" '0 0' "$kind: --force runs it again"
	add_tests left '{command: [sh, -c, "echo words of the image; sleep .2; exit 4"]}' '{command: [sh, -c, "echo one; sleep .2"], output: two}' '{command: [nothing-of-that-name]}'
	output=$(tested left)
	is "$? $(printf '%s\n' "$output" | tail -n 1)" '1 0 passed, 3 failed' "$kind: a test that fails is an error"
	like "$output" '^    ended with 4, not 0; it printed: words of the image' "$kind: status and output are shown"
	like "$output" '^    printed one.*, without two$' "$kind: and what was not printed"
	like "$output" '^    ended with (127|1), not 0; ' "$kind: a command that is not there fails"
	is "$(containers)" 0 "$kind: no container stays"
	forget left
	output=$(tested left)
	like "$? $output" '^1 .*loom/left:1 is not built, so it is not tested' "$kind: what is not built is not tested"
	undo
	run_build >/dev/null
}

# What the key names is tested, whatever the tag for people stands for.
test_key()
{
	add_tests left '{command: [sh, -c, "echo $WHO"], output: left}'
	"$engine" tag loom/right:1 loom/left:1
	is "$(tested --force left | tail -n 1)" '1 passed, 0 failed' "$kind: what the key names is tested"
	run_build >/dev/null
}

# A busy buildah loses the end of what a command prints, or gives it behind its own remarks.
test_lost_output()
{
	add_tests left '{command: [sh, -c, "echo out; sleep .2; exit 3"], status: 3, output: out}'
	cat >"$tmp/busy" <<-'END'
		#!/bin/sh
		[ "$1" = run ] || exec buildah "$@"
		echo run >>"$RUNS"
		buildah "$@" >"$RUNS.output" 2>&1
		status=$?
		if [ "$(grep -c . "$RUNS")" -gt "$LOST" ]; then
			grep -vx out "$RUNS.output"
			grep -x out "$RUNS.output"
		fi
		exit "$status"
	END
	chmod +x "$tmp/busy"
	RUNS=$tmp/runs
	LOST=2
	export RUNS LOST
	output=$(ENGINE=$tmp/busy tested --force left)
	is "$? $(printf '%s\n' "$output" | tail -n 1) $(grep -c . "$RUNS")" '0 1 passed, 0 failed 3' "$kind: output that was lost is asked for again"
	LOST=100
	: >"$RUNS"
	like "$(ENGINE=$tmp/busy tested --force left)" '^    printed nothing, without out$' "$kind: but not for ever"
	LOST=0
	add_tests left '{command: [sh, -c, "echo out; sleep .2; exit 3"]}'
	like "$(ENGINE=$tmp/busy tested left)" '^    ended with 3, not 0; it printed: out$' "$kind: the remarks are no output, wherever they stand"
	unset RUNS LOST
	undo
}

test_interrupt()
{
	seconds=$(($$ * 100)) # nobody else sleeps that long
	add_tests left "{command: [sh, -c, \"sleep $seconds\"]}"
	for signal in INT TERM; do
		start_verb test left
		wait_until sleeps
		kill "-$signal" "-$build_pid"
		wait "$waited_for"
		status=$?
		is "$status" "$([ "$signal" = INT ] && echo 130 || echo 143)" "$kind, $signal: the status is that of the signal"
		runs "$kind, $signal: the command is gone" wait_until sleeps_not
		is "$(containers)" 0 "$kind, $signal: no container stays"
	done
	undo
}

sleeps()
{
	[ "$(running "^(/bin/)?(busybox )?sleep $seconds\$")" -gt 0 ]
}

sleeps_not()
{
	! sleeps
}

for try in ${ENGINES:-docker buildah podman}; do
	"private_${try}_start"
	build_base
	family "$tmp/on $kind" tiny:1
	run_build >/dev/null
	test_results
	test_key
	[ "$kind" != buildah ] || test_lost_output
	test_interrupt
	stop_engine
done
done_testing
