#!/bin/sh
# What is asked for: what is on demand and what is built anew, tests of images, and how many builds run at once under make.
# Runs aside: it waits for jobs that sleep.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

BASEGEN=$basegen
export BASEGEN
: >"$FAKE/images"
family "$tmp/family one"
ln -s "$root/gen" gen

# A Makefile as configure writes it, around the program that is tested.
mkdir -p build && cp "$basegen" build/basegen
printf 'src := .\n' >config.mk
printf 'include config.mk\ninclude gen/build.mk\n' >Makefile
run_make()
{
	make -o build/basegen "LOGS=$tmp/log" "$@" 2>&1
}

# Anew
run_build >/dev/null
reset
sed -i 's/^  left: {/&rebuild: 2026-03-01, /' images.yaml
run_build >/dev/null
is "$? $(built)" '0 both left' 'rebuild: builds the image anew, and what stands on it'
is "$(git diff --name-only | xargs)" 'images.yaml out/keys' 'and changes nothing in out/ but keys'
reset
sed -i 's/2026-03-01/2026-03-02/' images.yaml
run_build >/dev/null
is "$(built)" 'both left' 'another text again'
reset
undo
run_build >/dev/null
is "$(built)" '' 'without it, it is what it was'

# On demand
sed -i 's/^  left: {/&on-demand: true, /; s/^  both: {from: left/  both: {on-demand: true, from: left/' images.yaml
reset
: >"$FAKE/images"
output=$(run_make base-images)
is "$? $(built)" '0 apart base right' 'base-images leaves out what is on demand'
is "$(printf '%s\n' "$output" | tail -n 1)" '3 built' 'and does not speak of it'
reset
run_make left >/dev/null
is "$? $(built)" '0 left' 'it is built when it is named'
forget '(left|both):'
: >"$FAKE/images"
reset
run_build both >/dev/null
is "$? $(built)" '0 base both left right' 'or when what needs it is named'
: >"$FAKE/images"
reset
run_make all-images >/dev/null
is "$? $(built)" '0 apart base both left right' 'all-images builds everything'
: >"$FAKE/images"
reset
run_build --all >/dev/null
is "$? $(built)" '0 apart base both left right' 'as --all does'
run_build --all left >/dev/null
is "$?" 2 '--all beside a name is a mistake'
sed -i 's/^  both: {on-demand: true, /  both: {/' images.yaml
: >"$FAKE/images"
reset
run_build >/dev/null
is "$(built)" 'apart base right' 'an image on what is on demand is on demand as well'
sed -i 's/^  both: {/&on-demand: false, /' images.yaml
reset
run_build >/dev/null
is "$(built)" 'both left' 'unless it says on-demand: false, which builds its parent too'
undo

# Tests of images
sed -i 's/^  left: {/&tests: [{command: [check, left], output: ran}], /; s/^  apart: {/&tests: [{command: [check, apart]}, {command: [more]}], /' images.yaml
run_tests()
{
	LOGS=$tmp/log "$basegen" test --only tests "$@" 2>&1
}
ran()
{
	grep -c '^run ' "$FAKE/calls"
}
: >"$FAKE/images"
run_build >/dev/null
reset
output=$(run_tests)
is "$? $(ran) $(printf '%s\n' "$output" | tail -n 1)" '0 3 3 passed, 0 failed' 'all tests pass'
like "$output" '^ok loom/left:1: check left$' 'each is told'
like "$(grep '^run .*check left' "$FAKE/calls")" "sha256:built-[0-9]*-loom/left:key-$(key left) check left$" 'in the very image that the key names'
reset
output=$(run_tests)
is "$? $(ran) $(printf '%s\n' "$output" | grep -c '(passed before)')" '0 0 3' 'a pass is remembered'
reset
is "$(run_tests --force >/dev/null; echo $?) $(ran)" '0 3' '--force runs them all the same'
forget 'left:'
run_build left >/dev/null
reset
run_tests >/dev/null
is "$? $(ran)" '0 1' 'another image of the same key is tested'
sed -i 's/check, left/check, again/' images.yaml
run_build >/dev/null
reset
run_tests >/dev/null
is "$? $(ran)" '0 1' 'other tests of the same image too'
sed -i 's/output: ran/output: walked/' images.yaml
run_build >/dev/null
for _ in first second; do
	reset
	output=$(run_tests)
	is "$? $(ran) $(printf '%s\n' "$output" | tail -n 1)" '1 1 2 passed, 1 failed' 'a test that fails is status 1, and is not remembered'
