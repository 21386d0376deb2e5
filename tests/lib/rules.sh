# shellcheck shell=sh disable=SC2009,SC2034,SC2154 # after tap.sh, engine.sh and family.sh
# What the tests of the rules on real engines have in common. An edit is a change that no commit has, which
# would be another version; so the version is given.

VERSION=1.0.0
export VERSION

# Ends what waits for ever.
run_build()
{
	LOGS=$tmp/log timeout -k 20 300 "$basegen" build "$@" 2>&1
}

# built OUTPUT: which images it says were built, sorted.
built()
{
	made built "$1"
}

# made HOW OUTPUT: which images it says were built, pulled or tagged, sorted.
made()
{
	printf '%s\n' "$2" | sed -n "s,^\[[0-9]*/[0-9]*\] .*loom/\([a-z]*\):1 $1 in .*,\1,p" | sort | xargs
}

# The images under the tags for people, and their IDs, on one line.
public()
{
	engine_images | grep '^loom/' | grep -v ':key-' | sort | xargs
}

# forget NAME: prunes the image with all its tags.
forget()
{
	engine_images | sed -n "s,^\([^ ]*loom/$1:[^ ]*\) .*,\1,p" | xargs "$engine" rmi -f >/dev/null
}

# running PATTERN: how many processes have a command line like that.
running()
{
	ps -eo args | grep -E "$1" | grep -vc grep
}

# start_verb VERB [ARGUMENT...]: runs basegen in a session of its own, as a shell at a terminal would; its process is
# $build_pid, and what it says comes into $tmp/said.
start_verb()
{
	rm -f "$tmp/pid"
	# shellcheck disable=SC2016 # for the shell inside
	LOGS=$tmp/log setsid env --default-signal=INT sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$tmp/pid" "$basegen" "$@" >"$tmp/said" 2>&1 &
	waited_for=$!
	while [ ! -s "$tmp/pid" ]; do sleep 0.1; done
	build_pid=$(cat "$tmp/pid")
}

start_build()
{
	start_verb build "$@"
}

# end_build: ends a build that a test has left, before its engine is stopped.
end_build()
{
	if kill "${build_pid-}" 2>/dev/null; then wait "$waited_for"; fi
}
at_end end_build

# wait_until COMMAND...: waits until the command succeeds, for a minute at most.
wait_until()
{
	for moment in $(seq 600); do
		"$@" && return
		sleep 0.1
	done
	: "$moment"
	diag "it never came: $*"
	return 1
}

# in_log IMAGE TEXT: whether the log of an image has the text.
in_log()
{
	grep -q -e "$2" "$tmp/log/$1.log" 2>/dev/null
}

# containers: how many the engine has, those of builds included.
containers()
{
	case $kind in
	docker) "$engine" ps --all --quiet | wc -l ;;
	podman) "$engine" ps --all --external --quiet | wc -l ;;
	buildah) "$engine" containers --quiet | grep -c . ;;
	esac
}
