#!/bin/sh
# Where images are published and under which tags, as images.yaml says: registries and repositories of their own, and
# words in tags. On real buildah, a real registry and a real git.
# shellcheck disable=SC2119,SC2317 # the helpers take words of their own, and functions are called by name
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"

# run VERB...: what it says is in $output, its status in $status.
run()
{
	output=$(LOGS=$tmp/log "$basegen" "$@" 2>&1)
	status=$?
}

# release VERSION: commits what there is, tags it, and builds, releases and pushes all.
release()
{
	"$basegen" generate >/dev/null && git add -A && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m "$1" && git tag "v$1"
	run build && run release && run push
}

# published: all public names in the registry, as REPOSITORY:TAG.
published()
{
	(cd "$tmp/registry/docker/registry/v2/repositories" && find . -path '*/_manifests/tags/*' -name current) |
		sed 's,^\./\(.*\)/_manifests/tags/\([^/]*\)/current$,\1:\2,' | grep -v ':key-' | sort
}

make_names_family()
{
	mkdir "$tmp/family" && cd "$tmp/family" || exit 1
	cat >images.yaml <<-END
		name: loom
		registry: 127.0.0.1:$port/team
		defaults: {template: base.Dockerfile.j2, tag: "1"}
		images:
		  base: {from: "tiny:1", registry: "127.0.0.1:$port/other", env: {WHO: base}}
		  twice: {from: base, repositories: [new/twice, old/twice], env: {WHO: twice}}
		  space: {from: twice, namespace: deep, tag: "2", tags: [TAG, TAG-VERSION, vMAJOR, MAJOR.MINOR, DATE]}
	END
	git init -q .
}

test_repositories()
{
	release 1.0.0
	is "$status" 0 'all is pushed'
	day=$(TZ=UTC git log -1 --format=%cd --date=format-local:%Y-%m-%d)
	is "$(published | xargs)" "$(printf '%s\n' other/loom/base:1 other/loom/base:1-1.0.0 other/loom/base:latest \
		team/new/twice:1 team/new/twice:1-1.0.0 team/new/twice:latest team/old/twice:1 team/old/twice:1-1.0.0 team/old/twice:latest \
		team/deep/space:2 team/deep/space:2-1.0.0 team/deep/space:v1 team/deep/space:1.0 "team/deep/space:$day" tiny:1 | sort | xargs)" \
		'each image in its registry and its repositories, under all its tags'
	is "$(find "$tmp/registry" -name 'key-*' -path '*/tags/*' | sed 's,.*/repositories/\(.*\)/_manifests/.*,\1,' | sort -u | xargs)" \
		'other/loom/base team/deep/space team/new/twice' 'keys stand in the main repository'
	is "$(digest team/old/twice:1)" "$(digest team/new/twice:1)" 'another repository names the same image'
	like "$output" "^127.0.0.1:$port/team/old/twice is there as 1-1.0.0, 1, latest$" 'which is said'
	before=$(published)
	run build
	is "$status $(printf '%s\n' "$output" | tail -n 1)" '0 3 current' 'nothing is left to be done'
	run push
	is "$status $(printf '%s\n' "$output" | tail -n 1)" '0 3 current' 'nor to be pushed'
	is "$(published)" "$before" 'and no name is new'
	"$engine" images --format '{{.Name}}:{{.Tag}}' | grep -v tiny | xargs "$engine" rmi -f >/dev/null 2>&1
	run pull
	is "$status $(printf '%s\n' "$output" | tail -n 1)" '0 3 pulled' 'and all is pulled from where it is'
	REGISTRY=127.0.0.1:$port/given run build
	REGISTRY=127.0.0.1:$port/given run push base
	is "$status $(published | grep -c '^given/loom/base:')" '0 3' 'REGISTRY stands for the registry of each image'
	CACHE=1 run build
	is "$status" 0 'CACHE=1 knows the registries of images.yaml'
}

