#!/bin/sh
# What basegen says of an edit: diff against git, and why against what an engine holds.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

git config --global user.name a
git config --global user.email a@b
work="$tmp/a repository/family"
mkdir -p "$work" && cd "$work" && cp -R "$root/templates" . || exit 1
echo one >templates/files/one
cat >images.yaml <<'END'
name: loom
defaults: {template: base.Dockerfile.j2, tag: "1"}
images:
  base: {from: "debian:12", packages: {apt: [curl, jq]}, env: {LEVEL: info, TZ: UTC}, files: [{from: one, to: /one}]}
  left: {from: base, args: {COLOUR: red}, command: [a, b]}
  right: {from: base, use-for: Anything}
  both: {from: left, copy: [{image: right, from: /x, to: /y}]}
  old: {from: "debian:12"}
  many: {from: "python:{{ py }}", matrix: {py: [3.11, 3.12]}, tag: "{{ py }}", env: {PY: "{{ py }}"}}
END
git -C .. init -q . && "$basegen" generate >/dev/null && git add -A && git commit -qm one && git tag one

# edited SCRIPT...: of images.yaml as it was first.
edited()
{
	git checkout -q one -- . && sed -i "$@" images.yaml
}

# told: what diff says of images, without the files.
told()
{
	"$basegen" diff --summary "$@"
}

is "$("$basegen" diff)" 'Nothing changes' 'nothing was edited'
runs 'which is no difference' "$basegen" diff --exit-code

edited 's/jq/idna/'
is "$(told)" 'base: rebuilt, because of file Dockerfile
    packages.apt: - jq
    packages.apt: + idna
left: rebuilt, because of parent base
right: rebuilt, because of parent base
both: rebuilt, because of parent left, parent right
4 of 7 images rebuilt' 'a package: what changed, what is built again, and because of what'
"$basegen" diff --exit-code >/dev/null
is $? 1 '--exit-code'
is "$(told HEAD)" "$(told one)" 'HEAD is what is compared with'
git commit -qam two
is "$(told one HEAD)" "$(told one)" 'two revisions'
is "$(told)" 'Nothing changes' 'the last commit'
git reset -q --hard one

edited 's/COLOUR: red/COLOUR: blue/; s/\[a, b\]/[b, a]/'
is "$(told | head -3)" 'left: rebuilt, because of file Dockerfile, arg COLOUR
    args.COLOUR: red → blue
    command: [a, b] → [b, a]' 'an argument, and the order of words'
edited 's/use-for: Anything/use-for: Something/'
is "$(told)" 'right: not rebuilt
    use-for: Anything → Something
0 of 7 images rebuilt' 'words that stand in no image'
edited 's/, TZ: UTC//; /^  old/d; s/3.12\]/3.12, 3.13]/'
is "$(told)" 'base: rebuilt, because of file Dockerfile
    env.TZ: - UTC
many/3.13: added
left: rebuilt, because of parent base
right: rebuilt, because of parent base
both: rebuilt, because of parent left, parent right
old: removed
4 of 7 images rebuilt, 1 added, 1 removed' 'what was added and removed'
git checkout -q one -- . && echo two >templates/files/one
is "$(told | head -1)" 'base: rebuilt, because of file one' 'a file that is copied'
git checkout -q one -- . && sed -i 's/^FROM/# words\n&/' templates/image/base.Dockerfile.j2
is "$(told | tail -1)" '7 of 7 images rebuilt' 'a template'

# The patch is what turns the committed out/ into the generated one.
edited 's/jq/idna/; /^  old/d'
"$basegen" diff >"$tmp/patch"
git stash -q && git apply --include='family/out/*' "$tmp/patch"
is $? 0 'git applies the patch'
cp -R out "$tmp/patched" && git checkout -q . && git clean -qfd && git stash pop -q
"$basegen" generate >/dev/null
runs 'and has what is generated' diff -r -x .manifest -x old "$tmp/patched" out
git reset -q --hard one

# For programs and pull requests
edited 's/jq/idna/; s/3.12\]/3.12, 3.13]/'
"$basegen" diff --format json >"$tmp/json"
is "$(jq -c '.images[] | select(.id == "base") | [.change, .rebuilt, .because, .values]' "$tmp/json")" \
	'["changed",true,[{"file":"Dockerfile"}],[{"key":"packages.apt","before":"jq"},{"key":"packages.apt","after":"idna"}]]' 'JSON: an image'
