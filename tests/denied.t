#!/bin/sh
# A registry that denies whoever reads a repository that is not there, as many do: after a login the first run of CI works, on
# docker and buildah. Whoever has not logged in, may not push, or may push and not read, is told so; no key is overwritten.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"

proxy_pid=''

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	[ -z "$proxy_pid" ] || kill "$proxy_pid"
}

# login USER; none: nobody is logged in.
login()
{
	if [ "$1" = none ]; then echo '{}'; else printf '{"auths":{"127.0.0.1:%s":{"auth":"%s"}}}' "$port" "$(printf '%s:x' "$1" | base64)"; fi >"$DOCKER_CONFIG/config.json"
}

# said WORD...: what basegen says is in $output, its status in $status.
said()
{
	output=$(timeout 100 "$basegen" "$@" 2>&1)
	status=$?
}

# wanted: what matrix --missing lists.
wanted()
{
	"$basegen" matrix --jobs --levels 1 --missing 2>"$tmp/stderr" | jq -r '[.[].images] | join(" ")'
}

# tags: all that the registry has of the family, without keys.
tags()
{
	registered . | tr ' ' '\n' | grep -v ':key-' | sed 's/:id-[0-9a-f]\{64\}$/:id/' | xargs
}

test_first_run()
{
	for user in me hub; do
		login "$user"
		REGISTRY=127.0.0.1:$port/$kind-$user
		export REGISTRY
		is "$(wanted)" 'base left' "$kind: $user: an empty registry lacks all"
		is "$(grep -c "^basegen: warning: $REGISTRY/loom/[a-z]* cannot be read with this login; it counts as not there yet, and basegen push finds out$" "$tmp/stderr")" 2 'with a warning'
		CACHE=1 said build --for-push
		is "$status $(printf '%s\n' "$output" | tail -n 1)" '0 2 built' 'the images are built'
		said push --keys-only
		is "$status $(tags) $(registered ':key-' | wc -w)" '0 base:id left:id 2' 'the first push makes the repositories, and sends the keys'
		like "$output" "^$REGISTRY/loom/base could not be read, and is there now: id-[0-9a-f]* was the first to be sent$" 'which is said'
		is "$(wanted)$(cat "$tmp/stderr")" '' 'then nothing is missing, and there is no warning'
		said push --tags-only
		is "$status $(tags)" '0 base:1 base:1-1.0.0 base:id base:latest left:1 left:1-1.0.0 left:id left:latest' 'and the tags are set'
		forget .
	done
}

# A login that may do nothing there.
test_stranger()
{
	login stranger
	said push --keys-only
	is "$status $(tags)" '3 ' "$kind: who may not push pushes nothing"
	like "$output" "^basegen: $REGISTRY/loom/base can be neither read nor made with this login: .*; create it, or log in as who may push there$" 'and is told so'
}

# No login, and logins that must not be enough.
test_rights()
{
	"$basegen" build >/dev/null 2>&1
	REGISTRY=127.0.0.1:$port/$kind-rights
	login none
	for verb in 'matrix --jobs --missing' 'push --keys-only'; do
		# shellcheck disable=SC2086 # words
		said $verb
		is "$status" 3 "$kind: $verb: without a login nothing is taken for absent"
		like "$output" "^basegen: the registry does not say whether it has $REGISTRY/loom/base:key-.*: (unauthorized|authentication required); log in to it; if the name is right and the repository is not there, create it$" 'and what to do is said'
	done
	# docker tries such a push for 50 seconds.
	[ "$kind" = docker ] || test_stranger
	login me
	said push base
	writes=$(grep -c 'PUT .*/manifests/key-' "$tmp/registry.log")
	login writer
	said push base
	is "$status $(grep -c 'PUT .*/manifests/key-' "$tmp/registry.log")" "3 $writes" "$kind: who may not read writes no key"
	like "$output" "^basegen: the registry does not say whether it has $REGISTRY/loom/base:key-.*: denied; log in to it" 'and is told why'
}

test_engine()
{
	build_base
	make_family "$tmp/family of $kind" tiny:1 && cd "$tmp/family of $kind" || exit 1
	cat >images.yaml <<-'END'
		name: loom
		defaults: {template: base.Dockerfile.j2, tag: "1"}
		images:
		  base: {from: "tiny:1", env: {WHO: base}}
		  left: {from: base, env: {WHO: left}}
	END
	"$basegen" generate >/dev/null && git init -q . && git add -A && commit one && git tag v1.0.0
	test_first_run
	test_rights
	cd "$tmp" || exit 1
	stop_engine
}

start_registry
allow_http "$port"
registry_port=$port
port=$(free_port)
"${PYTHON:-python3}" "$root/tests/lib/denying-registry.py" "$port" "$registry_port" &
proxy_pid=$!
runs 'a registry that denies what is not there listens' wait_for_port "$port"
allow_http "$port"
DOCKER_CONFIG=$tmp/docker
mkdir "$DOCKER_CONFIG"
export DOCKER_CONFIG
private_docker_start
test_engine
private_buildah_start
test_engine
done_testing
