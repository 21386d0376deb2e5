#!/bin/sh
# What basegen test prints in each format, against the readers of those formats: prove for TAP, a strict reader of
# JUnit's XML (tests/lib/junit.py), jq for JSON. A docker that only notes how it is called runs the commands.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

: >"$FAKE/images"
family "$tmp/family one"

# tested [ARGUMENT...]: standard output alone; messages go to $tmp/said.
tested()
{
	"$basegen" test --only tests "$@" 2>"$tmp/said"
}

junit()
{
	"${PYTHON:-python3}" "$root/tests/lib/junit.py" "$1"
}

# add_tests IMAGE TEST...
add_tests()
{
	image=$1
	shift
	tests=$(printf '%s, ' "$@")
	sed -i "s|^  $image: {|&tests: [${tests%, }], |" images.yaml && "$basegen" generate >/dev/null
}

# One passes, one prints something else, one ends otherwise. The words are such as XML, TAP and YAML have signs for.
add_tests left '{command: [check, "<a> \&amp; # \\"b\\" \\\\ ]]> é"]}' '{command: [check, other], output: "walked <far>"}' '{command: [check], status: 3}'
add_tests apart '{command: [check, apart]}'
run_build >/dev/null

# TAP
output=$(tested --format tap)
is "$?" 1 'tap: a test that fails is status 1'
printf '%s\n' "$output" >"$tmp/results.tap"
is "$(sed -n '1p;$p' "$tmp/results.tap" | xargs)" 'TAP version 13 1..4' 'tap: the version comes first, and the plan last'
is "$(grep -c '^ok ' "$tmp/results.tap") $(grep -c '^not ok ' "$tmp/results.tap")" '2 2' 'tap: a line for each check'
like "$output" '^ok [0-9]+ - loom/left:1: check <a> &amp; \\# "b" \\\\ \]\]> é$' 'tap: what would begin a directive is escaped'
like "$output" '^  expected: "status 0 and output with walked <far>"$' 'tap: a failure says what was expected'
like "$output" '^  message: "ended with 0, not 3; ' 'tap: and what was found'
proved=$(prove --exec cat "$tmp/results.tap" 2>&1)
like "$proved" '^  Failed tests:  *[0-9]+-[0-9]+$' 'tap: prove reads it'
like "$proved" '^Files=1, Tests=4,' 'tap: all of it'
ln -s "$basegen" "$tmp/basegen" # without blanks
runs 'tap: prove runs it, too' prove --exec "$tmp/basegen test --only tests --format tap --force" apart
"${PYTHON:-python3}" - "$tmp/results.tap" <<'END'
import re, sys, yaml
blocks = re.findall(r"^  ---\n(.*?)^  \.\.\.\n", open(sys.argv[1], encoding="utf-8").read(), re.M | re.S)
assert len(blocks) == 2, blocks
for block in map(yaml.safe_load, blocks):
    assert block["severity"] == "fail" and block["key"] == "tests" and block["output"].startswith("ran "), block
END
ok $? 'tap: a reader of YAML reads the diagnostics'

# JUnit
tested --format junit >"$tmp/printed.xml"
is "$?" 1 'junit: a test that fails is status 1'
cases=$(junit "$tmp/printed.xml")
ok $? 'junit: it is what readers take'
is "$(printf '%s\n' "$cases" | cut -f 1,2 | sort | uniq -c | xargs)" '1 loom/apart:1 apart.tests 3 loom/left:1 left.tests' 'junit: a suite for each image'
like "$cases" '	check <a> &amp; # "b" .* \]\]> é	passed$' 'junit: what it has signs for is escaped'
like "$cases" '	check other	failure: printed ran .*, without walked <far>$' 'junit: a failure says what was found'
is "$(grep -c 'property name="image" value="sha256:built' "$tmp/printed.xml")" 2 'junit: the ID of the image is told'

# A report besides what is printed
output=$(tested --junit "$tmp/made/report.xml" --force)
is "$? $(printf '%s\n' "$output" | tail -n 1)" '1 2 passed, 2 failed' 'a report in a file: what is printed stays text'
times='s/time="[0-9.]*"//g; s/--name basegen-[0-9a-f-]*//g'
sed "$times" "$tmp/printed.xml" >"$tmp/printed" && sed "$times" "$tmp/made/report.xml" >"$tmp/written"
runs 'the file holds the same as --format junit prints' cmp "$tmp/printed" "$tmp/written"
tested --junit "$tmp/made/remembered.xml" apart >/dev/null
is "$? $(junit "$tmp/made/remembered.xml" | cut -f 2-4)" '0 apart.tests	check apart	passed' 'what passed before is in it too'
ln -s "$tmp/elsewhere" "$tmp/made/link"
for place in "$tmp" "$tmp/made/link" /dev/null ''; do
	tested --junit "$place" >/dev/null
	is "$? $(cat "$tmp/said")" "2 basegen: test: --junit takes the name of a file, not '$place'; see: basegen help test" "no report is put in '$place'"
done
for place in images.yaml images.lock ../family\ one/images.yaml "$PWD/out/x.xml" templates/x.xml; do
	tested --junit "$place" >/dev/null
	is "$? $(cat "$tmp/said")" "2 basegen: test: --junit takes the name of a report, and '$place' is a place of the family's own files: write it into another folder, like build/; see: basegen help test" "no report replaces '$place'"
