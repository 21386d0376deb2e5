#!/bin/sh
# The workflows of GitHub that basegen init writes, run by tests/lib/workflow.py as they stand, against a bare repository and a
# registry on loopback, by buildah. Each job has a store of images of its own. Pull requests see a registry that takes nothing.
# Runs early: it takes long.
# shellcheck disable=SC2016,SC2119,SC2317 # texts have a dollar; helpers take words of their own, and functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/scanner.sh"

runs=0

# A family as a team starts one, with what it sets, as forks see it; and with three images on a tiny base from the registry: two on each other, and one apart.
start_family()
{
	"$basegen" init "$tmp/family" >/dev/null && cd "$tmp/family" || exit 1
	sed -i -e '/^env:/,/^$/{' -e 's/BASEGEN_IMAGE: ""/BASEGEN_IMAGE: basegen/' -e "s,REGISTRY: \"\",REGISTRY: 127.0.0.1:$reader_port/acme," \
		-e 's/ENGINE: ""/ENGINE: buildah/' -e '}' .github/workflows/settings.yml
	rm -rf templates && cat >images.yaml <<-END
		name: loom
		defaults: {from: "127.0.0.1:$port/tiny:1", tag: "1", tests: [{command: [cat, /etc/tiny], output: tiny}]}
		images:
		  base: {env: {WHO: base}}
		  left: {from: base, env: {WHO: left}}
		  apart: {env: {WHO: apart}, platforms: [linux/amd64, linux/arm64]}
	END
	"$basegen" generate >/dev/null && git init -q -b main . && git config user.name a && git config user.email a@b && git add -A && git commit -qm one
	git init -q --bare -b main "$tmp/remote" && git remote add origin "$tmp/remote" && git push -q origin main
}

# workflow NAME EVENT OPTION...: runs it in $run, a new folder; what jobs came to is in $output.
workflow()
{
	runs=$((runs + 1)) run=$tmp/run-$runs name=$1
	shift
	output=$("${PYTHON:-python3}" "$root/tests/lib/workflow.py" "$tmp/remote" ".github/workflows/$name.yml" --folder "$run" --run-id "$runs" \
		--artifacts "$tmp/artifacts" --own-stores "$driver" "$@" 2>&1)
	status=$?
}

# publish NAME EVENT OPTION...: with the registry that takes what is pushed.
publish()
{
	workflow "$@" --var "REGISTRY=127.0.0.1:$port/acme" --secret REGISTRY_PASSWORD=secret
}

# pull_request NUMBER BRANCH: of a clone without secrets, at the merge with main that GitHub makes.
pull_request()
{
	git checkout -q -B merge main && git merge -q --no-ff -m merge "$2" && git push -q origin "+merge:refs/pull/$1/merge" && git checkout -q "$2"
	workflow pull-request pull_request --ref "refs/pull/$1/merge"
}

# comment BRANCH [SHA]: what GitHub starts after the run before, of a branch of a fork.
comment()
{
	payload=$(jq -n --arg branch "$1" --arg sha "${2-$head}" --arg id "$runs" \
		'{workflow_run: {name: "pull request", event: "pull_request", id: $id, head_branch: $branch, head_sha: $sha, head_repository: {id: 7, owner: {login: "stranger"}}}}')
	workflow comment workflow_run --payload "$payload" --gh "$tmp/gh"
}

# answer N TEXT: what gh answers to the call N of the next run.
answers()
{
	rm -rf "$tmp/gh" && mkdir "$tmp/gh"
	number=0
	for text; do
		number=$((number + 1))
		printf '%s\n' "$text" >"$tmp/gh/answer.$number"
	done
}

# change BRANCH OLD NEW: an edit of images.yaml on a branch of main.
change()
{
	git checkout -q -B "$1" main && edit "$2" "$3" && git commit -qam "$1"
}

# What a run came to; its log is shown if that is another.
came_to()
{
	is "$status $output" "$1" "$2"
	[ "$status $output" = "$1" ] || diag "$(tail -n 40 "$run/log")"
}

# Everything that the registry has, by the sums of its files.
contents()
{
	(cd "$tmp/registry" && find . -type f ! -path '*/_uploads/*' | LC_ALL=C sort | xargs sha256sum) >"$tmp/contents"
	cat "$tmp/contents"
}

# public_tags: each with what it names.
public_tags()
{
	(cd "$(repositories)" && grep -H . ./*/_manifests/tags/[!k]*/current/link)
}

