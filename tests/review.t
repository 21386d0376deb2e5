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
git checkout -q one -- . && mkdir templates/files/checks && sed -i 's/old: {/old: {tests: [checks], /' images.yaml
checks='schemaVersion: 2.0.0
fileExistenceTests: [{name: a, path: /a, shouldExist: true}]'
printf '%s\n' "$checks" >templates/files/checks/a.yaml && git add -A && git commit -qm tests
printf '%s\n' "$checks" | sed s,/a,/b, >templates/files/checks/a.yaml && printf '%s\n' "$checks" >templates/files/checks/b.yaml
before=$(printf '%s\n' "$checks" | git hash-object --stdin | cut -c -12) after=$(git hash-object templates/files/checks/a.yaml | cut -c -12)
is "$(told)" "old: not rebuilt
    tests.checks/a.yaml: $before → $after
    tests.checks/b.yaml: + $before
0 of 7 images rebuilt" 'a file of container-structure-test is a change of the image that it tests'
git reset -q --hard HEAD~1 && git clean -qfd

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

# What a patch does not show
git reset -q --hard one && printf 'a\0b' >templates/files/one
like "$("$basegen" diff)" '^Binary files a/out/base/one and b/out/base/one differ$' 'a binary file'
like "$("$basegen" generate --diff)" '^Binary files a/out/base/one and b/out/base/one differ$' 'which generate --diff says too'
git checkout -q . && yes | head -c 9000000 >templates/files/one
# shellcheck disable=SC2016 # a command in a message
left_out='Left out, as there is too much of it: how 1 file differs. After `basegen generate`, `git diff out` shows it.'
is "$("$basegen" diff | tail -1)" "$left_out" 'a file that is too large'
is "$("$basegen" generate --diff | tail -1)" "$left_out" 'which generate --diff says too'
is "$("$basegen" diff --format json | jq -c '.files[] | select(.path == "out/base/one") | keys')" '["change","path"]' 'and JSON'
git checkout -q .

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

# A comment holds 65,536 characters.
# large COUNT: a family of so many images, committed, in a repository of its own.
large()
{
	mkdir "$tmp/large-$1" && cd "$tmp/large-$1" && cp -R "$root/templates" . && git init -q . || exit 1
	awk -v count="$1" 'BEGIN {
		print "name: loom\ndefaults: {template: base.Dockerfile.j2, tag: \"1\"}\nimages:"
		print "  base: {from: \"debian:12\", packages: {apt: [curl, jq]}, env: {LEVEL: info}}"
		for (i = 2; i <= count; i++)
			printf "  image-%04d: {from: %s, packages: {apt: [tree]}}\n", i, i < 10 ? "base" : sprintf("image-%04d", i % 8 + 2)
	}' >images.yaml
	git add -A && git commit -qm one
}

