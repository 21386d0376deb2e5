#!/bin/sh
# What the steps of GitHub's workflows do where nothing has to be built: which registry they log in to and with what, which
# branches they run for, which pull request of the night they write to, and what they print. They run as they stand, by
# tests/lib/workflow.py, with stand-ins for basegen, skopeo, grype and the script of the night. workflows.t builds.
# shellcheck disable=SC2016,SC2317 # texts have a dollar, and functions are called by name
. "${0%/*}/lib/tap.sh"

runs=0 secret=REGISTRY_PASSWORD=secret

# stand_in NAME <TEXT: a program.
stand_in()
{
	{ echo '#!/bin/sh' && cat; } >"$tmp/bin/$1" && chmod +x "$tmp/bin/$1"
}

start()
{
	mkdir "$tmp/bin" "$tmp/family" && cd "$tmp/family" && mkdir -p .github/workflows out/ci || exit 1
	for name in settings comment main release nightly; do
		"$basegen" stock ".github/workflows/$name.yml" >"$tmp/text" && cp "$tmp/text" ".github/workflows/$name.yml"
	done
	sed -i 's/BASEGEN_IMAGE: ""/BASEGEN_IMAGE: basegen/' .github/workflows/settings.yml
	stand_in skopeo <<-'END'
		printf '%s %s\n' "$*" "$(cat)" >>"$HOME/../../skopeo"
	END
	stand_in grype <<-'END'
		[ "$*" = 'db update' ] && echo grype >>"$HOME/../../updates"
	END
	stand_in trivy <<-'END'
		[ "$*" = 'image --download-db-only' ] && echo trivy >>"$HOME/../../updates"
	END
	stand_in basegen <<-'END'
		case $* in
		*matrix*) echo '[{"id": "base", "name": "base", "images": "base", "platform": "", "level": 0, "needs": []}]' ;;
		*scan*) mkdir -p build/reports && echo '{"version": "2.1.0"}' >build/reports/scan.sarif ;;
		esac
		echo "REGISTRY=$REGISTRY basegen $*" >>"$HOME/../../basegen"
	END
	cat >out/ci/nightly.sh <<-'END'
		echo '::error::forged' && printf '::add-mask::a'
		mkdir -p build/nightly && echo 'Update $(touch pwned)' >build/nightly/title && echo text >build/nightly/body.md
		git push -q origin HEAD:refs/heads/basegen/nightly
		[ ! -e fail ]
	END
	git init -q -b main . && git config user.name a && git config user.email a@b && git add -A && git commit -qm one
	git init -q --bare -b main "$tmp/remote" && git remote add origin "$tmp/remote" && git push -q origin main
}

# workflow NAME EVENT OPTION...: runs it in $run, a new folder; what jobs came to is in $output.
workflow()
{
	runs=$((runs + 1)) run=$tmp/run-$runs name=$1
	shift
	output=$("${PYTHON:-python3}" "$root/tests/lib/workflow.py" "$tmp/remote" ".github/workflows/$name.yml" --folder "$run" --run-id "$runs" \
		--artifacts "$tmp/artifacts" --basegen "$tmp/bin/basegen" --tools "$tmp/bin" "$@" 2>&1)
	status=$?
}

came_to()
{
	is "$status $output" "$1" "$2"
	[ "$status $output" = "$1" ] || diag "$(tail -n 40 "$run/log")"
}

# logins: to what the run logs in, as whom, and with what.
logins()
{
	sed 's/^login --authfile [^ ]* --username \([^ ]*\) --password-stdin \([^ ]*\) /\1 \2 /' "$run/skopeo" 2>/dev/null | sort -u
}

main_done='settings=success plan=success images=success tags=success'

test_registry()
{
	workflow main push --owner Acme
	came_to "0 $main_done" 'an owner with a capital letter'
	is "$(sed 's/ .*//' "$run/basegen" | sort -u)" REGISTRY=ghcr.io/acme 'has a registry in small letters'
	is "$(logins)" 'somebody ghcr.io a-token' 'where the token of the run logs in'
	for place in registry.example.com/acme ghcr.io.example.com/acme ghcr.io:5000/acme; do
		for name in main release; do
			ref=refs/heads/main
			[ "$name" = main ] || ref=refs/tags/v1.0.0
			git push -q -f origin "HEAD:$ref"
			workflow "$name" push --ref "$ref" --var "REGISTRY=$place"
			came_to '1 settings=success plan=failure images=skipped tags=skipped' "$name: another registry, $place, without a password"
			is "$(cat "$run/skopeo" "$run/basegen" 2>/dev/null)" '' 'does not get the token of the run, and nothing is built'
			like "$(cat "$run/log")" '^::error title=Log in::set the secret REGISTRY_PASSWORD' 'it is said what to set'
		done
	done
	workflow nightly schedule --var REGISTRY=registry.example.com/acme
	like "$status $output" '^1 settings=success night=failure ' 'nightly: another registry without a password'
	is "$(cat "$run/skopeo" 2>/dev/null)" '' 'does not get the token either'
	workflow main push --var REGISTRY=registry.example.com/acme --var REGISTRY_USER=robot --secret "$secret"
	came_to "0 $main_done" 'another registry with a password'
	is "$(logins)" 'robot registry.example.com secret' 'gets that'
}

