#!/bin/sh
# The nightly run, out/ci/nightly.sh, from a base that moves in a registry on loopback to the branch that is merged and
# pushed, on a real buildah, once on a real docker, and with the real grype: what is built, what is pushed where, nights without anything to do, and
# nights that fail. The first of them and what main does are the workflows of GitHub as they stand.
# Runs early: it takes long.
# shellcheck disable=SC2016,SC2119,SC2317 # the helpers take words of their own, and functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/scanner.sh"

# Each call of basegen is noted, without --format in front of it. A file $tmp/on-VERB is run before the verb, by a shell that knows the run as $PPID.
note_calls()
{
	mkdir "$tmp/bin" && cat >"$tmp/bin/basegen" <<-END
		#!/bin/sh
		format=""
		if [ "\$1" = --format ]; then format=\$1=\$2 && shift 2; fi
		echo "\$*" >>"$tmp/calls"
		if [ -f "$tmp/on-\$1" ]; then . "$tmp/on-\$1"; fi
		exec "$basegen" \$format "\$@"
	END
	chmod +x "$tmp/bin/basegen" && PATH=$tmp/bin:$PATH
}

# push_base NAME:TAG TEXT: a base that differs in its label.
push_base()
{
	engine_build --label "of=$2" -t "$registry/$1" "$tmp/base" >/dev/null 2>&1
	runs "a base is pushed: $1 of $2" "$engine" push --quiet --tls-verify=false "$registry/$1"
}

# The family stands on two bases, and its main branch is at a remote.
make_origin()
{
	git config --global user.name a && git config --global user.email a@b && git config --global init.defaultBranch main
	git init -q --bare "$tmp/origin.git"
	mkdir "$tmp/checkout" && cd "$tmp/checkout" || exit 1
	cat >images.yaml <<-END
		name: loom
		registry: "$REGISTRY"
		defaults: {tag: "1", tests: [{command: [cat, /etc/tiny], output: tiny}]}
		images:
		  base: {from: "$registry/moving:1", env: {WHO: base}}
		  left: {from: base, env: {WHO: left}}
		  apart: {from: "$registry/still:1", env: {WHO: apart}}
		  spare: {from: "$registry/spare:1", env: {WHO: spare}, on-demand: true}
		  asked: {from: base, env: {WHO: asked}, on-demand: true}
	END
	echo /build/ >.gitignore
	mkdir -p .github/workflows
	for path in .github/workflows/main.yml .github/workflows/nightly.yml .github/workflows/settings.yml; do "$basegen" stock "$path" >"$tmp/new" && cp "$tmp/new" "$path"; done
	"$basegen" lock >/dev/null && "$basegen" generate >/dev/null && git init -q . && git add -A && git commit -qm one && git tag v1.0.0
	git remote add origin "$tmp/origin.git" && git push -q origin main
}

# night [NAME=VALUE...]: a run in the checkout; its status and the last line that it says.
night()
{
	: >"$tmp/calls"
	env CACHE=1 "$@" timeout 300 sh out/ci/nightly.sh >"$tmp/said" 2>&1
	echo "$? $(grep '^nightly: ' "$tmp/said")"
}

# known SEVERITY: a vulnerability of the one package that the bases have becomes known.
known()
{
	runs "a vulnerability is known, severity $1" scanner_database <<-END
		CVE-2026-0001 $1 deb openssl 3.0.2 3.0.2
	END
}

# workflow NAME EVENT [OPTION...]: runs the workflow of the remote, in $tmp/NAME; what its jobs came to.
workflow()
{
	: >"$tmp/calls"
	name=$1
	shift
	"${PYTHON:-python3}" "$root/tests/lib/workflow.py" "$tmp/origin.git" ".github/workflows/$name.yml" "$@" --folder "$tmp/$name" --basegen "$tmp/bin/basegen" \
		--own-stores "$(storage_driver)" --var BASEGEN_IMAGE=basegen --var CODE_SCANNING=yes --var ENGINE=buildah --var "REGISTRY=$REGISTRY" --secret REGISTRY_PASSWORD=secret 2>&1
}

