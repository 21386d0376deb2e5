#!/bin/sh
# What a run writes into REPORTS, beside what it prints: JSON Lines for jq, JUnit's XML for a strict reader of it
# (tests/lib/junit.py), and pages in Markdown. A docker that only notes how it is called builds and runs the tests.
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

page()
{
	cat "$REPORTS/$1.md"
}

# A build
printed=$("$basegen" build)
is "$? $(reports)" '0 build.json build.md' 'a build writes its events and a page'
is "$(jq -r .event "$REPORTS/build.json" | sort | uniq -c | xargs)" '5 end 5 start 1 table' 'the events are those of --format json'
is "$(jq -c 'select(.event == "table").counts' "$REPORTS/build.json")" '{"built":5}' 'and the table is the last of them'
like "$printed" '^5 built$' 'what is printed stays text'
like "$(page build)" '^5 built\.$' 'the page counts'
like "$(page build)" '^\| .left. \| built \| [0-9]+ s \|  \|$' 'and has a line for each image'
"$basegen" build >/dev/null
is "$? $(page build | xargs) $(jq -c 'select(.event == "table").counts' "$REPORTS/build.json")" '0 ## basegen build There was nothing to do. 5 current. {"current":5}' 'a build with nothing to do says so'

done_testing
