#!/bin/sh
# Platforms on many machines: a docker that builds for amd64 and a buildah that plays arm64 push to one registry, in both
# orders, at once, and killed in the middle. The public tags are set when all is there, each once. What is to be done says
# basegen matrix.
# Runs early: it takes long.
# shellcheck disable=SC2119,SC2317 # the helpers take words of their own, and functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"

# on MACHINE WORD...: basegen in the machine's clone, with its engine and its memory.
on()
{
	at=$1
	shift
	case $at in
	amd64) (cd "$tmp/amd64" && DOCKER_HOST=$amd64_host ENGINE=docker exec "$basegen" "$@" 2>&1) ;;
	arm64) (cd "$tmp/arm64" && CONTAINERS_STORAGE_CONF=$arm64_storage BUILDAH_ISOLATION=chroot TMPDIR=$tmp/buildah ENGINE=buildah PLATFORM=linux/arm64 \
		exec "$basegen" "$@" 2>&1) ;;
	none) (cd "$tmp/none" && PATH=$tmp/skopeo ENGINE='' DOCKER_HOST=unix:///nowhere exec "$basegen" "$@" 2>&1) ;;
	esac
}

# said MACHINE WORD...: the same; what it says is in $output, its status in $status.
said()
{
	output=$(on "$@")
	status=$?
}

# team NAME: a registry that is empty, by its name.
team()
{
	REGISTRY=127.0.0.1:$port/$1
	export REGISTRY
}

# tags: all public tags that the registry has.
tags()
{
	registered . | tr ' ' '\n' | grep -v ':key-' | xargs
}

# writes: how often a public tag was written to this registry, for each.
writes()
{
	sed -n "s,.*PUT /v2/${REGISTRY#*/}/loom/\([a-z]*\)/manifests/\([^ ?]*\) .* 201 .*,\1:\2,p" "$tmp/registry.log" | grep -v -e ':key-' -e ':sha256:' | sort | uniq -c | sed 's/^ *//'
}

# values: how many values a public tag has ever had, the highest number of all.
values()
{
	for folder in "$(repositories)"/*/_manifests/tags/*/index/sha256; do
		case $folder in */key-*) ;; *) find "$folder" -mindepth 1 -maxdepth 1 | wc -l ;; esac
	done | sort -n | tail -n 1
}

# platforms NAME: of the index under a name.
platforms()
{
	blob "$(has "$1")" | jq -r '[.manifests[]? | .platform.os + "/" + .platform.architecture] | join(" ")'
}

# run_jobs OPTION...: what a CI system does on the main branch, but for the tags.
run_jobs()
{
	"$basegen" -C "$tmp/none" matrix --jobs "$@" >"$tmp/jobs" || return
	jq -r '.[] | "\(if .platform == "linux/arm64" then "arm64" else "amd64" end) \(.images)"' "$tmp/jobs" >"$tmp/job lines"
	while read -r at images; do
		# shellcheck disable=SC2086 # the words of a job
		if ! { CACHE=1 on "$at" build --for-push $images && on "$at" push --keys-only $images; } >"$tmp/job.log" </dev/null; then
			diag "$(cat "$tmp/job.log")"
			return 1
		fi
	done <"$tmp/job lines"
}

make_machines()
{
	private_docker_start
	amd64_host=${DOCKER_HOST-}
	allow_http "$port" "$dead_port"
	private_buildah_start
	arm64_storage=$CONTAINERS_STORAGE_CONF
	build_base
	push_index tiny:1
	mkdir "$tmp/skopeo" && ln -s "$(command -v skopeo)" "$tmp/skopeo"
	make_family "$tmp/family" "127.0.0.1:$port/tiny:1" && cd "$tmp/family" || exit 1
	cat >images.yaml <<-END
		name: loom
		defaults: {template: base.Dockerfile.j2, tag: "1"}
		images:
		  base: {from: "127.0.0.1:$port/tiny:1", platforms: [linux/amd64, linux/arm64], env: {WHO: base},
		    tags: [TAG, TAG-VERSION, latest, {command: [cat, /etc/tiny], tag: TAG-is-OUTPUT}]}
		  left: {from: base, env: {WHO: left}}
		  both: {from: left, copy: [{image: base, from: /etc/tiny, to: /etc/copied}]}
		  lone: {from: "127.0.0.1:$port/tiny:1", env: {WHO: lone}, tags: [TAG, TAG-VERSION, latest, {command: [cat, /etc/tiny]}]}
	END
	"$basegen" generate >/dev/null && git init -q . && git add -A && commit one && git tag v1.0.0
	for at in amd64 arm64 none; do git clone -q "$tmp/family" "$tmp/$at"; done
	unset CONTAINERS_STORAGE_CONF BUILDAH_ISOLATION TMPDIR ENGINE DOCKER_HOST
}