# calls: the verbs that were called, with their words.
calls()
{
	xargs -I '{}' echo '{};' <"$tmp/calls" | xargs
}

# The branches of the remote, and what they name.
branches()
{
	git -C "$tmp/origin.git" for-each-ref --format '%(refname:short) %(objectname:short)' refs/heads
}

# failed_trailers: what the last commit of the branch of failures says of them.
failed_trailers()
{
	git -C "$tmp/origin.git" log -1 --format='%(trailers:key=Failed)%(trailers:key=Failed-nights)' basegen/nightly-failed | xargs
}

# The tags that the registry has of the family, with what they name.
registered_all()
{
	(cd "$(repositories)" && grep -r . ./*/_manifests/tags/*/current/link | sort)
}

test_nothing()
{
	before=$(branches)
	start=$(date +%s%N)
	is "$(night)" '0 nightly: no base has moved: nothing to do' 'a night without anything to do'
	[ $(($(date +%s%N) - start)) -lt 5000000000 ]
	ok $? 'takes less than five seconds'
	is "$(calls)" 'outdated;' 'only asks the registry'
	is "$(branches)" "$before" 'leaves the remote as it is'
	is "$(git status --porcelain --ignored; git worktree list | wc -l)" '!! build/
1' 'and the checkout too'
}

prepared='outdated; lock --update; generate; diff --summary --format markdown HEAD;'
tried="$prepared matrix --jobs --levels 1 --changed HEAD^; build base left; test base left; scan base left;"
scanned='matrix --jobs --levels 1; pull base left; scan base left; pull apart; scan apart;'

test_moved()
{
	push_base moving:1 two
	before=$(registered_all)
	rm "$tmp/on-scan"
	is "$(workflow nightly schedule)" 'settings=success night=success pull-request=success plan=success scan=success' 'a base that moves makes a branch'
	is "$(calls)" "$tried $scanned" 'what stands on it is built, tested and scanned, but for what is on demand'
	is "$(git -C "$tmp/origin.git" diff --name-only main...basegen/nightly | xargs)" 'images.lock out/base/Dockerfile out/keys' 'the branch has the update'
	is "$(git -C "$tmp/origin.git" rev-parse basegen/nightly^)" "$(git rev-parse HEAD)" 'on top of main'
	is "$(registered_all)" "$before" 'the registry is as it was'
	is "$(sed -n '/^head=basegen/,$p' "$tmp/nightly/gh/calls" | xargs)" \
		"head=basegen/nightly --raw-field base=main --raw-field title=Update $registry/moving:1 --field body=@-" 'a pull request is opened, whose title names the base'
	text=$(cat "$tmp/nightly/gh/body.3")
	like "$text" "^\| \`base\` \| rebuilt \|.*\`$registry/moving:1\` \($(echo "$one" | cut -c 1-19) → $(digest moving:1 | cut -c 1-19)\)" 'its text says from where to where it has moved'
	like "$text" "^\| \`left\` \| rebuilt \|.*parent \`base\`" 'and what is built again because of it'
	like "$text" '^12 passed, 0 failed' 'with what the tests said'
	like "$text" '^2 images scanned by .grype. .* 0 findings at or over high' 'and what the scan has found'
}

# Only some runs scan, as a scan takes long.
leave_out_scans()
{
	echo 'exit 0' >"$tmp/on-scan"
}