done
like "$output" '^FAILED loom/left:1: check again$' 'it is named'
like "$output" '^    printed ran .*, without walked$' 'with what it printed'
is "$(run_tests apart >/dev/null; echo $?)" 0 'of the images that are named alone'
forget 'apart:'
reset
output=$(run_tests apart)
is "$? $(ran)" '1 0' 'an image that is not built is status 1'
like "$output" '^basegen: loom/apart:1 is not built, so it is not tested: run basegen build apart$' 'which says what to do'
undo

# Tests come after builds, and look at what these have built.
sed -i 's/^  apart: {/&tests: [{command: [check, apart]}], /' images.yaml
: >"$FAKE/images"
reset
echo 0.5 >"$FAKE/slow"
run_make -j4 base-images test-images >/dev/null
is "$(ran) $(sed -n '/^run /,$p' "$FAKE/calls" | grep -c '^build ')" '1 0' 'make -j4 base-images test-images: tests are last'
sed -i 's/WHO: apart/WHO: new/' images.yaml
reset
run_make -j4 test-images base-images >/dev/null
is "$(built)" apart 'in any order of the goals'
like "$(grep '^run ' "$FAKE/calls")" ":key-$(key apart) check apart$" 'the new image is tested'
# What is on demand is tested where it is built.
sed -i 's/^  apart: {/&on-demand: true, /; s/WHO: new/WHO: newer/' images.yaml
reset
run_make -j4 base-images test-images >/dev/null
is "$(ran) $(built)" '0 ' 'make base-images test-images: not what is on demand'
run_make -j4 all-images test-images >/dev/null
is "$(ran) $(built)" '1 apart' 'make all-images test-images: what is on demand, too'
sed -i 's/on-demand: true, //' images.yaml
# Somebody else's build of another content has the public tag meanwhile.
reset
printf '^images\tsed -i "s,^loom/apart:1 .*,loom/apart:1 sha256:somebody," images\n' >"$FAKE/runs"
run_tests --force >/dev/null
is "$? $(grep '^run ' "$FAKE/calls" | grep -c "sha256:built.*:key-$(key apart) ")" '0 1' 'a tag that moved is not what is tested'
reset
run_build >/dev/null
undo

# Under make beside another job no more run at once than it allows.
# shellcheck disable=SC2016 # for make
printf 'others: a b c d e f\na b c d e f: ; @echo "start $@" >>"$$FAKE/notes"; sleep 0.4; echo "end $@" >>"$$FAKE/notes"\n.PHONY: others a b c d e f\n' >>Makefile
sed 's/^more_goals := /&others a b c d e f /' "$root/gen/build.mk" >build.mk && sed -i 's,gen/build.mk,build.mk,' Makefile
: >"$FAKE/images"
reset
: >"$FAKE/notes"
echo 0.4 >"$FAKE/slow"
output=$(run_make -j3 base-images others)
is "$? $(grep -c '^start' "$FAKE/notes") $(builds)" '0 11 5' 'make -j3 with images and other jobs'
is "$(awk '$1 == "start" && ++now > most { most = now } $1 == "end" { now-- } END { print most, now }' "$FAKE/notes")" '3 0' 'never more than 3 at once, and 3 at some time'
is "$(printf '%s\n' "$output" | grep -ci jobserver)" 0 'make misses no token at its end'
: >"$FAKE/notes"
: >"$FAKE/images"
reset
echo '^build .*/left-[^/]*$' >"$FAKE/fail"
output=$(run_make -k -j3 base-images others)
is "$? $(printf '%s\n' "$output" | grep -ci jobserver)" '2 0' 'nor where a build fails'

# What needs the same base starts side by side once that is pulled.
undo
: >"$FAKE/images"
reset
: >"$FAKE/notes"
echo 1 >"$FAKE/slow"
run_build -j 2 base apart >/dev/null
is "$(xargs <"$FAKE/notes" | grep -c '^start [a-z]* start')" 1 'builds that wait for one pull do not wait for each other'

done_testing