all_tags='base:1 base:1-1.0.0 base:1-is-tiny base:latest both:1 both:1-1.0.0 both:latest left:1 left:1-1.0.0 left:latest lone:1 lone:1-1.0.0 lone:latest lone:tiny'
once=$(echo "$all_tags" | tr ' ' '\n' | sed 's/^/1 /')

# The main branch: jobs push keys, and the last job sets the tags.
test_main()
{
	team main
	is "$("$basegen" -C "$tmp/none" matrix --jobs --levels 1 --missing | jq -c '[.[] | [.platform, .images]]')" \
		'[["linux/amd64","base left both"],["linux/arm64","base left both"],["","lone"]]' 'an empty registry lacks all, on each platform'
	said none push --tags-only
	is "$status $(tags)" '1 ' 'nothing is there: no tag is set'
	is "$(printf '%s\n' "$output" | grep -c '^  .*as the registry has no image of its key for ')" 4 'and each image is named'
	like "$output" '^  base .*as the registry has no image of its key for linux/amd64, linux/arm64' 'with the platforms'
	runs 'every job builds, and pushes its keys' run_jobs --levels 1 --missing
	is "$(tags), $(registered ':key-.*-(amd64|arm64)$' | wc -w)" ', 7' 'seven keys are there, and no public tag'
	is "$("$basegen" -C "$tmp/none" matrix --jobs --levels 1 --missing)" '[]' 'then the registry lacks nothing'
	export REPORTS=build/reports
	said none push --tags-only
	is "$status $(tags)" "0 $all_tags" 'the tags are set by a machine without an engine'
	is "$(platforms base:1) $(platforms left:latest) $(platforms both:1-1.0.0)" 'linux/amd64 linux/arm64 linux/amd64 linux/arm64 linux/amd64 linux/arm64' \
		'they name an index of both platforms'
	is "$(registered_id lone:1)" "$(registered_id "lone:key-$(key lone)-linux-amd64")" 'or the one image that there is'
	is "$(writes)" "$once" 'each tag is written once'
	is "$(printf '%s\n' "$output" | tail -n 1)" '4 tagged' 'and the images are tagged, not current'
	like "$output" '^  both  *tagged as 1-1.0.0, 1, latest$' 'by the tags that are set'
	like "$(cat "$tmp/none/build/reports/push.md")" '^4 tagged[.]$' 'the page of the job says so'
	like "$(cat "$tmp/none/build/reports/push.md")" '^. .both. . tagged .  . .as 1-1[.]0[.]0, 1, latest. .$' 'and names them'
	is "$(tail -n 1 "$tmp/none/build/reports/push.json" | jq -r '.images[] | select(.image == "left") | .result + " " + .detail')" \
		'tagged as 1-1.0.0, 1, latest' 'as does the last event'
	said none push --tags-only
	is "$status $(writes) $output" "0 $once 4 current" 'and not again by the next run, which says so'
	like "$(cat "$tmp/none/build/reports/push.md")" '^There was nothing to do. 4 current[.]$' 'on the page too'
	unset REPORTS
}

# short NAME: the start of the digest that a name stands for, as people see it.
short()
{
	has "$1" | cut -c 1-19
}