test_waiting()
{
	leave_out_scans
	before=$(branches)
	is "$(night)" "0 nightly: the branch basegen/nightly waits to be merged: Update $registry/moving:1" 'on the next night the branch waits'
	is "$(calls)" "$prepared" 'nothing is built again'
	is "$(branches)" "$before" 'and nothing is pushed'
	is "$(cat build/nightly/title; cat build/nightly/body.md)" "Update $registry/moving:1
$text" 'the text of the pull request is there all the same'
	is "$(git status --porcelain --ignored; git worktree list | wc -l; echo build/nightly/*)" '!! build/
1
build/nightly/body.md build/nightly/title' 'the checkout is as it was'
	rm -r "$tmp/nightly" && mkdir "$tmp/gh" && echo '[{"number": 3, "state": "open", "head": {"repo": {"full_name": "acme/family"}}}]' >"$tmp/gh/answer.2"
	is "$(workflow nightly schedule --gh "$tmp/gh")" 'settings=success night=success pull-request=success plan=success scan=success' 'the workflow finds the same'
	is "$(sed -n '/^call 3$/,$p' "$tmp/gh/calls" | head -n 5 | xargs)" 'call 3 api --method PATCH repos/acme/family/pulls/3' 'and writes the text of the pull request that is open'
	is "$(cat "$tmp/gh/body.3")" "$text" 'as the script has it'
	git commit -q --allow-empty -m 'Mend a typo' && git push -q origin main
	is "$(night)" "0 nightly: the branch basegen/nightly waits to be merged: Update $registry/moving:1" 'a commit that leaves the family alone changes nothing of it'
}

# What else the nights of a branch can meet: a run that is killed, and one that another is faster than.
test_disturbed()
{
	push_base moving:1 three
	before=$(branches)
	echo 'kill -9 "$PPID"; exit 1' >"$tmp/on-build"
	is "$(night)" '137 ' 'a run is killed'
	rm "$tmp/on-build"
	is "$(branches)" "$before" 'the branch is as it was'
	printf '%s\n' "git --git-dir='$tmp/origin.git' update-ref refs/heads/basegen/nightly main" >"$tmp/on-test"
	is "$(night)" '1 nightly: another run has moved basegen/nightly meanwhile; this one has no effect' 'the next one meets another run'
	rm "$tmp/on-test"
	is "$(branches | grep -c "$(git rev-parse --short main)")" 2 'whose branch stays'
	is "$(night)" "0 nightly: pushed the branch basegen/nightly: Update $registry/moving:1" 'the one behind it goes on'
	is "$(ls -d build/nightly/tree* 2>/dev/null; git worktree list | wc -l)" 1 'and clears up'
}

# What main does once the branch is merged
test_merged()
{
	git pull -q origin basegen/nightly && git push -q origin main
	rm "$tmp/on-scan"
	is "$(workflow main push)" 'settings=success plan=success images=success tags=success' 'after merging, main builds and pushes what the branch has'
	is "$(calls | sed -e 's,--format github ,,g' -e 's,.*; build ,build ,')" 'build --for-push base left; test base left; scan base left; push --keys-only base left; push --tags-only;' 'and nothing else'
	is "$(has base:1) $(has left:1)" "$(has "base:key-$(key base)-linux-amd64") $(has "left:key-$(key left)-linux-amd64")" 'the public tags have moved'
	is "$(night)" '0 nightly: no base has moved: nothing to do' 'the night behind it has nothing to do'
}

# except_until [DAY]: main has an exception for the vulnerability until then, or none.
except_until()
{
	sed -i -e 's/scan-exceptions: \[[^]]*], //' ${1:+-e "s/^defaults: {/&scan-exceptions: [{id: CVE-2026-0001, reason: a test, until: $1}], /"} images.yaml
	"$basegen" generate >/dev/null && git commit -qam exceptions && git push -q origin main
}

