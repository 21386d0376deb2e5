#!/bin/sh
# basegen scan with the real grype, and a database of vulnerabilities made by hand, on buildah: each finding is told once, at
# the image that brings it. Then exceptions, thresholds and formats, and a scanner that fails or lies. trivy takes too long to
# build here: what it prints was recorded (tests/scan/trivy-*.json), and a fake trivy prints that.
# shellcheck disable=SC2016 # for shells inside, and Markdown
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/scanner.sh"

# except IMAGE TEXT: gives the image of the family as it is committed this list of exceptions.
except()
{
	git checkout -q images.yaml && sed -i "s%^  $1: {%&scan-exceptions: [$2], %" images.yaml
}

# shellcheck disable=SC2317 # runs calls it
# valid SCHEMA: whether the document on standard input is.
valid()
{
	"${PYTHON:-python3}" -c 'import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.validators.validator_for(schema)(schema).validate(json.load(sys.stdin))' "$root/tests/scan/$1"
}

# A grype that notes its calls, and does for a scan what $tmp/fake says, if that is there.
fake_grype()
{
	real=$(command -v grype)
	mkdir "$tmp/bin"
	cat >"$tmp/bin/grype" <<-END
		#!/bin/sh
		echo "\$*" >>"$tmp/calls"
		case \$1 in docker-archive:*) [ ! -e "$tmp/fake" ] || . "$tmp/fake" ;; esac
		exec "$real" "\$@"
	END
	chmod +x "$tmp/bin/grype"
	PATH=$tmp/bin:$PATH
}

# The number of scans since the last time that was asked.
scans()
{
	grep -c '^docker-archive:' "$tmp/calls"
	: >"$tmp/calls"
}

scratch()
{
	find build/tmp -mindepth 1 2>/dev/null
}

scanner_start
start_family
private_buildah_start
build_debian
few=$tmp/few
mkdir "$few" && for name in git rm; do ln -s "$(command -v $name)" "$few"; done
said=$(ENGINE=$(command -v buildah) PATH=$few "$basegen" scan root 2>&1)
is "$? $said" '3 basegen: there is no scanner in PATH: install grype or trivy, and get its database with grype db update or trivy image --download-db-only' \
	'without a scanner there is one message'
said=$(ENGINE=$(command -v buildah) SCANNER=trivy PATH=$few "$basegen" scan root 2>&1)
is "$? $said" '3 basegen: there is no trivy in PATH, which SCANNER names: install it, or set another SCANNER' 'without the one that is wanted, too'
none='grype has no database of vulnerabilities that it can use'
scan root
is "$status $(cat "$tmp/said")" "3 basegen: $none: database does not exist: run grype db update" 'without a database there is one message'
database '2020-01-01 00:00:00+00:00'
scan root
is "$status" 3 'a database that is too old is none'
like "$(cat "$tmp/said")" "^basegen: $none: the vulnerability database was built .* ago .*: run grype db update\$" 'which is said with what to run'
echo garbage >"$GRYPE_DB_CACHE_DIR/6/vulnerability.db"
scan root
is "$status" 3 'a database that is broken is none'
like "$(cat "$tmp/said")" "^basegen: $none: .*: run grype db update\$" 'which is said, too'
database
contract