test_branches()
{
	git push -q origin main:master
	workflow main push --ref refs/heads/master --payload '{"repository": {"default_branch": "master"}}'
	came_to "0 $main_done" 'main: the default branch is master'
	workflow main push --ref refs/heads/master
	came_to '0 settings=skipped plan=skipped images=skipped tags=skipped' 'main: master is not the default branch'
	git push -q origin main:refs/tags/v1 main:refs/tags/v1.2 main:refs/tags/v12.0.10-rc.1 main:refs/tags/xv1.2.3
	for tag in v1 v1.2 xv1.2.3; do
		workflow release push --ref "refs/tags/$tag"
		is "$status $output" '2 workflow.py does not know this event, which does not start the workflow' "release: the tag $tag is no version"
	done
	workflow release push --ref refs/tags/v12.0.10-rc.1
	came_to "0 $main_done" 'release: v12.0.10-rc.1 is one'
	git push -q origin main:feature main:refs/tags/main
	for ref in refs/heads/feature refs/tags/main; do
		workflow nightly workflow_dispatch --ref "$ref"
		is "$status $(echo "$output" | tr ' ' '\n' | grep -vc =skipped)" '0 0' "nightly: nothing is done for $ref"
		is "$(cat "$run/basegen" 2>/dev/null)" '' 'and nothing is called'
	done
}

test_code_scanning()
{
	done='settings=success night=success pull-request=success plan=success scan=success'
	for private in false true; do
		rm -rf "$tmp/gh" && mkdir "$tmp/gh" && echo "{\"private\": $private}" >"$tmp/gh/answer.1"
		workflow nightly schedule --gh "$tmp/gh"
		came_to "0 $done" "a night of a repository that is private: $private"
		is "$private $(cd "$run" && echo sarif/*)" "$(echo "$private" | sed 's,false,false sarif/base.sarif,; s,true,true sarif/*,')" 'uploads what the scan has found, or does not'
	done
	workflow nightly workflow_dispatch --payload '{"repository": {"default_branch": "main", "private": true}}'
	is "$(cd "$run" && echo sarif/*)" 'sarif/*' 'nor does one that a person starts in a private repository'
	workflow nightly schedule --var CODE_SCANNING=yes
	is "$(ls "$run/sarif")" base.sarif 'but with CODE_SCANNING=yes'
	workflow nightly schedule --var CODE_SCANNING=yes --no-code-scanning
	came_to "0 $done" 'findings that GitHub does not take are no failure'
	like "$(cat "$run/log")" 'scan: github/codeql-action/upload-sarif.*: failed' 'though they were sent'
}

# event_of NAME: what starts the workflow is in $event, and on what in $ref.
event_of()
{
	ref=refs/heads/main event=push
	[ "$1" != release ] || ref=refs/tags/v1.0.0
	[ "$1" != nightly ] || event=schedule
}

# Each workflow gets the list of the scanner that is set.
test_scanner()
{
	for name in main release nightly; do
		event_of "$name"
		workflow "$name" "$event" --ref "$ref"
		is "$(sort -u "$run/updates")" grype "$name: the scanner is grype"
		workflow "$name" "$event" --ref "$ref" --var SCANNER=trivy --var 'SCAN_UPDATE=trivy image --download-db-only'
		is "$status $(sort -u "$run/updates")" '0 trivy' "$name: or trivy"
	done
}

# The calls of basegen whose messages the runner would read as commands.
test_messages()
{
	for name in main release nightly; do
		event_of "$name"
		workflow "$name" "$event" --ref "$ref"
		is "$(grep -vc -e '--format github' "$run/basegen")" 0 "$name: all messages of basegen are GitHub's"
	done
	workflow nightly schedule
	word=$(sed -n 's/^::stop-commands::\([0-9a-f]\{32\}\)$/\1/p' "$run/log")
	isnt "$word" '' 'nightly: commands are stopped by a word'
	is "$(sed -n "/^::stop-commands::/,/^::$word::\$/p" "$run/log" | sed '1d;$d')" '::error::forged
::add-mask::a' 'while the script runs'
	like "$(sed -n "/^::$word::\$/,\$p" "$run/log")" 'Add to the summary' 'and go on behind it'
	touch fail && git add fail && git commit -qm fail && git push -q origin main
	workflow nightly schedule
	like "$status $output" '^1 settings=success night=failure ' 'a night that fails is red'
	isnt "$(sed -n 's/^::stop-commands::\([0-9a-f]\{32\}\)$/\1/p' "$run/log")" "$word" 'with another word'
	git revert --no-edit HEAD >/dev/null && git push -q origin main
}

