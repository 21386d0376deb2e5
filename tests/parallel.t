#!/bin/sh
# How long the builds of a random graph take side by side, against what they take at least.
# Runs alone: it measures time.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"

graph()
{
	"${PYTHON:-python3}" "$root/tests/lib/parallel.py" "$@"
}

# build_all TIMES: sets $percent: by how much a build of all with -j 8 is slower than it could be.
build_all()
{
	: >"$FAKE/images"
	cp "$1" "$FAKE/slow"
	start=$(date +%s.%N)
	VERSION=1-1-g0123456789ab CREATED=1970-01-01T00:00:00Z "$basegen" build -j 8 >"$tmp/output" 2>&1
	percent=$(date +%s.%N | awk -v start="$start" -v bound="$(graph bound . 8)" '{ printf "%.1f", (($1 - start) / bound - 1) * 100 }')
}

SEED=${SEED:-$(date +%s)}
diag "SEED=$SEED"
mkdir "$tmp/family" && cd "$tmp/family" && cp -R "$root/templates" . && graph make . "$SEED" && "$basegen" generate >/dev/null
# How long each takes is learned from builds that are four times as fast.
awk '{ printf "%s %.3f\n", $1, $2 / 4 }' times >fast
build_all fast
is "$(tail -n 1 "$tmp/output")" '200 built' 'all are built, when nothing is known of how long that takes'

# What takes long is known now. A machine that is busy with something else gets three tries.
for _ in 1 2 3; do
	build_all times
	diag "-j 8: $percent% more than the least"
	case $percent in -* | [0-4].* | 5.0) break ;; esac
done
ok "$(case $percent in -* | [0-4].* | 5.0) echo 0 ;; *) echo 1 ;; esac)" \
	'200 images with -j 8 take at most 5% more than the longest path or the sum over 8'
done_testing