# comment: the Markdown, in $comment; it fits, ends every fence and block that it starts, and says what it lacks.
comment()
{
	"$basegen" diff --format markdown >"$tmp/comment" && comment=$(cat "$tmp/comment")
	bytes=$(wc -c <"$tmp/comment")
	[ "$bytes" -lt 65536 ]
	ok $? "$1: $bytes bytes are a comment"
	fences=$(grep -c '^```' "$tmp/comment")
	awk '/^```/ { inside = !inside; next } !inside' "$tmp/comment" >"$tmp/prose"
	is "$((fences % 2)) $(grep -c '<details>' "$tmp/prose")" "0 $(grep -c '</details>' "$tmp/prose")" "$1: all blocks end"
	shown=$(grep -Ec '^\+\+\+ (b/|/dev/null)' "$tmp/comment")
	all=$("$basegen" diff --format json | jq '.files | length')
	omitted=$(printf '%s\n' "$comment" | sed -n 's/.*: how \([0-9]*\) files\{0,1\} differ.*/\1/p')
	is "$((shown + ${omitted:-0}))" "$all" \
		"$1: the files that are left out are counted"
	images=$(grep -c '^| `' "$tmp/comment")
}
for count in 60 1000; do
	large "$count" && sed -i 's/curl, jq/curl, jq, idna/' images.yaml
	comment "$count images, a package in the root"
	is "$images" "$count" 'each has its row'
	# shellcheck disable=SC2016 # code in Markdown
	like "$comment" '^\| `base` \| rebuilt \| `packages.apt` `\+ idna` \| file `Dockerfile` \|$' 'with all of its details'
	like "$comment" '^\+.*idna' 'and how its Dockerfile differs'
	sed -i 's/LEVEL: info/LEVEL: warn/; s/tree/idna, jq, curl/' images.yaml
	comment "$count images, all of them edited"
	is "$images" "$count" 'each has its row still'
	[ "$count" -eq 60 ] || continue
	sed -i "s/  image.*from: [^,]*/&, env: {LONG: $(printf '%02000d' 0 | tr 0 x)}/" images.yaml
	comment '60 images, all of them with a long value'
	is "$images" 60 'each has its row'
	# shellcheck disable=SC2016 # code in Markdown
	like "$comment" '^\| `image-0050` \| rebuilt \| `packages.apt` .*<br>1 more \| file' 'with the values that are short'
	# shellcheck disable=SC2016 # code in Markdown
	like "$comment" '^Left out, to fit into a comment: how [0-9]+ files? differs?, details of 59 images\. `basegen diff` shows all of it\.$' \
		'what is left out is said'
done
# shellcheck disable=SC2016 # code in Markdown
like "$comment" '^\| `image-0500` \| rebuilt \| 4 values \| 2 causes \|$' 'where there are too many, details are numbers'
like "$comment" ', details of 1000 images\. ' 'which is said'
sed -i 's/^  image-/&other-/; s/from: image-/&other-/' images.yaml
comment '1000 images, all of them renamed'
omitted=$(printf '%s\n' "$comment" | sed -n 's/.* \([0-9]*\) images\. .*/\1/p')
is "$((images + ${omitted:-0}))" 1999 'rows that are left out are counted'
large 1 && values=$(awk 'BEGIN {
	for (i = 1; i <= 4000; i++)
		value = value "x"
	for (i = 1; i <= 20; i++)
		printf ", LEVEL%d: %s", i, value
}') && sed -i "s/LEVEL: info/&$values/" images.yaml
comment 'values that are longer than a comment'
# shellcheck disable=SC2016 # code in Markdown
like "$comment" '^\| `base` \| rebuilt \| `env.LEVEL1` `\+ x{4000}`<br>19 more \| file `Dockerfile` \|$' 'some are left out'
like "$comment" ', details of 1 image\. ' 'which is said too'
git checkout -q images.yaml && sed -i "s/LEVEL: info/LEVEL: \"$(printf '%0200d' 0 | tr 0 '\`')\"/" images.yaml
comment 'a fence that would be too long'
cd "$work" || exit 1

# Where there is nothing to compare with
"$basegen" diff nope 2>"$tmp/stderr"
is $? 2 'an unknown revision is a mistake'
like "$(cat "$tmp/stderr")" "there is no commit 'nope' here" 'and is named'
"$basegen" diff a b c 2>/dev/null
is $? 2 'three revisions are too many'
mkdir "$tmp/outside" && (cd "$tmp/outside" && "$basegen" init >/dev/null && "$basegen" diff 2>"$tmp/stderr")
is "$? $(cat "$tmp/stderr")" '3 basegen: no comparison: there is no git repository here' 'no repository is the machine'
git checkout -q one -- . && git checkout -q --orphan empty && git rm -qrf --cached . && git commit -qm none --allow-empty
is "$(told | tail -1)" '0 of 7 images rebuilt, 7 added' 'a revision without a family'
git checkout -qf one && sed -i 's/from: base/from: bas/' images.yaml && git commit -qam broken && git tag broken && git reset -q --hard one
"$basegen" diff one broken 2>"$tmp/stderr"
is $? 2 'a revision with a mistake'
like "$(cat "$tmp/stderr")" "^broken:images.yaml:5:16: error: unknown parent 'bas'; did you mean 'base'\\?" 'which is shown with its revision'
git checkout -q one -- . && mv templates/image/base.Dockerfile.j2 templates/image/real.Dockerfile.j2 &&
	ln -s real.Dockerfile.j2 templates/image/base.Dockerfile.j2 && ln -sf ../../images.yaml templates/files/one && git add -A && git commit -qm links
