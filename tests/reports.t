#!/bin/sh
# What a run writes into REPORTS, beside what it prints: events against their schema, JUnit's XML for a strict reader of
# it, and pages that cmark-gfm renders (tests/lib/events.py, junit.py, page.py). A docker that only notes how it is
# called builds and runs the tests; reports-engines.t does the same with real ones.
# shellcheck disable=SC2016 # what would be expanded by a shell is data here
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

: >"$FAKE/images"
family "$tmp/family one"
REPORTS=$tmp/made/reports
LOGS=$tmp/log
export REPORTS LOGS

# reports: what is in the folder.
reports()
{
	(cd "$REPORTS" && echo ./*) | sed 's,\./,,g'
}

# shown VERB: what the page of the verb shows, rendered and checked, without times.
shown()
{
	"${PYTHON:-python3}" "$root/tests/lib/page.py" "$REPORTS/$1.md" | sed 's/\t[0-9.]* s/\tTIME/'
}

# events VERB: the names of the events, checked and counted.
events()
{
	"${PYTHON:-python3}" "$root/tests/lib/events.py" "$REPORTS/$1.json" >"$tmp/events" && sort "$tmp/events" | uniq -c | xargs
}

cases()
{
	"${PYTHON:-python3}" "$root/tests/lib/junit.py" "$REPORTS/test.xml" | cut -f 2-
}

# A build
printed=$("$basegen" build)
is "$? $(reports)" '0 build.json build.md' 'a build writes its events and a page'
like "$printed" '^5 built$' 'what is printed stays text'
is "$(events build)" '5 end 5 start 1 table' 'the events are those of --format json'
is "$(shown build)" 'basegen build
5 built.
image	result	time
base	built	TIME
apart	built	TIME
left	built	TIME
right	built	TIME
both	built	TIME' 'the page has a line for each image'
"$basegen" build >/dev/null
is "$? $(shown build | xargs) $(jq -c .counts "$REPORTS/build.json")" '0 basegen build There was nothing to do. 5 current. {"current":5}' \
	'a build with nothing to do says so'
cp -R "$REPORTS" "$tmp/before" && "$basegen" build -n >/dev/null && REPORTS='' "$basegen" build >/dev/null
runs 'a dry run reports nothing, and neither does a run without REPORTS' diff -r "$tmp/before" "$REPORTS"

# A build that fails, with a log that would be markup, and events that cannot be taken for others
forget '.*'
hostile='</code></pre><img src=x> @everyone #1 [a](http://b) `` ```` | ~~~ &lt; **c** <!-- ::error::d'
printf '%s\t%s\n' '^build .*left-' "cat '$tmp/hostile'" >"$FAKE/runs"
printf '%s\n\033[31mred\033[0m \033]0;title\007 \302\233 \xff\n```\n# heading\n````````\n' "$hostile" >"$tmp/hostile"
echo '^build .*left-' >"$FAKE/lost"
"$basegen" build -k >/dev/null 2>&1
is "$? $(events build)" '1 4 end 4 start 1 table' 'a build that fails has its events'
is "$(shown build | head -n 9)" "basegen build
3 built, 1 failed, 1 not tried.
image	result	time
base	built	TIME
apart	built	TIME
left	failed :x:	TIME
right	built	TIME
both	not tried		as it needs left
The end of $tmp/log/left.log:" 'the page tells what failed, and what was not tried for it'
like "$(shown build)" '^</code></pre><img src=x> @everyone #1 ' 'the log stays text'
is "$(jq -r 'select(.event == "end" and .image == "left").tail[0]' "$REPORTS/build.json")" "$hostile" 'and is whole among the events'

# Larger than the page of a job
for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do printf '  more-%s: {from: "debian:12"}\n' "$i"; done >>images.yaml
"$basegen" generate >/dev/null
reset
printf '%s\t%s\n' '^build .*more-' "yes '$hostile $hostile $hostile $hostile' | head -n 400" >"$FAKE/runs"
echo '^build .*more-' >"$FAKE/lost"
"$basegen" build -k -j 4 >/dev/null 2>&1
size=$(wc -c <"$REPORTS/build.md")
[ "$size" -gt 90000 ] && [ "$size" -le 102400 ]
ok $? "a page has a limit: $size"
like "$(shown build)" '^[0-9]+ more logs are not shown here\.$' 'and says how much it leaves out'
undo
reset
rm "$FAKE/lost"

# Tests
sed -i 's/^  apart: {/&tests: [{command: [check, "<a> | `b` @c"]}, {command: [check], output: "walked"}], /' images.yaml && "$basegen" generate >/dev/null
"$basegen" build >/dev/null
forget loom.right
cp "$tmp/hostile" "$FAKE/output"
printed=$("$basegen" test --only tests --junit "$tmp/one.xml" apart right 2>&1)
is "$? $(reports)" '1 build.json build.md test.json test.md test.xml' 'a test writes its events, a page and JUnit'
like "$printed" '^1 passed, 1 failed, 1 not built$' 'what is printed stays text'
is "$(events test)" '1 counts 2 test' 'the events are those of --format json'
is "$(cases | sed 's/failure: printed.*/failure/')" 'apart.tests	check <a> | `b` @c	passed
apart.tests	check	failure
right.build	is built	failure: the image is not built' 'the XML is that of --junit'
runs 'which is written as well' cmp "$tmp/one.xml" "$REPORTS/test.xml"
is "$(shown test | head -n 5)" 'basegen test
1 passed, 1 failed, 1 not built.
image	result	passed	failed	not run	time
apart	failed :x:	1	1	0	TIME
right	not built :x:' 'the page has a line for each image'
like "$(shown test)" '^apart: check failed: printed .*; expected: .*walked' 'and tells what failed'
like "$(shown test)" '^</code></pre><img src=x> @everyone #1 ' 'with its output, which stays text'
rm "$FAKE/output"
"$basegen" test --only tests base >/dev/null
is "$? $(shown test | xargs) $(cases)" '0 basegen test Nothing was tested. ' 'a test with nothing to do says so'

# Runs that end early have no report of an earlier one
reset
echo '^run' >"$FAKE/hangs"
timeout -s INT 2 "$basegen" test --only tests --force apart >/dev/null 2>&1
is "$(shown test | sed -n 2p), $(cases | tail -n 1), $(jq -c .complete "$REPORTS/test.json" | tail -n 1)" \
	'0 passed, 0 failed, 2 not run; the run ended early., basegen.test	all checks are made	error: the run ended early, false' 'an interrupted test says so'
timeout -s KILL 2 "$basegen" test --only tests --force apart >/dev/null 2>&1
is "$(shown test | sed -n 2p), $(cases), $(events test)" \
	'Nothing was tested; the run ended early., basegen.test	all checks are made	error: the run ended early, 1 counts' 'and so does a killed one'
rm "$FAKE/hangs"
sed -i 's/from: base/from: bass/' images.yaml
"$basegen" build >/dev/null 2>&1
is "$? $(shown build | sed -n 2,3p | xargs) $(reports)" \
	"2 The run ended early; its messages say why. images.yaml:5:16: error: unknown parent bass; did you mean base? build.md test.json test.md test.xml" \
	'a build that a mistake prevents leaves no events of another, and tells the mistake'
"$basegen" diff >/dev/null 2>&1
like "$? $(shown diff)" "^images.yaml:5:16: error: unknown parent 'bass'" 'so does a diff'
"$basegen" test >/dev/null 2>&1
like "$? $(shown test)" "^images.yaml:5:16: error: unknown parent 'bass'" 'and a test'
undo
PATH=/usr/bin:/bin "$basegen" scan >/dev/null 2>&1
like "$? $(shown scan)" '^basegen: .*grype' 'a scan without a scanner, too'
forget '.*'
echo 30 >"$FAKE/slow"
timeout -s INT 2 "$basegen" build apart >/dev/null 2>&1
like "$(shown build | xargs)" '^basegen build 1 interrupted. image result time apart interrupted TIME' 'an interrupted build says so'
reset

# What an edit means
sed -i 's/WHO: left/WHO: "<b>@left"/' images.yaml
"$basegen" diff --summary >"$tmp/said"
is "$? $(shown diff)" '0 basegen diff
2 of 5 images rebuilt.
image		what changed	because of
left	rebuilt	env.WHO left → <b>@left	file Dockerfile
both	rebuilt		parent left' 'diff writes a page'
like "$(cat "$tmp/said")" '^left: rebuilt, because of file Dockerfile$' 'and prints text'
undo

# What is not up to date, and mistakes: the page, and issues that GitLab shows at their places
quality()
{
	jq -r 'map(select((.description | type) == "string" and .check_name == "basegen" and .severity == "major"
		and (.fingerprint | test("^[0-9a-f]{32}$"))) | "\(.location.path):\(.location.lines.begin): \(.description)") | join("\n")' \
		"$REPORTS/generate.quality.json"
}
"$basegen" generate --check >/dev/null
is "$? $(quality)$(shown generate | xargs)" '0 basegen generate All files are up to date.' 'generate --check writes a page'
echo more >>out/left/Dockerfile
"$basegen" generate --check >/dev/null
is "$? $(shown generate)" '1 basegen generate
1 file is not up to date. Run basegen generate, and commit out.
file
left/Dockerfile	differs' 'it names the files'
is "$(quality)" 'out/left/Dockerfile:1: differs: run basegen generate, and commit out' 'they are issues'
sed -i 's/from: base/from: bass/' images.yaml
CI_PROJECT_DIR=$tmp "$basegen" generate --check >/dev/null 2>&1
is "$? $(quality | head -n 1)" "2 family one/images.yaml:5: unknown parent 'bass'; did you mean 'base'?" 'and so is a mistake, by its path in the project'
before=$(jq -c 'map(.fingerprint)' "$REPORTS/generate.quality.json")
sed -i '1i # a comment' images.yaml
CI_PROJECT_DIR=$tmp "$basegen" generate --check >/dev/null 2>&1
is "$(quality | sed 's/^[^:]*:\([0-9]*\).*/\1/' | xargs) $(jq -c 'map(.fingerprint)' "$REPORTS/generate.quality.json")" "6 7 $before" \
	'it stays the same issue where it moves'
