#!/bin/sh
# What push does to a registry, against the rules of basegen(1), "THE REGISTRY": machines with storages of their own, real
# buildah, a real registry and a real git. tests/push-engines.t has what docker and podman share with it.
# Runs early: it takes long.
# shellcheck disable=SC2119,SC2317 # the helpers take words of their own, and functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"

# machine NAME: the machine of that name, with its own images and its own memory; made if it is new.
machine()
{
	CONTAINERS_STORAGE_CONF=$tmp/machine-$1.conf BASEGEN_STATE=$tmp/state-$1
	export CONTAINERS_STORAGE_CONF BASEGEN_STATE
	[ ! -f "$CONTAINERS_STORAGE_CONF" ] || return 0
	printf '[storage]\ndriver = "%s"\ngraphroot = "%s/machine-%s/graph"\nrunroot = "%s/machine-%s/run"\n' \
		"$(storage_driver)" "$tmp" "$1" "$tmp" "$1" >"$CONTAINERS_STORAGE_CONF"
	"$engine" pull -q --tls-verify=false "127.0.0.1:$port/tiny:1" >/dev/null 2>&1
	"$engine" tag "127.0.0.1:$port/tiny:1" tiny:1
}

# team NAME: a registry that is empty, by its name.
team()
{
	REGISTRY=127.0.0.1:$port/$1
	export REGISTRY
}

# build, push: what they say is in $output, their status in $status.
build()
{
	output=$(LOGS=$tmp/log "$basegen" build "$@" 2>&1)
	status=$?
}

push()
{
	output=$(LOGS=$tmp/log "$basegen" push "$@" 2>&1)
	status=$?
}

# build_and_push, as make CACHE=1 push does.
build_and_push()
{
	build --for-push
	push
}

# release VERSION: commits what there is, and tags it.
release()
{
	"$basegen" generate >/dev/null && git add -A && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m "$1" && git tag "v$1"
}

# layers NAME:TAG: the diff IDs that the registry has under it, on a line.
layers()
{
	registered_image "$1" | jq -r '.rootfs.diff_ids | join(" ")'
}

# stands CHILD PARENT: whether the layers of one begin with those of the other.
stands()
{
	case "$(layers "$1") " in "$(layers "$2") "*) [ -n "$(layers "$2")" ] ;; *) false ;; esac
}

# The family, whose images come out different at each build.
start_family()
{
	family "$tmp/family" tiny:1
	# shellcheck disable=SC2016 # for the shell of the image
	printf '{%% extends "image/base.Dockerfile.j2" %%}\n{%% block packages %%}\nRUN dd if=/dev/urandom of=/etc/{{ image.name }} bs=16 count=1\n{%% endblock %%}\n' >templates/image/random.Dockerfile.j2
	sed -i 's/^defaults: .*/defaults: {template: random.Dockerfile.j2, tag: "1"}/' images.yaml
	release 1.0.1
}

# Two machines push one commit, one after the other.
test_two_machines()
{
	team two
	machine a && build && push
	is "$status" 0 'a machine pushes'
	before=$(for tag in 1 latest 1-1.0.1; do has base:$tag; done)
	machine b && build && push
	is "$status $(for tag in 1 latest 1-1.0.1; do has base:$tag; done)" "0 $before" 'a second one with other images changes no tag'
	is "$(printf '%s\n' "$output" | grep -c '^\[[1-5]/5\] .* built elsewhere, left as it is$')" 5 'and is told so, of each image'
	sed -i 's/^  right:.*/&\n  more: {from: both, env: {WHO: more}}/' images.yaml
	release 1.1.0
	build && push
	is "$status $(has more:1) $(has base:1-1.1.0)" '1  ' 'a new child of images that are not those of the registry is not sent, nor any tag'
	like "$output" ' more .*refused, as it is not built on the images that the registry has under its parents. keys$' 'which is said'
	like "$output" 'CACHE=1 builds on those \(make CACHE=1 push\)$' 'with what to do'
	CACHE=1 build_and_push
	is "$status" 0 'which works'
	for tag in 1 latest 1-1.1.0; do
		runs "more:$tag stands on both:$tag" stands more:$tag both:$tag
	done
	is "$(has base:1-1.1.0)" "$(has base:1-1.0.1)" 'what has not changed has the same image under the new version'
	machine a && CACHE=1 build_and_push
	is "$status $(printf '%s\n' "$output" | tail -n 1)" '0 6 current' 'and the first machine takes it up in its turn'
}

