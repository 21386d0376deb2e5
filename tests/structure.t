#!/bin/sh
# Files of container-structure-test (tests/structure/): basegen test gives the verdicts that container-structure-test
# itself gives on docker, on docker and on the other engines. tests/cases/structure holds what such files may say.
# shellcheck disable=SC2119,SC2317,SC2089,SC2090 # the helpers take words of their own; called by name; quotes are data
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"

STRUCTURE_SET="a 'b'"
export STRUCTURE_SET
unset STRUCTURE_UNSET

# An image with a bit of all that such files look at.
make_base()
{
	rootfs=$tmp/base/rootfs
	mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp"
	cp "$(command -v busybox)" "$rootfs/bin/busybox"
	for name in sh cat echo env id rm; do ln -s busybox "$rootfs/bin/$name"; done
	echo tiny >"$rootfs/etc/tiny" && chmod 0640 "$rootfs/etc/tiny"
	echo 'a tool' >"$rootfs/bin/tool" && chmod 0744 "$rootfs/bin/tool" && ln "$rootfs/bin/tool" "$rootfs/etc/tool"
	ln -s /etc/tiny "$rootfs/etc/absolute" && ln -s nothing "$rootfs/etc/dangling" && ln -s etc "$rootfs/folder"
	# More than what is kept of a file while others are looked at
	truncate -s 70M "$rootfs/etc/large" && echo 'the end' >>"$rootfs/etc/large"
	cat >"$tmp/base/Dockerfile" <<-'END'
		FROM scratch
		COPY rootfs /
		ENV PATH=/bin WHERE=/etc
		RUN ["/bin/busybox", "chown", "5:6", "/etc/tiny"]
		RUN ["/bin/busybox", "chmod", "1777", "/tmp"]
		RUN ["/bin/busybox", "chmod", "4755", "/bin/busybox"]
		LABEL a.b="c d"
		EXPOSE 8080 53/udp
		VOLUME /data
		USER 7:8
		WORKDIR /etc
		ENTRYPOINT ["/bin/sh"]
		CMD ["-c", "true"]
	END
}

# The verdicts of container-structure-test, "FILE: TEST passed" or "… failed".
their_verdicts()
{
	for file in "$root/tests/structure/"*; do
		container-structure-test test --no-color --output json --image loom/left:1 --config "$file" 2>/dev/null |
			jq -r --arg file "${file##*/}" '.Results[] | "checks/\($file): \(.Name | sub("^(Command|File Existence|File Content) Test: "; "") |
				sub("^Metadata Test$"; "metadataTest")) \(if .Pass then "passed" else "failed" end)"'
	done
}

# Those of basegen.
our_verdicts()
{
	timeout 300 "$basegen" test --force --format json left 2>"$tmp/said" | jq -r 'select(.key == "tests") | "\(.check) \(.result)"'
}

# What the engine holds of containers and images.
held()
{
	engine_images | grep -c .
	if [ "$kind" = buildah ]; then "$engine" containers -q; else "$engine" ps -aq; fi | grep -c .
}

# The files belong to the tests, and not to the content key.
test_remembered()
{
	is "$("$basegen" test --only tests right | tail -n 1)" '1 passed, 0 failed' "$kind: a pattern names files"
	is "$("$basegen" test --only tests right | grep -c 'passed before')" 1 "$kind: what has passed is remembered"
	sed -i 's/another user/the same user/' templates/files/checks/options.yaml
	is "$("$basegen" test --only tests right | grep -c 'passed before')" 0 "$kind: another file of tests is run"
	is "$("$basegen" build right 2>&1 | tail -n 1)" '2 current' "$kind: and builds nothing"
}

make_base
for try in ${ENGINES:-docker buildah podman}; do
	"private_${try}_start"
	runs "$kind: the base is built" engine_build -t tiny:1 "$tmp/base"
	family "$tmp/on $kind" tiny:1
	mkdir -p templates/files && cp -R "$root/tests/structure" templates/files/checks
	sed -i 's/^  left: {/&tests: [checks], /; s/^  right: {/&tests: ["checks\/opt*.yaml"], /' images.yaml
	runs "$kind: the images are built" "$basegen" build left right
	before=$(held)
	our_verdicts | sort >"$tmp/ours-$kind"
	is "$(held)" "$before" "$kind: no container and no image stays"
	if [ "$kind" = docker ]; then
		their_verdicts | sort >"$tmp/theirs"
		is "$(grep -c ' passed$' "$tmp/theirs") $(grep -c ' failed$' "$tmp/theirs")" '35 46' 'container-structure-test has verdicts on the whole table'
	fi
	diff=$(diff "$tmp/theirs" "$tmp/ours-$kind")
	is "$diff" '' "$kind: the verdicts are those of container-structure-test"
	test_remembered
	stop_engine
done
done_testing