undo

# Where the reports may be
"$basegen" generate >/dev/null
REPORTS=build/reports "$basegen" build apart >/dev/null
runs 'a folder of the checkout is made' test -f build/reports/build.md
rm -rf build && mkdir -p build "$tmp/elsewhere" && ln -s "$tmp/elsewhere" build/reports
REPORTS=build/reports "$basegen" build apart >"$tmp/said" 2>&1
is "$? $(ls "$tmp/elsewhere")" '2 ' 'a link that leads out of the checkout is not followed'
like "$(cat "$tmp/said")" "^basegen: invalid REPORTS 'build/reports': a link leads out of the checkout" 'which is said'
: >"$tmp/file"
REPORTS=$tmp/file "$basegen" build apart >"$tmp/said" 2>&1
is "$? $(cat "$tmp/said")" "2 basegen: invalid REPORTS '$tmp/file': this is a file; name a folder, which need not exist" 'a file is no folder'
for place in out out/deep/in/it "$PWD/out" templates templates/files .git/reports; do
	before=$(find . -type f | sort)
	REPORTS=$place "$basegen" generate --check >"$tmp/said" 2>&1
	is "$? $(cat "$tmp/said")" "2 basegen: invalid REPORTS '$place': this is a place of the family's own files; name another folder, like build/reports" \
		"no report is put into '$place'"
	is "$(find . -type f | sort)" "$before" 'and nothing is written'
done
mv out "$tmp/out"
REPORTS=out "$basegen" build apart >"$tmp/said" 2>&1
is "$? $(ls out 2>/dev/null)" '2 ' 'nor into an out/ that is not there yet'
mv "$tmp/out" out
printf '%s\t%s\n' '^build .*apart-' "rm -r '$tmp/made' && : >'$tmp/made'" >"$FAKE/runs"
forget apart
"$basegen" build apart >"$tmp/said" 2>&1
is "$? $(tail -n 1 "$tmp/said")" "3 basegen: $REPORTS/build.json: Not a directory" 'a report that cannot be written is a failure'
reset
rm -rf build
cp "$root/gen/output/starter/Makefile" .
PATH=${basegen%/*}:$PATH make apart REPORTS=made >/dev/null
is "$? $(cd made && echo ./*)" '0 ./build.json ./build.md' 'make knows the variable'

done_testing
