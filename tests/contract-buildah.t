#!/bin/sh
# What gen/engine/engine.h promises, on a real buildah with images of its own.
# shellcheck disable=SC2154 # what is included sets them
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/contract.sh"

private_buildah_start
try_contract buildah

done_testing