# What is in the registry as before, while the list of vulnerabilities and the day are others
test_known_later()
{
	quiet='settings=success night=success pull-request=skipped plan=success scan'
	rm -rf "$tmp/nightly"
	is "$(workflow nightly schedule)" "$quiet=success" 'a night without anything to find'
	is "$(calls)" "outdated; $scanned" 'scans what the registry has'
	known critical
	rm -r "$tmp/nightly"
	is "$(workflow nightly schedule)" "$quiet=failure" 'a vulnerability that becomes known is found on the next night'
	like "$(cat "$tmp/nightly/log")" '^::error .*CVE-2026-0001' 'and named'
	is "$(cd "$tmp/nightly/sarif" && echo *)" 'apart.sarif left.sarif' 'for the page of the code host, too'
	except_until "$(date -d '+2 days' +%F)"
	rm -r "$tmp/nightly"
	is "$(workflow nightly schedule)" "$quiet=success" 'an exception holds'
	except_until "$(date -d '-2 days' +%F)"
	rm -r "$tmp/nightly"
	is "$(workflow nightly schedule)" "$quiet=failure" 'until its day'
	except_until
	known low
}

# An update whose tests fail
test_failing()
{
	leave_out_scans
	echo other >"$rootfs/etc/tiny" && push_base moving:1 four
	before=$(branches)
	for time in 1 2 3; do
		is "$(night | head -n 1)" "1 nightly: basegen test has failed, night $time of 3: Update $registry/moving:1" "an update fails, night $time"
		is "$(calls)" "${tried% scan*}" 'it was tried'
		is "$(failed_trailers)" "Failed: test Failed-nights: $time" 'which the branch of failures says'
	done
	is "$(branches | grep -v failed)" "$before" 'the branch of the pull request is as it was'
	is "$(ls build/nightly)" '' 'and there is no text for one'
	before=$(branches)
	is "$(night)" "1 nightly: this update has failed on 3 nights, so it is not tried again: Update $registry/moving:1
nightly: the branch basegen/nightly-failed has it; a base that moves again, an edit of the family, or removing the branch starts anew" 'on the fourth night it is left alone'
	is "$(calls)" "$prepared" 'without a build'
	is "$(branches)" "$before" 'or a push'
	echo tiny >"$rootfs/etc/tiny" && push_base moving:1 five
	is "$(night)" "0 nightly: pushed the branch basegen/nightly: Update $registry/moving:1" 'another move of the base is another update'
	is "$(branches | grep -c failed)" 0 'and the branch of failures is gone'
}

# forge_failures WORD: the branch of failures tells this number of nights.
forge_failures()
{
	git fetch -q origin basegen/nightly-failed
	forged=$(git log -1 --format=%B FETCH_HEAD | sed "s/^Failed-nights: .*/Failed-nights: $1/" | git commit-tree 'FETCH_HEAD^{tree}' -p FETCH_HEAD^ -F -)
	git push -qf origin "$forged:refs/heads/basegen/nightly-failed"
}

# Nights on which the scan finds what counts, or fails
test_scan()
{
	copy_base moving:1 kept:1
	copy_base still:1 moving:1
	rm "$tmp/on-scan" && known high
	is "$(night)" "0 nightly: pushed the branch basegen/nightly, with findings of the scan that count: Update $registry/moving:1" 'findings do not stop an update, as main may have them too'
	is "$(head -n 1 build/nightly/body.md)" '**The scan has found what counts.** It is listed below; the images of the main branch may have it as well.' 'the text says so on top'
	like "$(cat build/nightly/body.md)" 'CVE-2026-0001' 'and what it is'
	git push -q origin :basegen/nightly
	echo 'exit 3' >"$tmp/on-scan"
	is "$(night)" "0 nightly: pushed the branch basegen/nightly, which is not scanned as basegen scan has ended with 3: Update $registry/moving:1" 'nor does a scanner that fails'
	is "$(head -n 1 build/nightly/body.md)" '**The images are not scanned:** basegen scan has ended with 3.' 'which the text says, too'
	is "$(branches | grep -c failed)" 0 'neither is a failed night'
	known low
	leave_out_scans
}

