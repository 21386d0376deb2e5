#!/bin/sh
# docker-bake.json: buildx takes it, and reads in it what build.sh would do. What a BuildKit worker then
# builds of it is what make builds, under the same keys and tags and with the same labels, and make takes
# it from the registry.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"

worker_pid='' agent=''

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	[ -z "$agent" ] || kill "$agent"
	for pid in $worker_pid $registry_pid; do end_process "$pid"; done
	stop_engine
}

# asked, understood: what build.sh is to do, and what buildx read. Both have one form.
asked()
(
	table=$(sed -n '/^family() {/,/^VERSION=/p' out/build.sh)
	own=$(unset REGISTRY && eval "$table" && echo "${registry:+$registry/}")
	eval "$table"
	family | jq -L "$root/tests/lib" -nRS --arg prefix "${registry:+$registry/}" --arg own "$own" 'include "bake"; asked($prefix; $own)'
)

understood()
{
	jq -L "$root/tests/lib" -S 'include "bake"; understood' "$tmp/printed"
}

# test_print NAME: on the family of the folder that this is.
test_print()
{
	# shellcheck disable=SC2016 # for the shell inside
	runs "$1: bake takes the file" sh -c 'buildx bake -f out/docker-bake.json --print 2>&1 >"$1"' sh "$tmp/printed"
	asked >"$tmp/asked" && understood >"$tmp/understood"
	runs "$1: and reads in it what build.sh is to do" diff "$tmp/asked" "$tmp/understood"
	is "$(sed -n 's/^key\.[^ ]* := //p' out/images.mk | sort)" "$(jq -r '.[].labels["basegen.key"]' "$tmp/understood" | sort)" \
		"$1: with the keys of images.mk"
}

# test_families HOW: the repository's own, and others with all that can be written.
test_families()
{
	for folder in "$root" "$tmp/every key" "$tmp/matrix"; do
		cd "$folder" && test_print "${folder##*/}, $1"
	done
}

make_families()
{
	mkdir "$tmp/every key" "$tmp/matrix"
	cp -R "$root/tests/every-key/." "$root/templates" "$tmp/every key"
	cp -R "$root/templates" "$tmp/matrix" && cat >"$tmp/matrix/images.yaml" <<'END'
name: loom
registry: registry.example:5000/team
defaults: {template: base.Dockerfile.j2}
images:
  base:
    from: "debian:{{ os }}"
    matrix: {os: [12, 12-slim]}
    tag: "{{ os }}"
    build: {network: none, pull: true}
    platforms: [linux/arm64]
  child: {from: base, matrix: {flavour: [sweet, salty]}, tag: "{{ os }}-{{ flavour }}", secrets: [{id: unknown}]}
  ours: {from: base, labels: {org.opencontainers.image.source: its own}}
  below: {from: ours, matrix: {flavour: [sweet]}, copy: [{image: child, from: /a, to: /b}, {image: child, from: /c, to: /d}]}
END
	for folder in "$tmp/every key" "$tmp/matrix"; do
		runs "${folder##*/} is generated" "$basegen" -C "$folder" generate
	done
}

# A worker as it would stand on another machine: it has what it is sent, and asks the registry for bases.
start_worker()
{
	cat >"$tmp/buildkitd.toml" <<-END
		root = "$tmp/buildkit"
		[grpc]
		address = ["unix://$tmp/worker.sock"]
		[otel]
		socketPath = "$tmp/otel.sock"
		[worker.oci]
		networkMode = "host"
		[worker.containerd]
		enabled = false
		[registry."127.0.0.1:$port"]
		http = true
	END
	buildkitd --config "$tmp/buildkitd.toml" >"$tmp/buildkitd.log" 2>&1 &
	worker_pid=$!
	buildx create --name worker --driver remote "unix://$tmp/worker.sock" >/dev/null 2>&1
	runs 'a BuildKit worker answers' buildx inspect --bootstrap worker
}