"$basegen" diff HEAD 2>"$tmp/stderr" >/dev/null
is "$? $(grep -c error "$tmp/stderr")" '2 1' 'a link out of templates/files is refused in a commit too'
echo one >"$tmp/one" && rm templates/files/one && cp "$tmp/one" templates/files/one && git add -A && git commit -qm link
is "$("$basegen" diff)" 'Nothing changes' 'a link within templates is followed'
git reset -q --hard one

# Ranges, against git: one:images.yaml and the like are what git compares.
git checkout -q -b topic one && edited 's/jq/idna/' && git commit -qam topic && edited 's/jq/idna/; s/LEVEL: info/LEVEL: warn/' && echo '{# two #}' >>templates/image/base.Dockerfile.j2 && git commit -qam topic2
git checkout -q -b trunk one && edited 's/COLOUR: red/COLOUR: blue/' && git commit -qam trunk && git tag trunk-1
git checkout -q topic
is "$(told trunk...topic)" "$(told "$(git merge-base trunk topic)" topic)" 'A...B: from what both have in common'
is "$(told trunk...topic | grep -c COLOUR)" 0 'which leaves out what only A has'
is "$(told trunk...)" "$(told trunk...topic)" 'A...: B is HEAD'
is "$(told ...trunk)" "$(told topic...trunk)" '...B: A is HEAD'
is "$(told trunk..topic)" "$(told trunk topic)" 'A..B: A against B'
is "$(told trunk..topic | grep COLOUR:)" '    args.COLOUR: blue → red' 'which takes back what only A has'
is "$(told trunk..) $(told ..trunk)" "$(told trunk HEAD) $(told HEAD trunk)" 'a missing side is HEAD'
echo '# edited' >>images.yaml
is "$(told ..)" 'Nothing changes' 'and never the disk'
is "$(told one...topic~1)" "$(told one topic~1)" 'with other ways to name a commit'
git checkout -q images.yaml
for range in nope...topic topic...nope nope..topic topic..nope ...nope nope..; do
	"$basegen" diff "$range" 2>"$tmp/stderr"
	is "$? $(grep -c "there is no commit 'nope' here" "$tmp/stderr")" '2 1' "$range: the mistake names the revision"
done
for words in 'one..topic trunk' 'one topic..trunk' 'one...topic trunk'; do
	# shellcheck disable=SC2086 # words
	"$basegen" diff $words 2>"$tmp/stderr"
	is "$? $(grep -c 'invalid revisions .*: expected A, A B, A..B or A...B' "$tmp/stderr")" '2 1' "$words: too many"
done
git checkout -q --orphan alone && git commit -qm alone && git checkout -qf topic
"$basegen" diff topic...alone 2>"$tmp/stderr"
is "$? $(cat "$tmp/stderr")" "2 basegen: 'topic' and 'alone' have no commit in common" 'nor is there always a merge base'

# Two merge bases: git takes the newer.
for newer in topic trunk; do
	git checkout -q -B left topic && git checkout -q -B right trunk
	git checkout -q -B base-topic topic && edited 's/LEVEL: info/LEVEL: topic/' && GIT_COMMITTER_DATE=@1700000001 git commit -qam a
	git checkout -q -B base-trunk trunk && edited 's/LEVEL: info/LEVEL: trunk/' && GIT_COMMITTER_DATE=@1700000001 git commit -qam b
	git checkout -q "base-$newer" && GIT_COMMITTER_DATE=@1700000002 git commit -q --amend -m newer
	git checkout -q -B left base-topic && git merge -q -s ours -m left base-trunk
	git checkout -q -B right base-trunk && git merge -q -s ours -m right base-topic
	is "$(told left...right)" "$(told "$(git merge-base left right)" right)" "two merge bases, that of $newer newer"
	is "$(git merge-base left right)" "$(git rev-parse "base-$newer")" 'as git says'
