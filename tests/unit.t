#!/bin/sh
# The unit tests: the programs of tests/unit, each with a name of the room that it is about.
. "${0%/*}/lib/tap.sh"

cd "$BUILD" || exit 1
runs 'the unit tests compile' make -s -j"$(getconf _NPROCESSORS_ONLN)" .unit-tests
for source in "$root"/tests/unit/*.c; do
	name=${source##*/}
	name=${name%.c}
	"build/unit/$name" >"$tmp/output" 2>&1
	status=$?
	while read -r line; do
		case $line in
		'ok '*) ok 0 "$name: ${line#* - }" ;;
		'not ok '*) ok 1 "$name: ${line#* - }" ;;
		1..* | '#'*) ;;
		*) diag "$line" ;;
		esac
	done <"$tmp/output"
	[ "$status" -eq 0 ] || sed 's/^/# /' "$tmp/output" >&2
	is "$status" 0 "$name: it ends well"
done
done_testing
