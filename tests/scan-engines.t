#!/bin/sh
# basegen scan on a real podman and a real docker, with the real grype: as on buildah (tests/scan.t).
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/scanner.sh"

scanner_start
start_family
# shellcheck disable=SC2119 # the time is now
database
private_podman_start
build_debian
contract
stop_engine
rm -rf build
private_docker_start
build_debian
contract

done_testing