done
git checkout -qf one

# says STATUS PATTERN NAME ARGUMENT...: how diff ends, and what it says.
says()
{
	status=$1 pattern=$2 name=$3
	shift 3
	output=$("$basegen" diff --summary "$@" 2>&1)
	is $? "$status" "$name"
	like "$output" "$pattern" "$name: what is said"
}

# remedied NAME ARGUMENT...: what the message says makes diff answer as in the whole repository.
remedied()
{
	name=$1
	shift
	remedy=$("$basegen" diff --summary "$@" 2>&1 | sed -n 's/.*: run //p')
	sh -c "$remedy" >/dev/null 2>&1
	is "$(told "$@")" "$(cd "$work" && told "$@")" "$name, after $remedy"
}

# Clones that are not whole; libgit2 loses some memory when it opens a partial one.
echo leak:libgit2 >"$tmp/leaks"
LSAN_OPTIONS=suppressions=$tmp/leaks:fast_unwind_on_malloc=0:print_suppressions=0
export LSAN_OPTIONS
git config uploadpack.allowFilter true && git config uploadpack.allowAnySHA1InWant true
url=file://$tmp/a%20repository
git checkout -q topic
git clone -q --depth 1 "$url" "$tmp/shallow" && cd "$tmp/shallow/family" || exit 1
is "$(told)" 'Nothing changes' 'a shallow clone has its commit'
for revision in HEAD~1 one trunk...HEAD origin/trunk; do
	says 3 "^basegen: there is no commit '${revision%%...*}' here, in a shallow clone: run git fetch --unshallow --tags " \
		"$revision of a shallow clone" "$revision"
done
git fetch -q --depth 1 origin trunk:refs/remotes/origin/trunk
says 3 "^basegen: 'origin/trunk' and 'HEAD' have no commit in common in a shallow clone: run git fetch --unshallow" \
	'no merge base in a shallow clone' origin/trunk...HEAD
git -C "$work" update-ref refs/remotes/origin/trunk trunk && remedied 'a shallow clone' origin/trunk...HEAD
git clone -q --filter=blob:none "$url" "$tmp/blobless" && cd "$tmp/blobless/family" || exit 1
is "$(told)" 'Nothing changes' 'a partial clone has what is checked out'
says 3 '^basegen: one:family/images.yaml is not here, in a partial clone: run git fetch --refetch --no-filter$' 'a partial clone' one
says 3 '^basegen: [0-9a-f]{40}:family/images.yaml is not here, in a partial clone: run ' 'the merge base of a partial clone' trunk-1...HEAD
git cat-file -e one:family/images.yaml && says 3 '^basegen: one:.*family/templates/.* is not here, in a partial clone: run ' \
	'a partial clone with some of the files' one
remedied 'a partial clone' one
git clone -q --filter=tree:0 "$url" "$tmp/treeless" && cd "$tmp/treeless/family" || exit 1
says 3 '^basegen: one: is not here, in a partial clone: run git fetch --refetch --no-filter$' 'a partial clone without trees' one
remedied 'a partial clone without trees' one
git clone -q --sparse "$url" "$tmp/sparse" && cd "$tmp/sparse" && git sparse-checkout set family/out && cd family || exit 1
says 3 '^basegen: templates is not all here, in a sparse checkout: run git sparse-checkout disable, or compare two revisions$' \
	'a sparse checkout without templates' one
is "$(told one HEAD)" "$(cd "$work" && told one HEAD)" 'two revisions of a sparse checkout'
git -C .. sparse-checkout set --sparse-index family/out && says 3 'sparse checkout' 'a sparse index' one
git -C .. sparse-checkout set --no-sparse-index family/templates && is "$(told one)" "$(cd "$work" && told one)" 'a sparse checkout with all that counts'
cd "$work" || exit 1

