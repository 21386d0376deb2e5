#!/bin/sh
# The Makefile against make, with an engine that notes how it is called. (tests/plain.t holds images.mk and build.sh.)
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"

work="$tmp/a family's home"
mkdir -p "$work"
(cd "$root" && tar -cf - --exclude=./.git --exclude=./build --exclude=./Makefile --exclude=./config.mk .) | (cd "$work" && tar -xf -)
cd "$work" || exit 1
cp tests/lib/three-images.yaml images.yaml && "$basegen" generate >/dev/null
git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm one && git tag v1.2.0

# The Makefile of a checkout, with the generator that is being tested.
./configure >"$tmp/configure.log" 2>&1
ok $? 'configure'
mkdir -p build && cp "$basegen" build/basegen && find build/basegen -exec touch {} +
run_make()
{
	make -o build/basegen "$@" 2>&1
}

# called IMAGE: how the engine was called for its build.
called()
{
	grep "^build .*/$1-[^/-]*$" "$FAKE/calls"
}

key()
{
	sed -n "s,  $1\$,,p" out/keys
}

reset
output=$(run_make -n)
is "$(builds)" 0 'make -n builds nothing'
is "$(printf '%s\n' "$output" | grep -c ' would be built$')" 3 'make -n tells of three builds'

like "$(run_make python-base:3.11-slim)" 'a variant is named IMAGE/TAG, as in: make python-base/3.11-slim' 'a goal with a colon is told how to be written'
like "$(run_make push)" 'no registry is known: set REGISTRY' 'push without a registry says so'
is "$(builds)" 0 'before it builds anything'
for option in -q -t; do run_make "$option" base-images >/dev/null; done
is "$(builds)" 0 'nor do make -q and make -t'

reset
output=$(run_make base-images)
is "$(printf '%s\n' "$output" | grep -c '^\[.* built in [0-9]* s$')" 3 'a line for each image that was built'
like "$output" '^\[1/3\] loom/python-base:3.11-slim building' 'its place in the whole'
is "$(in_order)" 'python-base kafka-python-base fastapi-base' 'built in order'
like "$(called python-base)" "--file .*build/tmp/.*/python-base-[^/]*/Dockerfile " 'the Dockerfile is named, as podman and buildah would prefer a Containerfile'
like "$(called fastapi-base)" \
	"--build-arg=BASE=loom/kafka-python-base:key-$(key kafka-python-base) " 'a parent is pinned by its key'
like "$(called python-base)" 'image.version=1.2.0 ' 'the version of git in the labels'
like "$(called python-base)" "image.revision=$(git rev-parse HEAD) " 'the commit in the labels'
is "$(cut -d' ' -f1 "$FAKE/images" | grep /python-base | sed 's/key-.*/key/' | sort | tr '\n' ' ')" \
	'loom/python-base:3.11-slim loom/python-base:3.11-slim-1.2.0 loom/python-base:key loom/python-base:latest ' 'the four tags'
is "$(cd build/log && echo *)" 'fastapi-base.log kafka-python-base.log python-base.log' 'a log for each image'

# Files in out/ that make it look like a repository, with a configuration that runs something
cp -R .git/HEAD .git/objects .git/refs .git/index out
printf '[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch %s; false"\n' "$tmp/pwned" >out/config
"$basegen" -C out version >/dev/null 2>&1
"$basegen" build -n >/dev/null 2>&1
is "$(find "$tmp" -name pwned)" '' 'a repository committed as files in out/ is not asked for the version'
rm -rf out/objects out/refs out/HEAD out/index out/config

reset
output=$(run_make base-images)
is "$(grep -c -v -e '^version' "$FAKE/calls")" 1 'nothing to do: one question to the engine'
is "$output" '3 current' 'and says so'

reset
sed -i 's/^        - aiokafka$/        - aiokafka\n        - idna/' images.yaml
output=$(run_make base-images)
is "$(in_order)" 'kafka-python-base fastapi-base' \
	'a package more: out/ is rendered again, the image and its child are built'
like "$(cat out/kafka-python-base/Dockerfile)" '^        idna' 'the package stands in the Dockerfile'

reset
git checkout -q images.yaml
output=$(run_make base-images)
is "$(builds)" 0 'an edit taken back builds nothing'
is "$(run_make base-images >/dev/null; git status --porcelain)" '' 'and leaves nothing behind'

reset
sed -i '/python-base:key-.*/!d; /kafka/!d' "$FAKE/images"
run_make base-images >"$tmp/output"
is "$(builds)" 2 'images that were pruned are built again, others not'

