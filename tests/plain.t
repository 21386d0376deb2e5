#!/bin/sh
# images.mk and build.sh, which need an engine alone: they call it with the same words, in the same order,
# from any directory, and what their variables and git's tags hold never runs. Then for real, on docker and buildah.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

# The family: a diamond, what is built on demand, and all that an engine is told of a build.
make_plain_family()
{
	work="$tmp/a family's \"home\""
	make_family "$work" && cd "$work" || exit 1
	cat >>images.yaml <<'END'
  python: {from: base, matrix: {py: [3.11, 3.12]}, tag: "{{ py }}", latest: 3.12, on-demand: "{{ py == '3.11' }}"}
  gpu: {from: base, matrix: {on: [cuda, cpu]}, tag: "{{ on }}", latest: cpu, on-demand: true}
  heavy: {from: base, on-demand: true}
  heavier: {from: base, on-demand: true}
  above: {from: heavy, on-demand: false, tags: [TAG, TAG-VERSION-x, edge, MAJOR, MAJOR.MINOR, DATE]}
  odd:
    from: alpine:3
    build: {pull: true, network: none}
    labels: {org.opencontainers.image.source: ours}
    platforms: [linux/s390x, linux/riscv64]
    secrets: [{id: token, env: TOKEN}, {id: file, file: ~/a.txt}, {id: unknown}]
    ssh: [default]
END
	"$basegen" generate >/dev/null && git init -q . && git add -A && commit one
}

# called: how the engine was called to build, and to pull.
called()
{
	grep -E '^(build|pull) ' "$FAKE/calls"
}

# contexts: what was built, in order.
contexts()
{
	sed -n 's,^build .*/out/,,p' "$FAKE/calls" | xargs
}

by_make()
{
	reset && make -f "$work/out/images.mk" "$@" >"$tmp/said" 2>&1
}

by_script()
{
	reset && "$work/out/build.sh" "$@" >"$tmp/said" 2>&1
}

# same NAME CONTEXTS [IMAGE...]: both ways call the engine in the same way, for these contexts.
same()
{
	name=$1 expected=$2
	shift 2
	by_make "$@"
	ok $? "$name: make -f out/images.mk"
	is "$(contexts)" "$expected" "$name: in this order"
	called >"$tmp/by-make"
	by_script "$@"
	ok $? "$name: out/build.sh"
	called >"$tmp/by-script"
	runs "$name: the same calls" diff "$tmp/by-make" "$tmp/by-script"
}

