#!/bin/sh
# What comes from outside and is not meant well: bytes that are no text, signals at any time, and floods.
# Runs aside: it waits for time limits.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

family "$tmp/family"
sed -i 's/^  apart: {/&tests: [{command: [check], output: walked}], /' images.yaml
"$basegen" generate >/dev/null
reset
: >"$FAKE/images"
"$basegen" build >/dev/null

# is_plain_json NAME: what $tmp/said holds is JSON in UTF-8 without a control character but line breaks.
is_plain_json()
{
	jq -es 'length > 0' <"$tmp/said" >/dev/null && iconv -f UTF-8 -t UTF-8 <"$tmp/said" >/dev/null &&
		! LC_ALL=C.UTF-8 grep -Pq '[\x{7F}-\x{9F}\x{202A}-\x{202E}]' "$tmp/said"
	ok $? "$1"
}

# Bytes that are no text, CSI, and an override of direction
strange=$(printf 'a\377\376b\302\233c\342\200\256d')
printf '^run\tprintf "%%s" "%s"\n' "$strange" >"$FAKE/runs"
LOGS=$tmp/log "$basegen" test --only tests apart --format json >"$tmp/said" 2>&1
is_plain_json 'what a test prints'
is "$(jq -r 'select(.output) | .output' <"$tmp/said" | sed 's/ran.*//')" "$(printf 'a\357\277\275\357\277\275b\302\233c\342\200\256d')" 'it is all in it'
reset
for variable in VERSION ENGINE REGISTRY PLATFORM; do
	env "$variable=$strange" "$basegen" --format json build >"$tmp/said" 2>&1
	is_plain_json "$variable in a message"
done
"$basegen" --format json build "$strange" >"$tmp/said" 2>&1
is_plain_json 'a word of the call in a message'
"$basegen" -f "$strange" --format json list >"$tmp/said" 2>&1
is_plain_json "a file's name in a message"

# Signals. begin PATTERN COMMAND...: starts it in a session of its own, with its process in $started, until the engine is called so.
begin()
{
	pattern=$1
	shift
	# shellcheck disable=SC2016 # for the shell inside
	setsid env --default-signal=INT,TERM,HUP,QUIT sh -c 'ulimit -c 0; echo $$ >"$0"; exec "$@"' "$tmp/pid" "$@" >"$tmp/said" 2>&1 &
	begun=$!
	for _ in $(seq 200); do
		! grep -q "$pattern" "$FAKE/calls" || break
		sleep 0.1
	done
	started=$(cat "$tmp/pid")
}

# ended: waits until nothing of the engine goes on, for ten seconds at most; what does.
ended()
{
	for _ in $(seq 100); do
		pgrep -f "$ENGINE" >/dev/null || break
		sleep 0.1
	done
	pgrep -f "$ENGINE"
}