# Tags with the numbers of a version name what is released, and go forward alone.
test_numbers()
{
	first=$(digest team/deep/space:1.0)
	is "$first" "$(digest team/deep/space:2-1.0.0)" 'a tag with numbers names the release'
	sed -i 's/WHO: base/WHO: changed/' images.yaml && git add -A && commit changed
	run build && run push
	is "$status $(digest team/deep/space:1.0)" "0 $first" 'what is no release does not move it'
	isnt "$(digest team/deep/space:2)" "$first" 'as it moves the tag of the image'
	release 1.0.1
	is "$status $(digest team/deep/space:1.0)" "0 $(digest team/deep/space:2-1.0.1)" 'the next release of these numbers does'
	sed -i 's/WHO: changed/WHO: again/' images.yaml
	release 1.1.0-rc1
	is "$status $(published | grep 'space:1.1')" '0 ' 'a release candidate gets none'
	release 1.1.0
	is "$status $(digest team/deep/space:1.1)" "0 $(digest team/deep/space:2-1.1.0)" 'the release does'
	second=$(digest team/deep/space:1.0)
	git checkout -q v1.0.0 && sed -i 's/WHO: twice/WHO: hotfix/' images.yaml
	release 1.0.0.1
	is "$status $(digest team/deep/space:1.0)" "0 $second" 'a hotfix of what was before does not take it back'
	like "$output" ':1.0 stays at 1.0.1, whose commit does not come before this one' 'which is said'
	git checkout -q master
}

# One tag for two variants is a mistake of the version, as no other shows it.
test_collision()
{
	cat >>images.yaml <<-'END'
		  clash: {from: base, tag: "{{ v }}", matrix: {v: ["3.4", "5"]}, tags: [TAG, "{{ 'MAJOR.MINOR' if v == '5' else 'x' }}"]}
	END
	VERSION=3.4.5 run build clash
	is "$status" 2 'two variants that get the same tag in a version are a mistake'
	like "$output" "^basegen: clash/3.4 and clash/5 both have the tag '3.4' in version 3.4.5: write other 'tags' in images.yaml$" 'which is said'
	VERSION=3.5.0 run build clash
	is "$status" 0 'in another version they are none'
	git checkout -q images.yaml
}

# Each repository of an image with platforms has the index and its images.
test_index()
{
	cat >>images.yaml <<-'END'
		  each: {from: scratch, repositories: [new/each, old/each], platforms: [linux/amd64, linux/arm64], env: {WHO: each}}
	END
	"$basegen" generate >/dev/null && git add -A && commit platforms
	for platform in amd64 arm64; do
		# The cache of buildah does not tell platforms of scratch apart.
		BUILD_FLAGS=--no-cache PLATFORM=linux/$platform run build each && PLATFORM=linux/$platform MOVE=1 run push each
	done
	is "$status" 0 'an image with platforms is pushed to two repositories'
	[ "$status" -eq 0 ] || diag "$output"
	is "$(digest team/old/each:1)" "$(digest team/new/each:1)" 'both have the same index'
	is "$(skopeo inspect --raw --tls-verify=false "docker://127.0.0.1:$port/team/old/each:1" | jq -r '.manifests[].platform.architecture' | xargs)" 'amd64 arm64' 'of both platforms'
	for digest in $(skopeo inspect --raw --tls-verify=false "docker://127.0.0.1:$port/team/old/each:1" | jq -r '.manifests[].digest'); do
		runs 'whose images are there' skopeo inspect --no-tags --tls-verify=false "docker://127.0.0.1:$port/team/old/each@$digest"
	done
}

