#!/bin/sh
# Content keys: what git itself says of out/ and images.yaml, and which of them a change changes.
. "${0%/*}/lib/tap.sh"

mkdir "$tmp/family" && cd "$tmp/family" && cp -R "$root/templates" . || exit 1
echo one >templates/files/one && echo two >templates/files/two
cat >images.yaml <<'END'
name: loom
defaults: {template: base.Dockerfile.j2, tag: "1"}
images:
  base:
    from: "debian:12@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    files: [{from: one, to: /one}]
  left: {from: base, args: {COLOUR: red}, summary: Left}
  right: {from: base, files: [{from: two, to: /two}], platforms: [linux/amd64]}
  both: {from: left, copy: [{image: right, from: /two, to: /x}, {image: "busybox:1", from: /bin/busybox, to: /b}]}
  copies: {from: "alpine:3", copy: [{image: right, from: /two, to: /x}]}
  apart: {from: "alpine:3", matrix: {flavour: [sweet, salty]}, tag: "{{ flavour }}", env: {TASTE: "{{ flavour }}"}}
END
git config --global user.name a
git config --global user.email a@b
git init -q .

keys()
{
	sed -n 's/^\([0-9a-f]*\)  \(.*\)/\2 \1/p' out/keys
}

# generated: renders out/ and commits it.
generated()
{
	"$basegen" generate >/dev/null && git add -A && git commit -q --allow-empty -m "$1"
}

# hashed CONTEXT LINE...: the key of an image with these ingredients after its tree.
hashed()
{
	tree=$(git rev-parse "HEAD:out/$1")
	shift
	{ printf 'tree %s\n' "$tree" && printf '%s\n' "$@"; } | git hash-object --stdin
}

key()
{
	keys | sed -n "s,^$1 ,,p"
}

# changes NAMES WHY: which keys are others now than before.
changes()
{
	generated "$2"
	is "$(keys | diff "$tmp/before" - | sed -n 's/^> \([^ ]*\) .*/\1/p' | sort | tr '\n' ' ')" "$1${1:+ }" "$2"
	git reset -q --hard first && git clean -qfd
}

generated first && git tag first
keys >"$tmp/before"
is "$(keys | wc -l)" 7 'a line for each variant'

base=$(hashed base 'base debian:12@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')
left=$(hashed left 'arg COLOUR=red' "parent BASE=$base")
right=$(hashed right 'platform linux/amd64' "parent BASE=$base")
is "$(key base)" "$base" 'git hashes the same of a base'
is "$(key left)" "$left" 'of build arguments and a parent'
is "$(key right)" "$right" 'of platforms'
is "$(key both)" "$(hashed both "parent BASE=$left" "parent BASE_RIGHT=$right" 'base busybox:1')" 'of what is copied from'
is "$(key apart/sweet)" "$(hashed apart 'base alpine:3')" 'of the variant that is latest'
is "$(key apart/salty)" "$(hashed apart.variants/salty 'base alpine:3')" 'of another one'

echo more >>templates/files/one
changes 'base both copies left right' 'the bytes of a file'
sed -i 's/from: one/from: two/' images.yaml
changes 'base both copies left right' 'another file'
echo '#!/bin/sh' >templates/files/two
changes 'both copies right' 'bytes that look like a script'
like "$(git ls-tree HEAD out/right/two)" '^100644 ' 'which make no file executable'
chmod 755 templates/files/two
generated script
like "$(git ls-tree HEAD out/right/two)" '^100755 ' 'a file that is executable stays so'
changes 'both copies right' 'and that is in the key'

sed -i 's/red/blue/' images.yaml
changes 'both left' 'a build argument'
sed -i 's/COLOUR: red/COLOR: red/' images.yaml
changes 'both left' 'its name'
sed -i 's,linux/amd64,linux/arm64,' images.yaml
changes 'both copies right' 'a platform'
sed -i 's/aaaa/bbbb/' images.yaml
changes 'base both copies left right' 'the digest of a base'
sed -i 's/busybox:1/busybox:2/' images.yaml
changes both 'a base that is copied from'
sed -i 's/"alpine:3", copy/"alpine:4", copy/' images.yaml
changes copies 'a base'
sed -i 's/\[sweet, salty\]/[sweet, salty, sour]/' images.yaml
changes apart/sour 'a variant more'
sed -i 's/TASTE: /TASTES: /' images.yaml
changes 'apart/salty apart/sweet' 'variables of variants'
sed -i 's/tag: "{{ flavour }}"/&, latest: salty/' images.yaml
changes '' 'another variant that is latest, as a folder does not hold its name'
sed -i 's/tag: "{{ flavour }}"/&, on-demand: true/' images.yaml
changes '' 'what is built on demand'
sed -i 's/COLOUR: red}/&, rebuild: 2026-03-01/' images.yaml
generated rebuild
is "$(key left)" "$(hashed left 'arg COLOUR=red' 'rebuild 2026-03-01' "parent BASE=$base")" 'git hashes the same of rebuild'
changes 'both left' 'rebuild'
sed -i 's/{flavour: \[sweet, salty\]}/&, rebuild: "{{ flavour }}"/; s/COLOUR: red}/&, rebuild: ""/' images.yaml
changes 'apart/salty apart/sweet' 'rebuild by variant, and none that is empty'
sed -i 's/summary: Left/summary: Right/' images.yaml
changes 'both left' 'words, which are labels'
sed -i 's/    files: \[{from: one/    use-for: Anything\n&/' images.yaml
changes '' 'words that stand in no image'
sed -i 's/tag: "1"/tag: "2"/' images.yaml
changes 'both copies left right' 'a tag, as it stands in FROM'
sed -i 's/^name: loom/name: loom\nregistry: ghcr.io\/acme/' images.yaml
changes 'both copies left right' 'a registry, as it stands in FROM'
printf '{# words #}\n' | cat - templates/image/base.Dockerfile.j2 >"$tmp/new" && cp "$tmp/new" templates/image/base.Dockerfile.j2
changes '' 'a comment in a template'
touch -d 2001-01-01 images.yaml templates/files/*
changes '' 'times of files'
chmod 755 templates/files/one
changes 'base both copies left right' 'the mode of a file'
git mv images.yaml family.yaml && git mv family.yaml images.yaml && git commit -q --allow-empty -m two
changes '' 'a commit'

done_testing
