#!/bin/sh
# A registry that refuses the connection, asks for a password, answers 503, has a certificate that nobody vouches for, or
# talks no TLS: push, pull, build with CACHE=1 and the pull of a base name it and the reason, on a real buildah. The two builds do so
# on docker and podman too; push and pull do not come to the engine.
# One that accepts and never answers is left out: the program waits two minutes for it.
# Runs aside: it waits for registries that fail.
. "${0%/*}/lib/own-hosts.sh"
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/rules.sh"

pids=''

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	for pid in $pids; do kill "$pid"; done
}

# start_faulty STATUS [CERTIFICATE KEY]: its port is in $port.
start_faulty()
{
	port=$(free_port)
	"${PYTHON:-python3}" "$root/tests/lib/faulty-registry.py" "$port" "$@" &
	pids="$pids $!"
	runs "a registry for $1 listens" wait_for_port "$port"
}

# call VERB [ARGUMENT...]: what it says is in $output, its status in $status.
call()
{
	output=$(LOGS=$tmp/log timeout 100 "$basegen" "$@" 2>&1)
	status=$?
}

# has_few_lines NAME
has_few_lines()
{
	[ "$(printf '%s\n' "$output" | grep -c .)" -le 12 ]
	ok $? "$1: in a few lines"
}

# try_registry HOST REASON WHAT
try_registry()
{
	REGISTRY=$1
	export REGISTRY
	verbs=
	[ "$kind" != buildah ] || verbs='push pull'
	for verb in $verbs; do
		call "$verb" base
		is "$status" 3 "$kind: $verb, $3"
		like "$output" "^basegen: the registry does not say whether it has $1/loom/base:key-.*: .*($2)" 'names the registry and the reason'
		has_few_lines "$verb, $3"
		case $1 in registry.test:*) like "$output" INSECURE_REGISTRIES 'and which variable is for that' ;; esac
	done
	forget base
	CACHE=1 call build base
	is "$status $(built "$output")" '0 base' "$kind: with CACHE=1 it is built, $3"
	like "$output" "$1/loom/base:1 cannot be pulled, so it is built: .*($2)" 'names the registry and the reason'
	has_few_lines "CACHE=1, $3"
	edit 'from: "tiny:1"' "from: \"$1/tiny:1\""
	REGISTRY='' call build base
	is "$status" 1 "$kind: a base, $3"
	like "$output" "the base $1/tiny:1 is not in $kind and cannot be pulled: .*($2).*; basegen bootstrap has no stand-in for it" 'names the registry and the reason'
	has_few_lines "a base, $3"
	undo
}

test_engine()
{
	build_base
	family "$tmp/family of $kind" tiny:1
	call build base
	is "$status" 0 "$kind: the image is built"
	try_registry "127.0.0.1:$closed" 'connection refused' 'the connection is refused'
	try_registry "127.0.0.1:$asking" 'unauthorized|authentication required|no basic auth credentials' 'a password is asked for'
	try_registry "127.0.0.1:$busy" '503|Service Unavailable' 'it answers 503'
	# docker looks where a name leads, and takes all of loopback without TLS.
	if [ "$kind" != docker ]; then
		try_registry "registry.test:$unknown" 'certificate' 'its certificate is unknown'
		try_registry "registry.test:$plain" 'TLS handshake' 'it talks no TLS'
	fi
	cd "$tmp" || exit 1
	stop_engine
}

own_hosts registry.test
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/key.pem" -out "$tmp/certificate.pem" -days 2 -subj /CN=registry.test \
	-addext subjectAltName=DNS:registry.test 2>"$tmp/openssl.log"
ok $? 'a certificate is made'
closed=$(free_port)
start_faulty 401 && asking=$port
start_faulty 503 && busy=$port
start_faulty 404 "$tmp/certificate.pem" "$tmp/key.pem" && unknown=$port
start_faulty 404 && plain=$port
private_buildah_start
test_engine
private_docker_start
test_engine
private_podman_start
test_engine
done_testing
