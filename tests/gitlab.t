#!/bin/sh
# What GitLab runs for a family (out/ci/gitlab.yml): tests/lib/gitlab.py runs each command of it as it stands, with buildah and a
# registry on loopback: for a merge request of a fork, which has no password and may not write, for main, and for a tag.
# Each job has a clone, a home and a store of images of its own, so that all that jobs share is in the registry.
# Runs early: it takes long.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/scanner.sh"

# Two doors to one storage: the one at $port asks for a password, and the one at $reader_port lets everybody read.
start_registries()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=registry -addext subjectAltName=IP:127.0.0.1 \
		-keyout "$tmp/registry.key" -out "$tmp/registry.pem" 2>/dev/null
	# shellcheck disable=SC2016 # a salt
	printf 'ci:%s\n' "$(perl -e 'print crypt("se cret", q{$2b$05$abcdefghijklmnopqrstuu})')" >"$tmp/htpasswd"
	registry_http=", tls: {certificate: '$tmp/registry.pem', key: '$tmp/registry.key'}"
	registry_line="auth: {htpasswd: {realm: family, path: '$tmp/htpasswd'}}"
	start_registry
	start_reader
	allow_http "$reader_port"
	export REGISTRY="127.0.0.1:$port/acme"
}

# push_base LINE: the base of that content, an index of two platforms. Nothing runs in what is built on it, so that any machine can
# build for both.
push_base()
{
	private_buildah_start
	[ -d "$tmp/base" ] || build_base
	mkdir -p "$rootfs/var/lib/dpkg" && printf 'ID=debian\nVERSION_ID="12"\n' >"$rootfs/etc/os-release"
	debian_package openssl 3.0.1 >"$rootfs/var/lib/dpkg/status"
	echo "$1" >"$tmp/base/rootfs/etc/line"
	push_index tiny:1 --creds 'ci:se cret'
	stop_engine
	leave_engine
}

# The machine of each job.
prepare_machines()
{
	mkdir "$tmp/machine" "$tmp/bin" && ln -s "$basegen" "$tmp/bin/basegen"
	cat >"$tmp/machine/storage.conf" <<-END
		[storage]
		driver = "vfs"
		graphroot = "@/store"
		runroot = "@/run"
	END
	cat >"$tmp/machine/environment" <<-END
		CONTAINERS_STORAGE_CONF=@/storage.conf
		CONTAINERS_REGISTRIES_CONF=$CONTAINERS_REGISTRIES_CONF
		SSL_CERT_FILE=$tmp/registry.pem
		GRYPE_DB_CACHE_DIR=$GRYPE_DB_CACHE_DIR
		GIT_CONFIG_GLOBAL=$HOME/.gitconfig
		PATH=$tmp/bin:$PATH
		LC_ALL=C
	END
	git config --global user.name a
	git config --global user.email a@b
}

make_project()
{
	"$basegen" init --ci gitlab "$tmp/project" >/dev/null && cd "$tmp/project" && rm -r templates || exit 1
	cat >images.yaml <<-END
		name: loom
		defaults: {tag: "1"}
		images:
		  root: {from: "127.0.0.1:$reader_port/tiny:1", platforms: [linux/amd64, linux/arm64], env: {WHO: root}}
		  leaf: {from: root, env: {WHO: leaf}}
		  image: {from: "127.0.0.1:$reader_port/tiny:1", env: {WHO: image}, tests: [{command: [cat, /etc/tiny], output: tiny}]}
	END
	"$basegen" lock >/dev/null && "$basegen" generate >/dev/null && git init -q -b main . && git add -A && git commit -qm one && git tag v0.1.0
	git clone -q --bare . "$tmp/origin.git" && git remote add origin "$tmp/origin.git"
}

