#!/bin/sh
# INT, TERM and HUP end every verb, in whatever program it waits: the engine, skopeo or a helper that knows passwords. Nothing goes
# on, and nothing is left in TMPDIR or the scratch folder. The verbs are those of basegen help.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

cp "$root/tests/lib/fake-skopeo" "$tmp/bin/skopeo"
# A helper that hangs where it is told to
cat >"$tmp/bin/docker-credential-slow" <<'END'
#!/bin/sh
[ ! -e "$FAKE/helper.hangs" ] || { echo get >>"$FAKE/skopeo.calls"; while :; do sleep 1; done; }
echo '{"Username": "u", "Secret": "s"}'
END
chmod +x "$tmp/bin/docker-credential-slow"
PATH=$tmp/bin:$PATH
mkdir -p "$tmp/temporary" "$tmp/.docker"
printf '{"credHelpers": {"registry.test": "slow"}}\n' >"$tmp/.docker/config.json"
TMPDIR=$tmp/temporary REGISTRY=registry.test/x
export TMPDIR REGISTRY
family "$tmp/family"
sed -i 's/^  apart: {/&tests: [{command: [check]}], /' images.yaml
reset
printf 'debian:12 sha256:base\n' >"$FAKE/registry"
"$basegen" lock >/dev/null && "$basegen" generate >/dev/null && git add -A && commit tests && git tag -f v1.0.0 >/dev/null
for state in new built pushed gone; do
	reset
	case $state in
	new) printf 'debian:12 sha256:base\n' >"$FAKE/images" ;;
	built) "$basegen" build >/dev/null ;;
	pushed) "$basegen" push >/dev/null ;;
	gone) printf 'debian:12 sha256:base\n' >"$FAKE/images" && rm -rf build ;;
	esac
	cp -R "$FAKE" "$tmp/$state" && cp -R build "$tmp/$state.build" 2>/dev/null
done

# What a verb waits in: the state that it begins with, what hangs (docker or skopeo: an expression, or the helper), and its words.
waits()
{
	cat <<-'END'
	new    docker ^images      build
	new    docker ^--version   build
	new    docker ^build       build
	built  docker ^images      push
	built  skopeo ^--version   push
	built  skopeo ^inspect     push
	built  docker ^push        push
	built  skopeo ^copy        push
	built  helper -            push
	gone   docker ^pull        pull --all
	gone   skopeo ^inspect     pull --all
	gone   helper -            pull --all
	pushed skopeo ^inspect     bake
	pushed docker ^build       release base
	built  docker ^run         test
	new    docker ^build       reproduce base
	new    docker ^images      why
	new    docker ^images      prune
	built  docker ^images      scan
	new    skopeo ^inspect     lock --update
	new    skopeo ^inspect     outdated
	new    skopeo ^inspect     matrix --missing
	pushed skopeo ^inspect     push --tags-only
	new    docker ^--version   engine
	new    docker ^images      bootstrap debian:12-slim
	END
}

# Verbs that wait for nobody: they end before a signal can come.
like "$(printf '%s\n' generate diff list show graph rebuild schema init version render stock help | sort | xargs) $(waits | awk '{ print $4 }' | sort -u | xargs)" \
	"^diff generate graph help init list rebuild render schema show stock version .*" 'verbs are known'
for verb in $("$basegen" help | sed -n 's/^    \([a-z]*\) .*/\1/p'); do
	case $verb in
	generate | diff | list | show | graph | rebuild | schema | init | version | render | stock | help) continue ;;
	esac
	like "$(waits)" " $verb( |$)" "$verb: a signal comes"
done

# left: what is there that should not be. What was killed may take a moment to be gone.
left()
{
	for _ in 1 2 3 4 5; do
		pgrep -f "$tmp/bin/" >/dev/null || break
		sleep 0.2
	done
	find "$TMPDIR" build/tmp -mindepth 1 2>/dev/null
	pgrep -f "$tmp/bin/" | xargs
}

# try STATE PROGRAM PATTERN SIGNAL NUMBER WORD...: the signal comes when the program is called so.
try()
{
	state=$1 program=$2 pattern=$3 signal=$4 number=$5
	shift 5
	rm -rf build "$FAKE" && cp -R "$tmp/$state" "$FAKE"
	[ ! -e "$tmp/$state.build" ] || cp -R "$tmp/$state.build" build
	: >"$FAKE/calls" && : >"$FAKE/skopeo.calls"
	case $program in
	docker) echo "$pattern" >"$FAKE/hangs" && called=$FAKE/calls ;;
	skopeo) echo "$pattern" >"$FAKE/skopeo.hangs" && called=$FAKE/skopeo.calls ;;
	helper) : >"$FAKE/helper.hangs" && pattern=^get called=$FAKE/skopeo.calls ;;
	esac
	# shellcheck disable=SC2016 # for the shell inside
	setsid env --default-signal=INT,TERM,HUP sh -c 'echo $$ >"$0"; exec "$@"' "$tmp/pid" "$basegen" "$@" >"$tmp/said" 2>&1 &
	begun=$!
	for _ in $(seq 200); do
		! grep -q "$pattern" "$called" || break
		sleep 0.05
	done
	grep -q "$pattern" "$called"
	ok $? "$*: $program is called with $pattern"
	kill -"$signal" "$(cat "$tmp/pid")"
	# Twenty seconds are for a machine that is busy; what is not ended at all takes longer.
	for _ in $(seq 200); do
		kill -0 "$begun" 2>/dev/null || break
		sleep 0.1
	done
	! kill -0 "$begun" 2>/dev/null || kill -KILL "$begun" "$(cat "$tmp/pid")"
	wait "$begun" 2>/dev/null
	is "$? $(left)" "$number " "$*: $signal while $program $pattern hangs: it ends by it, and nothing is left"
	for process in $(pgrep -f "$tmp/bin/"); do kill -KILL "$process"; done
}

number=0
waits >"$tmp/waits"
while read -r state program pattern words; do
	# Each signal in turn
	number=$((number + 1))
	case $((number % 3)) in 0) signal='INT 130' ;; 1) signal='TERM 143' ;; 2) signal='HUP 129' ;; esac
	# shellcheck disable=SC2086 # words
	try "$state" "$program" "$pattern" $signal $words </dev/null
done <"$tmp/waits"

done_testing