# Once scanned
fake_grype
scan
is "$status $(scans)" '1 0' 'what was scanned is remembered'
printf '%s\n' "$output" >"$tmp/first"
scan --force
is "$status $(scans)" '1 7' 'it is scanned again by force, the base too'
runs 'with the same result' test "$output" = "$(cat "$tmp/first")"
database '2999-01-01 00:00:00+00:00'
scan root
is "$(scans)" 2 'and with another database'
chmod 644 build/scans/*
scan root
is "$(scans)" 2 'a file that a commit could hold is not believed'
: >"build/scans/$(printf %064d 0)"
database
scan >/dev/null
is "$(find build/scans -type f | grep -c '/0*$') $(find build/scans -type f | wc -l)" '0 7' 'what the engine has no more is forgotten'

scans >/dev/null
# Files that a commit can hold: they would leave out findings and files, and write anywhere.
configure_grype()
{
	mkdir -p "${1%/*}" && printf '%s\n' 'ignore: [{vulnerability: CVE-2026-0001}]' 'exclude: ["/var/**"]' "log: {file: $tmp/written, level: trace}" >"$1"
}

scan root
printf '%s\n' "$output" >"$tmp/first"
for each in .grype.yaml .grype/config.yaml .grype.json build/.grype.yaml build/tmp/.grype.yaml; do
	configure_grype "$PWD/$each"
done
scans >/dev/null
scan root
is "$status $(scans)" '1 0' 'files of the family change nothing of the settings of grype'
scan --force root
is "$status $(scans)" '1 2' 'nor of what is scanned by them'
runs 'all is found as without them' test "$output" = "$(cat "$tmp/first")"
ok "$(test -e "$tmp/written"; echo $((! $?)))" 'and nothing is written for them'
rm -rf .grype.yaml .grype .grype.json build/.grype.yaml build/tmp/.grype.yaml
mkdir "$tmp/home" && printf 'ignore:\n  - vulnerability: CVE-2026-0001\n' >"$tmp/home/.grype.yaml"
HOME=$tmp/home scan root
is "$status $(scans)" '0 2' 'what the configuration of a person ignores is not found'
GRYPE_CONFIG=.grype.yaml scan root
is "$status" 3 'a path of the family is no path for grype'
scan >/dev/null

# The text
is "$output" "loom/root:1: 2 high, 2 low
  * high       CVE-2026-0001       libssl3, openssl 3.0.1, fixed in 3.0.2; from the base tiny:1
    2 below high; V=1 shows them
loom/tools:1: 3 high, 2 low
  * high       CVE-2026-0001       libssl3, openssl 3.0.1, fixed in 3.0.2; from the base tiny:1
  * high       GHSA-dddd-eeee-ffff tool 1.0, not fixed
    2 below high; V=1 shows them
loom/bare:1: 1 high
  * high       GHSA-dddd-eeee-ffff tool 1.0, not fixed
loom/middle:1: 1 medium
    1 below high; V=1 shows them
    2 more at or over high come from images that it stands on or copies from
loom/copying:1: brings nothing
    3 more at or over high come from images that it stands on or copies from
loom/leaf:1: 1 critical
  * critical   GHSA-aaaa-bbbb-cccc jinja2 3.1.0, fixed in 3.1.4
    2 more at or over high come from images that it stands on or copies from
$(printf '%s\n' "$output" | tail -n 1)" 'the text has a line for each vulnerability'
like "$output" '^6 scanned by grype, database of 20[0-9-]*T[0-9:]*Z; 7 findings at or over high$' 'and sums up'
V=1 scan middle
like "$output" '^    medium     CVE-2026-0003       zlib 1\.2, fixed in 2$' 'V=1 shows what is less severe'

# Thresholds
for each in 'none 0' 'critical 1' 'medium 1' 'negligible 1'; do
	SCAN_FAIL=${each% *} scan leaf
	is "${each% *} $status" "$each" "SCAN_FAIL=${each% *} on a critical one"
done
SCAN_FAIL=medium scan middle
is "$status" 1 'a medium one at SCAN_FAIL=medium'
SCAN_FAIL=unknown scan
is "$status $(cat "$tmp/said")" "2 basegen: invalid SCAN_FAIL 'unknown': expected none, negligible, low, medium, high or critical" 'another SCAN_FAIL is a mistake'
SCANNER=clair scan
is "$status $(cat "$tmp/said")" "2 basegen: invalid SCANNER 'clair': expected grype or trivy" 'and another SCANNER'

# Exceptions
year=$(date -u +%F) soon=$(date -u -d '100 days' +%F)
keys=$(cat out/keys)
except root '{id: CVE-2026-0001, reason: "nothing | reaches it", until: '"$soon}"
"$basegen" generate >/dev/null
is "$(cat out/keys)" "$keys" 'an exception changes no key'
scan root
is "$status" 0 'with an exception a finding does not count'
like "$output" '^loom/root:1: 2 low, 2 excepted$' 'an image brings what is excepted, too'
like "$output" '^    high       CVE-2026-0001       libssl3, openssl 3\.0\.1, fixed in 3\.0\.2; from the base tiny:1; excepted until '"$soon"': nothing \| reaches it$' \
	'but is told with the reason'
scan --format json middle root
is "$status $(printf '%s\n' "$output" | jq -c '[.counting, [.images[].findings[] | select(.exception).counts]]')" '0 [0,[false,false]]' 'also in JSON'
except root '{id: cve-2026-0001, package: openssl, reason: it, until: '"$soon}"
scan --format json root
is "$status $(printf '%s\n' "$output" | jq -r '.images[].findings[] | select(.counts).package')" '1 libssl3' 'one for a package holds for that alone'
except root "{id: CVE-2026-0001, reason: it, until: $(date -u +%F)}"
scan root
is "$status" 0 'it holds on its last day'
except root "{id: CVE-2026-0001, reason: it, until: $(date -u -d yesterday +%F)}"
scan root
is "$status" 1 'and ends by itself'
like "$output" "; its exception ended after $(date -u -d yesterday +%F): it\$" 'which is told'
except root "{id: CVE-2026-0001, reason: it, until: $((${year%%-*} + 1))-${year#*-}}"
scan root
is "$status" 0 'it may be for a year'
except root '{id: CVE-2026-0001, reason: it, until: 9999-12-31}'
scan --format json root
is "$status $(printf '%s\n' "$output" | jq -c '[.images[].findings[].exception | select(.) | .too_long] | unique')" '1 [true]' 'but not for longer, so that it ends by itself'
scan root
like "$output" '; its exception does not hold, as 9999-12-31 is more than a year ahead: it$' 'which is told'
except leaf '{id: CVE-2026-0004, reason: it, until: '"$soon}"
scan leaf
is "$status" 0 'an alias will do'
except leaf '{id: CVE-2026-0001, reason: it, until: '"$soon}"
scan
is "$status" 1 'a child makes no exception for its parent'
like "$output" '^images\.yaml:6: the exception for CVE-2026-0001 matches nothing that its images bring: remove it, or move it to the image that does$' \
	'and is told so'
git checkout -q images.yaml
sed -i "s|^defaults: {|&scan-exceptions: [{id: CVE-2026-0001, reason: it, until: $soon}, {id: CVE-2026-9999, reason: it, until: $soon}], |" images.yaml
scan --format json
is "$status $(printf '%s\n' "$output" | jq -c '[.counting, [.unused_exceptions[].id]]')" '1 [3,[]]' 'one in defaults holds for all; what is not built may need it'
run_build spare >/dev/null
scan --format json
is "$(printf '%s\n' "$output" | jq -c '[.unused_exceptions[].id]')" '["CVE-2026-9999"]' 'once all are scanned, one that matches nothing is told'
scan --format json root
is "$status $(printf '%s\n' "$output" | jq -c '.unused_exceptions')" '0 []' 'a run on one image does not know'

# Documents
REPORTS=$tmp/reports scan --format sarif --sarif "$tmp/findings.sarif"
is "$status $(cat "$tmp/said")" '1 ' 'all reports come from one run'
printf '%s\n' "$output" >"$tmp/printed.sarif"
runs 'SARIF: what is printed is what is in the file' cmp "$tmp/printed.sarif" "$tmp/findings.sarif"
runs 'SARIF: and in the folder of reports' cmp "$tmp/printed.sarif" "$tmp/reports/scan.sarif"
is "$(jq -c '[.runs[0].invocations[].executionSuccessful]' "$tmp/printed.sarif")" '[true]' 'SARIF: it says that it is whole'
runs 'SARIF: it is what readers take' valid sarif-schema-2.1.0.json <"$tmp/printed.sarif"
runs 'JSON: it has the form that its schema says' valid scan.schema.json <"$tmp/reports/scan.json"
is "$(jq -r '.runs[0] | [.tool.driver.rules[].id] as $rules | .results[] | select($rules[.ruleIndex] != .ruleId)' "$tmp/printed.sarif")" '' 'SARIF: each result has its rule'
is "$(jq -c '.runs[0].results[] | select(.ruleId | startswith("GHSA-aaaa")) | [.level, .locations[0].physicalLocation.artifactLocation.uri,
	.locations[0].physicalLocation.region.startLine, .suppressions]' "$tmp/printed.sarif")" '["error","images.yaml",6,null]' 'SARIF: a finding stands at the line of its image'
is "$(jq -c '[.runs[0].results[] | select(.suppressions) | .ruleId] | unique' "$tmp/printed.sarif")" '["CVE-2026-0001"]' 'SARIF: one with an exception is suppressed'
is "$(jq -r '.runs[0].results[].partialFingerprints["basegenFinding/v1"]' "$tmp/printed.sarif" | sort | uniq -d)" '' 'SARIF: no two have the same fingerprint'
is "$(jq -r '.runs[0].tool.driver.rules[] | select(.id == "GHSA-aaaa-bbbb-cccc").properties["security-severity"]' "$tmp/printed.sarif")" 9.5 'SARIF: a score for the host'
like "$(cat "$tmp/reports/scan.md")" '^\| `leaf` \| critical \| `GHSA-aaaa-bbbb-cccc` \| `jinja2 3\.1\.0, fixed in 3\.1\.4` \| counts :x: \|$' 'Markdown: a row for each vulnerability'
git checkout -q images.yaml
scan --format github leaf
is "$(printf '%s\n' "$output" | tail -n 1)" '::error file=images.yaml,line=6,title=leaf::GHSA-aaaa-bbbb-cccc (critical): jinja2 3.1.0, fixed in 3.1.4' 'GitHub: an annotation at the image'
mv "$tmp/family" "$tmp/a family" && cd "$tmp/a family" || exit 1
GITHUB_WORKSPACE=$tmp scan --format sarif leaf
is "$(printf '%s\n' "$output" | jq -r '.runs[0].results[].locations[].physicalLocation.artifactLocation.uri')" 'a%20family/images.yaml' \
	'SARIF: a path from the checkout, as a reference'
scan --sarif "$tmp"
is "$status" 2 'SARIF goes into no folder'
for each in images.yaml images.lock ./out/../images.yaml out/x.sarif out/new/x.sarif templates/x.sarif .git/x.sarif; do
	scan --sarif "$each"
	is "$status $(cat "$tmp/said")" "2 basegen: scan: --sarif takes the name of a report, and '$each' is a place of the family's own files: write it into another folder, like build/; see: basegen help scan" \
		"SARIF does not replace $each"
done
is "$(git status --porcelain)" '' 'nor put anything there'
SCANNER=trivy REPORTS=$tmp/reports PATH=$few "$basegen" scan --sarif "$tmp/findings.sarif" >/dev/null 2>&1
is "$? $(ls "$tmp/reports")" '3 scan.md' 'of a run that fails early no old report is left'
runs 'nor an old file of SARIF' test ! -e "$tmp/findings.sarif"
like "$(cat "$tmp/reports/scan.md")" '^The run ended early' 'and the page says so'

# Without what an image stands on
"$engine" untag tiny:1 2>/dev/null || "$engine" rmi tiny:1 >/dev/null
scan root
is "$status" 1 'without the base in the engine all counts'
like "$output" '^    the engine does not have tiny:1, so what comes from there counts here$' 'which is said'
like "$output" '^  \* high       CVE-2026-0001       libssl3, openssl 3\.0\.1, fixed in 3\.0\.2$' 'as the own of the image'
"$engine" rmi loom/spare:1 >/dev/null 2>&1
"$engine" images --format '{{.Name}}:{{.Tag}}' | grep 'loom/spare:' | xargs -r "$engine" rmi >/dev/null
scan --all
is "$status $(cat "$tmp/said")" '1 basegen: loom/spare:1 is not built, so it is not scanned: run basegen build spare' 'with --all what is on demand has to be there'

# A code host closes the alerts of what SARIF leaves out.
# no_sarif NAME [ARGUMENT...]: such a run writes no file of SARIF, and what it prints says that it is not whole.
no_sarif()
{
	name=$1
	shift
	: >"$tmp/findings.sarif"
	REPORTS=$tmp/reports scan --format sarif --sarif "$tmp/findings.sarif" "$@"
	is "$(find "$tmp/reports" "$tmp/findings.sarif" -name '*.sarif' 2>/dev/null)" '' "$name: there is no file of SARIF"
	is "$(printf '%s\n' "$output" | jq -c '[.runs[0].invocations[].executionSuccessful]')" '[false]' "$name: what is printed says that it is not whole"
}

no_sarif 'an image that is not built' --all
echo 'case $1 in *) [ -e "$0.later" ] && exit 1; : >"$0.later" ;; esac' >"$tmp/fake"
no_sarif 'a scanner that dies at the second image' --force
is "$status" 3 'which is a failure'
like "$(cat "$tmp/reports/scan.md")" 'the run ended early' 'and the page says so'
rm "$tmp/fake" "$tmp/bin/grype.later"

# A scanner that fails: one message, and nothing is left behind.
# fails NAME MESSAGE: what $tmp/fake does leads to that.
fails()
{
	scan --force leaf
	is "$status $(cat "$tmp/said")" "3 basegen: loom/leaf:1: grype cannot scan it: $2" "$1 is a failure"
	is "$(scratch)" '' "$1: nothing is left behind"
}

unexpected='its answer is not what this version of basegen expects'
echo 'kill -9 $$' >"$tmp/fake"
fails 'a scanner that dies' 'ended by signal 9'
echo 'echo oh no >&2; exit 1' >"$tmp/fake"
fails 'a scanner that complains' 'oh no'
for answer in '' '{' '{"matches": {}}' '{"matches": [{}]}' '[]' "$(printf '%0100000d' 0 | tr 0 '[')"; do
	printf "printf '%%s' '%s'; exit\n" "$answer" >"$tmp/fake"
	fails "the answer $(printf %.20s "$answer")" "$unexpected"
done
echo 'exec cat /dev/zero' >"$tmp/fake"
fails 'an answer without an end' 'it printed more than 64 MiB, and was ended'
echo 'exec cat /dev/zero >&2' >"$tmp/fake"
fails 'a message without an end' 'it printed more than 64 MiB, and was ended'
printf 'echo >>"%s/late"; exec sleep 100\n' "$tmp" >"$tmp/fake"
printf 'include $(BUILD)/config.mk\nall: ; @$(CC) -shared -fPIC -o shim.so "$(library)" -ldl\n' >"$tmp/shim.mk"
runs 'the library for a clock that runs ahead is made' make -s -C "$tmp" -f shim.mk "BUILD=$BUILD" "library=$root/tests/lib/shim.c"
SHIM_LATE=$tmp/late LD_PRELOAD=$tmp/shim.so ASAN_OPTIONS=verify_asan_link_order=0 fails 'a scanner that hangs' 'it took longer than 15 min, and was ended'
echo 'echo "{\"matches\": []}"; exit 2' >"$tmp/fake"
fails 'a scanner that says by its status that there are findings, and tells none,' 'ended with status 2'
echo "\"$real\" \"\$@\"; exit 2" >"$tmp/fake"
scan --force leaf
is "$status" 1 'a scanner that says by its status that there are findings has not failed'

# Ctrl-C
printf 'echo $$ >"%s/pid"; exec sleep 100\n' "$tmp" >"$tmp/fake"
env --default-signal=INT "$basegen" scan --force leaf >"$tmp/output" 2>&1 &
running=$!
for _ in $(seq 300); do
	[ ! -s "$tmp/pid" ] || break
	sleep 0.1
done
kill -INT "$running"
wait "$running"
is "$?" 130 'Ctrl-C ends the run'
runs 'and the scanner' sh -c "! kill -0 $(cat "$tmp/pid") 2>/dev/null"
is "$(scratch)" '' 'and nothing is left behind'

# All texts of a report are data.
cat >"$tmp/report" <<'END'
{"matches": [{"vulnerability": {"id": "CVE-1\n::error::owned", "severity": "HIGH", "dataSource": "javascript:alert(1)",
    "description": "[click](1) \\ <script>", "fix": {"versions": ["2\n##[error]owned", 3, null, {}], "state": "fixed"}},
  "relatedVulnerabilities": [{"id": "CVE-2\u001b[31m"}, {}, 1],
  "artifact": {"name": "a|`b`[x](http://e)@user\u001b[31m<img>", "version": "1\n::error::owned", "type": "\u202e", "locations": [{"path": "/a\nb"}]}},
 {"vulnerability": {"id": "CVE-3", "severity": 7}, "artifact": []}]}
END
echo "cat '$tmp/report'; exit" >"$tmp/fake"
REPORTS=$tmp/reports scan --force --format github bare
is "$status" 1 'hostile texts: they are findings'
is "$(printf '%s\n' "$output" | grep -c '^ *::')" 1 'hostile texts: one annotation'
is "$(printf '%s' "$output" | grep -v '^::' | grep -c "$(printf '\033\|\342\200\256\|##\[')")" 0 'hostile texts: nothing for a terminal or a runner'
runs 'hostile texts: SARIF stays valid' valid sarif-schema-2.1.0.json <"$tmp/reports/scan.sarif"
runs 'hostile texts: and JSON' valid scan.schema.json <"$tmp/reports/scan.json"
is "$(jq -c '[.runs[0].tool.driver.rules[] | .helpUri // empty]' "$tmp/reports/scan.sarif")" '[]' 'hostile texts: no link of theirs'
is "$(grep -c '^| `bare` | high | ' "$tmp/reports/scan.md") $(grep -c '^::\|<img>@' "$tmp/reports/scan.md")" '1 0' 'hostile texts: Markdown has a row of code'

# trivy: what version 0.74.0, built from its module, has printed on an image of Debian with a hole in two packages, and with one in a Python package
fake_trivy()
{
	cat >"$tmp/bin/trivy" <<-END
		#!/bin/sh
		case \$1 in
		version) cat "\${TRIVY_SAYS:-$root/tests/scan/trivy-version.json}" ;;
		image) echo "\$*" >"$tmp/called" && cat "$root/tests/scan/trivy-report.json" ;;
		esac
	END
	chmod +x "$tmp/bin/trivy"
}

fake_trivy
SCANNER=trivy scan --format json bare
is "$status" 1 'trivy: findings are status 1'
is "$(brings bare)" "$(printf '%s\n' 'critical CVE-2026-0004 Jinja2 3.1.0 3.1.4' 'high CVE-2026-0001 libssl3 3.0.1 3.0.2' 'high CVE-2026-0001 openssl 3.0.1 3.0.2' \
	'low CVE-2026-0002 libssl3 3.0.1 ' 'low CVE-2026-0002 openssl 3.0.1 ')" 'trivy: the same findings as by grype'
is "$(printf '%s\n' "$output" | jq -c '.images[].findings[0] | [.aliases, .type, .path, .score]')" \
	'["GHSA-aaaa-bbbb-cccc","python-pkg","/usr/lib/python3/dist-packages/jinja2-3.1.0.dist-info/METADATA","9.8"]' 'trivy: with what else it says'
is "$(sed 's,--input /.*/image.tar,--input FILE,' "$tmp/called")" \
	'image --input FILE --format json --scanners vuln --skip-db-update --skip-java-db-update --skip-version-check --offline-scan --exit-code 0 --quiet' \
	'trivy: it reaches no network'
echo '{"Version": "dev"}' >"$tmp/no-database.json"
TRIVY_SAYS=$tmp/no-database.json SCANNER=trivy scan bare
is "$status $(cat "$tmp/said")" '3 basegen: trivy has no database of vulnerabilities that it can use: run trivy image --download-db-only' 'trivy: without a database'

done_testing