# Tags only go forward.
test_forward()
{
	team forward
	machine a
	git checkout -q -b stable v1.0.1 && build && push
	is "$status" 0 'v1.0.1 is pushed'
	git checkout -q master && build && push
	is "$status $(has apart:latest)" "0 $(has apart:1-1.1.0)" 'v1.1.0 moves what moves'
	git checkout -q stable && sed -i 's/WHO: apart/WHO: mended/' images.yaml && release 1.0.2
	build && push
	is "$status $(has apart:latest) $(has apart:1)" "0 $(has apart:1-1.1.0) $(has apart:1-1.1.0)" 'a hotfix of the version before moves nothing'
	isnt "$(has apart:1-1.0.2)" '' 'and has its own version'
	like "$output" "^$REGISTRY/loom/apart:latest stays at 1.1.0, whose commit does not come before this one; MOVE=1 moves it$" 'which is said'
	is "$(printf '%s\n' "$output" | grep -c ' stays at ')" 2 'only of what would have moved'
	MOVE=1 push
	is "$status $(has apart:latest) $(has base:latest)" "0 $(has apart:1-1.0.2) $(has base:1-1.0.2)" 'MOVE=1 moves it'
	git checkout -q master && MOVE=1 build && MOVE=1 push
	is "$(has apart:latest)" "$(has apart:1-1.1.0)" 'and back'
	sed -i 's/WHO: apart/WHO: dirty/' images.yaml && build && push
	is "$status $(has apart:latest)" "0 $(has apart:1-1.1.0)" 'a tree with changes moves nothing'
	isnt "$(has apart:1-1.1.0-dirty)" '' 'and has its own version'
	like "$output" ' stays: the tree has uncommitted changes; MOVE=1 moves it$' 'which is said'
	release 1.2.0 && build && push
	is "$status $(has apart:latest)" "0 $(has apart:1-1.2.0)" 'committed, it moves'
	before=$(has apart:1-1.1.0)
	sed -i 's/WHO: dirty/WHO: apart/' images.yaml && release 1.3.0
	build && push
	is "$status $(has apart:latest) $(has apart:1-1.3.0)" "0 $before $before" 'a revert on the main branch, which only tags an old image again, reaches latest'
	git checkout -q stable && build && push
	is "$(has apart:latest)" "$before" 'but the branch of before does not move it, though its label would say so'
	git checkout -q master
	# Another clone, which does not have the commit.
	git clone -q . "$tmp/clone" && (cd "$tmp/clone" && git tag -d v1.3.0 v1.2.0 && git reset -q --hard v1.1.0 && git reflog expire --expire=now --all &&
		git remote remove origin && git branch -D stable; git gc -q --prune=now) >/dev/null 2>&1
	cd "$tmp/clone" && "$basegen" generate >/dev/null && sed -i 's/WHO: apart/WHO: rebased/' images.yaml && release 1.4.0 && build && push
	is "$status $(has apart:latest)" "0 $before" 'what git does not know is not replaced'
	like "$output" "^$REGISTRY/loom/apart:latest stays at 1.3.0, whose commit is not known here; MOVE=1 moves it$" 'which is said'
	# A clone that is not whole, where the version has to be given.
	git clone -q --depth 1 "file://$tmp/family" "$tmp/shallow" && cd "$tmp/shallow" && sed -i 's/WHO: apart/WHO: shallow/' images.yaml &&
		"$basegen" generate >/dev/null && git add -A && commit shallow
	VERSION=1.6.0 build && VERSION=1.6.0 push
	is "$status $(has apart:latest)" "0 $before" 'where git cannot tell whether the tree is clean, nothing moves'
	like "$output" "^$REGISTRY/loom/apart:latest stays: git cannot tell whether the tree is clean \(shallow clone: run git fetch --unshallow --tags\); MOVE=1 moves it$" \
		'which is said, with what to do'
	VERSION=1.6.0 MOVE=1 push
	is "$(has apart:latest)" "$(has apart:1-1.6.0)" 'but by MOVE=1'
	cd "$tmp/family" && git checkout -q v1.3.0 && MOVE=1 build && MOVE=1 push
	git checkout -q master
}

