#!/bin/sh
# basegen prune on a real docker, buildah and podman: what an edit has made obsolete goes, and nothing else.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"

# prune [ARGUMENT...]: what it prints is in $output, its status in $status.
prune()
{
	output=$("$basegen" prune "$@" 2>&1)
	status=$?
}

# held NAME...: which of the names the engine has.
held()
{
	for name; do engine_images | awk -v name="$name" '$1 == name { print name }'; done | xargs
}

build()
{
	BUILD_FLAGS=${network:+"--network=$network"} "$basegen" build --all >"$tmp/log" 2>&1 || diag "$(cat "$tmp/log")"
}

# key NAME: REPOSITORY:key-KEY of the image now.
key()
{
	echo "loom/$1:key-$(sed -n "s,^\([0-9a-f]*\)  $1\$,\1,p" out/keys)"
}

test_prune()
{
	rm -rf "$tmp/family" && BASEGEN_STATE=$tmp/state-$kind && export BASEGEN_STATE
	family "$tmp/family" tiny:1
	build
	old_left=$(key left) old_both=$(key both)
	engine_tag "$old_left" mine/backup:1
	prune
	is "$status $output" '0 ' "$kind: what is current stays"
	undo && edit 'WHO: left' 'WHO: new' && commit_all && build
	engine_tag tiny:1 loom/left:mine
	printf 'FROM %s\nENV MINE=yes\n' "$old_left" >"$tmp/Dockerfile.mine" && engine_build -t loom/left:debug -f "$tmp/Dockerfile.mine" "$tmp/base"
	printf 'FROM tiny:1\nLABEL basegen.key=x\n' >"$tmp/Dockerfile.mine" && engine_build -t loom/right:labelled -f "$tmp/Dockerfile.mine" "$tmp/base"
	engine_images | sort >"$tmp/before"
	prune -n
	is "$status $(printf '%s\n' "$output" | sort | xargs)" "0 would remove loom/both:1-1.0.0 would remove $old_both would remove loom/left:1-1.0.0 would remove $old_left" \
		"$kind: -n tells what an edit has made obsolete"
	is "$(engine_images | sort)" "$(cat "$tmp/before")" "$kind: and removes nothing"
	is "$(MAKEFLAGS=n "$basegen" prune)" "$output" "$kind: make -n means the same"
	prune left
	is "$status $(printf '%s\n' "$output" | sort | xargs)" "0 removed loom/left:1-1.0.0 removed $old_left" "$kind: the images that are named"
	prune --format json
	is "$status $(printf '%s\n' "$output" | jq -r '[.name, .removed, .key] | join(" ")' | sort | xargs)" \
		"0 loom/both:1-1.0.0 true ${old_both#*key-} $old_both true ${old_both#*key-}" "$kind: then all"
	is "$(held "$old_left" "$old_both" loom/left:1-1.0.0)" '' "$kind: they are gone"
	mine='mine/backup:1 loom/left:mine loom/left:debug loom/right:labelled tiny:1'
	# shellcheck disable=SC2086 # names
	is "$(held $mine)" "$mine" "$kind: what others have stays, also what they have built on an image of the family"
	build
	is "$(grep -c ' built in ' "$tmp/log")" 0 "$kind: what is current is there"
	prune
	is "$status $output" '0 ' "$kind: and nothing is left to remove"
}

# Images of an entry that is gone, beside those that look like it.
test_removed()
{
	old_apart=$(key apart)
	engine_tag "$old_apart" loom/apart:mine && engine_tag "$(key right)" other/apart:key-1
	printf 'FROM %s\nENV MINE=yes\n' "$old_apart" >"$tmp/Dockerfile.mine" && engine_build -t loom/gone:1 -f "$tmp/Dockerfile.mine" "$tmp/base"
	sed -i '/^  apart:/d' images.yaml && "$basegen" generate >/dev/null && commit_all && build
	prune
	is "$status $output" '0 ' "$kind: an entry that is gone is not asked for"
	prune --removed -n
	is "$status $(printf '%s\n' "$output" | sort | xargs)" "0 $(engine_images | awk '$1 ~ "^loom/apart:" { print "would remove " $1 }' | sort | xargs)" \
		"$kind: --removed finds all names of its image"
	prune --removed
	is "$status $(held "$old_apart" loom/gone:1 other/apart:key-1 "$(key right)")" "0 loom/gone:1 other/apart:key-1 $(key right)" "$kind: and nothing else"
}

commit_all()
{
	git add -A && commit more
}

# An image that a container uses stays.
test_use()
{
	undo && edit 'WHO: new' 'WHO: newer' && commit_all
	if [ "$kind" = buildah ]; then
		container=$("$engine" from "$(key_before)")
	else
		container=$("$engine" create "$(key_before)" sh)
	fi
	build
	prune
	is "$status" 1 "$kind: an image that a container uses"
	like "$output" "^kept $(key_before): .*(using|in use)" "$kind: stays under its key, and it is said why"
	"$engine" rm "$container" >/dev/null
	prune
	is "$status $(printf '%s\n' "$output" | grep -c '^removed loom/left:')" '0 1' "$kind: without the container it goes"
}

# The key of left before the edit.
key_before()
{
	git show HEAD~1:out/keys | sed -n 's,^\([0-9a-f]*\)  left$,loom/left:key-\1,p'
}

for try in ${ENGINES:-docker buildah podman}; do
	"private_${try}_start"
	build_base
	test_prune
	test_removed
	test_use
	stop_engine
done
done_testing
