# shellcheck shell=sh disable=SC2034 # the tests use what is set here
# The test anything protocol for tests in sh, which start with: . "${0%/*}/lib/tap.sh"
#
# Gives $root (the checkout), $BUILD (where configure ran), $basegen, and $tmp, an empty directory
# that is removed at the end and is HOME too. What a person has set for git or basegen is unset.

set -u
root=$(cd "${0%/*}/.." && pwd -P)
: "${BUILD:=$root}"
basegen=$BUILD/build/basegen
export BUILD
unset CDPATH VERSION SOURCE_DATE_EPOCH ENGINE SCAN_FAIL SCANNER REPORTS BUILD_FLAGS PLATFORM REGISTRY V MAKEFLAGS MAKELEVEL MFLAGS
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CEILING_DIRECTORIES XDG_CONFIG_HOME

tap_count=0
tap_failed=0
tap_finished=
tap_last=

tmp=$(mktemp -d) || exit 1
HOME=$tmp
LC_ALL=C
TZ=UTC
export HOME LC_ALL TZ
trap 'tap_end' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# at_end FUNCTION: it is called at the end, before those that were named earlier. Libraries name what stops their servers.
at_end()
{
	tap_last="$1 $tap_last"
}

# A test may define cleanup for what it must stop or unmount itself, which comes first. At last $tmp is removed.
tap_end()
{
	tap_status=$?
	if command -v cleanup >/dev/null; then cleanup; fi
	for tap_step in $tap_last; do "$tap_step"; done
	cd / && chmod -R u+rwX "$tmp" && rm -rf "$tmp"
	[ "$tap_finished" ] || echo 'Bail out! the test ended before done_testing'
	exit "$tap_status"
}

diag()
{
	printf '%s\n' "$*" | sed 's/^/# /' >&2
}

# ok STATUS NAME: passes if STATUS is 0.
ok()
{
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok %d - %s\n' "$tap_count" "$2"
	else
		tap_failed=$((tap_failed + 1))
		printf 'not ok %d - %s\n' "$tap_count" "$2"
		diag "failed: $2"
	fi
}

# is GOT EXPECTED NAME
is()
{
	[ "$1" = "$2" ]
	tap_same=$?
	ok "$tap_same" "$3"
	if [ "$tap_same" -ne 0 ]; then
		diag "     got: $1"
		diag "expected: $2"
	fi
}

# isnt GOT OTHER NAME
isnt()
{
	[ "$1" != "$2" ]
	tap_same=$?
	ok "$tap_same" "$3"
	[ "$tap_same" -eq 0 ] || diag "     got: $1"
}

# like GOT PATTERN NAME: a line of GOT matches the extended regular expression.
like()
{
	printf '%s\n' "$1" | grep -Eq -e "$2"
	tap_same=$?
	ok "$tap_same" "$3"
	if [ "$tap_same" -ne 0 ]; then
		diag "     got: $1"
		diag "expected a line like: $2"
	fi
}

# runs NAME COMMAND...: passes if the command ends with 0; shows what it printed if not.
runs()
{
	tap_name=$1
	shift
	tap_output=$("$@" 2>&1)
	tap_same=$?
	ok "$tap_same" "$tap_name"
	[ "$tap_same" -eq 0 ] || diag "status $tap_same: $tap_output"
}

# skip NAME REASON
skip()
{
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

done_testing()
{
	tap_finished=1
	printf '1..%d\n' "$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