# Two versions push one key: the tag of a version that somebody has moved in git is refused before anything is sent.
test_moved_version()
{
	team moved
	machine a && build && push
	sed -i 's/WHO: left/WHO: other/' images.yaml && "$basegen" generate >/dev/null && git add -A && commit moved && git tag -f v1.3.0 >/dev/null
	build
	before=$(registered .)
	push
	is "$status $(registered .)" "1 $before" 'a version that git gives to another commit is refused, and nothing is sent'
	like "$output" "^basegen: the registry already has $REGISTRY/loom/left:1-1.3.0 with another content" 'which is said'
	is "$(printf '%s\n' "$output" | grep -c 'the registry already has .* with another content')" 3 'of each image that differs'
	git reset -q --hard HEAD~1 && git tag -f v1.3.0 >/dev/null
}

# A base that moved, and --no-cache, without a change of the key.
test_moved_base()
{
	team base
	machine c && build && push
	before=$(has base:1)
	LOGS=$tmp/log BUILD_FLAGS=--no-cache "$basegen" build >/dev/null 2>&1
	"$engine" images --format '{{.Name}}:{{.Tag}}' | grep "loom/base" | xargs "$engine" rmi -f >/dev/null 2>&1
	LOGS=$tmp/log BUILD_FLAGS=--no-cache "$basegen" build >"$tmp/said" 2>&1
	is "$(grep -c '^\[.* built in ' "$tmp/said")" 5 'what stands on an image that is built again is built again'
	push
	is "$status $(has base:1)" "0 $before" 'and it stays on this machine'
	like "$output" "publish an image anew change its key: basegen lock --update for a base that moved, else 'rebuild' in images.yaml$" \
		'with what to write to publish it'
	sed -i 's/^defaults: {/defaults: {rebuild: 2026-01-01, /' images.yaml && release 1.5.0 && build && push
	is "$status" 0 'which publishes it'
	isnt "$(has base:1)" "$before" 'as another image'
	for image in left right; do runs "$image stands on it" stands $image:1-1.5.0 base:1-1.5.0; done
	git reset -q --hard v1.3.0 && git tag -d v1.5.0 >/dev/null
}

# write_over TEAM: somebody gives the key of base to another image, which that team has.
write_over()
{
	skopeo copy -q --src-tls-verify=false --dest-tls-verify=false "docker://127.0.0.1:$port/$1/loom/apart:1" \
		"docker://$REGISTRY/loom/base:key-$(key base)-linux-$machine" >/dev/null 2>&1
}

# Somebody wrote over a key.
test_foreign_key()
{
	team foreign
	machine a && build && push
	before=$(has "base:key-$(key base)-linux-$machine")
	write_over foreign
	isnt "$(has "base:key-$(key base)-linux-$machine")" "$before" 'a key is written over'
	push
	is "$status $(has "base:key-$(key base)-linux-$machine")" "0 $before" 'it gets back what was published of it'
	like "$output" ' was overwritten; it gets back the image that is published as ' 'which is said'
	team stranger
	write_over foreign
	before=$(registered .)
	push
	is "$status $(registered .)" "1 $before" 'where nothing was published, a key that names an image of another key ends a push'
	like "$output" 'belongs to another key: somebody has overwritten it; remove it from the registry$' 'which is said'
	build && CACHE=1 build
	is "$status" 0 'and builds go on'
}