# What libgit2 does not read as git does
git init -q --object-format=sha256 "$tmp/sha256" && cd "$tmp/sha256" && cp "$work/images.yaml" . && git add . && git commit -qm one &&
	says 3 '^basegen: no comparison: libgit2 cannot read this repository' 'SHA-256' HEAD
cd "$work" || exit 1
git replace trunk one && says 3 '^basegen: no comparison: history with grafts or replaced objects: set GIT_NO_REPLACE_OBJECTS' 'a replaced commit' trunk
GIT_NO_REPLACE_OBJECTS=1 && export GIT_NO_REPLACE_OBJECTS && is "$(told trunk..one)" "$(told trunk-1..one)" 'one that is not looked at'
unset GIT_NO_REPLACE_OBJECTS && git replace -d trunk >/dev/null
if [ "$(id -u)" -eq 0 ]; then
	cp -R "$tmp/a repository" "$tmp/foreign" && chown -R 12345 "$tmp/foreign" && cd "$tmp/foreign/family" || exit 1
	says 3 '^basegen: no comparison: the repository .*/foreign belongs to another user: run git config --global --add safe.directory .*/foreign$' \
		'a repository of another owner' one
else
	skip 'a repository of another owner' 'only root can make one'
	skip 'what is said of it' 'only root can make one'
fi
cd "$work" && git init -q --bare . && says 0 '^Nothing changes$' 'the files of a repository beside images.yaml' one one
says 2 "there is no commit 'evil' here" 'are not looked at' evil
rm -rf HEAD config description hooks info objects refs branches
git checkout -qf one

# A commit with mistakes, which an edit mends
edited 's/use-for/use-four/' && git commit -qam wrong && git tag wrong && git checkout -q one -- .
warning="^basegen: warning: wrong has mistakes, so nothing can be compared with it, and all images count as new: wrong:images.yaml:[0-9]*:[0-9]*: unknown key 'use-four'.*$"
says 0 "$warning" 'a commit with mistakes is left out' wrong
is "$(told wrong 2>/dev/null)" "$(told empty)" 'all images are new then'
like "$("$basegen" diff --format markdown wrong 2>/dev/null | head -n 1)" '^What this is compared with has mistakes, so that all images count as new: .wrong:images.yaml:' \
	'the comment says so'
is "$("$basegen" diff --format json wrong 2>/dev/null | jq -c '[(.refused | test("use-four")), (.images | length)]')" '[true,7]' 'JSON too'
like "$("$basegen" --format github diff wrong 2>&1 >/dev/null)" '^::warning title=basegen::wrong has mistakes' 'which GitHub shows'
"$basegen" diff --exit-code wrong >/dev/null 2>&1
is $? 1 '--exit-code: there is a difference'
says 2 "^wrong:images.yaml:.* error: unknown key 'use-four'" 'what is compared may have none' one wrong
git reset -q --hard one

# Why
LOGS=$tmp/log "$basegen" build >/dev/null 2>&1
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
sed -i 's/"basegen.ingredients": "[^"]*", //' "$FAKE"/info/*"left:key-$left" && rm -rf build
like "$("$basegen" why left)" 'has the key .* what of is not known' 'what was built without basegen'
git stash -q && "$basegen" generate >/dev/null && LOGS=$tmp/log "$basegen" build >/dev/null 2>&1
git stash pop -q && "$basegen" generate >/dev/null && LOGS=$tmp/log "$basegen" build >/dev/null 2>&1 && git stash -q && "$basegen" generate >/dev/null
like "$("$basegen" why left | sed 1,4d)" '^loom/left:1: has the key .*, it would only be tagged, because of$' 'an edit that was taken back'
git stash pop -q && "$basegen" generate >/dev/null
is "$("$basegen" why lefd 2>&1 | head -1 | cut -d';' -f1,2)" "basegen: why: unknown image 'lefd'; did you mean 'left'?" 'a name that is misspelt'

done_testing