# A tag that moves, and a release after the keys were sent.
test_moves()
{
	team moves
	on amd64 push lone >"$tmp/one"
	before=$(short lone:latest)
	sed -i 's/WHO: lone/WHO: other/' "$tmp/none/images.yaml" "$tmp/amd64/images.yaml"
	for at in none amd64; do on "$at" generate && (cd "$tmp/$at" && git add -A && commit two && git tag v1.1.0); done >/dev/null
	runs 'the next version is built' on amd64 build lone
	runs 'and pushed' on amd64 push --keys-only lone
	said none push --tags-only lone
	after=$(short lone:latest)
	like "$output" "^  lone  *tagged as 1-1.1.0, 1 \\(from $before to $after\\), latest \\(from $before to $after\\), tiny \\(from" 'a tag that moves says from where to where'
	runs 'it is released' on amd64 release lone
	said amd64 push --keys-only lone
	is "$(printf '%s\n' "$output" | tail -n 1)" '1 sent' 'its release is sent'
	like "$output" '^  lone  *sent in .* s, the release 1[.]1[.]0$' 'as is said'
	said amd64 push --keys-only lone
	is "$status $output" '0 1 current' 'and once'
	for at in none amd64; do git -C "$tmp/$at" tag -d v1.1.0 && git -C "$tmp/$at" reset -q --hard HEAD^; done >/dev/null
}

# Each machine pushes what it has built.
test_push()
{
	for order in 'amd64 arm64' 'arm64 amd64'; do
		team "order-${order% *}"
		images='base left both'
		# shellcheck disable=SC2086 # words
		said "${order% *}" push $images
		is "$status $(tags) $(registered ':key-' | wc -w)" '0  3' "$order: the first push sets no public tag"
		# shellcheck disable=SC2086
		said "${order#* }" push $images
		is "$status $(tags | wc -w) $(platforms both:latest)" '0 10 linux/amd64 linux/arm64' "$order: the second one sets all"
		is "$(writes)" "$(echo "$once" | grep -v lone)" "$order: each tag once"
	done
	team at-once
	on amd64 push base left both >"$tmp/one" &
	first=$!
	on arm64 push base left both >"$tmp/other" &
	second=$!
	wait "$first" && wait "$second"
	is "$? $(tags | wc -w) $(platforms both:latest)" '0 10 linux/amd64 linux/arm64' 'at once: both end well, and all tags are there'
	is "$(values)" 1 'and none has ever had another value'
	team keys-at-once
	on amd64 push --keys-only >"$tmp/one" &
	first=$!
	on arm64 push --keys-only base left both >"$tmp/other" &
	second=$!
	wait "$first" && wait "$second"
	is "$? $(tags)" '0 ' 'keys at once: no public tag moves'
	said none push --tags-only
	is "$status $(writes)" "0 $once" 'and then each is set once'
}

