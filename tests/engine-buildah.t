#!/bin/sh
# The family and its services on a real buildah, which needs no daemon.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/images.sh"
. "$root/tests/lib/seed.sh"
. "$root/tests/lib/new-language.sh"

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	[ -z "${server-}" ] || kill "$server" 2>/dev/null
	stop_engine
}

# buildah starts no health check by itself, so it is run here as an engine would.
health()
{
	in_container "$service" env LOOM_HEALTHCHECK_URL="http://127.0.0.1:$port/health" healthcheck
}

test_api()
{
	port=$(free_port)
	service=$("$engine" from --pull-never basegen-test-api)
	# shellcheck disable=SC2016 # expanded inside
	"$engine" run --env UVICORN_HOST=127.0.0.1 --env UVICORN_PORT="$port" "$service" -- \
		sh -c 'echo $$ >/tmp/pid; exec uvicorn app.main:app' >"$tmp/server.log" 2>&1 &
	server=$!
	for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		health >"$tmp/health" && break
		sleep 1
	done
	: "$second"
	like "$(cat "$tmp/health")" "^healthy: http://127.0.0.1:$port/health answers 200" 'api: turns healthy'
	test_answers "$service" "$port"
	# shellcheck disable=SC2016 # expanded inside
	in_container "$service" sh -c 'kill "$(cat /tmp/pid)"'
	wait "$server" 2>/dev/null
	server=''
	health >"$tmp/health"
	is $? 1 'api: unhealthy once it is gone'
	"$engine" rm "$service" >/dev/null
}

test_configuration()
{
	config=$("$engine" inspect --type image loom/fastapi-base:3.11-slim | jq .Docker.config)
	is "$(printf '%s\n' "$config" | jq -c '[.Healthcheck.Test, .Healthcheck.Interval / 1000000000]')" \
		'[["CMD","healthcheck"],30]' 'fastapi-base: HEALTHCHECK'
	is "$(printf '%s\n' "$config" | jq -r '.Labels["org.opencontainers.image.version"]')" 1.2.0 'fastapi-base: the version in its labels'
	is "$(printf '%s\n' "$config" | jq -r .User)" 1000:1000 'fastapi-base: its user'
}

private_buildah_start
copy_checkout
test_missing_base
bootstrap_base
test_building
test_configuration
test_services
test_seed
test_api
test_rebuilding
test_new_language
test_commands
done_testing
