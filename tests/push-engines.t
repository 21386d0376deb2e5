#!/bin/sh
# docker, podman and buildah share a registry: what one of them built and pushed is what the others pull, hold for
# current, and push in their turn, with the very same IDs.
# Runs early: it takes long.
# shellcheck disable=SC2119,SC2317 # the helpers take words of their own, and functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"

docker_pid=''

cleanup()
{
	engine_pid=$docker_pid
}

# start KIND: starts an engine, and keeps what leads to it.
start()
{
	"private_$1_start"
	if [ "$engine_pid" ]; then docker_pid=$engine_pid engine_pid=''; fi
	{
		for name in ENGINE DOCKER_HOST CONTAINERS_STORAGE_CONF CONTAINERS_CONF TMPDIR; do
			eval "value=\${$name-}"
			[ -z "$value" ] || echo "export $name='$value'"
		done
		echo "engine='$engine' kind='$kind' network='$network' engine_is_private='$engine_is_private'"
	} >"$tmp/use-$1"
}

# use KIND: goes to an engine that was started. Each has a memory of its own, as machines have.
use()
{
	unset DOCKER_HOST CONTAINERS_STORAGE_CONF CONTAINERS_CONF TMPDIR
	# shellcheck disable=SC1090 # it was written by start
	. "$tmp/use-$1"
	BASEGEN_STATE=$tmp/state-$1
	export BASEGEN_STATE
}

# verb WORD...: what basegen says is in $output, its status in $status.
verb()
{
	output=$(LOGS=$tmp/log "$basegen" "$@" 2>&1)
	status=$?
}

# ids: the IDs of the family's images in the engine, by their public names.
ids()
{
	for image in base left right both apart; do image_id "$REGISTRY/loom/$image:1" && echo; done | grep . | xargs
}

registered_ids()
{
	for image in base left right both apart; do registered_id "$image:1"; done | xargs
}

# test_from KIND: builds and pushes; all others pull and push that.
test_from()
{
	REGISTRY=127.0.0.1:$port/$1
	export REGISTRY
	use "$1"
	runs "$1: the base is pulled" engine_pull "127.0.0.1:$port/tiny:1"
	verb build && verb push
	is "$status $(ids)" "0 $(registered_ids)" "$1 pushes what it built, with the IDs that it has"
	for other in docker podman buildah; do
		[ "$other" != "$1" ] || continue
		REGISTRY=127.0.0.1:$port/$1
		use "$other"
		forget
		verb pull
		is "$status $(ids)" "0 $(registered_ids)" "$other pulls what $1 built"
		verb build
		is "$status $output" '0 5 current' "$other: and all is current"
		verb push
		is "$status $output" '0 5 current' "$other: and there is nothing to push"
		REGISTRY=127.0.0.1:$port/$1-by-$other
		verb build && verb push
		is "$status $(registered_ids)" "0 $(REGISTRY=127.0.0.1:$port/$1 && registered_ids)" "$other pushes it to another registry, with the same IDs"
		is "$(has both:1-1.0.0)" "$(has both:latest)" "$other: under all tags"
	done
}

# engine_pull: as a person would.
engine_pull()
{
	case $kind in
	docker) "$engine" pull -q "$1" ;;
	*) "$engine" pull -q --tls-verify=false "$1" ;;
	esac
}

start_registry
for each in docker podman buildah; do start "$each"; done
use buildah
build_base
runs 'the base is in the registry' "$engine" push --tls-verify=false tiny:1 "docker://127.0.0.1:$port/tiny:1"
family "$tmp/family" "127.0.0.1:$port/tiny:1"
for each in docker podman buildah; do test_from "$each"; done
done_testing