# Tags that commands print in the built image.
test_read_tags()
{
	git checkout -q -f master && git clean -qfd
	cat >>images.yaml <<-'END'
		  reader: {from: "tiny:1", env: {WHO: one}, tags: [TAG, TAG-VERSION, {command: [sh, -c, "echo Tiny v1.2.3; echo more"]}, {command: [sh, -c, "read -r line </etc/tiny; echo $line"], tag: TAG-is-OUTPUT-VERSION}]}
	END
	cp images.yaml "$tmp/kept"
	run build reader
	version=$("$basegen" version)
	is "$status" 0 'an image with tags that are read is built'
	like "$output" "^127.0.0.1:$port/team/loom/reader:v1.2.3 is read from reader: sh -c echo Tiny v1.2.3; echo more$" 'the last word of the first line is a tag'
	runs 'which the engine has' engine_has "127.0.0.1:$port/team/loom/reader:v1.2.3"
	runs 'as it has a tag with other words' engine_has "127.0.0.1:$port/team/loom/reader:1-is-tiny-$version"
	run build reader
	is "$(printf '%s\n' "$output" | grep -c 'is read from')" 0 'what is known is not read again'
	"$engine" rmi "127.0.0.1:$port/team/loom/reader:v1.2.3" >/dev/null 2>&1
	run build reader
	like "$output" ' reader .*tagged as v1.2.3' 'a tag that is missing is set again'
	run push reader
	is "$status $(digest team/loom/reader:v1.2.3)" "0 $(digest team/loom/reader:1)" 'push sets it too'
	sed -i 's/echo Tiny v1.2.3/echo Tiny v1.2.4/' images.yaml
	run push reader
	is "$status $(digest team/loom/reader:v1.2.4)" "0 $(digest team/loom/reader:1)" 'and reads what is not known, without a build'
	is "$(grep -c reader: out/images.mk) $(grep -c 'read from images' out/images.mk out/build.sh | xargs)" '3 out/images.mk:1 out/build.sh:1' 'the plain ways leave it out, and say so'
	git add -A && commit reader && git tag v4.0.0
	run release reader && run push reader
	is "$status $(digest team/loom/reader:1-is-tiny-4.0.0)" "0 $(digest team/loom/reader:1-4.0.0)" 'a tag with the version names the release'
	is "$(engine_label "127.0.0.1:$port/team/loom/reader:1-is-tiny-4.0.0" org.opencontainers.image.version)" 4.0.0 'by its labels'
	git reset -q --hard HEAD~1
	for mistake in 'echo a:b|1|printed .a:b., which makes no tag of .OUTPUT.' 'exit 3|1|ended with 3: write one that works in the image' \
		'true|1|printed .., which makes no tag' 'echo key-1|1|which makes no tag' 'echo 1-1.2.3|1|which a version of reader can have'; do
		sed "s/echo Tiny v1.2.3; echo more/${mistake%%|*}/" "$tmp/kept" >images.yaml
		run build reader
		is "$status" 1 "${mistake%%|*}: is a mistake"
		like "$output" "^basegen: reader: the command .*${mistake##*|}" 'which is said'
	done
	sed 's/echo Tiny v1.2.3; echo more/echo 7/' "$tmp/kept" >images.yaml
	echo '  other: {from: "tiny:1", tag: "7", repositories: [loom/reader], tags: [TAG, {command: [echo, "8"]}]}' >>images.yaml
	run build reader other
	is "$status" 1 'what another image has is a mistake'
	like "$output" "^basegen: reader: the command 'sh -c echo 7' in 'tags' gives the tag '7', which other has already: " 'which is said'
	is "$(engine_label "127.0.0.1:$port/team/loom/reader:7" org.opencontainers.image.title)" other 'and stays there'
	run push reader other
	is "$status" 1 'nor pushed'
	git checkout -q images.yaml
}

test_without_registry()
{
	git checkout -q -f master && sed -i 's/^registry: .*/registry: ""/' images.yaml
	run push
	is "$status" 2 'an image without a registry cannot be pushed'
	like "$output" "^basegen: (each|twice) has no registry: set REGISTRY, or write 'registry' for it in images.yaml$" 'which is said'
	git checkout -q images.yaml
}

git config --global init.defaultBranch master
unset REGISTRY
start_registry
private_buildah_start
build_base
runs 'the base is in the registry' "$engine" push --tls-verify=false tiny:1 "docker://127.0.0.1:$port/tiny:1"
make_names_family
test_repositories
test_numbers
test_collision
test_index
test_read_tags
test_without_registry
done_testing
