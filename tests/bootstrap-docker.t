#!/bin/sh
# The stand-ins of basegen bootstrap on a real docker.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/bootstrap.sh"

private_docker_start
test_bootstrap
done_testing