# The plain key of an earlier version is read, and not written.
test_plain_key()
{
	team plain
	machine a && build && push
	for image in base left right both apart more; do
		[ -z "$(has $image:1)" ] || skopeo copy -q --src-tls-verify=false --dest-tls-verify=false "docker://$REGISTRY/loom/$image:1" \
			"docker://127.0.0.1:$port/older/loom/$image:key-$(key $image)" >/dev/null 2>&1
	done
	team older
	before=$(registered ':key-')
	push
	is "$status $(registered ':key-')" "0 $before" 'keys that do not name a platform are known, and none is written'
	is "$(registered_id base:1)" "$("$engine" images --no-trunc --format '{{.ID}}' "loom/base:key-$(key base)" | head -n 1)" \
		'and their images get the public tags'
	machine d && CACHE=1 build
	is "$(printf '%s\n' "$output" | tail -n 1)" '6 pulled' 'which a machine pulls with CACHE=1'
}

# The index of a name in the registry: PLATFORM DIGEST of each image.
index()
{
	blob "$(has "$1")" | jq -r '.manifests[]? | "\(.platform.os)/\(.platform.architecture) \(.digest)"'
}

# Two platforms, each pushed from a machine of its own.
test_platforms()
{
	team platforms
	cd "$tmp/family" && git checkout -q -b platforms v1.3.0
	cat >images.yaml <<-'END'
		name: loom
		defaults: {template: base.Dockerfile.j2, tag: "1", platforms: [linux/amd64, linux/arm64]}
		images:
		  base: {from: "scratch", env: {WHO: base}}
		  left: {from: base, env: {WHO: left}}
	END
	release 2.0.0
	other=$([ "$machine" = amd64 ] && echo arm64 || echo amd64)
	machine a && build && push
	is "$status $(registered ':1') $(registered ':key-.*-linux-' | wc -w)" '0  2' 'the first platform is sent, and no public tag is set'
	like "$output" "^no public tag is set yet: base for linux/$other is missing; the push that brings the last image sets them$" 'which is said'
	machine e && PLATFORM=linux/$other build base && PLATFORM=linux/$other push base
	is "$status $(registered ':1')" '0 base:1 base:1-2.0.0' 'when all platforms of what is pushed are there, its tags are set'
	PLATFORM=linux/$other build && PLATFORM=linux/$other push
	is "$status $(registered ':1')" '0 base:1 base:1-2.0.0 left:1 left:1-2.0.0' 'and at last those of all'
	is "$(index left:1-2.0.0 | sed 's/ .*//' | xargs)" 'linux/amd64 linux/arm64' 'a public tag names an index of both'
	is "$(index left:latest)" "$(index left:1-2.0.0)" 'all public tags the same one'
	for platform in amd64 arm64; do
		is "$(index left:1 | sed -n "s,linux/$platform ,,p")" "$(has "left:key-$(key left)-linux-$platform")" "with what the key of $platform names"
	done
	before=$(has left:1)
	machine a && push
	is "$status $(has left:1) $(printf '%s\n' "$output" | tail -n 1)" "0 $before 2 current" 'the first machine has nothing to do then'
	sed -i 's/WHO: left/WHO: leaf/' images.yaml && release 2.1.0
	build && push
	is "$status $(has left:1)" "0 $before" 'the next version moves no tag as long as a platform is missing'
	machine e && PLATFORM=linux/$other build && PLATFORM=linux/$other push
	is "$(has left:latest)" "$(has left:1-2.1.0)" 'and moves it then'
	isnt "$(has left:latest)" "$before" 'to another index'
	git checkout -q stable && machine a && MOVE='' build && push
	is "$(has base:latest | wc -w)" 1 'an older version without platforms leaves the index alone'
	git checkout -q master
}

