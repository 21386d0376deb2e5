#!/bin/sh
# However a run of builds ends, there is one message, no tag names what was not built, nothing is left locked or
# lying around, and the next run goes on.
# Runs aside: it waits for builds that end.
# shellcheck disable=SC2119,SC2317 # the helpers take words of their own, and functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

cleanup()
{
	umount "$tmp/full" 2>/dev/null
}

# from_nothing [SECONDS]: the engine holds nothing, and each build takes that long.
from_nothing()
{
	: >"$FAKE/images"
	reset
	[ $# -eq 0 ] || echo "$1" >"$FAKE/slow"
}

# wait_until COMMAND...: waits until the command succeeds, for twenty seconds at most.
wait_until()
{
	for _ in $(seq 200); do
		"$@" && return
		sleep 0.1
	done
	diag "it never came: $*"
}

build_at_least()
{
	[ "$(builds)" -ge "$1" ]
}

no_client()
{
	! pgrep -f "$ENGINE build" >/dev/null
}

# begin BUILDS COMMAND...: starts it in a session of its own, with its process in $started and its output in $tmp/said, and waits
# until it is at so many builds.
begin()
{
	wanted=$1 && shift
	# shellcheck disable=SC2016 # for the shell inside
	LOGS=$tmp/log setsid env --default-signal=INT,TERM,HUP sh -c 'echo $$ >"$0"; exec "$@"' "$tmp/pid" "$@" >"$tmp/said" 2>&1 &
	begun=$!
	wait_until build_at_least "$wanted"
	started=$(cat "$tmp/pid")
}

# goes_on HOW WHAT: the next run builds these, waits for nobody, and then all is there; nothing of the run before is left.
goes_on()
{
	rm -f "$FAKE/slow"
	is "$(pgrep -f "$ENGINE build")" '' "$1: no client of the engine goes on"
	reset
	output=$(timeout 20 make -rR -f "$root/tests/lib/family.mk" "LOGS=$tmp/log" 2>&1)
	is "$(built)" "$2" "$1: the next run goes on"
	is "$(printf '%s\n' "$output" | grep -c 'another run')" 0 "$1: nothing is locked"
	reset
	make_images >/dev/null
	is "$(calls)" 1 "$1: and all is there then"
	is "$(find build/tmp "$tmp/temporary" -mindepth 1)" '' "$1: nothing is left behind"
}

family "$tmp/family one"
mkdir "$tmp/temporary"
TMPDIR=$tmp/temporary
BASEGEN=$basegen
export TMPDIR BASEGEN

# Signals
for signal in INT=2 TERM=15 HUP=1; do
	number=${signal#*=} signal=${signal%=*}
	from_nothing 30
	begin 2 "$basegen" build -j 2
	kill -"$signal" "$started"
	wait "$begun"
	is "$? $(tail -n 1 "$tmp/said")" "$((128 + number)) 2 interrupted, 3 not tried" \
		"$signal: the program dies of it, and says what it was at"
	is "$(grep -c 'interrupted: ending 2 builds' "$tmp/said")" 1 "$signal: one message"
	like "$(cat "$tmp/said")" '^  left +not tried, as it needs base$' "$signal: what was not tried for it"
	is "$(grep -c '^loom' "$FAKE/images")" 0 "$signal: no tag is there"
	is "$(find build/tmp "$tmp/temporary" -mindepth 1)" '' "$signal: nothing is left behind at once"
	goes_on "$signal" 'apart base both left right'
done

from_nothing 30
begin 1 make -rR -f "$root/tests/lib/family.mk"
kill -INT "-$started"
wait "$begun"
goes_on 'Ctrl-C under make' 'apart base both left right'

from_nothing 30
begin 2 make -rR -f "$root/tests/lib/family.mk" -j2
kill -9 "$started"
wait "$begun" 2>/dev/null
wait_until no_client
is "$(grep -c '^loom' "$FAKE/images")" 0 'make was killed: its builds end, no tag is there'
goes_on 'make was killed' 'apart base both left right'

from_nothing 30
begin 2 "$basegen" build -j 2
kill -9 "$started"
wait "$begun" 2>/dev/null
wait_until no_client
is "$(grep -c '^loom' "$FAKE/images")" 0 'kill -9: no tag is there'
goes_on 'kill -9' 'apart base both left right'

from_nothing
echo '/right-[^/]*$' >"$FAKE/killed"
output=$(run_build -k)
rm "$FAKE/killed"
is "$? $(grep -c 'right:' "$FAKE/images")" '0 0' "the engine's client was killed: it leaves no tag"
like "$output" '^3 built, 1 failed, 1 not tried$' "the engine's client was killed: the others are built"
goes_on "the engine's client was killed" 'both right'

# What only the C library can bring about (tests/lib/shim.c)
# shellcheck disable=SC2016 # for make
printf 'include $(BUILD)/config.mk\nall: ; @$(CC) -shared -fPIC -o shim.so "$(library)" -ldl\n' >"$tmp/shim.mk"
runs 'the library for that is made' make -s -C "$tmp" -f shim.mk "BUILD=$BUILD" "library=$root/tests/lib/shim.c"
# shimmed NAME=VALUE VERB WORDS...: basegen VERB WORDS with the library.
shimmed()
{
	given=$1 && shift
	env --default-signal=INT "$given" LD_PRELOAD="$tmp/shim.so" LOGS="$tmp/log" ASAN_OPTIONS=verify_asan_link_order=0 \
		timeout 20 "$basegen" "$@" 2>&1
}
from_nothing
output=$(shimmed SHIM_CTRL_C=1 build apart)
is "$? $(printf '%s\n' "$output" | grep -c interrupted)" '1 0' 'Ctrl-C that a new process gets too is not counted twice'
like "$output" '^  apart +failed .*, as its process was killed$' 'as it dies of that itself'
goes_on 'Ctrl-C at the start of a process' 'apart base both left right'
for lost in end image layer; do
	from_nothing
	output=$(shimmed "SHIM_LOST=$lost " build -k left apart)
	is "$? $(printf '%s\n' "$output" | grep -c interrupted)" '1 0' "news that are lost ($lost): no signal came, so nothing was interrupted"
	like "$output" '^  apart +failed .*, as its process ended without a result$' "news that are lost ($lost): which is said"
	like "$output" '^2 failed, 1 not tried$' "news that are lost ($lost): and nothing is built on it"
	goes_on "news that are lost ($lost)" "$([ $lost = layer ] && echo 'apart base ')both left right"
done

# What takes too long in one image fails there, and the others are tested. The command is run in $FAKE.
from_nothing
for image in left right; do sed -i "s|^  $image: {|&tests: [{command: [check, $image]}], |" images.yaml; done
"$basegen" generate >/dev/null && run_build >/dev/null
printf '^run .*check left\techo >>late; sleep 100\n' >"$FAKE/runs"
output=$(shimmed "SHIM_LATE=$FAKE/late" test --only tests left right)
is "$?" 1 'a test without an end fails'
like "$output" '^    it took longer than 10 minutes, and was ended$' 'a test without an end: why'
like "$output" '^ok loom/right:1: check right$' 'a test without an end: the next image is tested'
is "$(grep -c '^rm --force' "$FAKE/calls")" 2 'a test without an end: its container is removed'
printf '^export\techo >>late; sleep 100\n' >"$FAKE/runs"
output=$(shimmed "SHIM_LATE=$FAKE/late" test --only setuid --only tests left right)
is "$? $(printf '%s\n' "$output" | grep -c '^    the files of the image cannot be read: the engine sent nothing for 60 seconds$')" '1 2' \
	'an engine that sends no files fails the checks of those'
like "$output" '^ok loom/right:1: check right' 'an engine that sends no files: the other checks are made'
rm "$FAKE/runs"

# A second one waits for the first, and can be interrupted at that.
from_nothing
# shellcheck disable=SC2016 # no variable
printf '^build\twhile [ ! -e go ]; do sleep 0.1; done\n' >"$FAKE/runs"
begin 1 "$basegen" build apart
mv "$tmp/said" "$tmp/first" && first=$begun
LOGS=$tmp/log2 env --default-signal=INT "$basegen" build apart >"$tmp/second" 2>&1 &
second=$!
wait_until grep -q 'by another run' "$tmp/second"
kill -INT "$second"
wait "$second"
is "$?" 130 'Ctrl-C while another run has the lock'
like "$(cat "$tmp/second")" 'loom/apart:1 is being built by another run$' 'which is said'
touch "$FAKE/go"
wait "$first"
is "$? $(tail -n 1 "$tmp/first")" '0 1 built' 'leaves that one alone'
goes_on 'Ctrl-C while another run has the lock' 'base both left right'

# The engine
from_nothing
echo . >"$FAKE/fail"
output=$(run_build -k)
is "$? $(printf '%s\n' "$output" | wc -l) $(printf '%s\n' "$output" | grep -c 'does not answer')" '3 1 1' 'an engine that is dead is one error'
goes_on 'an engine that was dead' 'apart base both left right'

from_nothing
echo '^version' >"$FAKE/killed"
output=$(run_build)
rm "$FAKE/killed"
is "$? $(builds) $(find build/tmp -mindepth 1)" '0 0 ' 'an engine that cannot be asked whether it builds leaves nothing'
goes_on 'such an engine' 'apart base both left right'

from_nothing
echo '^build .*/left-[^/]*$' >"$FAKE/dies"
output=$(run_build -k)
is "$? $(printf '%s\n' "$output" | grep -c 'does not answer any more')" '3 1' 'an engine that dies is one error'
like "$output" '^  both +not tried, as the engine does not answer$' 'and nothing else is tried'
rm -f "$FAKE/dies" "$FAKE/dead"
like "$(reset; make_images >/dev/null; built)" '^(apart )?both left( right)?$' 'the next run goes on from there'
goes_on 'an engine that died' ''

from_nothing
echo '^images' >"$FAKE/hangs"
start=$(date +%s)
output=$(timeout 60 "$basegen" build 2>&1)
status=$?
ok $(($(date +%s) - start > 20)) 'an engine that hangs is waited for some seconds'
is "$status $(printf '%s\n' "$output" | wc -l)" '3 1' 'and is one error'
like "$output" 'ENGINE' 'which names ENGINE'
is "$(pgrep -f "$ENGINE")" '' 'nothing of it goes on'
goes_on 'an engine that hung' 'apart base both left right'

# Places that cannot be written
from_nothing
output=$(LOGS=/dev/full/log "$basegen" build 2>&1)
is "$? $(builds)" '1 0' 'without a place for the log nothing is built, and that is an error'
like "$output" '^  base +refused, as its log cannot be written: /dev/full/log/base.log: Not a directory$' 'which says why'
goes_on 'no place for logs' 'apart base both left right'

from_nothing 1
begin 1 "$basegen" build
rm -rf "$tmp/log"
wait "$begun"
is "$? $(tail -n 1 "$tmp/said")" '0 5 built' 'logs that are removed meanwhile are not missed'
goes_on 'removed logs' ''

from_nothing 1
begin 1 "$basegen" build
rm -rf build
wait "$begun"
is "$?" 1 'build/ that is removed meanwhile fails the run'
like "$(cat "$tmp/said")" '^  (base|left|right|apart) +(failed|refused)' 'in the table too'
goes_on 'a removed build/' 'apart both left right'

output=$(TMPDIR=$tmp/nowhere "$basegen" build 2>&1)
is "$? $output" "3 basegen: TMPDIR is '$tmp/nowhere', and there is no such folder: make it, or set another one" 'a TMPDIR that is missing'

if [ "$(id -u)" -eq 0 ] && mkdir "$tmp/full" && mount -t tmpfs -o size=8k tmpfs "$tmp/full" 2>/dev/null; then
	head -c 8192 /dev/zero >"$tmp/full/file" 2>/dev/null
	from_nothing
	printf '^build\techo building\n' >"$FAKE/runs"
	output=$(LOGS=$tmp/full "$basegen" build 2>&1)
	is "$? $(printf '%s\n' "$output" | tail -n 1)" '0 5 built' 'a full disk for the logs is none for the images'
	is "$(printf '%s\n' "$output" | grep -c 'the images are built without logs$')" 1 'and is said once'
	from_nothing
	output=$(BASEGEN_STATE=$tmp/full/state "$basegen" build 2>&1)
	is "$? $(builds)" '1 0' 'a full disk for the snapshots is an error'
	like "$output" '^  base +refused, as .*/state/tmp/.*: No space left on device$' 'which the table has'
	rm "$tmp/full/file"
	umount "$tmp/full"
	goes_on 'a full disk' 'apart base both left right'
else
	for name in 'a full disk for logs' 'what is said of it' 'a full disk for snapshots' 'its table' 'and goes on'; do skip "$name" 'only root can mount one'; done
fi

# What somebody else has in the state folder, or has put in its place
: >"$FAKE/images"
reset
mkdir -p build/tmp/compiled "$tmp/victim/tmp/theirs" "$tmp/victim/log"
echo keep >build/tmp/compiled/a && echo keep >"$tmp/victim/log/apart.log" && echo keep >"$tmp/victim/tmp/theirs/a"
run_build >/dev/null
is "$(cat build/tmp/compiled/a)" keep 'folders that no run has made stay'
mv build "$tmp/build" && ln -s "$tmp/victim" build
: >"$FAKE/images"
reset
output=$(LOGS=build/log "$basegen" build 2>&1)
is "$? $(calls)" '3 0' 'a link in the place of the state folder is refused, before the engine is asked'
like "$output" '^basegen: build is a link or not a folder: .* name another folder in BASEGEN_STATE$' 'which says what to do'
is "$(cd "$tmp/victim" && find . -mindepth 1 | sort | xargs) $(cat "$tmp/victim/log/apart.log")" \
	'./log ./log/apart.log ./tmp ./tmp/theirs ./tmp/theirs/a keep' 'and nothing is read or written there'
rm build && mv "$tmp/build" build
rm -rf build/log && ln -s "$tmp/victim/log" build/log
output=$(env -u LOGS "$basegen" build apart 2>&1)
is "$? $(cat "$tmp/victim/log/apart.log")" '1 keep' 'nor is a log written through a link'
like "$output" 'refused, as its log cannot be written: build/log/apart.log' 'which says why'
rm build/log

done_testing
