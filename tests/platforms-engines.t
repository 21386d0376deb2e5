#!/bin/sh
# Images for another platform, and images of a registry on loopback (CACHE=1), on a real docker, a real buildah
# and a real podman.
# Runs early: it takes long.
# shellcheck disable=SC2119,SC2317 # the helpers take words of their own, and functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/rules.sh"

push_bases()
{
	private_buildah_start
	build_base
	push_index tiny:1
	stop_engine
}

# keys SUFFIX: how many images of the family have a key tag that ends so.
keys()
{
	engine_images | grep -c "^loom/.*:key-[0-9a-f]\{40\}$1 "
}

# platforms: of the images that people have, each once.
platforms()
{
	for image in base left right both apart; do engine_platform "loom/$image:1" && echo; done | grep . | sort -u
}

test_platform()
{
	base=127.0.0.1:$port/tiny:1
	family "$tmp/on $kind" "$base"
	output=$(PLATFORM=linux/arm64 run_build)
	is "$? $(built "$output")" '0 apart base both left right' "$kind: without any base, all are built for another platform"
	is "$(keys '') $(keys -linux-arm64)" '0 5' "$kind: under keys that name it"
	is "$(platforms) $(engine_label loom/both:1 of)" 'linux/arm64 tiny:1-arm64' "$kind: and are for it, on the base of that platform"
	is "$(image_id "$base")" '' "$kind: the base's name is nobody's, as before"
	is "$(PLATFORM=linux/arm64 run_build)" '5 current' "$kind: and are current then"
	output=$(run_build)
	is "$? $(built "$output")" '0 apart base both left right' "$kind: a plain build takes none of them"
	is "$(keys '') $(keys -linux-arm64) $(platforms)" "5 5 $machine" "$kind: and builds for the machine"
	is "$(engine_label loom/both:1 of)" "tiny:1-${machine#*/}" "$kind: on its base"
	native=$(image_id "$base") all=$(public)
	forget apart
	output=$(PLATFORM=linux/arm64 run_build)
	is "$(built "$output") $(engine_label loom/apart:1 of)" 'apart tiny:1-arm64' "$kind: beside the base of the machine, the other one is found again"
	is "$(image_id "$base")" "$native" "$kind: and the name stands for that of the machine"
	is "$(built "$(run_build)") $(platforms)" "apart $machine" "$kind: a plain build takes its own again"
	is "$(image_id loom/both:1)" "$(echo "$all" | tr ' ' '\n' | grep -A 1 '^loom/both:1$' | tail -n 1)" "$kind: the same as before"
}

# The name of the base stands for the other platform's while such a build runs.
test_killed()
{
	seconds=$(($$ * 100)) # nobody else sleeps that long
	add_running slow "echo started && sleep $seconds"
	PLATFORM=linux/arm64 start_build apart
	wait_until in_log apart '^#*[0-9. ]*started'
	isnt_native=$(engine_platform "$base")
	kill -9 "$build_pid"
	wait "$waited_for" 2>/dev/null
	runs "$kind: killed, its RUN ends" wait_until no_sleep
	runs "$kind: and the base's name, which stood for $isnt_native, is given back" wait_until is_native_again
	is "$(engine_images | grep -c "key-$(key apart)")" 0 "$kind: and there is no tag"
	sed -i "s/sleep $seconds/sleep 0/" templates/image/slow.Dockerfile.j2 && "$basegen" generate >/dev/null
	is "$(built "$(PLATFORM=linux/arm64 run_build)") $(image_id "$base")" "apart $native" "$kind: the next run goes on"
	undo
	run_build >/dev/null
}

no_sleep()
{
	[ "$(running "^(/bin/)?(busybox )?sleep $seconds\$")" -eq 0 ]
}

is_native_again()
{
	[ "$(image_id "$base")" = "$native" ]
}

# Where the base is there for another platform alone, and nowhere else.
test_wrong_base()
{
	edit "$base" wrong:1
	engine_build --platform linux/arm64 --label of=nobody -t wrong:1 "$tmp/base" >/dev/null 2>&1
	output=$(run_build)
	is "$? $(built "$output")" '1 ' "$kind: a plain build takes no base of another platform for its own"
	like "$output" 'wrong:1 is there for linux/arm64, not for linux/amd64' "$kind: which is said"
	undo
	run_build >/dev/null
	"$engine" rmi wrong:1 >/dev/null
}

# Without a base nothing but the platform differs.
test_scratch()
{
	sed -i 's,apart: {from: "[^"]*",apart: {from: scratch,' images.yaml && "$basegen" generate >/dev/null
	for platform in amd64 arm64; do
		output=$(PLATFORM=linux/$platform run_build apart)
		is "$? $(built "$output") $(engine_platform loom/apart:1)" "0 apart linux/$platform" "$kind: an image from scratch is built for $platform"
	done
	undo
	run_build >/dev/null
}

test_cache()
{
	REGISTRY=127.0.0.1:$port/$kind
	export REGISTRY
	is "$(run_build | tail -n 1)" '5 tagged' "$kind: with a registry's name, what is there is tagged"
	for image in base left right both; do
		engine_push "$REGISTRY/loom/$image:key-$(key "$image")-linux-amd64" >/dev/null 2>&1 || diag "$image was not pushed"
	done
	for image in base left right both apart; do forget "$image"; done
	output=$(CACHE=1 run_build)
	is "$? $(made pulled "$output"), $(built "$output")" '0 base both left right, apart' "$kind: with CACHE=1 what the registry has is pulled, and the rest is built"
	like "$output" '^4 pulled, 1 built$|^1 built, 4 pulled$' "$kind: and counted"
	is "$(run_build)" '5 current' "$kind: and is current then"
	is "$(REGISTRY='' run_build | tail -n 1)" '5 tagged' "$kind: also without the registry's name"
	forget left
	is "$(built "$(run_build)")" left "$kind: without CACHE=1 it is built"
	for image in base left right both apart; do forget "$image"; done
	REGISTRY=127.0.0.1:$dead_port/x
	output=$(CACHE=1 run_build)
	is "$? $(built "$output")" '0 apart base both left right' "$kind: a registry that does not answer: all is built"
	is "$(printf '%s\n' "$output" | grep -c 'cannot be pulled, so it is built: ')" 5 "$kind: which is said"
	unset REGISTRY
}

machine=linux/$(dpkg --print-architecture 2>/dev/null || echo amd64)
[ "$machine" = linux/amd64 ] || no_engine "a machine of another kind than amd64: $machine"
start_registry
dead_port=$(free_port)
allow_http "$port" "$dead_port"
push_bases
for try in ${ENGINES:-docker buildah podman}; do
	"private_${try}_start"
	test_platform
	test_killed
	test_wrong_base
	test_scratch
	test_cache
	stop_engine
done
done_testing
