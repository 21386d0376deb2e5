#!/bin/sh
# Passwords that docker's configuration keeps in a helper program: push, pull and the pull of a base work by them on a real
# buildah and podman, which do not ask helpers themselves. The password stands in no process's arguments, and what carries
# it can be read by nobody else and is gone afterwards. INSECURE_REGISTRIES names who is asked without TLS.
. "${0%/*}/lib/own-hosts.sh"
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/rules.sh"

path=$PATH

# A registry that knows one user.
start_private_registry()
{
	tr -dc a-z0-9 </dev/urandom | head -c 24 >"$tmp/secret"
	# Its salt is bcrypt's, which the registry wants.
	# shellcheck disable=SC2016 # perl's
	perl -e 'print "somebody:", crypt(<STDIN>, "\$2b\$05\$" . "abcdefghijklmnopqrstuu"), "\n"' <"$tmp/secret" >"$tmp/htpasswd"
	registry_line="auth: {htpasswd: {realm: test, path: '$tmp/htpasswd'}}"
	start_registry
}

# The helper knows the password of the registry under both its names; it fails while $tmp/locked is there.
write_helper()
{
	mkdir "$tmp/bin"
	cat >"$tmp/bin/docker-credential-test" <<-END
		#!/bin/sh
		read -r host
		echo "\$1 \$host" >>'$tmp/asked'
		if [ -e '$tmp/locked' ]; then
			echo 'the keychain is locked'
			exit 1
		fi
		case \$host in
		127.0.0.1:$port | registry.test:$port) printf '{"ServerURL": "%s", "Username": "somebody", "Secret": "%s"}\n' "\$host" "\$(cat '$tmp/secret')" ;;
		*)
			echo 'credentials not found in native keychain'
			exit 1
			;;
		esac
	END
	chmod +x "$tmp/bin/docker-credential-test"
}

# wrap PROGRAM: it notes its arguments, the mode of what carries the password, and whether any process has that among its
# arguments; it waits while $tmp/hold names it.
wrap()
{
	cat >"$tmp/bin/$1" <<-END
		#!/bin/sh
		echo "$1 \$*" >>'$tmp/arguments'
		if [ "\${REGISTRY_AUTH_FILE-}" ]; then
			stat -c '%a %n' "\$REGISTRY_AUTH_FILE" >>'$tmp/files'
			if grep -aqF -f '$tmp/secret' /proc/[0-9]*/cmdline 2>/dev/null; then echo "$1 \$*" >>'$tmp/leaked'; fi
			while grep -qx "$1" '$tmp/hold' 2>/dev/null; do
				touch '$tmp/held'
				sleep 0.1
			done
		fi
		exec '$(PATH=$path command -v "$1")' "\$@"
	END
	chmod +x "$tmp/bin/$1"
}

# configure JSON: docker's configuration.
configure()
{
	mkdir -p "$tmp/.docker"
	echo "$1" >"$tmp/.docker/config.json"
}

# call VERB [ARGUMENT...]: what it says is in $output, its status in $status.
call()
{
	rm -f "$tmp/files" "$tmp/leaked" "$tmp/asked" "$tmp/arguments"
	: >"$tmp/arguments"
	output=$(LOGS=$tmp/log timeout 100 "$basegen" "$@" 2>&1)
	status=$?
}

# is_kept_secret NAME: what the last call handed over is nobody else's, and gone.
is_kept_secret()
{
	is "$(cut -d' ' -f1 "$tmp/files" | sort -u)" 600 "$1: what carries the password can be read by this user alone"
	is "$(cut -d' ' -f2- "$tmp/files" | sort -u | while read -r file; do ls "$file" 2>/dev/null; done)" '' 'and is gone afterwards'
	is "$(cat "$tmp/leaked" 2>/dev/null; grep -F -f "$tmp/secret" "$tmp/arguments")" '' 'and the password stands in no arguments'
	is "$(grep -rlF -f "$tmp/secret" build "$tmp/log" 2>/dev/null)" '' 'nor in the state folder or a log'
}

test_push_and_pull()
{
	configure "{\"credHelpers\": {\"$host\": \"test\"}}"
	call push
	is "$status" 0 "$kind: push works by the helper for a registry"
	like "$(cat "$tmp/asked")" "^get $host$" 'which is asked'
	is_kept_secret "$kind: push"
	forget '[a-z]*'
	configure '{"credsStore": "test"}'
	call pull
	is "$status $(made pulled "$output")" '0 apart base both left right' "$kind: pull works by the helper for all"
	is_kept_secret "$kind: pull"
	configure '{}'
	call push
	is "$status" 3 "$kind: without a helper there is no password"
	like "$output" "$host/loom/.*(unauthorized|authentication required)" 'which is said'
}