test_calls()
{
	all='base apart odd left right python both heavy above'
	same 'all' "$all"
	is "$(grep -c -e '--label org.opencontainers.image.source' "$tmp/by-make")" 0 'no source unless it is given'
	like "$(cat "$tmp/by-make")" "version=0\\.0\\.0-1-g$(git rev-parse --short=12 HEAD) .*revision=$(git rev-parse HEAD) .*created=[0-9-]{10}T[0-9:]{8}Z " 'the version, the commit and its time are git'"'s"
	git tag vendor-2026 && git tag v1.2.3+x
	by_script both
	like "$(called)" '^build .*version=1\.2\.3_x ' 'a tag is the version if it starts with v and a digit; a + becomes _'
	like "$(called)" '--build-arg BASE=loom/left:1 --build-arg BASE_RIGHT=loom/right:1 --tag loom/both:1 --tag loom/both:1-1\.2\.3_x --tag loom/both:latest --file .*/out/both/Dockerfile .*/out/both$' 'parents by tag, and all tags'
	git tag -d v1.2.3+x vendor-2026 >/dev/null && git tag v1.2.3
	same 'numbers of the version' 'base heavy above' above
	like "$(cat "$tmp/by-make")" " --tag loom/above:edge --tag loom/above:1 --tag loom/above:1\\.2 --tag loom/above:[0-9-]{10} --file" 'stand in tags, and the date'
	CREATED=1970-01-01T00:00:00Z same 'a time without a commit' 'base heavy above' above
	like "$(cat "$tmp/by-make")" ' --tag loom/above:1 --tag loom/above:1\.2 --file' 'is no date for a tag'
	same 'one image' 'base left' left
	same 'a variant' 'base python.variants/3.11' python/3.11
	same 'a matrix' 'base python' python
	same 'a matrix on demand' 'base gpu' gpu
	same 'what needs one on demand' 'base heavy above' above
	same 'two' 'base left right both heavier' both heavier
	by_script left:1 python:3.11
	is "$(contexts)" 'base left python.variants/3.11' 'IMAGE:TAG'
	by_make all-images
	is "$(contexts)" "$all python.variants/3.11 gpu.variants/cuda gpu heavier" 'all-images'
	echo >>images.yaml
	VERSION='' SOURCE=https://example.com/x same 'a change, and a source' "$all"
	like "$(cat "$tmp/by-make")" 'version=1\.2\.3-dirty ' 'is dirty'
	like "$(cat "$tmp/by-make")" ' --tag loom/above:edge --tag loom/above:[0-9-]{10} --file' 'and no release, so that tags with its numbers are left out'
	like "$(cat "$tmp/by-make")" ' --label org.opencontainers.image.source=https://example.com/x .*/out/base$' 'with the source'
	like "$(cat "$tmp/by-make")" '^build .*created=[^ ]* --platform linux/s390x --network=none --secret id=token,env=TOKEN --secret id=file,src='"$HOME"'/a.txt --ssh=default --tag .*/out/odd$' 'but for the image that has its own, and all that it asks for'
	like "$(cat "$tmp/by-make")" '^pull alpine:3$' 'a base is looked for'
	git checkout -q images.yaml
	export VERSION=7+1 REVISION=abc CREATED=now REGISTRY=ghcr.io:5000/acme PLATFORM=linux/arm64 BUILD_FLAGS='--no-cache  --memory *'
	same 'variables of the environment' "$all"
	like "$(cat "$tmp/by-make")" '^build --no-cache --memory \* --label [^ ]*version=7_1 --label [^ ]*revision=abc --label [^ ]*created=now --platform linux/arm64 --build-arg BASE=ghcr.io:5000/acme/loom/base:1 --tag ghcr.io:5000/acme/loom/left:1 --tag ghcr.io:5000/acme/loom/left:1-7_1 ' 'in their places'
	unset VERSION REVISION CREATED REGISTRY PLATFORM BUILD_FLAGS
	by_make REGISTRY=example.com VERSION=1 left
	like "$(called)" ' BASE=example.com/loom/base:1 .*example.com/loom/left:1-1 ' 'variables of make'
}

test_versions()
{
	commit_of() { git rev-parse --short=12 HEAD; }
	(cd "$work" && git tag -d v1.2.3 >/dev/null && echo >>images.yaml)
	VERSION='' same 'before the first tag, with a change' 'base left' left
	like "$(called)" "version=0\\.0\\.0-1-g$(commit_of)-dirty " 'the number of commits'
	git checkout -q images.yaml
	mv .git "$tmp/kept-git"
	same 'outside a repository' 'base left' left
	like "$(called)" 'version=0\.0\.0-unknown .*revision=unknown .*created=1970-01-01T00:00:00Z ' 'nothing is known'
	by_make VERSION=5 left
	like "$(called)" 'version=5 .*revision=unknown' 'but for VERSION'
	# A repository that came as files of another one: its configuration could run anything.
	(cd "$tmp/kept-git" && cp -R HEAD objects refs "$work" && printf '[core]\nbare = false\nworktree = .\nfsmonitor = "touch %s/PWN; false"\n' "$tmp" >"$work/config")
	same 'a repository that was committed as files' 'base left' left
	like "$(called)" 'version=0\.0\.0-unknown ' 'is not asked'
	runs 'and runs nothing' test ! -e "$tmp/PWN"
	cat >"$tmp/bin/git" <<-END
		#!/bin/sh
		for word; do
			shift
			case \$word in safe.*) word=x.y=z ;; esac
			set -- "\$@" "\$word"
		done
		exec $(command -v git) "\$@"
	END
	chmod +x "$tmp/bin/git"
	PATH=$tmp/bin:$PATH same 'the same, for a git that does not know safe.bareRepository' 'base left' left
	like "$(called)" 'version=0\.0\.0-unknown .*revision=unknown' 'is not asked either'
	runs 'and runs nothing' test ! -e "$tmp/PWN"
	rm "$tmp/bin/git"
	rm -rf HEAD objects refs config && mv "$tmp/kept-git" .git
}

