#!/bin/sh
# What gen/engine/engine.h promises, on a real docker with images of its own.
# Runs aside: it waits for time limits.
# shellcheck disable=SC2154 # what is included sets them
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/contract.sh"

private_docker_start
[ "$engine_is_private" ] || no_engine 'no docker daemon of its own, whose list is empty at first'
try_contract docker
is "$("$driver" path)" "$ENGINE" 'that which ENGINE names'

# Another builder of buildx does not see what the daemon holds.
plugin=$BUILD/build/tools/buildx
modern=''
for command in $(which -a docker); do
	case $("$command" --version 2>/dev/null) in
	'Docker version 1'* | 'Docker version 20'* | '') ;;
	*) modern=${modern:-$command} ;;
	esac
done
if [ -x "$plugin" ] && [ "$modern" ]; then
	mkdir -p "$tmp/config/cli-plugins"
	cp "$plugin" "$tmp/config/cli-plugins/docker-buildx"
	(
		DOCKER_CONFIG=$tmp/config ENGINE=$modern
		export DOCKER_CONFIG ENGINE
		"$modern" buildx create --name other --driver remote --use tcp://127.0.0.1:9 >/dev/null 2>&1
		"$modern" buildx inspect >"$tmp/selected" 2>&1
		built docker child loom/selected:1 loom/base:1
	)
	is "$? $(sed -n 's/^Driver: *//p' "$tmp/selected")" '0 remote' 'builds in its own daemon, whatever builder is selected'
else
	skip 'builds in its own daemon, whatever builder is selected' 'no docker 23 or newer with buildx'
fi

# A daemon that hangs, and one that is gone
kill -STOP "$engine_pid"
like "$(timeout 30 "$driver" list 2>&1)" 'did not answer within 10 seconds.*ENGINE' 'one that hangs is an error that names ENGINE'
kill -CONT "$engine_pid"
end_process "$engine_pid"
engine_pid=''
like "$("$driver" list 2>&1)" 'daemon does not answer: Cannot connect' 'one that is gone'

done_testing
