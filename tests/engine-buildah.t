#!/bin/sh
# The family and its services on a real buildah, which needs no daemon.
# Runs apart: its images fill gigabytes.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/services.sh"
. "$root/tests/lib/images.sh"
. "$root/tests/lib/seed.sh"
. "$root/tests/lib/new-language.sh"

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
test_language_bases
test_building
test_configuration
test_services
test_seed
test_strict_services
test_rebuilding
test_new_language
test_commands
done_testing