# never_run WORKFLOW...: the commands of workflows that no run here has come to.
never_run()
{
	"${PYTHON:-python3}" - "$root/tests/lib" "$tmp" "$@" <<-'END'
		import pathlib, sys
		sys.dont_write_bytecode = True
		sys.path.insert(0, sys.argv[1])
		from workflow import Loader, yaml
		lines = {}
		for path in pathlib.Path(sys.argv[2]).glob("run-*/log"):
		    first, *rest = path.read_text().splitlines()
		    lines.setdefault(first, set()).update(rest)
		for name in sys.argv[3:]:
		    workflow = yaml.load(pathlib.Path(".github/workflows", name + ".yml").read_text(), Loader)
		    for job, spec in workflow["jobs"].items():
		        for step in spec.get("steps", ()):
		            if "run" in step and f"  {job}: {step['name']}" not in lines[f"workflow {name}"]:
		                print(f"{name}: {step['name']}")
	END
}

# unmoved NAME: the registry has what it had when $before was set.
unmoved()
{
	printf '%s\n' "$before" >"$tmp/before" && contents >/dev/null
	runs "$1" diff "$tmp/before" "$tmp/contents"
}

private_buildah_start
driver=$(storage_driver)
start_registry
start_reader
allow_http "$port" "$reader_port"
scanner_start
scanner_serve </dev/null
build_base
push_index tiny:1
REGISTRY=127.0.0.1:$port/acme
start_family

publish main push
came_to '0 settings=success plan=success images=success tags=success' 'main: what was merged is built and pushed'
is "$(registered ':(1|latest)$')" 'apart:1 apart:latest base:1 base:latest left:1 left:latest' 'under the public tags'
for report in build test scan; do
	like "$(cat "$run/summary.md")" "^## basegen $report" "the summary has what $report has found"
done
like "$(cat "$run/log")" '^apart \(linux/arm64\) on ubuntu-24.04-arm$' 'each platform has its machine'
is "$(blob "$(has apart:1)" | jq -r '.manifests[].platform.architecture' | xargs)" 'amd64 arm64' 'and its place under the public tag'

before=$(contents)
publish main push
came_to '0 settings=success plan=success images=skipped tags=success' 'again: nothing is to be built'
unmoved 'and nothing in the registry moves'

# A pull request of a stranger.
git checkout -qb words && git commit -q --allow-empty -m words
pull_request 4 words
came_to '0 settings=success plan=success images=skipped passed=success' 'pull request: nothing is to be built'
change better 'WHO: left' 'WHO: other'
pull_request 1 better
came_to '0 settings=success plan=success images=success passed=success' 'pull request: what changes is built and tested'
unmoved 'and nothing in the registry moves'
like "$(cat "$run/log")" ' loom/left:1 built in|/loom/left:1 built in' 'the image that changes is built'
like "$(cat "$run/log")" 'base .*pulled' 'what it stands on comes from the registry'
is "$(grep -c 'apart' "$run/log")" 0 'others are none of its matter'
like "$(cat "$tmp/artifacts/$runs/comment/diff.md")" 'WHO' 'the comment says what changes'
like "$(cat "$run/summary.md")" 'left' 'the summary too'
like "$(cat "$run/log")" '^::notice file=images.yaml,line=[0-9]+,title=left::' 'and a note at the line of the image'

# Its comment, by a run of the base repository.
head=$(git rev-parse better) hostile='x"; touch pwned; $(touch pwned) `touch pwned`'
request=$(jq -n --arg sha "$head" '[{number: 3, head: {sha: "0"}}, {number: 1, head: {sha: $sha}}]')
answers "$request" '[]' '{}'
comment "$hostile"
came_to '0 comment=success' 'comment: it is posted'
is "$(sed -n '/^call 3$/,$p' "$tmp/gh/calls" | head -n 3 | xargs)" 'call 3 api repos/acme/family/issues/1/comments' 'to the pull request of that commit'
is "$(grep -Fxc "head=stranger:$hostile" "$tmp/gh/calls")" 1 'the branch is asked for as it is'
is "$(sed 1,3d "$tmp/gh/body.3")" "$(cat "$tmp/artifacts/$((runs - 1))/comment/diff.md")" 'with the text of the run'
is "$(find "$run" "$tmp/family" -name pwned)" '' 'texts are not run'

answers "$request" '[{"id": 5, "user": {"login": "stranger"}, "body": "<!-- basegen -->"}, {"id": 6, "user": {"login": "github-actions[bot]"}, "body": "other"},
	{"id": 8, "user": {"login": "github-actions[bot]"}, "body": "<!-- basegen -->\nold"}]' '{}'
