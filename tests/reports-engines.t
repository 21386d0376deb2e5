#!/bin/sh
# What one run of a real docker and a real buildah writes into REPORTS: an image that is built, one that fails, one whose
# tests fail, and nothing of what they print is markup, a command of the runner of GitHub, or lost. buildah loses what a
# command prints right before it ends.
# shellcheck disable=SC2119,SC2016,SC2317 # the helpers take words of their own; for shells inside; called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"

page()
{
	"${PYTHON:-python3}" "$root/tests/lib/page.py" "$@"
}

test_reports()
{
	REPORTS=$tmp/$kind/reports LOGS=$tmp/$kind/log
	export REPORTS LOGS
	add_running fails "echo '::set-output name=a::b'; echo '</code></pre>@everyone'; exit 3"
	sed -i 's/^  left: {/  left: {tests: [{command: [sh, -c, "echo \\"<b>@c\\"; sleep .3; exit 4"]}], /' images.yaml && "$basegen" generate >/dev/null
	timeout -k 20 200 "$basegen" --format github build -k >"$tmp/said" 2>&1
	status=$?
	timeout -k 20 100 "$basegen" --format github test --only tests >>"$tmp/said" 2>&1
	is "$status $?" '1 1' "$kind: a build and a test fail"
	is "$(cd "$REPORTS" && echo *)" 'build.json build.md test.json test.md test.xml' "$kind: one run gives all reports"
	runs "$kind: the events fit their schema" sh -c '"$0" "$1" "$3/build.json" && "$0" "$1" "$3/test.json" && "$0" "$2" "$3/test.xml"' \
		"${PYTHON:-python3}" "$root/tests/lib/events.py" "$root/tests/lib/junit.py" "$REPORTS"
	is "$(jq -c 'select(.event == "table").counts' "$REPORTS/build.json")" '{"built":4,"failed":1}' "$kind: what was built, and what failed"
	like "$(jq -r 'select(.event == "end" and .image == "apart").tail[]' "$REPORTS/build.json")" '</code></pre>@everyone$' "$kind: the end of the log is there"
	pages=$(page "$REPORTS"/*.md)
	like "$pages" '^apart	failed :x:	' "$kind: the page of the build has the image"
	like "$pages" '</code></pre>@everyone$' "$kind: its log stays text"
	like "$pages" '^left	failed :x:	0	1	0	' "$kind: the page of the test has the other"
	like "$pages" '^<b>@c$' "$kind: what it printed stays text"
	is "$("${PYTHON:-python3}" "$root/tests/lib/runner.py" <"$tmp/said" | jq -r '[.command, .title] | join(" ")' | sort | xargs)" \
		'error apart error basegen error left' "$kind: the runner of GitHub finds no other commands"
}

# What is sent to a registry, and what two builds have in common
test_more_reports()
{
	REGISTRY=127.0.0.1:$port/$kind
	export REGISTRY
	timeout -k 20 100 "$basegen" push base left apart >/dev/null 2>&1
	like "$? $(page "$REPORTS/push.md")" "apart:1 is not built" "$kind: a push reports what is missing"
	undo && timeout -k 20 200 "$basegen" build >/dev/null 2>&1
	timeout -k 20 100 "$basegen" push >/dev/null 2>&1
	is "$? $(jq -c 'select(.event == "table").counts' "$REPORTS/push.json")" '0 {"sent":5}' "$kind: and what was sent"
	rm -f "$REPORTS"/*
	timeout -k 20 200 "$basegen" reproduce base >/dev/null 2>&1
	is "$? $(jq -r .event "$REPORTS/reproduce.json" | xargs)" '0 reproduce counts' "$kind: reproduce reports its findings"
	like "$(page "$REPORTS/reproduce.md")" '^1 the same, 0 different, 0 failed.$' "$kind: and counts them"
	like "$(page "$REPORTS/reproduce.md")" "^ok .*/base:1: the same" "$kind: and tells each"
	unset REGISTRY
}

start_registry
allow_http "$port"
for start in private_docker_start private_buildah_start; do
	$start
	family "$tmp/$kind" tiny:1
	build_base
	test_reports
	test_more_reports
	unset REPORTS LOGS
	stop_engine
done

done_testing