# pipeline NAME REVISION VARIABLE...: runs it in $tmp/NAME; what came of the jobs is in $jobs, sorted.
pipeline()
{
	name=$1 revision=$2
	shift 2
	"${PYTHON:-python3}" "$root/tests/lib/gitlab.py" "$tmp/origin.git" "$revision" "$tmp/machine" "$tmp/$name" CI_DEFAULT_BRANCH=main \
		project:BASEGEN_IMAGE=basegen:1 project:BASEGEN_ENGINE=buildah 'project:BASEGEN_SCAN_UPDATE=grype db status' "$@" >"$tmp/$name.jobs" 2>"$tmp/$name.errors"
	status=$?
	jobs=$(tr '\t' '=' <"$tmp/$name.jobs" | LC_ALL=C sort)
}

# ended STATUS TEST JOB=RESULT...: how the pipeline ended, and all that it ran; else the last lines of what failed are shown.
ended()
{
	expected=$1 test=$2
	shift 2
	expected=$(printf '%s\n' "$expected" "$@")
	found=$(printf '%s\n' "$status" "$jobs")
	is "$found" "$expected" "$test"
	[ "$found" = "$expected" ] || diag "$(cat "$tmp/$name.errors")"
}

# all_ended TEST: the whole family was built and published.
all_ended()
{
	ended 0 "$1" \
		'basegen-plan=passed' \
		'basegen-publish: build image=passed' \
		'basegen-publish: build leaf (linux/amd64)=passed' \
		'basegen-publish: build leaf (linux/arm64)=passed' \
		'basegen-publish: build root (linux/amd64)=passed' \
		'basegen-publish: build root (linux/arm64)=passed' \
		'basegen-publish: publish=passed' \
		'basegen-publish=passed'
}

# The registry of the project, and the password that GitLab gives to its jobs.
on_main()
{
	pipeline "$1" main CI_PIPELINE_SOURCE=push CI_COMMIT_BRANCH=main "CI_REGISTRY=127.0.0.1:$port" \
		"CI_REGISTRY_IMAGE=127.0.0.1:$port/acme" CI_REGISTRY_USER=ci 'CI_REGISTRY_PASSWORD=se cret'
}

# merge_request NAME REVISION [VARIABLE...]: of a fork.
merge_request()
{
	name=$1 revision=$2
	shift 2
	pipeline "$name" "$revision" CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_DIFF_BASE_SHA="$(git rev-parse main)" \
		"CI_REGISTRY_IMAGE=127.0.0.1:$reader_port/acme" "$@"
}

# All that the registry has.
contents()
{
	(cd "$tmp/registry" && find . -type f -path '*/_manifests/*' -exec sha256sum {} + | sort -k 2)
}

commit_all()
{
	"$basegen" generate >/dev/null && git add -A && git commit -qm "$1"
}

test_files()
{
	cp -R . "$tmp/registry-of-its-own" && sed -i '1s/^/registry: "registry.test:5000"\n/' "$tmp/registry-of-its-own/images.yaml"
	"$basegen" -C "$tmp/registry-of-its-own" generate >/dev/null
	like "$(cat "$tmp/registry-of-its-own/out/ci/gitlab.yml")" '^  BASEGEN_REGISTRY: "registry.test:5000"$' 'a family that names a registry has it there'
	runs 'the files fit the schema' check-jsonschema --builtin-schema vendor.gitlab-ci .gitlab-ci.yml out/ci/gitlab.yml \
		"$tmp/registry-of-its-own/out/ci/gitlab.yml"
}

test_main()
{
	on_main first
	all_ended 'main: a job for each image and platform'
	is "$(registered ':1$')" 'image:1 leaf:1 root:1' 'main: the public tags are set'
	public=$(for tag in image:1 leaf:1 root:1; do digest "acme/loom/$tag"; done)
	contents >"$tmp/before"
	on_main second
	ended 0 'main, again: nothing is built' \
		'basegen-plan=passed' \
		'basegen-publish: publish=passed' \
		'basegen-publish=passed'
	is "$(contents)" "$(cat "$tmp/before")" 'main, again: the registry stays as it is'
}

# The last line of a log that matches.
logged()
{
	grep -E "$2" "$tmp/$name/$1.log" | tail -n 1
}

