#!/bin/sh
# The stand-ins of basegen bootstrap on a real buildah.
# Runs early: it takes long.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/bootstrap.sh"

private_buildah_start
test_bootstrap
test_authority
test_start
done_testing
