#!/bin/sh
# docker-bake.json: buildx takes it, and reads in it what build.sh would do. What a BuildKit worker then
# builds of it is what images.mk builds, under the same tags and with the same labels.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/worker.sh"

agent=''

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	[ -z "$agent" ] || kill "$agent"
}

# asked, understood: what build.sh asks an engine for, and what buildx read. Both have one form.
asked()
{
	sed 's/.*  //; /^$/d' out/keys | ENGINE=$tmp/noting VERSION=${VERSION:-0.0.0-unknown} REVISION=${REVISION:-unknown} \
		CREATED=${CREATED:-1970-01-01T00:00:00Z} xargs sh out/build.sh | jq -L "$root/tests/lib" -nS 'include "bake"; asked'
}

understood()
{
	jq -L "$root/tests/lib" -S 'include "bake"; understood' "$tmp/printed"
}

# test_print NAME: on the family of the folder that this is.
test_print()
{
	# shellcheck disable=SC2016 # for the shell inside
	runs "$1: bake takes the file" sh -c 'buildx bake -f out/docker-bake.json --print all-images 2>&1 >"$1"' sh "$tmp/printed"
	asked >"$tmp/asked" && understood >"$tmp/understood"
	runs "$1: and reads in it what build.sh asks for" diff "$tmp/asked" "$tmp/understood"
	is "$(jq -c '[.target[] | [.context, .platforms // []]] | sort' "$tmp/printed")" \
		"$("$basegen" matrix | jq -c '[.levels[][] | [.context, .platforms]] | sort')" "$1: for all platforms"
	is "$(grep -c 'key' out/docker-bake.json)" 0 "$1: without keys"
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
  later: {from: base, on-demand: "{{ os == '12' }}", tags: [TAG, day-TAG-DATE, m-TAG-MAJOR.MINOR, TAG-MAJOR-DATE]}
  ours: {from: base, labels: {org.opencontainers.image.source: its own}}
  below: {from: ours, matrix: {flavour: [sweet]}, copy: [{image: child, from: /a, to: /b}, {image: child, from: /c, to: /d}]}
END
	for folder in "$tmp/every key" "$tmp/matrix"; do
		runs "${folder##*/} is generated" "$basegen" -C "$folder" generate
	done
}

# Where `default` leaves out what is on demand.
test_groups()
{
	cd "$tmp/matrix" || exit 1
	is "$(buildx bake -f out/docker-bake.json --print 2>/dev/null | jq -r '.target | keys[] | select(startswith("later"))')" later_12-slim 'on demand: not in the default'
	is "$(buildx bake -f out/docker-bake.json --print later 2>/dev/null | jq -r '.target | keys | join(" ")')" 'base_12-slim later_12-slim' 'nor in the group of its image'
	is "$(buildx bake -f out/docker-bake.json --print later_12 2>/dev/null | jq -r '.target | keys | join(" ")')" 'base_12 later_12' 'but by name'
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

# Calls bake as basegen(1) says.
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
	is "$(held .)" "$(registered .)" "$kind: under the same tags"
	is "$(made)" "$(baked)" "$kind: with the same labels"
}

# test_builds SOURCE: with it as the origin of the repository.
test_builds()
{
	git config remote.origin.url "$1"
	runs "bake builds and pushes, source '$1'" bake
	is "$(registered . | wc -w)" 15 'five images under three tags'
	is "$(for reference in $(registered .); do has "$reference" && echo; done | sort -u | wc -l)" 5 'which are the same image'
	is "$(registered_image right:1 | jq -r '.config.Labels["org.opencontainers.image.source"] // ""')" "$1" 'the source is a label'
	forget .
	# shellcheck disable=SC2046 # a word for each variable
	env $("$basegen" version --words) BUILD_FLAGS=--network=host make -f out/images.mk >"$tmp/log" 2>&1
	ok $? "$kind: images.mk builds them too"
	test_same
}

# images: what the registry has under the tag of each.
images()
{
	for reference in $(registered ':1$'); do echo "$reference $(registered_image "$reference" | cksum)"; done
}

test_edit()
{
	images >"$tmp/before"
	edit 'WHO: left' 'WHO: other'
	runs 'bake after an edit' bake
	is "$(images | diff "$tmp/before" - | sed -n 's/^> \([^ ]*\) .*/\1/p' | xargs)" 'both:1 left:1' 'its image and the child are others'
	undo
	runs 'bake after it was taken back' bake
	is "$(images)" "$(cat "$tmp/before")" 'all images are those of before'
}

for program in buildx buildkitd; do
	command -v "$program" >/dev/null || no_engine "no $program in PATH"
done
BUILDX_CONFIG=$tmp/buildx EVERY_TOKEN=token
export BUILDX_CONFIG EVERY_TOKEN
echo secret >"$HOME/secret.txt"
eval "$(ssh-agent -s)" >/dev/null
agent=$SSH_AGENT_PID
cat >"$tmp/noting" <<'END'
#!/bin/sh
exec jq -cn '$ARGS.positional' --args -- "$@"
END
chmod +x "$tmp/noting"
make_families
unset REVISION CREATED SOURCE
test_families 'without variables'
test_groups
VERSION=1.2.3 REVISION=0123abc CREATED=2001-02-03T04:05:06Z SOURCE=https://example.com/loom REGISTRY=example.com/other
export VERSION REVISION CREATED SOURCE REGISTRY
test_families 'with all variables'
unset REVISION CREATED SOURCE

# An edit is a change that no commit has, which would be another version.
VERSION=1.0.0
start_registry
REGISTRY=127.0.0.1:$port/team
private_docker_start
start_worker worker
start_family
test_builds https://example.com/team/loom
test_builds ''
test_edit
done_testing