artifact=$tmp/artifacts/$runs/comment
mkdir -p "$artifact" && printf '%070000d' 0 >"$artifact/diff.md"
comment better
came_to '0 comment=success' 'comment: once more'
is "$(sed -n '/^call 3$/,$p' "$tmp/gh/calls" | head -n 5 | xargs)" 'call 3 api --method PATCH repos/acme/family/issues/comments/8' 'takes the place of its own'
is "$(($(wc -c <"$tmp/gh/body.3") <= 65536))" 1 'and is not longer than GitHub takes'
answers "$request" '[]'
mkdir -p "$tmp/artifacts/$runs/comment" && ln -s /etc/passwd "$tmp/artifacts/$runs/comment/diff.md"
comment better
came_to '1 comment=failure' 'comment: a link is no text'
is "$(cat "$tmp/gh/calls" 2>/dev/null)" '' 'and nothing is posted'
answers '[{"number": 1, "head": {"sha": "0"}}]'
mkdir -p "$tmp/artifacts/$runs" && cp -R "$artifact" "$tmp/artifacts/$runs"
comment better
came_to '0 comment=success' 'comment: of a commit that is no longer the head'
is "$(grep -c ^call "$tmp/gh/calls")" 1 'nothing is posted'

# Merged, where the registry takes nothing, and where it does.
git checkout -q main && git merge -q --no-ff -m merged better && git push -q origin main
workflow main push --secret REGISTRY_PASSWORD=secret
came_to '1 settings=success plan=success images=failure tags=skipped' 'main: what cannot be pushed'
unmoved 'moves nothing'
old=$(has left:1) parent=$(has base:1)
publish main push
came_to '0 settings=success plan=success images=success tags=success' 'main: the merge'
isnt "$(has left:1)" "$old" 'moves the tag of the image'
is "$(has base:1)" "$parent" 'and no other'
is "$(grep -c '^\[.* built in ' "$run/log")" 1 'one image is built'

# A test that fails. It is no part of the key, so the image is pulled and tested.
change worse 'WHO: apart}' 'WHO: apart}\, tests: [{command: [cat\, /etc/none]}]'
pull_request 2 worse
came_to '1 settings=success plan=success images=failure passed=failure' 'pull request: a test that fails'
is "$(grep -c '^\[.* built in ' "$run/log")" 0 'of an image that is not built again'
change worse 'WHO: apart}' 'WHO: worse}\, tests: [{command: [cat\, /etc/none]}]'
git checkout -q main && git merge -q --no-ff -m worse worse && git push -q origin main
before=$(public_tags)
publish main push
came_to '1 settings=success plan=success images=failure tags=skipped' 'main: a test that fails'
is "$(public_tags)" "$before" 'and no public tag moves, though another platform is there'

# Releases.
git revert -m 1 --no-edit HEAD >/dev/null && git tag -a v1.2.0 -m 'Version 1.2.0' && git push -q origin main v1.2.0
publish release push --ref refs/tags/v1.2.0
came_to '0 settings=success plan=success images=success tags=success' 'release'
is "$(registered ':1-1')" 'apart:1-1.2.0 base:1-1.2.0 left:1-1.2.0' 'its tags are there'
before=$(contents)
publish release push --ref refs/tags/v1.2.0
came_to '0 settings=success plan=success images=success tags=success' 'release, again'
unmoved 'moves nothing'

# On docker, as on the machines of GitHub: what buildah has pushed is pulled, and the rest built.
git checkout -q main && edit 'WHO: other' 'WHO: docker' && git commit -qam docker && git push -q origin main
stop_engine
private_docker_start
publish main push --var ENGINE=docker
came_to '0 settings=success plan=success images=success tags=success' 'main: on docker'
like "$(cat "$run/log")" '/base:1 pulled in' 'the parent is pulled'
is "$(grep -c '^\[.* built in ' "$run/log")" 1 'one image is built'

# What people forget.
sed -i 's/BASEGEN_IMAGE: basegen/BASEGEN_IMAGE: ""/' .github/workflows/settings.yml && git commit -qam unset && git push -q origin main
publish main push
came_to '1 settings=failure plan=skipped images=skipped tags=skipped' 'without the image of basegen'
like "$(cat "$run/log")" '^::error file=.github/workflows/settings.yml::set BASEGEN_IMAGE' 'it says what to set'
git revert --no-edit HEAD >/dev/null
echo '# by hand' >>out/base/Dockerfile && git commit -qam edit
pull_request 3 main
came_to '1 settings=success plan=failure images=skipped passed=failure' 'pull request: out/ that is not up to date'
like "$(cat "$run/log")" '^::error file=out/base/Dockerfile,title=not up to date::' 'the file is named where it stands'

# Nothing of GitHub's own registry is here.
is "$(never_run pull-request comment main release)" 'pull-request: Log in to read' 'each command was run'
done_testing