# leaf_ended TEST: of the family the leaf alone was built, for a merge request.
leaf_ended()
{
	ended 0 "$1" \
		'basegen-change: build leaf (linux/amd64)=passed' \
		'basegen-change: build leaf (linux/arm64)=passed' \
		'basegen-change=passed' \
		'basegen-diff=passed' \
		'basegen-plan=passed' \
		'basegen-verify=passed'
}

test_merge_requests()
{
	git checkout -qb change && sed -i 's/WHO: leaf/WHO: oak/' images.yaml && commit_all change && git push -q origin change
	merge_request change change
	leaf_ended 'a merge request: what it changes is built, on each platform'
	like "$(logged 'build leaf (linux-arm64)' '^ +root ')" 'root +pulled' 'a merge request: on what the registry has'
	like "$(cat "$tmp/$name"/*/artifacts/build/reports/diff.md)" 'leaf' 'a merge request: a page tells what changes'
	is "$(cat "$tmp/$name"/*/artifacts/build/reports/test.xml | grep -c '<testsuite ')" 2 'a merge request: GitLab gets the tests of each job'

	# What GitLab makes of it in a pipeline of the merged result, when the target branch has moved.
	git checkout -qb merged main && sed -i 's/WHO: image/WHO: painting/' images.yaml && commit_all moved && moved=$(git rev-parse HEAD) &&
		git merge -q -s ours --no-commit change 2>/dev/null && sed -i 's/WHO: leaf/WHO: oak/' images.yaml
	commit_all merged && git push -q origin merged
	merge_request merged merged CI_MERGE_REQUEST_TARGET_BRANCH_SHA="$moved"
	leaf_ended 'a merged result: what the target branch has is none of its matter'
	is "$(grep -c painting "$tmp/$name"/*/artifacts/build/reports/diff.md)" 0 'a merged result: nor does the page tell of it'

	git checkout -q change && git checkout -qb stale && sed -i 's/WHO: oak/WHO: elm/' images.yaml && git commit -qam stale && git push -q origin stale
	merge_request stale stale
	like "$status $(echo "$jobs" | tr '\n' ' ')" '^1 .*basegen-verify=failed' 'a merge request without its out/ fails'
	git checkout -q main && git checkout -qb words && echo words >README.md && commit_all words && git push -q origin words
	merge_request words words
	ended 0 'a merge request that changes no image builds none' \
		'basegen-change: nothing-to-build=passed' \
		'basegen-change=passed' \
		'basegen-diff=passed' \
		'basegen-plan=passed' \
		'basegen-verify=passed'
	is "$(contents)" "$(cat "$tmp/before")" 'merge requests leave the registry as it is'
}

test_release()
{
	git checkout -q main && git tag v1.0.0 && git push -q origin v1.0.0
	pipeline floating v1.0.0 CI_PIPELINE_SOURCE=push CI_COMMIT_TAG=v1
	is "$jobs" '' 'a tag that is no version, such as v1: nothing is run'
	# To a registry that is not of the project.
	pipeline release v1.0.0 CI_PIPELINE_SOURCE=push CI_COMMIT_TAG=v1.0.0 CI_REGISTRY=registry.test CI_REGISTRY_IMAGE=registry.test/acme \
		CI_REGISTRY_USER=token CI_REGISTRY_PASSWORD=secret "project:BASEGEN_REGISTRY=127.0.0.1:$port/acme" \
		project:BASEGEN_REGISTRY_USER=ci 'project:BASEGEN_REGISTRY_PASSWORD=se cret'
	all_ended 'a tag: a job for each image and platform'
	is "$(registered ':1-1\.0\.0$')" 'image:1-1.0.0 leaf:1-1.0.0 root:1-1.0.0' 'a tag: the tags of the version'
	like "$(logged 'build leaf (linux-arm64)' '^ +leaf +pulled')" 'pulled' 'a tag: what main has built is not built again'
}