# night ANSWER: the calls of gh of a night in which GitHub answers so to the question for pull requests.
night()
{
	tip=$(git rev-parse HEAD)
	rm -rf "$tmp/gh" && mkdir "$tmp/gh" && printf '{"object": {"sha": "%s"}}\n' "$tip" >"$tmp/gh/answer.1"
	jq -n --arg tip "$tip" "$1" >"$tmp/gh/answer.2"
	workflow nightly schedule --gh "$tmp/gh" --var CODE_SCANNING=no
	called=$(sed -n '/^call 3$/,$p' "$tmp/gh/calls" | xargs -d '\n')
}

test_pull_request()
{
	opened='call 3 api repos/acme/family/pulls --raw-field head=basegen/nightly --raw-field base=main --raw-field title=Update $(touch pwned) --field body=@-'
	own='head: {sha: "0", repo: {full_name: "acme/family"}}'
	night '[]'
	is "$status $called" "0 $opened" 'no pull request: one is opened'
	is "$(sed -n '/^call 2$/,/^call 3$/p' "$tmp/gh/calls" | grep -c -e '^head=acme:basegen/nightly$' -e '^base=main$')" 2 'of this owner, to the branch of the run'
	night '[{number: 4, state: "open", head: {sha: $tip, repo: {full_name: "stranger/family"}}}, {number: 5, state: "open", head: {sha: $tip, repo: null}}]'
	is "$status $called" "0 $opened" 'one of a fork is left alone'
	night "[{number: 4, state: \"open\", head: {sha: \$tip, repo: {full_name: \"acme/fork\"}}}, {number: 3, state: \"open\", $own}]"
	is "$status $called" '0 call 3 api --method PATCH repos/acme/family/pulls/3 --raw-field title=Update $(touch pwned) --field body=@-' 'the one of the repository gets the text'
	is "$(cat "$tmp/gh/body.3")" text 'of the night'
	night "[{number: 3, state: \"closed\", merged_at: null, $own}, {number: 2, state: \"closed\", merged_at: \"2026-01-01\", head: {sha: \$tip, repo: {full_name: \"acme/family\"}}}]"
	is "$status $called" "0 $opened" 'one that was closed with another update, or merged, is over'
	night '[{number: 3, state: "closed", merged_at: null, head: {sha: $tip, repo: {full_name: "acme/family"}}}]'
	is "$status $called" '0 ' 'one that a person has closed with this update stays closed'
	like "$(cat "$run/log")" '^::notice title=nightly::pull request 3 .*was closed' 'which is said'
	night '[{number: 3, state: "closed", merged_at: null, head: {sha: $tip, repo: {full_name: "stranger/family"}}}]'
	is "$status $called" "0 $opened" 'but not one of a fork'
	is "$(find "$run" "$tmp/family" -name pwned)" '' 'a title is not run'
	stand_in gh <<-'END'
		case "$*" in *' head=basegen/nightly '*) echo 'GitHub Actions is not permitted to create or approve pull requests' >&2; exit 1 ;; esac
	END
	workflow nightly schedule
	is "$status $(echo "$output" | grep -o 'pull-request=[a-z]*')" '1 pull-request=failure' 'a pull request that may not be opened is a failure'
	like "$(cat "$run/log")" '^::error title=nightly::.*Allow GitHub Actions to create and approve pull requests.*NIGHTLY_TOKEN' 'it is said what to allow or to set'
	rm "$tmp/bin/gh"
}

test_comment()
{
	payload='{"workflow_run": {"name": "pull request", "event": "pull_request", "id": 7, "head_branch": "b", "head_sha": "1", "head_repository": {"id": 7, "owner": {"login": "stranger"}}}}'
	mkdir -p "$tmp/artifacts/7/comment"
	printf '@dependabot merge\n/approve\n \t/lgtm\r\nCc @acme/owners, a/b\n@@ -1 +1 @@\n' >"$tmp/artifacts/7/comment/diff.md"
	rm -rf "$tmp/gh" && mkdir "$tmp/gh" && echo '[{"number": 1, "head": {"sha": "1"}}]' >"$tmp/gh/answer.1"
	workflow comment workflow_run --payload "$payload" --gh "$tmp/gh"
	came_to '0 comment=success' 'a comment is posted'
	is "$(head -n 3 "$tmp/gh/body.3")" '<!-- basegen -->
_The run of this pull request has written what follows; nobody has reviewed it._' 'it says first who has written it'
	is "$(sed 1,3d "$tmp/gh/body.3" | sed "s/$(printf '\342\200\213')/0/g")" "$(printf '@0dependabot merge\n0/approve\n \t0/lgtm\nCc @0acme/owners, a/b\n@@ -1 +1 @@')" \
		'and neither tells somebody nor orders a bot'
}

start
test_registry
test_branches
test_code_scanning
test_scanner
test_messages
test_pull_request
test_comment
done_testing
