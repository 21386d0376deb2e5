#!/bin/sh
# The workflow that makes the packages and the image of a release of basegen, run by tests/lib/workflow.py as it stands, on a
# family whose image basegen is tiny, against a registry on loopback, by buildah. tests/package.t compiles what is only
# noted here: configure and make are stand-ins.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/scanner.sh"

# What the machine of a job has: packages can be installed, its docker runs images, and gh knows a release if $tmp/released is there.
write_tools()
{
	mkdir "$tmp/tools"
	printf '#!/bin/sh\necho "apt-get $*" >>"%s/installed"\n' "$tmp" >"$tmp/tools/apt-get"
	printf '#!/bin/sh\nexec "$@"\n' >"$tmp/tools/sudo"
	cat >"$tmp/tools/docker" <<-'END'
		#!/bin/sh
		[ "$1 $2" = 'run --rm' ] || exit 1
		container=$(buildah from --pull-never "$3") && shift 3 && buildah run "$container" -- "$@"
	END
	# shellcheck disable=SC2016 # a program
	printf '#!/bin/sh\n[ "$1 $2" != "release view" ] || [ -e "%s/released" ] || exit 1\nexec "%s/tests/lib/gh/gh" "$@"\n' "$tmp" "$root" >"$tmp/tools/gh"
	chmod +x "$tmp/tools/"*
}

start_family()
{
	mkdir -p "$tmp/family/templates/files" "$tmp/family/.github/workflows" && cd "$tmp/family" || exit 1
	cp "$root/.github/workflows/packages.yml" .github/workflows/
	printf '#!/bin/sh\necho "the scanner of the image: $*" >>"%s/scanned"\nexec "%s" "$@"\n' "$tmp" "$(command -v grype)" >templates/files/grype
	cat >images.yaml <<-END
		name: loom
		defaults: {from: "127.0.0.1:$port/tiny:1", template: base.Dockerfile.j2}
		images:
		  other: {tag: "1"}
		  basegen:
		    tag: 13-slim
		    on-demand: true
		    files: [{from: grype, to: /usr/local/bin/grype, mode: "0755"}]
		    tests: [{command: [cat, /etc/tiny], output: tiny}]
	END
	printf '#!/bin/sh\nmkdir -p build && ln -sf "%s" build/basegen\n' "$basegen" >configure && chmod +x configure
	cat >Makefile <<-'END'
		build:; test -x build/basegen
		deb: build; echo package >"build/basegen_1.0.0_$$(echo "$$PWD" | cksum | cut -d' ' -f1).deb"
		release-check: build; build/basegen show basegen
		.PHONY: build
	END
	printf '/build/\n' >.gitignore
	"$basegen" generate >/dev/null && git init -q -b main . && git config user.name a && git config user.email a@b && git add -A && git commit -qm one && git tag -am one v1.0.0
	git init -q --bare -b main "$tmp/remote" && git push -q "$tmp/remote" main v1.0.0
}

# workflow NUMBER TAG: runs it, in $tmp/run-NUMBER. What it asks of gh for the release is in $called.
workflow()
{
	rm -rf "$tmp/gh"
	output=$("${PYTHON:-python3}" "$root/tests/lib/workflow.py" "$tmp/remote" .github/workflows/packages.yml push --ref "refs/tags/$2" --folder "$tmp/run-$1" \
		--own-stores "$(storage_driver)" --tools "$tmp/tools" --var ENGINE=buildah --var "REGISTRY=$REGISTRY" --secret REGISTRY_PASSWORD=secret --gh "$tmp/gh" 2>&1)
	status=$?
	called=$(sed -n '/^call 1$/d; /^release$/,$p' "$tmp/gh/calls" 2>/dev/null | xargs | sed 's/^release view [^ ]* call 2 //')
}

# came_to JOBS NAME: what the last run came to.
came_to()
{
	is "$status $output" "$1" "$2"
	[ "$status $output" = "$1" ] || diag "$(tail -n 30 "$tmp"/run-*/log)"
}

private_buildah_start
scanner_start
scanner_serve </dev/null
start_registry
allow_http "$port"
build_base
runs 'the base is in the registry' "$engine" push tiny:1 "docker://127.0.0.1:$port/tiny:1"
REGISTRY=127.0.0.1:$port/acme
write_tools
start_family

workflow 1 v1.0.0
came_to '0 package=success image=success publish=success' 'a tag: the packages and the image are made'
is "$(registered '^basegen:13-slim')" 'basegen:13-slim basegen:13-slim-1.0.0' 'the image has the tags of the release'
is "$(registered '^other:')" '' 'no other image is sent'
like "$(cat "$tmp/scanned")" '^the scanner of the image: ' 'the scanner of the image scanned it'
is "$(grep -c 'apt-get install .* libgit2-dev' "$tmp/installed")" 3 'each machine that compiles has the libraries'
like "$called" '^release create v1\.0\.0 --verify-tag --generate-notes -- basegen_1\.0\.0_[0-9]+\.deb basegen_1\.0\.0_[0-9]+\.deb SHA256SUMS$' 'the release has both packages and their sums'
cd "$tmp"/run-1/*-publish/work && runs 'which are right' sha256sum --check SHA256SUMS
cd "$tmp/family" || exit 1
git tag v1.1.0-rc.1 && git push -q "$tmp/remote" v1.1.0-rc.1
workflow 2 v1.1.0-rc.1
came_to '0 package=success image=success publish=success' 'a tag of a candidate'
like "$called" '^release create v1\.1\.0-rc\.1 --verify-tag --generate-notes --prerelease -- ' 'makes no release that counts as the latest'
touch "$tmp/released"
workflow 3 v1.1.0-rc.1
came_to '0 package=success image=success publish=success' 'a tag that has a release already'
like "$called" '^release upload v1\.1\.0-rc\.1 --clobber -- basegen_.*\.deb SHA256SUMS$' 'which gets the packages'
cp -R "$tmp/registry" "$tmp/registry-before"
sed -i 's/tiny\]/small]/; s/output: tiny/output: small/' images.yaml && "$basegen" generate && git commit -qam two && git tag -fam two v1.0.0 >/dev/null && git push -qf "$tmp/remote" main v1.0.0
workflow 4 v1.0.0
came_to '1 package=success image=failure publish=skipped' 'an image that fails its tests'
runs 'is not sent' diff -r "$tmp/registry-before" "$tmp/registry"
is "$(cat "$tmp/gh/calls" 2>/dev/null)" '' 'and nothing is published'
done_testing