# An image whose test fails, and one whose does not.
test_failure()
{
	git checkout -q main && sed -i 's/WHO: image/WHO: picture/; s/output: tiny/output: large/; s/WHO: leaf/WHO: oak/' images.yaml && commit_all failure && git push -q origin main
	on_main failure
	ended 1 'main: a job that fails' \
		'basegen-plan=passed' \
		'basegen-publish: build image=failed' \
		'basegen-publish: build leaf (linux/amd64)=passed' \
		'basegen-publish: build leaf (linux/arm64)=passed' \
		'basegen-publish: publish=skipped' \
		'basegen-publish=failed'
	is "$(for tag in image:1 leaf:1 root:1; do digest "acme/loom/$tag"; done)" "$public" 'main: no public tag has moved'
	git reset -q --hard HEAD^ && git push -qf origin main
}

# The service docker:dind is a daemon here, which all jobs have in common.
test_docker()
{
	private_docker_start
	merge_request docker change project:BASEGEN_ENGINE=docker "project:DOCKER_HOST=$DOCKER_HOST"
	leaf_ended 'docker: a merge request'
	like "$(logged 'build leaf (linux-amd64)' '^ +root ')" 'root +pulled' 'docker: on what the registry has'
	stop_engine
	leave_engine
}

# The branches that the origin has.
branches()
{
	git -C "$tmp/origin.git" for-each-ref --format='%(refname:short)' refs/heads | xargs
}

# night_ended STATUS TEST RESULT: how a night ended, and what came of its scans.
night_ended()
{
	ended "$1" "$2" \
		basegen-nightly-buildah=passed \
		basegen-plan=passed \
		"basegen-scan: scan image=$3" \
		"basegen-scan: scan leaf and 1 more (linux/amd64)=$3" \
		"basegen-scan: scan leaf and 1 more (linux/arm64)=$3" \
		"basegen-scan=$3"
}

# nightly NAME: what a schedule runs. The token of the project opens another address of the origin, to write to.
nightly()
{
	pipeline "$1" main CI_PIPELINE_SOURCE=schedule CI_COMMIT_BRANCH=main "CI_REGISTRY_IMAGE=127.0.0.1:$reader_port/acme" \
		CI_SERVER_PROTOCOL=https CI_PROJECT_URL=https://example.test/gitlab/acme/images project:BASEGEN_TOKEN=open
}

test_nightly()
{
	git checkout -q main
	git config --global "url.$tmp/origin.git.insteadOf" https://basegen:open@example.test/gitlab/acme/images.git
	git -C "$tmp/origin.git" config receive.advertisePushOptions true
	printf '#!/bin/sh\nenv | sed -n "s/^GIT_PUSH_OPTION_[0-9]=//p" | sort >"%s/options"\n' "$tmp" >"$tmp/origin.git/hooks/post-receive"
	chmod +x "$tmp/origin.git/hooks/post-receive"
	nightly quiet
	night_ended 0 'a night in which nothing has moved' passed
	is "$(branches)" 'change main merged stale words' 'a night in which nothing has moved makes no branch'
	push_base two
	contents >"$tmp/before"
	nightly moved
	night_ended 0 'a night in which the base has moved' passed
	is "$(branches)" 'basegen/nightly change main merged stale words' 'a night in which the base has moved makes a branch'
	is "$(xargs <"$tmp/options")" 'merge_request.create merge_request.remove_source_branch merge_request.target=main' 'and a merge request'
	is "$(contents)" "$(cat "$tmp/before")" 'and leaves the registry as it is'
	like "$(cat "$tmp/moved/basegen-nightly-buildah.log")" 'ok .*loom/leaf:1' 'after tests of what stands on the base'
	echo 'CVE-2026-0001 critical deb openssl 3.0.2 3.0.2' | scanner_database >/dev/null 2>&1
	nightly known
	night_ended 1 'a night after a vulnerability has become known' failed
	like "$(logged 'scan image' CVE)" 'CVE-2026-0001' 'which is named'
}

test_other_pipelines()
{
	pipeline branch words CI_PIPELINE_SOURCE=push CI_COMMIT_BRANCH=words
	ended 4 'a branch has the pipeline of its merge request, and no other'
	pipeline bare main CI_PIPELINE_SOURCE=push CI_COMMIT_BRANCH=main project:BASEGEN_IMAGE=
	ended 1 'without an image that has basegen, one job fails' basegen-setup=failed
	like "$(cat "$tmp/bare/basegen-setup.log")" '^set the CI/CD variable BASEGEN_IMAGE ' 'and says what to set'
}