done
ENGINE=/nowhere/docker tested --junit "$tmp/made/remembered.xml" apart >/dev/null
is "$? $(ls "$tmp/made/remembered.xml" 2>/dev/null)" '2 ' 'of a run that fails early no old report is left'
tested --junit "$tmp/made/report.xml/in/it" >/dev/null
is "$?" 3 'a report that cannot be written is a failure of the machine'
like "$(cat "$tmp/said")" '^basegen: .*/made/report\.xml/in/it: ' 'which is said'

# JSON
tested --format json >"$tmp/results.json"
is "$?" 1 'json: a test that fails is status 1'
is "$(jq -r 'select(.event == "test") | [.image, .key, .result] | join(" ")' "$tmp/results.json" | sort | uniq -c | xargs)" \
	'1 apart tests passed 2 left tests failed 1 left tests passed' 'json: an event for each check'
is "$(jq -c 'select(.event == "counts") | [.passed, .failed, .missing, .not_run, .complete]' "$tmp/results.json")" '[2,2,0,0,true]' 'json: the counts come last'

# What a command prints may be anything.
printf 'a\033[31mred\033[0m\001<&">\r\nb\377\357\277\277\tc ]]>\n' >"$FAKE/output"
tested --format junit left >"$tmp/printed.xml"
runs 'junit: output that is no XML is made visible' junit "$tmp/printed.xml"
like "$(cat "$tmp/printed.xml")" '^b\\xFF\\u\{FFFF\}	c \]\]&gt;$' 'junit: byte for byte where it cannot be shown'
tested --format tap left >"$tmp/results.tap"
like "$(prove --exec cat "$tmp/results.tap" 2>&1)" '^Files=1, Tests=3,' 'tap: and of no line of its own'
rm "$FAKE/output"

# A long output: each format shows both ends of it, and how much is between them.
perl -e 'print "\1~]]>\n" x 600000, "the end\n"' >"$FAKE/output"
tested --format tap left >"$tmp/results.tap"
like "$(prove --exec cat "$tmp/results.tap" 2>&1)" '^Files=1, Tests=3,' 'long: prove reads TAP with it'
for format in text tap junit json; do
	tested --format "$format" left >"$tmp/long.$format"
	[ "$(wc -c <"$tmp/long.$format")" -lt 200000 ]
	ok $? "long, $format: it is cut"
	like "$(cat "$tmp/long.$format")" '\[35[0-9]{5} bytes are left out\]' "long, $format: how much is left out"
done
like "$(jq -r 'select(.output).output' "$tmp/long.json" | tail -n 2)" '^the end$' 'long: both ends are shown'

# A NUL byte hides nothing.
printf 'a\0walked <far>\n' >"$FAKE/output"
is "$(tested --format json left | jq -r 'select(.check == "check other") | .result')" passed 'NUL: what comes behind it is found'
like "$(tested --format json left | jq -r 'select(.result == "failed") | .output')" '^a\\x00walked <far>$' 'NUL: and shown'
rm "$FAKE/output"

# An image that is not built
forget 'apart:'
tested --format tap apart >"$tmp/results.tap"
is "$? $(xargs <"$tmp/results.tap")" '1 TAP version 13 not ok 1 - loom/apart:1: is built 1..1' 'tap: an image that is not built has failed'
tested --format junit apart >"$tmp/printed.xml"
is "$? $(junit "$tmp/printed.xml")" '1 loom/apart:1	apart.build	is built	failure: the image is not built' 'junit: so it has there'
run_build >/dev/null

# A run that ends early
echo '^run .*check other' >"$FAKE/killed"
for format in tap junit json; do
	tested --format "$format" left >"$tmp/early.$format"
	status=$?
	is "$status" 3 "$format: a run that ends early has the status of a failure of the machine"
done
is "$(jq -r 'select(.event == "test") | .result' "$tmp/early.json" | xargs) $(jq 'select(.event == "counts") | .complete' "$tmp/early.json")" \
	'passed not run not run false' 'json: what the end of the run skipped is told'
is "$(grep -c '# SKIP the run ended early$' "$tmp/early.tap") $(tail -n 1 "$tmp/early.tap")" '2 Bail out! The run ended early.' 'tap: so it is there'
is "$(junit "$tmp/early.junit" | grep -c 'left.tests.*skipped')" 2 'junit: and there'
is "$(tested left | tail -n 1)" '1 passed, 0 failed, 2 not run; the run ended early' 'text: it is told'
rm "$FAKE/killed"

# What is on demand is tested where it is built.
undo
sed -i 's/^  apart: {/&on-demand: true, tests: [{command: [check, apart]}], /' images.yaml
run_build >/dev/null
forget 'apart:'
is "$(tested | xargs; cat "$tmp/said")" '0 passed, 0 failed' 'on demand: what is not built is not asked for'
is "$(tested --all | tail -n 1; grep -c 'apart:1 is not built' "$tmp/said")" '0 passed, 0 failed, 1 not built
1' 'on demand: but with --all'
run_build --all >/dev/null
is "$(tested | tail -n 1)" '1 passed, 0 failed' 'on demand: what is built is tested'
is "$(tested | grep -c 'passed before') $(tested --all | grep -c 'passed before')" '1 0' '--all makes all checks again'

like "$(tested --format xml; cat "$tmp/said")" '^basegen: test: .*expected text, json, tap, junit or github;' 'an unknown format is told with all that there are'
done_testing
