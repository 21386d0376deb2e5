# shellcheck shell=sh
# An engine that only notes how it is called (tests/lib/fake-docker), for tests that include this after tap.sh.

FAKE=$tmp/fake
ENGINE=$tmp/bin/docker
export FAKE ENGINE
mkdir -p "$FAKE" "$tmp/bin"
# An engine of this test alone, with locks of its own
DOCKER_HOST=unix://$tmp/docker.sock
export DOCKER_HOST
cp "$root/tests/lib/fake-docker" "$ENGINE"

# reset: forgets the calls, and what was to fail.
reset()
{
	rm -f "$FAKE/calls" "$FAKE/fail" "$FAKE/slow" "$FAKE/hangs" "$FAKE/runs"
	: >"$FAKE/calls"
}

# calls: how often the engine was called, but for asking whether it is there.
calls()
{
	grep -c -v -e '^version' -e '^--version' "$FAKE/calls"
}

builds()
{
	grep -c '^build ' "$FAKE/calls"
}

# in_order: the images that were built, in one line. Their contexts are snapshots, called IMAGE-XXXXXX or IMAGE_TAG-XXXXXX.
in_order()
{
	sed -n '/^build /{s,.*/,,; s,-[^-]*$,,; s,_,/,; p;}' "$FAKE/calls" | tr '\n' ' ' | sed 's/ $//'
}

# built: the same, sorted.
built()
{
	in_order | tr ' ' '\n' | sort | xargs
}

# public: the images under the tags for people, sorted.
public()
{
	sort "$FAKE/images" | sed '/:key-/d'
}

# forget PATTERN: prunes the images whose name matches.
forget()
{
	sed -i "/$1/d" "$FAKE/images"
}