# on_branch TEXT [PARENT]: a commit of a person on the branch of the night, on top of it or of the parent; the commit.
on_branch()
{
	git fetch -q origin basegen/nightly
	GIT_INDEX_FILE=$tmp/index git read-tree FETCH_HEAD
	blob=$(echo "$1" | git hash-object -w --stdin)
	GIT_INDEX_FILE=$tmp/index git update-index --add --cacheinfo "100644,$blob,notes"
	person=$(git -c user.name='Ann ##[add-mask]x' commit-tree "$(GIT_INDEX_FILE=$tmp/index git write-tree)" -p "${2-FETCH_HEAD}" -F "$tmp/text")
	git push -qf origin "$person:refs/heads/basegen/nightly"
}

# What people have put on the branch stays.
test_persons()
{
	for verb in build test; do echo 'exit 0' >"$tmp/on-$verb"; done
	echo 'Mend a test' >"$tmp/text"
	on_branch one
	before=$(branches)
	line="$(git rev-parse --short "$person") by Ann # #[add-mask]x: Mend a test"
	is "$(night)" "0 nightly: the branch basegen/nightly waits to be merged, with commits that no night has made: Update $registry/moving:1
nightly: $line" 'a commit of a person on the branch waits with it'
	copy_base kept:1 spare:1
	is "$(night)" "1 nightly: the branch basegen/nightly has commits that no night has made, so it is left alone, and this is not taken up: Update 2 bases
nightly: $line
nightly: merge the branch, or remove it; the next night then makes it anew" 'it is not overwritten when a base moves again'
	is "$(calls)" "$prepared" 'nothing is built'
	is "$(branches)" "$before" 'and the branch is as it was'
	git push -q origin :basegen/nightly
	is "$(night)" '0 nightly: pushed the branch basegen/nightly: Update 2 bases' 'once it is removed it is made anew'
	made=$(git -C "$tmp/origin.git" rev-parse basegen/nightly)
	git fetch -q origin basegen/nightly && git log -1 --format=%B "$made" >"$tmp/text"
	on_branch two "$made^"
	like "$(night)" "^nightly: $(git rev-parse --short "$person") by Ann" 'a commit of a night that a person has amended is a person'"'"'s'
	merge=$(git commit-tree "$made^{tree}" -p "$made" -p HEAD~3 -m 'Merge main') && git push -qf origin "$merge:refs/heads/basegen/nightly"
	like "$(night)" '^0 nightly: the branch basegen/nightly waits to be merged, with commits' 'a merge with main too'
	git push -q origin :basegen/nightly "$person:refs/heads/basegen/nightly-failed"
	like "$(night)" '^1 nightly: the branch basegen/nightly-failed has commits' 'the branch of failures is not overwritten either'
	git push -q origin :basegen/nightly-failed
}

# Where it is run: only main's commits are under the branch, one run is at work, and a remote may have a relative path.
test_places()
{
	before=$(branches)
	git checkout -qb feature && git commit -q --allow-empty -m feature
	is "$(night)" '2 nightly: HEAD has commits that are not on the default branch of origin, and the update would bring them along: check that branch out, or push them to it first' \
		'a branch of somebody is refused'
	is "$(calls)$(branches)" "$before" 'before anything is done'
	git push -q origin feature
	like "$(night)" '^2 nightly: HEAD has commits that are not on the default branch' 'also if it is at the remote'
	git push -q origin :feature && git checkout -q main && git branch -qD feature
	printf '%s\n' "cd '$PWD' && (exec 9<&- && sh out/ci/nightly.sh) >'$tmp/second' 2>&1; cd - >/dev/null; exit 0" >"$tmp/on-test"
	git remote set-url origin ../origin.git && git checkout -q --detach HEAD~1
	is "$(night)" '0 nightly: pushed the branch basegen/nightly: Update 2 bases' 'a remote with a relative path, and a checkout behind main'
	is "$(cat "$tmp/second")" 'nightly: another run is at work in this checkout; this one has no effect' 'a second run in the checkout says so'
	git checkout -q main && git remote set-url origin "$tmp/origin.git" && git push -q origin :basegen/nightly
	rm "$tmp/on-build" "$tmp/on-test"
	copy_base kept:1 moving:1
	copy_base still:1 spare:1
}