# child KIND ENGINE RUNNERS <MATRIX: the pipeline that is made for the family here.
child()
{
	cat >"$tmp/matrix.json"
	"$basegen" render --trim-blocks --lstrip-blocks out/ci/gitlab-jobs.yml.j2 --data "$tmp/matrix.json" --set kind="$1" --set image=basegen:1 \
		--set engine="$2" --set runners="$3" --set scan_update='grype db update' --set registry=registry.example/x \
		--set scan_fail=critical --set scanner=trivy >"$tmp/child.yml"
}

# keys of a job: as YAML and JSON read them.
of_child()
{
	"${PYTHON:-python3}" -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' <"$tmp/child.yml" | jq -cr "$1"
}

test_child()
{
	long=$(printf '%0256d' 0)
	# shellcheck disable=SC2016 # data
	hostile='{"jobs": [{"id": "a", "name": "image: [x] # \"q\" &*!|>%@ '"'"'", "images": "a/1 $(id) `id`", "platform": "linux/arm64", "needs": []},
		{"id": "b", "name": "'$long'", "images": "", "platform": "", "needs": ["a"]},
		{"id": "c", "name": "'$long'", "images": "", "platform": "linux/amd64", "needs": ["a", "b"]}]}'
	for kind in change main release scan; do
		for engine in docker buildah; do
			echo "$hostile" | child $kind $engine 'linux/arm64=arm,large linux/amd64= any,,more'
			cp "$tmp/child.yml" "$tmp/child-of-$kind-$engine.yml"
		done
	done
	cp -R "$root/tests/every-key" "$tmp/every-key" && "$basegen" -C "$tmp/every-key" generate >/dev/null
	"$basegen" -C "$tmp/every-key" matrix --all >"$tmp/every-key.json"
	child main docker '' <"$tmp/every-key.json" && cp "$tmp/child.yml" "$tmp/child-of-every-key.yml"
	is "$(of_child '[.[] | .needs? // empty | length] | add')" "$(jq '[.jobs[].needs | length] | add' "$tmp/every-key.json")" 'a family with all keys has all its jobs'
	echo "$hostile" | child release buildah 'linux/arm64=arm,large linux/amd64= any,,more'
	runs 'child pipelines fit the schema' check-jsonschema --builtin-schema vendor.gitlab-ci "$tmp"/child-of-*.yml
	is "$(of_child '[.[] | select(.tags?) | .tags] | tostring')" '[["arm","large"],["any","more"],["any","more"]]' 'runners are chosen by their tags'
	is "$(of_child '[.[] | select(.needs?) | .needs | length] | tostring')" '[0,1,2]' 'names of any kind are names'
	is "$(of_child '[keys[] | length] | max < 256')" true 'which are short enough'
	is "$(of_child '.[".engine"].services // []')" '[]' 'buildah needs no service'
	is "$(of_child '.[".basegen"].variables | [.SCAN_FAIL, .SCANNER] | tostring')" '["critical","trivy"]' 'what fails a scan is a variable'
	echo '{"jobs": []}' | child main docker ''
	is "$(of_child '[keys[] | select(test("^[a-z]"))] | tostring')" '["publish","stages","workflow"]' 'main moves its tags, whatever is to be built'
	is "$(of_child '.[".engine"].services | tostring')" '[{"name":"docker:28-dind","command":["--tls=false"]}]' 'docker is a service, which starts at once'
}

scanner_start
# shellcheck disable=SC2119 # built now
echo 'CVE-2026-0001 low deb openssl 3.0.2 3.0.2' | scanner_database >/dev/null 2>&1
start_registries
push_base one
prepare_machines
make_project
test_files
test_child
test_main
test_merge_requests
test_failure
test_release
test_nightly
test_other_pipelines
test_docker
done_testing