reset
git -c user.name=a -c user.email=a@b commit -q --allow-empty -m two && git tag v1.3.0
touch images.yaml templates/lib/apt.j2
run_make base-images >"$tmp/output"
is "$(builds)" 0 'another version tags, and does not build'
like "$(cat "$FAKE/images")" '^loom/fastapi-base:3.11-slim-1.3.0 ' 'the version tag is there'

reset
: >"$FAKE/images"
echo 1 >"$FAKE/slow"
make -o build/basegen base-images >/dev/null 2>&1 &
made=$!
while [ "$(builds)" -eq 0 ]; do sleep 0.1; done
kill -9 "$made"
wait "$made" 2>/dev/null
sleep 2
is "$(builds)" 1 'make that is killed starts no more builds'
rm "$FAKE/slow"

reset
: >"$FAKE/images"
output=$(run_make -j2 V=1 base-images)
is "$(printf '%s\n' "$output" | tail -n 1)" '3 built' '-j and V=1'
reset
output=$(run_make -kj2 BUILD_FLAGS='-j9 -n' PLATFORM=linux/arm64 base-images)
like "$(cat "$FAKE/images")" '^loom/fastapi-base:key-[0-9a-f]*-linux-arm64 ' 'another platform is another image of the same key'
like "$(called fastapi-base)" "-j9 -n .*--build-arg=BASE=loom/kafka-python-base:key-[0-9a-f]*-linux-arm64 " \
	'on parents of that platform; the words of BUILD_FLAGS are no options of make'
run_make base-images >/dev/null
is "$(builds)" 3 'the machine has its own images still'
printf 'key.python-base := 0\n' >>out/images.mk
echo '# by hand' >>out/python-base/Dockerfile
reset
: >"$FAKE/images"
run_make base-images >"$tmp/output"
is "$(builds) $(git status --porcelain out)" '3 ' 'what somebody changed in out/ is not built but rendered again'
is "$(head -n 4 "$tmp/output")" 'out: 2 files written
out/images.mk was changed by hand, which is undone now
out/python-base/Dockerfile was changed by hand, which is undone now
To change what out/ holds, edit images.yaml or templates/.' 'and that is said'

reset
: >"$FAKE/images"
echo '^build .*/kafka-python-base-[^/]*$' >"$FAKE/fail"
output=$(run_make -k base-images)
ok $((! $?)) 'a build that fails ends make with an error'
is "$(builds)" 2 'what stands on it is not tried'
like "$output" 'told to fail' 'the log is shown'
like "$output" 'build/log/kafka-python-base.log:$' 'under its name'
like "$output" '^\[2/3\] .* FAILED after [0-9]+ s' 'what failed'
like "$output" '^  kafka-python-base +failed after [0-9]+ s, log .*build/log/kafka-python-base.log$' 'in the table too'
like "$output" '^  fastapi-base +not tried, as it needs kafka-python-base$' 'and what was not tried, and why'
like "$output" '^1 built, 1 failed, 1 not tried$' 'and how many'
is "$(find build/tmp -mindepth 1)" '' 'nothing is left of the run'
output=$(run_make V=1 base-images)
ok $((! $?)) 'with V=1 too'
like "$output" '^  kafka-python-base +failed after' 'and says the same'
rm "$FAKE/fail"
reset
run_make base-images >"$tmp/output"
is "$(builds)" 2 'the next run goes on from there'

reset
: >"$FAKE/images"
echo '^pull ' >"$FAKE/fail"
output=$(run_make base-images)
like "$output" 'the base python:3.11-slim is not in .* and cannot be pulled' 'a base that cannot be pulled'
like "$output" 'make bootstrap' 'names make bootstrap'

reset
: >"$FAKE/images"
run_make -j4 REGISTRY=ghcr.io/acme PLATFORM=linux/amd64 BUILD_FLAGS='--memory 1g' base-images >"$tmp/output"
like "$(cat "$FAKE/calls")" '^build .* --memory 1g .*--tag ghcr.io/acme/loom/python-base:key-.* --platform linux/amd64 ' \
	'REGISTRY, PLATFORM and BUILD_FLAGS'

reset
rm -f "$tmp/pwned"
for name in ENGINE VERSION REGISTRY PLATFORM BUILD_FLAGS V; do
	# shellcheck disable=SC2016 # what make and sh would expand
	for code in "\$(shell touch $tmp/pwned)" "\`touch $tmp/pwned\`" "\$\$(touch $tmp/pwned)" "'; touch $tmp/pwned; '"; do
		run_make "$name=$code" base-images >/dev/null
		env "$name=$code" make -o build/basegen base-images >/dev/null 2>&1
		(export "$name=$code" && "$basegen" build) >/dev/null 2>&1
	done