for signal in INT=2 TERM=15 HUP=1 QUIT=3; do
	number=${signal#*=} signal=${signal%=*}
	for verb in build why; do
		reset
		echo ^images >"$FAKE/hangs"
		begin ^images "$basegen" "$verb" apart
		kill -"$signal" "$started"
		wait "$begun" 2>/dev/null
		is "$? $(ended)" "$((128 + number)) " "$signal while $verb asks for the images: nothing goes on"
	done
	reset
	echo ^run >"$FAKE/hangs"
	begin ^run "$basegen" test --only tests --force apart
	kill -"$signal" "$started"
	wait "$begun" 2>/dev/null
	is "$? $(ended) $(grep -c '^rm --force' "$FAKE/calls")" "$((128 + number))  2" "$signal while a test runs: its container is removed"
	for process in $(ended); do kill -KILL "$process"; done
done

# Both end: the program is killed, and the engine's client does not care for TERM.
reset
forget apart
mv "$ENGINE" "$ENGINE.real"
# shellcheck disable=SC2016 # for the shell there
printf '#!/bin/sh\n[ "$1" != build ] || { trap "" TERM; echo "$$" >"%s"; while :; do sleep 1; done; }\nexec "%s" "$@"\n' "$tmp/client" "$ENGINE.real" >"$ENGINE"
chmod +x "$ENGINE"
setsid "$basegen" build apart >"$tmp/said" 2>&1 &
begun=$!
for _ in $(seq 200); do
	[ ! -s "$tmp/client" ] || break
	sleep 0.1
done
kill -KILL "$begun"
wait "$begun" 2>/dev/null
# It gets TERM, and KILL ten seconds later.
for _ in $(seq 250); do
	pgrep -f "$ENGINE" >/dev/null || break
	sleep 0.1
done
is "$(pgrep -f "$ENGINE")" '' 'kill -9: a client that ignores TERM is killed'
kill -KILL "$(cat "$tmp/client")" 2>/dev/null
mv "$ENGINE.real" "$ENGINE"
is "$(timeout 10 "$basegen" build apart 2>&1 | tail -n 1)" '1 built' 'and holds no lock'

# Names that collide in a hash that is known take no longer than others.
cc -O2 -o "$tmp/colliding" "$root/tests/lib/colliding.c" || exit 1
# family_of NAMES: a family whose one image has a variable for each line of NAMES.
family_of()
{
	printf 'name: loom\ndefaults: {template: base.Dockerfile.j2, tag: "1"}\nimages:\n  a: {from: "debian:12", env: {'
	sed 's/.*/&: x,/' "$1" | tr '\n' ' '
	echo '}}'
}
# took FILE: how many milliseconds it takes to list the family, the best of three times.
took()
{
	for _ in 1 2 3; do
		start=$(date +%s%N)
		"$basegen" -f "$1" list >/dev/null || return
		echo $((($(date +%s%N) - start) / 1000000))
	done | sort -n | head -n 1
}
"$tmp/colliding" 16000 >"$tmp/names"
seq -f 'V%09.0f' 16000 >"$tmp/numbers"
family_of "$tmp/names" >colliding.yaml
family_of "$tmp/numbers" >plain.yaml
plain=$(took plain.yaml) colliding=$(took colliding.yaml)
ok $((colliding > 4 * plain + 100)) '16,000 names that collide take no longer than others'
diag "$plain ms and $colliding ms"

# A test that prints without an end
reset
printf '^run\techo first; yes | head -c 300000000; echo last\n' >"$FAKE/runs"
# The address sanitizer maps terabytes by itself.
most=150000
! grep -q __asan_init "$basegen" || most=unlimited
LOGS=$tmp/log bash -c 'ulimit -v "$0"; exec "$@"' "$most" "$basegen" test --only tests apart --format json >"$tmp/said" 2>&1
is "$?" 1 'a test that prints 300 MB needs no such memory'
printed=$(jq -r 'select(.output) | .output' <"$tmp/said" | uniq | sed 's/^y*$//' | uniq)
like "$(printf '%s' "$printed" | xargs)" '^first \[29[0-9]* bytes are left out\] last ran' 'its start and its end are told, and how much is left out'
ok $(($(wc -c <"$tmp/said") > 2200000)) 'and no more'

# Files: more images at once than files may be open
reset
: >"$FAKE/images"
mkdir "$tmp/many" && cp -R templates "$tmp/many"
printf 'name: many\ndefaults: {template: base.Dockerfile.j2, tag: "1"}\nimages:\n' >"$tmp/many/images.yaml"
for i in $(seq 40); do echo "  i$i: {from: \"debian:12\", env: {WHO: a$i}}"; done >>"$tmp/many/images.yaml"
printf '^build\tulimit -n >>limits; sleep 1\n' >"$FAKE/runs"
bash -c 'ulimit -S -n 40; exec "$@"' - "$basegen" -C "$tmp/many" build -j 30 >"$tmp/said" 2>&1
is "$? $(tail -n 1 "$tmp/said")" '0 40 built' 'the limit of files is raised'
is "$(sort -u "$FAKE/limits")" 40 "but not the engine's"
: >"$FAKE/images"
bash -c 'ulimit -n 40; exec "$@"' - "$basegen" -C "$tmp/many" build -k -j 30 >"$tmp/said" 2>&1
is "$? $(grep -c 'does not answer' "$tmp/said")" '1 0' 'where it cannot be, the engine has no fault'
like "$(cat "$tmp/said")" 'Too many open files' 'which says what is missing'

# A log that is a FIFO is no log.
reset
: >"$FAKE/images"
mkdir -p "$tmp/fifo" && mkfifo "$tmp/fifo/apart.log"
output=$(LOGS=$tmp/fifo timeout -s KILL 10 "$basegen" build apart 2>&1)
is "$? $(builds)" '1 0' 'a FIFO as a log is an error'
like "$output" 'refused, as its log cannot be written: ' 'which says so'
tail -f "$tmp/fifo/apart.log" >/dev/null &
reader=$!
LOGS=$tmp/fifo timeout -s KILL 10 "$basegen" build apart >/dev/null 2>&1
is "$? $(builds)" '1 0' 'and so is one that somebody reads'
kill "$reader"

# Inputs that are there, but nobody may read them
reset
chmod 711 "$tmp"
cp "$basegen" "$tmp/basegen"
# as_somebody COMMAND...: runs it as somebody who may not read everything.
as_somebody()
{
	if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --clear-groups "$@"; else "$@"; fi
}
for file in templates/image/base.Dockerfile.j2 templates/files/motd; do
	rm -rf "$tmp/inputs"
	make_family "$tmp/inputs"
	mkdir -p "$tmp/inputs/templates/files"
	echo hello >"$tmp/inputs/templates/files/motd"
	sed -i '0,/env: {/s,,files: [{from: motd\, to: /etc/motd}]\, &,' "$tmp/inputs/images.yaml"
	"$basegen" -C "$tmp/inputs" generate >/dev/null
	runs "$file can be read" as_somebody "$tmp/basegen" -C "$tmp/inputs" generate --check
	chmod 0 "$tmp/inputs/$file"
	output=$(as_somebody "$tmp/basegen" -C "$tmp/inputs" generate --check 2>&1)
	is "$? $output" "3 basegen: $file: Permission denied" "$file cannot be read: a failure of the machine"
	printf '{%% include "%s" %%}' "${file#templates/}" >"$tmp/inputs/including.j2"
	output=$(as_somebody "$tmp/basegen" -C "$tmp/inputs" render including.j2 -I templates 2>&1)
	is "$? $output" "3 basegen: $file: Permission denied" "$file cannot be read: render says the same"
done
printf 'a{%% include "%0300d" ignore missing %%}b' 0 >long.j2
is "$("$basegen" render long.j2 -I templates)" ab 'a name that no file can have is not there'

# What fails behind an include has its place in the template that includes, not that far into what was included.
mkdir "$tmp/places" && cd "$tmp/places" || exit 1
printf '%5000s{{ 1 }}' '' >included.j2
for body in '{% set y %}{% include "included.j2" %}{% endset %}' '{% filter upper %}{% include "included.j2" %}{% endfilter %}' '{% set y %}{% import "included.j2" as i %}{{ i }}{% endset %}'; do
	printf '{%% for i in range(10000000) %%}%s{%% endfor %%}' "$body" >main.j2
	output=$("$basegen" render main.j2 -I . 2>&1)
	is "$? $(printf '%s\n' "$output" | head -n 1 | sed 's/: error: .*//; s/:1:[0-9]\{1,3\}$/:1:/')" '2 main.j2:1:' "$body: the place of a mistake is in the template that it names"
done

done_testing