# Without platforms in images.yaml one platform never replaces another.
test_one_platform()
{
	team one
	cd "$tmp/family" && git checkout -q platforms && sed -i 's/, platforms: [^}]*}/}/' images.yaml && release 2.2.0
	machine a && build && push
	before=$(for tag in 1 latest 1-2.2.0; do has base:$tag; done)
	machine e && PLATFORM=linux/$other build && PLATFORM=linux/$other push
	is "$status $(for tag in 1 latest 1-2.2.0; do has base:$tag; done)" "1 $before" 'a push from another platform replaces no tag'
	is "$(printf '%s\n' "$output" | grep -c 'base:.* would replace it')" 1 'and says so once'
	like "$output" "base:1-2.2.0 is for linux/$machine, and an image for linux/$other would replace it; to have both, write 'platforms: \[linux/$machine, linux/$other\]' for base in images.yaml$" \
		'which is said, with what to write'
	team other
	machine a && build && push base
	for tag in 1 latest 1-2.2.0; do rm -r "$(repositories)/base/_manifests/tags/$tag"; done
	before=$(registered .)
	machine e && PLATFORM=linux/$other push
	is "$status $(registered .)" "1 $before" 'nor is it sent where the registry has its key for one platform, and no public tag yet'
	like "$output" "^basegen: the registry has base for linux/$machine, and an image for linux/$other would replace it under the public tags; to have both, write 'platforms' for base in images.yaml$" \
		'which is said'
	git checkout -q master
}

# move_base: the registry's tiny:1 becomes another image.
move_base()
{
	echo moved >>"$tmp/base/rootfs/etc/tiny"
	CONTAINERS_STORAGE_CONF=$tmp/storage-of-buildah.conf
	engine_build -t tiny:1 "$tmp/base" >/dev/null 2>&1 &&
		"$engine" push --tls-verify=false tiny:1 "docker://127.0.0.1:$port/tiny:1" >/dev/null 2>&1
}

# A base that moves in its registry is taken up by who wants it.
test_locked_base()
{
	team locked
	cd "$tmp/family" && git checkout -q -b locked v1.3.0
	skopeo copy -q --src-tls-verify=false --dest-tls-verify=false "docker://127.0.0.1:$port/tiny:1" "docker://127.0.0.1:$port/other:1"
	cat >images.yaml <<-END
		name: loom
		defaults: {template: base.Dockerfile.j2, tag: "1"}
		images:
		  base: {from: "127.0.0.1:$port/tiny:1", env: {WHO: base}}
		  left: {from: base, env: {WHO: left}}
		  apart: {from: "127.0.0.1:$port/other:1", env: {WHO: apart}}
	END
	runs 'bases are locked' "$basegen" lock
	release 3.0.0
	machine a && build && push
	is "$status" 0 'what stands on them is pushed'
	runs 'nothing is outdated' "$basegen" outdated
	before=$(has apart:1) base=$(has base:1) left=$(has left:1)
	move_base
	machine a && build && push
	is "$status $(has base:1)" "0 $base" 'a base that moves changes nothing by itself'
	output=$("$basegen" outdated)
	is $? 1 'it is outdated'
	like "$output" "^127.0.0.1:$port/tiny:1 .*base, left$" 'with what it touches'
	"$basegen" lock --update >/dev/null && release 3.1.0 && build && push
	is "$status $(has apart:1) $(has apart:1-3.1.0)" "0 $before $before" 'taken up, what does not stand on it is as it was'
	isnt "$(has base:1)" "$base" 'what stands on it is new'
	isnt "$(has left:1)" "$left" 'with its children'
	runs 'which stand on it' stands left:1-3.1.0 base:1-3.1.0
	is "$(registered_image base:1 | jq -r '.config.Labels["org.opencontainers.image.base.digest"]')" \
		"$(skopeo inspect --no-tags --tls-verify=false --format '{{.Digest}}' "docker://127.0.0.1:$port/tiny:1")" 'and say so'
	runs 'nothing is outdated then' "$basegen" outdated
	git checkout -q master
}

machine=$(case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac)
git config --global init.defaultBranch master
start_registry
private_buildah_start
build_base
runs 'the base is in the registry' "$engine" push --tls-verify=false tiny:1 "docker://127.0.0.1:$port/tiny:1"
start_family
test_two_machines
test_forward
test_moved_version
test_moved_base
test_foreign_key
test_plain_key
test_platforms
test_one_platform
test_locked_base
done_testing