is "$(jq -c '.images[] | select(.change == "added") | [.id, .rebuilt, (.key | keys)]' "$tmp/json")" '["many/3.13",false,["after"]]' 'JSON: a new one'
is "$(jq -r '.files[] | select(.path == "out/base/Dockerfile") | .diff' "$tmp/json" | grep -c '^[-+] ')" 2 'JSON: the files'
is "$("$basegen" --format json diff --summary | jq -c '.files[0] | keys')" '["change","path"]' 'JSON: without what is in them'
# shellcheck disable=SC2016 # code in Markdown
edited 's/LEVEL: info/LEVEL: "a | b ``` <b> `c"/'
output=$("$basegen" diff --format markdown)
# shellcheck disable=SC2016 # code in Markdown
like "$output" '^\| `base` \| rebuilt \| `env.LEVEL` `info → a \\\| b .* <b> .c` \| file `Dockerfile` \|$' 'Markdown: a table'
like "$output" '^````diff$' 'Markdown: a fence that nothing in it ends'

# Where there is nothing to compare with
"$basegen" diff nope 2>"$tmp/stderr"
is $? 2 'an unknown revision is a mistake'
like "$(cat "$tmp/stderr")" "there is no commit 'nope' here" 'and is named'
"$basegen" diff a b c 2>/dev/null
is $? 2 'three revisions are too many'
mkdir "$tmp/outside" && (cd "$tmp/outside" && "$basegen" init >/dev/null && "$basegen" diff 2>"$tmp/stderr")
is $? 3 'no repository is the machine'
git checkout -q one -- . && git checkout -q --orphan empty && git rm -qrf --cached . && git commit -qm none --allow-empty
is "$(told | tail -1)" '0 of 7 images rebuilt, 7 added' 'a revision without a family'
git checkout -qf one && sed -i 's/from: base/from: bas/' images.yaml && git commit -qam broken && git tag broken && git reset -q --hard one
"$basegen" diff broken 2>"$tmp/stderr"
is $? 2 'a revision with a mistake'
like "$(cat "$tmp/stderr")" "^broken:images.yaml:5:16: error: unknown parent 'bas'; did you mean 'base'\\?" 'which is shown with its revision'
git checkout -q one -- . && mv templates/image/base.Dockerfile.j2 templates/image/real.Dockerfile.j2 &&
	ln -s real.Dockerfile.j2 templates/image/base.Dockerfile.j2 && ln -sf ../../images.yaml templates/files/one && git add -A && git commit -qm links
"$basegen" diff HEAD 2>"$tmp/stderr" >/dev/null
is "$? $(grep -c error "$tmp/stderr")" '2 1' 'a link out of templates/files is refused in a commit too'
echo one >"$tmp/one" && rm templates/files/one && cp "$tmp/one" templates/files/one && git add -A && git commit -qm link
is "$("$basegen" diff)" 'Nothing changes' 'a link within templates is followed'
git reset -q --hard one

# Why
LOGS=$tmp/log BASEGEN=$basegen out/build.sh >/dev/null 2>&1
is "$("$basegen" why)" 'loom/base:1: up to date
loom/old:1: up to date
loom/many:3.11: up to date
loom/many:3.12: up to date
loom/left:1: up to date
loom/right:1: up to date
loom/both:1: up to date' 'all is up to date'
is "$("$basegen" why left)" "left has the key $(key left), of
    file     Dockerfile = 100644 $(git rev-parse HEAD:./out/left/Dockerfile)
    arg      COLOUR = red
    parent   BASE = $(key base)
loom/left:1: up to date" 'what an image is made of'
left=$(key left) base=$(key base)
edited 's/COLOUR: red/COLOUR: blue/; s/jq/idna/'
echo two >templates/files/one && "$basegen" generate >/dev/null
is "$("$basegen" why left | sed 1,4d)" "loom/left:1: has the key $left, it would be built, because of
    file     Dockerfile: 100644 $(git rev-parse HEAD:./out/left/Dockerfile) → 100644 $(git hash-object out/left/Dockerfile)
    arg      COLOUR: red → blue
    parent   BASE: $base → $(key base)" 'what differs from what the engine holds'
is "$("$basegen" why base --format json | jq -c '.[0] | [.held.key, .because]')" \
	"[\"$base\",[{\"file\":\"Dockerfile\"},{\"file\":\"one\"}]]" 'as JSON'
forget 'right:'
like "$("$basegen" why right)" '^loom/right:1: not there, it would be built$' 'what is not there'
rm "$FAKE/ingredients-$left"
like "$("$basegen" why left)" 'has the key .* what of is not known' 'what was built without basegen'
git stash -q && "$basegen" generate >/dev/null && LOGS=$tmp/log out/build.sh >/dev/null 2>&1
git stash pop -q && "$basegen" generate >/dev/null && LOGS=$tmp/log out/build.sh >/dev/null 2>&1 && git stash -q && "$basegen" generate >/dev/null
like "$("$basegen" why left | sed 1,4d)" '^loom/left:1: has the key .*, it would only be tagged, because of$' 'an edit that was taken back'
git stash pop -q && "$basegen" generate >/dev/null
is "$("$basegen" why lefd 2>&1 | head -1 | cut -d';' -f1,2)" "basegen: why: there is no image 'lefd'; did you mean 'left'?" 'a name that is misspelt'

done_testing