# What the engine, the version and the rest hold is no code, however it comes.
test_hostile_values()
{
	count=0
	mkdir "$tmp/trap" && cd "$tmp/trap" || exit 1
	# shellcheck disable=SC2016 # code for whoever runs it
	for value in '$(shell touch PWN)' '$(touch PWN)' '`touch PWN`' ';touch PWN;' '"; touch PWN; "' "'; touch PWN; '" '$$(touch PWN)' \
		'$(eval $(shell touch PWN))' '${IFS}|touch${IFS}PWN' '
touch PWN
'; do
		for variable in ENGINE BUILD_FLAGS PLATFORM REGISTRY VERSION REVISION CREATED SOURCE; do
			make -f "$work/out/images.mk" "$variable=$value" left
			env "$variable=$value" make -f "$work/out/images.mk" left
			env "$variable=$value" "$work/out/build.sh" left
			env "$variable=$value" "$work/out/build.sh" -n left
			count=$((count + 1))
		done >/dev/null 2>&1
	done
	is "$count $(find "$tmp/trap" "$work" -name 'PWN*')" '80 ' 'no value of a variable runs'
	cd "$work" || exit 1
	# shellcheck disable=SC2016 # a name that is code
	for tag in 'v1;touch$$$${IFS}PWN;' 'v1;touch${IFS}PWN;' 'v1$(touch${IFS}PWN)' 'v1`touch${IFS}PWN`' "v1';touch\${IFS}PWN;'" 'v1$(shell${IFS}touch${IFS}PWN)'; do
		git tag "$tag" || exit 1
		by_make left
		by_script left
		is "$? $(find . -name 'PWN*')" '2 ' "a tag of git is no code: $tag"
		git tag -d "$tag" >/dev/null
	done
	BUILD_FLAGS='*' by_script base
	like "$(called)" '^build \* ' 'nor is it a pattern'
	VERSION='a b' by_script left
	is "$? $(called)" '2 ' 'build.sh refuses what cannot be part of a name'
}

test_places()
{
	by_script both && called >"$tmp/expected"
	ln -s "$work/out/build.sh" "$tmp/bin/a link"
	for shell in dash 'bash --posix' 'busybox sh'; do
		# shellcheck disable=SC2086 # words
		(cd / && reset && $shell "$work/out/build.sh" both >/dev/null 2>&1; called | diff "$tmp/expected" -) >"$tmp/diff"
		ok $? "build.sh in $shell"
	done
	(cd / && reset && PATH="$tmp/bin:$PATH" 'a link' both >/dev/null; called | diff "$tmp/expected" -) >"$tmp/diff"
	ok $? 'through a link, found in PATH'
	(cd out && reset && CDPATH=/:/tmp sh build.sh both >/dev/null; called | diff "$tmp/expected" -) >"$tmp/diff"
	ok $? 'in its folder, with a CDPATH'
	for folder in . out /; do
		(cd "$folder" && reset && make -f "$(realpath --relative-to=. "$work/out/images.mk")" both >/dev/null 2>&1; called | sed 's,.*/,,' | xargs) >"$tmp/order"
		is "$(cat "$tmp/order")" 'base left right both' "images.mk from $folder"
	done
}

test_options()
{
	by_script -n both
	is "$? $(called)" '0 ' 'build.sh -n calls nothing'
	cp "$tmp/said" "$tmp/commands" && by_script both && called >"$tmp/expected"
	reset && sh "$tmp/commands"
	# shellcheck disable=SC2016 # for the shell inside
	runs 'and prints commands that a shell takes' sh -c 'grep "^build" "$1" | diff "$2" -' sh "$FAKE/calls" "$tmp/expected"
	by_script -j3 -k left
	is "$? $(contexts)" '0 base left' '-j is accepted'
	like "$(cat "$tmp/said")" '-j has no effect, images are built one by one' 'and it says what it does instead'
	for call in '-x' '--jobs' '-j' '-j x' 'nobody' 'left nobody' 'python:3.13' '-k base/2' "''"; do
		eval "by_script $call"
		is "$? $(called)" '2 ' "build.sh $call is a mistake, and nothing is built"
	done
	like "$("$work/out/build.sh" --help)" '^    build.sh \[-k\] \[-n\]' '--help'
	by_script -j 2 --help
	is $? 0 '--help behind another option'
	reset && echo 'out/right/Dockerfile' >"$FAKE/fail"
	"$work/out/build.sh" both left >"$tmp/said" 2>&1
	is "$? $(contexts)" '1 base left right' 'a failure ends it'
	reset && echo 'out/right/Dockerfile' >"$FAKE/fail"
	"$work/out/build.sh" -k >"$tmp/said" 2>&1
	is "$? $(contexts)" '1 base apart odd left right python heavy above' '-k goes on with the rest'
	like "$(cat "$tmp/said")" '^build.sh: both is not tried, because an image that it needs failed$' 'and says what was not tried'
	reset && echo '^pull' >"$FAKE/fail"
	"$work/out/build.sh" odd >"$tmp/said" 2>&1
	is "$? $(contexts)" '0 odd' 'a base that cannot be pulled may be there'
	reset && echo '^pull' >"$FAKE/fail"
	make -f "$work/out/images.mk" odd >/dev/null 2>&1
	is "$? $(contexts)" '0 odd' 'for make too'
}