test_rebuild()
{
	is "$(night REBUILD=2026-11-28)" "0 nightly: pushed the branch basegen/nightly: Update $registry/moving:1 with the packages of 2026-11-28" 'newer packages come with it'
	is "$(calls | grep -o ' build .*')" ' build base left apart; test base left apart; scan base left apart;' 'for which all images are built'
	is "$(git -C "$tmp/origin.git" show basegen/nightly:images.yaml | grep rebuild)" "$(sed -n 's/{tag/{rebuild: "2026-11-28", tag/p' images.yaml)" 'their date is in images.yaml'
	is "$(night)" "0 nightly: the branch basegen/nightly waits to be merged: Update $registry/moving:1 with the packages of 2026-11-28" 'they wait with it, too'
	git pull -q origin basegen/nightly && git push -q origin main
	echo 'exit 1' >"$tmp/on-test"
	is "$(night REBUILD=1 | head -n 1)" "1 nightly: basegen test has failed, night 1 of 3: Build again with the packages of $(date +%F)" 'without a base that moves they are an update of their own'
	is "$(night REBUILD=later | head -n 1)" "1 nightly: basegen test has failed, night 2 of 3: Build again with the packages of $(date +%F)" 'which is tried again as it was'
	forge_failures 1
	is "$(night | head -n 1)" "1 nightly: basegen test has failed, night 2 of 3: Build again with the packages of $(date +%F)" 'on nights of no rebuild, too'
	forge_failures abc
	is "$(night | head -n 2)" "1 nightly: the branch basegen/nightly-failed does not tell a number of nights after Failed-nights, so it counts as 0
nightly: basegen test has failed, night 1 of 3: Build again with the packages of $(date +%F)" 'a number that is none is none'
	forge_failures 3
	like "$(night)" '^1 nightly: this update has failed on 3 nights' 'then it is left alone'
	is "$(night REBUILD=2026-12-06 | head -n 1)" '1 nightly: basegen test has failed, night 1 of 3: Build again with the packages of 2026-12-06' 'until packages of another day are asked for'
	rm "$tmp/on-test"
	sed -i 's/WHO: apart/WHO: other/' images.yaml && "$basegen" generate >/dev/null && git commit -qam edit && git push -q origin main
	is "$(night)" '0 nightly: no base has moved: nothing to do' 'after an edit of the family it is forgotten'
}

# copy_base FROM TO: a base becomes what another one is.
copy_base()
{
	runs "$2 is what $1 is" skopeo copy --quiet --src-tls-verify=false --dest-tls-verify=false "docker://$registry/$1" "docker://$registry/$2"
}

# An update of what is on demand alone
test_on_demand()
{
	copy_base moving:1 spare:1
	is "$(night)" "0 nightly: pushed the branch basegen/nightly: Update $registry/spare:1" 'a base of what is on demand alone'
	is "$(calls)" "$prepared matrix --jobs --levels 1 --changed HEAD^;" 'nothing is built for it'
	like "$(cat build/nightly/body.md)" '^Nothing of this was built and tested here: it is on demand, or for other platforms\.$' 'and the text says so'
}

# A night on a docker, with images that buildah has pushed
test_docker()
{
	stop_engine
	private_docker_start
	copy_base still:1 moving:1
	is "$(night)" "0 nightly: pushed the branch basegen/nightly: Update 2 bases" 'on docker a base that moves makes a branch'
	is "$(calls)" "$tried" 'as on buildah'
	like "$(cat "$tmp/said")" '/loom/base:1 (built|pulled) in' 'what stands on it is built, or pulled if it was there before'
}