# killed MACHINE NAME WORD...: basegen is killed as soon as the registry has that name.
killed()
{
	victim=$1 name=$2
	shift 2
	on "$victim" "$@" >"$tmp/killed.log" 2>&1 &
	pid=$!
	while [ -z "$(has "$name")" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
	pkill -9 -P "$pid" 2>/dev/null
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

test_killed()
{
	team killed
	said amd64 push --keys-only
	killed arm64 "base:key-$(key base)-linux-arm64" push --keys-only base left both
	is "$status $(has "both:key-$(key both)-linux-arm64")" '0 ' 'a push of keys is killed in the middle'
	said none push --tags-only
	is "$status $(tags)" '1 ' 'no public tag moves'
	like "$output" '^  both .*as the registry has no image of its key for linux/arm64$' 'and what is missing is named'
	is "$("$basegen" -C "$tmp/none" matrix --jobs --levels 1 --missing | jq -c 'map(.platform)')" '["linux/arm64"]' 'it is a job of the next run'
	runs 'which brings it' run_jobs --levels 1 --missing
	killed none base:1-1.0.0 push --tags-only
	said none push --tags-only
	is "$status $(tags)" "0 $all_tags" 'tags that are set and killed in the middle are completed by the next run'
	is "$(values)" 1 'and none has ever had another value'
	team killed-push
	said amd64 push base left both
	killed arm64 "base:key-$(key base)-linux-arm64" push base left both
	is "$status $(tags)" '0 ' 'a plain push that is killed in the middle moves no public tag'
	said arm64 push base left both
	is "$status $(tags | wc -w)" '0 10' 'and the next one sets all'
	is "$(writes)" "$(echo "$once" | grep -v lone)" 'each once'
}

# What a machine has not built comes from the registry, for its platform.
test_cache()
{
	team main
	CONTAINERS_STORAGE_CONF=$arm64_storage buildah rmi -a -f >/dev/null 2>&1
	output=$(CACHE=1 on arm64 build base left both)
	is "$? $(printf '%s\n' "$output" | tail -n 1)" '0 3 pulled' 'CACHE=1 pulls the image of the platform by its key'
	is "$(CONTAINERS_STORAGE_CONF=$arm64_storage buildah inspect --type image --format '{{.OCIv1.Architecture}}' "$REGISTRY/loom/both:1")" arm64 'it is for that'
	output=$(CACHE=1 PLATFORM=linux/arm64 on amd64 build base left both)
	is "$? $(printf '%s\n' "$output" | tail -n 1)" '0 3 pulled' 'another engine pulls the same'
	said amd64 build
	is "$status $(printf '%s\n' "$output" | grep -c ' built')" '0 0' 'and has its own images still'
}

# A release is made on each machine.
test_release()
{
	for at in family amd64 arm64 none; do
		cd "$tmp/$at" && git -c user.name=a -c user.email=a@b commit -q --allow-empty --date=2026-01-01T00:00:00Z -m two && git tag v1.1.0
	done
	team main
	said amd64 build
	said amd64 release
	said amd64 push --keys-only
	said arm64 build base left both
	said arm64 push --keys-only base left both
	before=$(tags)
	said none push --tags-only
	is "$status $(tags)" "1 $before" 'a release on one machine alone sets no tag'
	like "$output" '^  base .*as the registry has its release 1\.1\.0 for other platforms, and not for linux/arm64$' 'which is said'
	said arm64 release base left both
	said arm64 push --keys-only base left both
	is "$(tags)" "$before" 'nor do the keys of the release'
	said none push --tags-only
	is "$status $(tags | tr ' ' '\n' | grep -c -F 1.1.0)" '0 4' 'then its tags are set'
	for digest in $(blob "$(has both:1-1.1.0)" | jq -r '.manifests[].digest'); do
		blob "$(blob "$digest" | jq -r .config.digest)" | jq -r '.architecture + " " + .config.Labels["org.opencontainers.image.version"]'
	done >"$tmp/released"
	is "$(cat "$tmp/released")" "$(printf '%s\n' 'amd64 1.1.0' 'arm64 1.1.0')" 'and name the release of both platforms'
}

# An image without platforms is published by whichever machine has it.
test_one_platform()
{
	team lone
	said arm64 build lone
	said arm64 push --keys-only lone
	is "$status $(registered .)" "0 lone:key-$(key lone)-linux-arm64 lone:key-$(key lone)-linux-arm64-outputs" 'an image without platforms is pushed from arm64'
	is "$("$basegen" -C "$tmp/none" matrix --jobs --missing lone)" '[]' 'so it is not missing'
	said none push --tags-only lone
	is "$status $(registered_id lone:latest)" "0 $(registered_id "lone:key-$(key lone)-linux-arm64")" 'and gets its public tags'
}

# What commands print in images is data of the registry.
test_outputs()
{
	team lone
	like "$(registered 'lone:tiny')" '^lone:tiny$' 'a tag that was read from the image is among them'
	name=lone:key-$(key lone)-linux-arm64-outputs
	blob "$(has "$name")" >"$tmp/outputs"
	for output in 'a b' '1-9.9.9' '../x'; do
		sed "s,\"tiny\",\"$output\"," "$tmp/outputs" >"$tmp/changed"
		curl -s -X PUT -H 'Content-Type: application/vnd.oci.image.index.v1+json' --data-binary "@$tmp/changed" "http://127.0.0.1:$port/v2/lone/loom/lone/manifests/${name#*:}"
		before=$(tags)
		said none push --tags-only lone
		is "$status $(tags)" "1 $before" "$output: what makes no tag, or that of a version, is refused"
		like "$output" "^basegen: lone: the command 'cat /etc/tiny' in 'tags' " 'which is said'
	done
	sed 's/basegen.output.[0-9a-f]*/other/' "$tmp/outputs" >"$tmp/changed"
	curl -s -X PUT -H 'Content-Type: application/vnd.oci.image.index.v1+json' --data-binary "@$tmp/changed" "http://127.0.0.1:$port/v2/lone/loom/lone/manifests/${name#*:}"
	said none push --tags-only lone
	is $status 0 'where nothing was read the other tags are set'
	like "$output" '^lone: tags that are read from the image are left out, as the registry does not have what their commands print' 'and that is said'
}

# next VERSION: the family as images.yaml in $tmp/next has it, in all clones.
next()
{
	for at in family amd64 arm64 none; do
		cp "$tmp/next" "$tmp/$at/images.yaml" && cd "$tmp/$at" && "$basegen" generate >/dev/null && git add -A &&
			git -c user.name=a -c user.email=a@b commit -qm "$1" --date=2026-01-01T00:00:00Z && git tag "v$1"
	done
}

# An image without platforms that others with several platforms are built on has a key for each, and one image under its tags.
test_mixed()
{
	team mixed
	cat >"$tmp/next" <<-END
		name: loom
		defaults: {template: base.Dockerfile.j2, tag: "1"}
		images:
		  under: {from: "127.0.0.1:$port/tiny:1", env: {WHO: one}}
		  over: {from: under, platforms: [linux/amd64, linux/arm64]}
	END
	next 2.0.0
	runs 'what has platforms stands on what has none' run_jobs --levels 1 --missing
	said none push --tags-only
	is "$status $(tags) $(platforms over:1)" '0 over:1 over:1-2.0.0 over:latest under:1 under:1-2.0.0 under:latest linux/amd64 linux/arm64' 'and is published'
	sed -i 's/WHO: one/WHO: two/' "$tmp/next"
	next 2.1.0
	runs 'also the next time' run_jobs --levels 1 --missing
	said none push --tags-only
	is "$status $(registered_id under:latest) $(has over:latest)" "0 $(registered_id "under:key-$(key under)-linux-amd64") $(has over:1-2.1.0)" 'and the tags move on'
	is "$("$basegen" -C "$tmp/none" matrix --jobs --missing)" '[]' 'then nothing is missing'
	before=$(has "under:key-$(key under)-linux-arm64")
	sed -i 's/over: {/&env: {WHO: over}, /' "$tmp/next"
	next 2.2.0
	CONTAINERS_STORAGE_CONF=$arm64_storage buildah rmi -a -f >/dev/null 2>&1
	runs 'a machine without any image takes the parent from the registry' run_jobs --levels 1 --missing
	is "$(jq -r '.[] | .images + " " + .platform' "$tmp/jobs" | xargs) $(sed -n '/^[0-9].*pulled/{s/, /\n/;p;}' "$tmp/job.log" | sort | xargs)" 'over linux/amd64 over linux/arm64 1 built 1 pulled' 'and builds what changed alone'
	said none push --tags-only
	is "$status $(has "under:key-$(key under)-linux-arm64") $(has over:latest)" "0 $before $(has over:1-2.2.0)" 'which is published on that'
}

test_trouble()
{
	REGISTRY=127.0.0.1:$dead_port/x
	output=$("$basegen" -C "$tmp/none" matrix --jobs --missing 2>&1)
	is $? 3 'matrix --missing: a registry that does not answer is no empty list'
	like "$output" "^basegen: the registry does not say whether it has 127.0.0.1:$dead_port/x/loom/" 'which is said'
	said none push --tags-only
	is $status 3 'push --tags-only: the same'
	unset REGISTRY
	said none push --tags-only
	is $status 2 'without a registry there is nothing to do'
	said none push --tags-only --keys-only
	is $status 2 'both options together are a mistake'
}

machine=$(dpkg --print-architecture 2>/dev/null || echo amd64)
[ "$machine" = amd64 ] || no_engine "a machine of another kind than amd64: $machine"
start_registry
dead_port=$(free_port)
make_machines
test_main
test_moves
test_push
test_killed
test_cache
test_release
test_one_platform
test_outputs
test_mixed
test_trouble
done_testing