# The base in the registry, and a family on it that runs something and has a source of its own.
start_family()
{
	build_base
	base=127.0.0.1:$port/tiny:1
	engine_tag tiny:1 "$base" && runs 'the base is pushed' engine_push "$base"
	family "$tmp/family" "$base"
	add_running running 'echo ran >/etc/ran'
	edit 'left: {from: base' 'left: {from: base\, labels: {org.opencontainers.image.source: its own}'
	# shellcheck disable=SC2016 # an argument that bake must not expand
	edit 'right: {from: base' 'right: {from: base\, args: {ODD: "${x} %{y}"}'
	git add -A && commit two
}

# Calls bake as README.md does.
# shellcheck disable=SC2317 # runs calls it
bake()
{
	# shellcheck disable=SC2046 # a word for each variable
	env $("$basegen" version --words) buildx bake --builder worker -f out/docker-bake.json --push >"$tmp/bake.log" 2>&1
}

# baked, made: the labels of each image, in the registry and in the engine.
baked()
{
	for reference in $(registered ':1$'); do
		printf '%s %s\n' "$reference" "$(registered_image "$reference" | jq -cS .config.Labels)"
	done
}

made()
{
	for reference in $(held ':1$'); do
		printf '%s %s\n' "$reference" "$(configuration "$REGISTRY/loom/$reference" | jq -cS .Labels)"
	done
}

# What the engine has is what the registry has.
test_same()
{
	is "$(held .)" "$(registered .)" "$kind: under the same tags and keys"
	is "$(made)" "$(baked)" "$kind: with the same labels"
}

# test_builds SOURCE: with it as the origin of the repository.
test_builds()
{
	git config remote.origin.url "$1"
	runs "bake builds and pushes, source '$1'" bake
	is "$(registered . | wc -w)" 20 'five images under four tags'
	is "$(for reference in $(registered .); do has "$reference" && echo; done | sort -u | wc -l)" 5 'which are the same image'
	is "$(registered_image right:1 | jq -r '.config.Labels["org.opencontainers.image.source"] // ""')" "$1" 'the source is a label'
	forget .
	like "$(make_images)" 'both:1 built in' "$kind: make builds them too"
	test_same
}

test_edit()
{
	before=$(registered_image left:1)
	edit 'WHO: left' 'WHO: other'
	runs 'bake after an edit' bake
	is "$(registered "left:key-$(key left)|both:key-$(key both)" | wc -w)" 2 'the keys of what it changes are new'
	keys=$(registered :key-)
	is "$(echo "$keys" | wc -w)" 7 'and no others'
	undo
	runs 'bake after it was taken back' bake
	is "$(registered :key-)" "$keys" 'no key is new'
	is "$(registered_image left:1)" "$before" 'and the image is that of before'
	is "$(has left:1)" "$(has "left:key-$(key left)")" 'by its tag and its key'
}

# What workers have built is not built again.
test_cache()
{
	forget .
	is "$(make_images CACHE=1 | sed -n 's/.*:1 \([a-z]* in\) .*/\1/p' | sort | uniq -c | xargs)" '5 pulled in' "$kind: make CACHE=1 pulls what bake pushed"
	is "$(run_build both apart)" '5 current' "$kind: and needs nothing more"
	test_same
}

for program in buildx buildkitd; do
	command -v "$program" >/dev/null || no_engine "no $program in PATH"
done
BUILDX_CONFIG=$tmp/buildx EVERY_TOKEN=token
export BUILDX_CONFIG EVERY_TOKEN
echo secret >"$HOME/secret.txt"
eval "$(ssh-agent -s)" >/dev/null
agent=$SSH_AGENT_PID
make_families
unset REVISION CREATED SOURCE
test_families 'without variables'
VERSION=1.2.3 REVISION=0123abc CREATED=2001-02-03T04:05:06Z SOURCE=https://example.com/loom REGISTRY=example.com/other
export VERSION REVISION CREATED SOURCE REGISTRY
test_families 'with all variables'
unset REVISION CREATED SOURCE

# An edit is a change that no commit has, which would be another version.
VERSION=1.0.0
start_registry
REGISTRY=127.0.0.1:$port/team
private_docker_start
start_worker
start_family
test_builds https://example.com/team/loom
test_builds ''
test_cache
stop_engine
unset DOCKER_HOST
engine_is_private=''
private_buildah_start
allow_http "$port"
test_cache
test_edit
done_testing