# A family in a folder of a repository that has other things, without a registry and without bases that can move
test_folder()
{
	git init -q --bare "$tmp/other.git"
	mkdir -p "$tmp/the repository/a family" && cd "$tmp/the repository/a family" || exit 1
	printf 'name: loom\nimages:\n  one: {from: "debian@%s", tag: "1"}\n' "$one" >images.yaml
	echo build/ >.gitignore
	"$basegen" generate >/dev/null && cd .. && echo other >notes && git init -q . && git add -A && git commit -qm one && git remote add origin "$tmp/other.git"
	is "$(sh 'a family/out/ci/nightly.sh')" 'nightly: origin names no default branch, which the update would stand on; push one, or set its HEAD' 'a remote without a branch is refused'
	git push -q origin main
	for verb in build test scan; do echo 'exit 0' >"$tmp/on-$verb"; done
	: >"$tmp/calls"
	is "$(env -u REGISTRY REBUILD=2026-11-29 sh 'a family/out/ci/nightly.sh' | tail -n 1)" \
		'nightly: pushed the branch basegen/nightly: Build again with the packages of 2026-11-29' 'a family in a folder, without a registry and a lock'
	is "$(grep -A 9 push "$tmp/calls" | xargs)" 'push --check matrix --jobs --levels 1 --changed HEAD^ build one test one scan one' 'is built all the same'
	is "$(git -C "$tmp/other.git" show --format= --name-only basegen/nightly)" 'a family/images.yaml
a family/out/keys' 'the branch has the update in the folder'
	is "$(git status --porcelain)" '' 'and the checkout is as it was'
	rm "$tmp"/on-*
}

# Failures of the machine count as no night.
test_machine()
{
	sed -i 's,^  apart:,  foreign: {from: base\, platforms: [linux/s390x]}\n  native: {from: base\, platforms: [linux/amd64]}\n&,' images.yaml
	"$basegen" generate >/dev/null && git commit -qam foreign && git push -q origin main
	before=$(branches)
	echo 'exit 3' >"$tmp/on-build"
	is "$(night)" '3 nightly: basegen build has ended with 3; this night does not count' 'an engine that fails'
	like "$(calls)" ' build base left native;$' 'images for other machines are left out'
	rm "$tmp/on-build"
	is "$(night NIGHTLY_REMOTE=nowhere)" '3 nightly: cannot read the branches of nowhere' 'a remote that is not there'
	kill "$registry_pid" && wait "$registry_pid" 2>/dev/null
	registry_pid=''
	is "$(night)" '3 nightly: basegen outdated has failed; this night does not count' 'a registry that is not reached'
	is "$(branches)" "$before" 'none of them is written down'
	git rm -q images.lock && "$basegen" generate >/dev/null && git commit -qam unlocked && git push -q origin main
	is "$(night)" '0 nightly: no base is locked, so none is watched: run basegen lock, and commit images.lock' 'bases that are not locked are not watched'
	like "$(cat "$tmp/said")" "moving:1 *is not locked: basegen lock writes its digest" 'which is said, with what to do'
}

scanner_start
scanner_serve </dev/null
private_buildah_start
build_base
mkdir -p "$rootfs/var/lib/dpkg" && printf 'ID=debian\nVERSION_ID="12"\n' >"$rootfs/etc/os-release"
debian_package openssl 3.0.1 >"$rootfs/var/lib/dpkg/status"
known low
leave_out_scans
start_registry
registry=127.0.0.1:$port REGISTRY=127.0.0.1:$port/acme
export REGISTRY
allow_http "$port"
push_base moving:1 one
push_base still:1 one
copy_base still:1 spare:1
one=$(digest moving:1)
note_calls
make_origin
runs 'main is built' "$basegen" build
runs 'and pushed' "$basegen" push
test_nothing
test_moved
test_waiting
test_disturbed
test_merged
test_known_later
test_failing
test_rebuild
test_scan
test_persons
test_places
test_on_demand
test_docker
test_machine
test_folder
done_testing
