#!/bin/sh
# The family and its services on a real docker.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/images.sh"
. "$root/tests/lib/seed.sh"
. "$root/tests/lib/new-language.sh"

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	[ -z "${service-}" ] || "$engine" rm -f "$service" >/dev/null 2>&1
	stop_engine
}

# health ID STATUS: waits until the container has it, for 30 s at most.
health()
{
	for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		found=$("$engine" inspect -f '{{.State.Health.Status}}' "$1")
		[ "$found" != "$2" ] || break
		sleep 1
	done
	: "$second"
	echo "$found"
}

run_service()
{
	service=$("$engine" run -d --network=host --health-interval=1s --health-retries=1 "$@")
}

stop_service()
{
	"$engine" rm -f "$service" >/dev/null
	service=''
}

test_api()
{
	port=$(free_port)
	run_service -e UVICORN_HOST=127.0.0.1 -e UVICORN_PORT="$port" \
		-e LOOM_HEALTHCHECK_URL="http://127.0.0.1:$port/health" basegen-test-api
	is "$(health "$service" healthy)" healthy 'api: turns healthy'
	test_answers "$service" "$port"
	stop_service

	run_service -e LOOM_HEALTHCHECK_TCP=127.0.0.1:1 loom/python-base:3.11-slim sleep 60
	is "$(health "$service" unhealthy)" unhealthy 'a service that does not listen turns unhealthy'
	stop_service
}

test_configuration()
{
	config=$("$engine" inspect -f '{{json .Config}}' loom/fastapi-base:3.11-slim)
	is "$(printf '%s\n' "$config" | jq -c '[.Healthcheck.Test, .Healthcheck.Interval / 1000000000]')" \
		'[["CMD","healthcheck"],30]' 'fastapi-base: HEALTHCHECK'
	is "$(printf '%s\n' "$config" | jq -r '.Labels["org.opencontainers.image.version"]')" 1.2.0 'fastapi-base: the version in its labels'
	is "$(printf '%s\n' "$config" | jq -r '.Labels["org.opencontainers.image.title"]')" fastapi-base 'fastapi-base: its title'
}

private_docker_start
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