test_size()
{
	variants=$(grep -c . out/keys)
	runs 'build.sh has at most 100 lines and 12 for each variant' test "$(wc -l <out/build.sh)" -le $((100 + 12 * variants))
	runs 'build.sh: shellcheck' shellcheck out/build.sh
	is "$(grep -lE 'eval|flock|\.lock' out/build.sh out/images.mk)" '' 'no eval, no lock'
	is "$(grep -oE '[0-9a-f]{40}' -r out | cut -d: -f1 | sort -u)" out/keys 'keys stand in out/keys alone'
	printf 'name: one\nimages:\n  one:\n    from: "debian:12"\n    tag: "1"\n    template: base.Dockerfile.j2\n    build: {pull: true, network: host}\n    platforms: [linux/amd64]\n' >images.yaml
	"$basegen" --out "$tmp/one" generate >/dev/null
	runs 'of one image too' test "$(wc -l <"$tmp/one/build.sh")" -le 112
	git checkout -q images.yaml
}

# identities: which images have the tags of the family.
identities()
{
	engine_images | grep '^loom/' | sort
}

# test_real: on $engine, whose images are nobody's.
test_real()
{
	build_base
	rm -rf "$tmp/a family's real home" && family "$tmp/a family's real home" tiny:1
	edit 'apart: {from' 'apart: {on-demand: true\, from'
	git add -A && commit two && git tag v1.1.0
	network=''
	[ "$kind" != docker ] || network=--network=host
	timeout 300 env "BUILD_FLAGS=$network" make -f out/images.mk >"$tmp/log" 2>&1
	status=$?
	ok "$status" "$kind: make -f out/images.mk"
	[ "$status" -eq 0 ] || diag "$(tail -n 20 "$tmp/log")"
	is "$(identities | sed 's/ .*//' | xargs)" "$(for image in base both left right; do echo "loom/$image:1" "loom/$image:1-1.1.0" "loom/$image:latest"; done | xargs)" "$kind: the tags that people use, but of what is on demand"
	is "$(engine_label loom/both:1 org.opencontainers.image.version)" 1.1.0 "$kind: the version is a label"
	is "$(engine_label loom/both:1 org.opencontainers.image.revision)" "$(git rev-parse HEAD)" "$kind: so is the commit"
	# shellcheck disable=SC2016 # for the shell inside
	is "$(in_image loom/both:1 sh -c 'read -r line </etc/copied && echo "$line"')" tiny "$kind: what is copied from a parent is there"
	identities >"$tmp/before"
	timeout 300 env "BUILD_FLAGS=$network" out/build.sh >"$tmp/log" 2>&1
	status=$?
	ok "$status" "$kind: out/build.sh"
	[ "$status" -eq 0 ] || diag "$(tail -n 20 "$tmp/log")"
	is "$(identities)" "$(cat "$tmp/before")" "$kind: makes the same images, from the layers of the engine"
	runs "$kind: an image on demand, when it is named" timeout 300 env "BUILD_FLAGS=$network" out/build.sh apart
	runs "$kind: is there" engine_has loom/apart:1-1.1.0
}

make_plain_family
test_calls
test_versions
test_hostile_values
test_places
test_options
test_size
unset ENGINE
private_docker_start
test_real
stop_engine
private_buildah_start
ENGINE=buildah
test_real
done_testing