done
ok "$([ ! -e "$tmp/pwned" ]; echo $?)" 'what variables hold is never run'

: >"$FAKE/images"
reset
run_make kafka-python-base >/dev/null
is "$(in_order)" 'python-base kafka-python-base' 'an image and what it needs'
reset
output=$(run_make nope)
is "$? $(builds)" '2 0' 'no such image is an error'
reset
output=$(cd / && "$basegen" -C "$work" build 2>&1)
is "$(builds)" 1 'from any directory, only what is missing'
like "$output" '^1 built, 2 current$' 'says what is current'

# Names that are patterns for each other, and a family of its own
mkdir "$tmp/names" && cp -R templates "$tmp/names" && cat >"$tmp/names/images.yaml" <<'EOF'
name: loom
images:
  a-b: {from: "python:3.11-slim", tag: "1", template: base.Dockerfile.j2}
  a.b: {from: "python:3.11-slim", tag: "2", template: base.Dockerfile.j2}
  c: {from: a.b}
EOF
reset
: >"$FAKE/images"
(cd "$tmp/names" && VERSION=1 "$basegen" build) >/dev/null 2>&1
is "$(built)" 'a-b a.b c' 'an image is found by its very name'
like "$(called c)" '--build-arg=BASE=loom/a\.b:key-' 'and so is a parent'

# A matrix: its variants, in order
mkdir "$tmp/matrix" && cp -R templates "$tmp/matrix" && cat >"$tmp/matrix/images.yaml" <<'EOF'
name: loom
images:
  b: {from: "python:{{ py }}-slim", tag: "{{ py }}", template: base.Dockerfile.j2, matrix: {py: ["3.11", "3.12"]}}
  c: {from: b, matrix: {web: [fast, slow]}, env: {WEB: "{{ web }}"}, tag: "{{ py }}-{{ web }}"}
  d: {from: b, matrix: {py: ["3.12"]}, tag: only}
EOF
(cd "$tmp/matrix" && "$basegen" generate >/dev/null)
run_matrix()
{
	VERSION=1 BASEGEN=$basegen make -rR -C "$tmp/matrix" -f "$root/tests/lib/family.mk" "$@" 2>&1
}
: >"$FAKE/images"
reset
run_matrix c/3.11-slow >/dev/null
is "$(built)" 'b/3.11 c/3.11-slow' 'a variant, and the variant of its parent'
reset
run_matrix d >/dev/null
is "$(built)" 'b/3.12 d/only' 'an image on a variant that its parent has'
reset
run_matrix c >/dev/null
is "$(built)" 'c/3.11-fast c/3.12-fast c/3.12-slow' 'an image is all its variants'
reset
run_matrix -j 8 >/dev/null
is "$(built)" '' 'which is the whole family'
: >"$FAKE/images"
reset
run_matrix -j 8 >/dev/null
is "$(builds)" 7 'all at once'
is "$(in_order | tr ' ' '\n' | awk -F '[/-]' '$1 == "b" { made[$2] = 1 } $1 == "c" && !made[$2] { print }')" '' 'parents first'
like "$(called c_3.12-fast)" "--build-arg=BASE=loom/b:key-$(sed -n 's,  b/3.12$,,p' "$tmp/matrix/out/keys") " \
	'each with the parent of its axes'
sed -i 's/^  c: {/&on-demand: "{{ web == '"'slow'"' }}", /; s/^  d: {/&on-demand: true, /; s/\["3.12"\]/["3.12", "3.11"]/; s/tag: only/tag: "d{{ py }}"/' "$tmp/matrix/images.yaml"
: >"$FAKE/images"
reset
run_matrix c >/dev/null
is "$(built)" 'b/3.11 b/3.12 c/3.11-fast c/3.12-fast' 'the name of an image leaves out what is on demand of it'
reset
run_matrix d >/dev/null
is "$(built)" 'd/d3.11' 'and means the latest if all is'
reset
run_matrix c/3.12-slow d/d3.12 >/dev/null
is "$(built)" 'c/3.12-slow d/d3.12' 'the others have names of their own'

reset
printf 'images:\n  x: {from: nope}\n' >images.yaml
output=$(run_make base-images)
like "$output" 'images.yaml:2:13: error: unknown parent' 'a mistake in images.yaml is shown'
is "$(wc -l <"$FAKE/calls" | tr -d ' ')" 0 'and nothing is asked or built'
runs 'make help works with a broken images.yaml' make -o build/basegen help

done_testing