test_base()
{
	configure "{\"credHelpers\": {\"$host\": \"test\"}}"
	edit 'from: "tiny:1"' "from: \"$host/loom/apart:1-$VERSION\""
	forget '[a-z]*'
	REGISTRY='' call build base
	is "$status $(built "$output")" '0 base' "$kind: a base is pulled by the helper"
	is_kept_secret "$kind: a base"
	forget '[a-z]*'
	touch "$tmp/locked"
	REGISTRY='' call build base
	is "$status" 1 "$kind: the helper for a base fails"
	like "$output" "docker-credential-test, which docker's configuration names for $host, .*the keychain is locked; " 'which is said'
	rm "$tmp/locked"
	undo
}

test_failing_helper()
{
	touch "$tmp/locked"
	for verb in push pull; do
		call "$verb" base
		is "$status" 3 "$kind: a helper that fails: $verb"
		like "$output" "docker-credential-test, which docker's configuration names for $host, .*the keychain is locked$" 'which is said'
	done
	rm "$tmp/locked"
	rm "$tmp/bin/docker-credential-test"
	call push base
	is "$status" 3 "$kind: a helper that is not there"
	like "$output" "docker-credential-test, which docker's configuration names for $host, is not there" 'which is said'
}

# end_at PROGRAM VERB...: the verb is ended while that program asks the registry, or sends.
end_at()
{
	rm -f "$tmp/files"
	echo "$1" >"$tmp/hold"
	shift
	start_verb "$@"
	wait_until test -e "$tmp/held"
	file=$(cut -d' ' -f2- "$tmp/files" | head -n 1)
	ok "$(test -e "$file"; echo $?)" "$kind: what carries the password is there while $* runs"
	kill "$build_pid"
	wait "$waited_for" 2>/dev/null
	is "$?" 143 "$* is ended by TERM"
	ok "$(test ! -e "$file"; echo $?)" 'and that is gone'
	is "$(running "$tmp/bin/[a-z]* ")" 0 'as is what it ran'
	rm -f "$tmp/hold" "$tmp/held"
}

test_end()
{
	REGISTRY=$host/again
	configure "{\"credHelpers\": {\"$host\": \"test\"}}"
	call build base
	end_at skopeo push base
	end_at "$kind" push base
	end_at skopeo pull base
	REGISTRY=$host
}

# The same registry by a name that is not of loopback.
test_insecure()
{
	REGISTRY=registry.test:$port
	configure "{\"credHelpers\": {\"$REGISTRY\": \"test\"}}"
	call build base
	call push base
	is "$status" 3 "$kind: a registry that is not of loopback is asked by TLS"
	like "$output" "$REGISTRY/loom/base:.*HTTPS client; .* INSECURE_REGISTRIES" 'which it does not talk'
	for listed in registry.test "example.com, registry.test:$port"; do
		export INSECURE_REGISTRIES="$listed"
		call push base
		is "$status" 0 "$kind: INSECURE_REGISTRIES='$listed' lets it be asked without TLS"
	done
	INSECURE_REGISTRIES="registry.test:1 test" call push base
	is "$status" 3 "$kind: another port or name does not"
	unset INSECURE_REGISTRIES
	REGISTRY=$host
}

test_engine()
{
	PATH=$path build_base
	write_helper
	wrap skopeo && wrap "$kind"
	PATH=$tmp/bin:$path ENGINE=$tmp/bin/$kind host=127.0.0.1:$port REGISTRY=127.0.0.1:$port
	export REGISTRY
	family "$tmp/family of $kind" tiny:1
	call build
	is "$status" 0 "$kind: the images are built"
	test_push_and_pull
	test_base
	test_insecure
	test_end
	test_failing_helper
	cd "$tmp" && rm -r "${tmp:?}/bin" && PATH=$path
	stop_engine
}

own_hosts registry.test
unset DOCKER_CONFIG REGISTRY_AUTH_FILE
start_private_registry
private_buildah_start
test_engine
kill "$registry_pid" && rm -r "$tmp/registry"
start_private_registry
private_podman_start
test_engine
done_testing
