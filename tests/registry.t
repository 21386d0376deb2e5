#!/bin/sh
# push, pull and release as people call them, with a registry on loopback, on a real docker and a real buildah.
# Runs early: it takes long.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"

broken_pid=''

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	[ -z "$broken_pid" ] || kill "$broken_pid"
}

# A registry whose every answer is 500.
start_broken_registry()
{
	broken_port=$(free_port)
	"${PYTHON:-python3}" - "$broken_port" <<-'END' &
		import http.server, sys
		class Broken(http.server.BaseHTTPRequestHandler):
		    def answer(self):
		        self.send_error(500)
		    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = answer
		    def log_message(self, *arguments):
		        pass
		http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Broken).serve_forever()
	END
	broken_pid=$!
	runs 'a registry that is broken listens' wait_for_port "$broken_port"
}

# An engine and a skopeo that fail where a call matches the pattern in $tmp/fail, and note what they send and set.
wrap_programs()
{
	mkdir -p "$tmp/bin"
	for program in "$engine" "$(command -v skopeo)"; do
		cat >"$tmp/bin/${program##*/}" <<-END
			#!/bin/sh
			case \$1 in push | copy) echo "\$*" >>'$tmp/calls' ;; esac
			if [ -s '$tmp/fail' ] && echo "\$*" | grep -Eq -f '$tmp/fail'; then
				echo 'received unexpected HTTP status: 502 Bad Gateway' >&2
				exit 1
			fi
			exec '$program' "\$@"
		END
		chmod +x "$tmp/bin/${program##*/}"
	done
	PATH=$tmp/bin:$PATH ENGINE=$tmp/bin/$kind
}

# sent, set: how many images the last call sent, and how many tags it set.
sent()
{
	grep -c '^push ' "$tmp/calls"
}

tags_set()
{
	grep -c '^copy ' "$tmp/calls"
}

# The images that were built, by what a make said.
built()
{
	printf '%s\n' "$1" | sed -n 's,^\[[0-9]*/5\] .*/\([a-z]*\):1 built in .*,\1,p' | sort | xargs
}

# push, pull and release as people call them; what they say is in $output, their status in $status.
make_goal()
{
	: >"$tmp/calls"
	output=$(run_make "$@")
	status=$?
}

# The checkout, with a small family in place of its own.
start_family()
{
	team=$kind
	REGISTRY=127.0.0.1:$port/$team
	export REGISTRY
	copy_checkout
	make_family . tiny:1
	make -o build/basegen generate >/dev/null 2>&1
	printf '%s\n' Makefile config.mk build .gitignore >>.git/info/exclude
	git add -A && commit family && git tag v1.3.0
}

all_tags='apart:1 apart:1-1.3.0 base:1 base:1-1.3.0 both:1 both:1-1.3.0 left:1 left:1-1.3.0 right:1 right:1-1.3.0'

test_push()
{
	output=$("$basegen" push 2>&1)
	is $? 1 "$kind: what is not built is not pushed"
	like "$output" "^basegen: $REGISTRY/loom/both:1 is not built, so it is not pushed: run basegen build both$" 'which is said'
	is "$(REGISTRY='' run_make push | head -n 1)" "basegen: no registry is known: set REGISTRY, or write 'registry' in images.yaml" \
		"$kind: without a registry nothing is built"
	echo '^copy ' >"$tmp/fail"
	make_goal push
	is "$status $(registered ':1')" '2 ' "$kind: a failure between the phases leaves no tag that people use"
	is "$(registered ':key-' | wc -w)" 5 'and all keys are there'
	is "$(registered ":key-[0-9a-f]{40}-linux-$machine\$" | wc -w)" 5 'which name the platform'
	like "$output" '/base:1-1.3.0 was not set: received unexpected HTTP status: 502 Bad Gateway; the next push sets it$' \
		'with the words of the registry, and what to do'
	echo '^push .*/left:' >"$tmp/fail"
	REGISTRY=127.0.0.1:$port/${team}2 make_goal push
	is "$status" 2 "$kind: an image that cannot be sent"
	like "$output" '/left:1 FAILED after [0-9]+ s, received unexpected HTTP status: 502 Bad Gateway \(log build/log/left.push.log\)$' 'is said with its log'
	: >"$tmp/fail"
	make_goal push
	is "$status $(registered ':1')" "0 $all_tags" "$kind: the next push completes it"
	is "$(built "$output") $(sent)" ' 0' 'and builds and sends nothing'
	before=$(has apart:1-1.3.0)
	make_goal push
	is "$status $(sent) $(tags_set) $(has apart:1-1.3.0)" "0 0 0 $before" "$kind: a second push sends and moves nothing"
	REGISTRY=127.0.0.1:$port/${team}2 make_goal push
	is "$status $(sed 's/ .*//' "$tmp/calls" | uniq | xargs)" '0 push copy' "$kind: keys are sent first"
	REGISTRY=127.0.0.1:$port/${team}3 make_goal push both
	is "$status $(sent) $(grep -c apart "$tmp/calls")" '0 4 0' "$kind: what is named is sent, with what it needs"
}

# What fails its tests is not sent.
test_failing()
{
	sed -i 's/^  apart: {.*/&\n  failing: {from: base, tests: [{command: [sh, -c, "exit 7"]}]}/' images.yaml
	REGISTRY=127.0.0.1:$port/${team}6 make_goal -j4 push test-images
	is "$status $(sent)" '2 0' "$kind: with make -j4, what fails its tests is not sent"
	like "$output" 'ended with 7, not 0' 'which is said'
	git checkout -q images.yaml && make -o build/basegen generate >/dev/null 2>&1
}

# The same version with another content, as when a tag of git was moved.
test_moved_version()
{
	sed -i 's/WHO: apart/WHO: moved/' images.yaml && make -o build/basegen generate >/dev/null 2>&1
	git add -A && commit moved && git tag -f v1.3.0 >/dev/null
	before=$(registered . && has apart:1-1.3.0 && has apart:1)
	make_goal push
	is "$status $(sent)" '2 0' "$kind: a version with another content is refused, and nothing is sent"
	is "$(registered . && has apart:1-1.3.0 && has apart:1)" "$before" 'and the registry is as it was'
	like "$output" "^basegen: the registry already has $REGISTRY/loom/apart:1-1.3.0 with another content \(key [0-9a-f]+, here [0-9a-f]+\)" \
		'which is said'
	git reset -q --hard HEAD~1 && git tag -f v1.3.0 >/dev/null
}

# The same commit, built anew: another image, the same content by key and version.
test_built_elsewhere()
{
	forget
	run_make BUILD_FLAGS=--no-cache base-images >/dev/null
	here=$(image_id "$REGISTRY/loom/base:1") before=$(has base:1-1.3.0 && has base:1)
	make_goal push
	is "$status $(sent) $(has base:1-1.3.0 && has base:1)" "0 0 $before" "$kind: what was built elsewhere stays as it is"
	like "$output" '^\[[1-5]/5\] .*/both:1 built elsewhere, left as it is$' 'which is said'
	like "$output" "^what was built elsewhere stays in the registry; to publish an image anew change its key: .* 'rebuild' in images.yaml$" \
		'with how an image is published anew'
	is "$(image_id "$REGISTRY/loom/base:1")" "$here" 'the tags of the engine are its own'
	is "$(held '<none>')" '' 'and nothing is pulled to compare'
}

test_pull()
{
	make_goal pull
	is "$status $(image_id "$REGISTRY/loom/base:1")" "0 $(registered_id base:1)" "$kind: pull takes what the registry has in place of another image"
	forget
	make_goal pull
	is "$status $(held ':1$')" '0 apart:1 base:1 both:1 left:1 right:1' "$kind: pull gets all"
	is "$(run_make base-images | tail -n 1)" '5 current' 'and then nothing is to be built'
	forget '/(left|both):'
	make_goal pull left
	is "$status $(held ':1$')" '0 apart:1 base:1 left:1 right:1' "$kind: pull gets what is named, and what it needs"
	REGISTRY=127.0.0.1:$port/${team}5 make_goal pull
	is "$status $(printf '%s\n' "$output" | grep -c '^basegen: .* is not in the registry (as .*): the local image stays, and basegen push sends it$')" '2 4' \
		"$kind: what the registry lacks is an error where the engine has it, too"
	forget
	sed -i 's/WHO: apart/WHO: unknown/' images.yaml
	make_goal pull
	is "$status $(held ':1$')" '2 base:1 both:1 left:1 right:1' "$kind: what the registry lacks is an error, and the rest is pulled"
	like "$output" 'loom/apart:1 refused, as the registry does not have it: basegen build builds it$' 'which is said'
	forget
	output=$(run_make CACHE=1 base-images)
	is "$(built "$output")" apart "$kind: CACHE=1 builds what the registry lacks"
	like "$output" '^4 pulled, 1 built$|^1 built, 4 pulled$' 'and pulls the rest'
	is "$(grep -ci -e 'manifest.*unknown' -e '^Error' build/log/apart.log)" 0 'what the registry lacks is no error in the log of the build'
	git checkout -q images.yaml && make -o build/basegen generate >/dev/null 2>&1
	forget
	is "$(built "$(run_make base-images)")" 'apart base both left right' "$kind: without CACHE=1 all is built"
}

test_release()
{
	forget
	make_goal release
	is "$status $(held .)" '2 ' "$kind: what is not built is not released"
	like "$output" '/both:1 is not built, so it is not released: run basegen build both$' 'which is said'
	echo >>images.yaml
	make_goal release
	like "$output" 'there are uncommitted changes' "$kind: nor is what has changes"
	git checkout -q images.yaml
	git add -A && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m two
	make_goal release
	like "$output" "this commit has no version tag \(version 1.3.0-1-g[0-9a-f]+\): git tag -a v1.2.3 -m 'Version 1.2.3', and release again" "$kind: nor a commit without a tag"
	# Built and tested without the name of the registry, and released for it.
	REGISTRY='' run_make base-images >/dev/null
	git tag -a -m release v1.4.0 2>/dev/null || git -c user.name=a -c user.email=a@b tag -a -m release v1.4.0
	tested=loom/apart:1 latest=$(image_id loom/apart:1)
	REGISTRY='' make_goal release
	released=loom/apart:1-1.4.0
	is "$status $(engine_label "$released" org.opencontainers.image.version)" '0 1.4.0' "$kind: a release has its version in the labels"
	is "$(engine_label "$released" org.opencontainers.image.revision)" "$(git rev-parse HEAD)" 'and its commit'
	is "$(engine_layers "$released")" "$(engine_layers "$tested")" 'the layers are those that were tested'
	is "$(image_id "$tested")" "$latest" 'and no tag but the version is touched'
	# The registry has what another build made of the same keys, so a registry of its own shows it.
	REGISTRY=127.0.0.1:$port/${team}4
	make_goal release push
	is "$status $(built "$output") $(registered '^apart:1')" '0  apart:1 apart:1-1.4.0' "$kind: release push builds nothing, and sends the release"
	is "$(registered_id apart:1) $(registered_id apart:1-1.4.0)" "$latest $(image_id "$released")" 'what was tested, under its tags'
	is "$(registered "^apart:key-$(key apart)-.*-1.4.0")" "apart:key-$(key apart)-linux-$machine-1.4.0" 'by its key too'
	released_id=$(image_id "$released")
	forget
	make_goal pull
	is "$status $(image_id "$REGISTRY/$released")" "0 $released_id" "$kind: pull gets the release"
	is "$(run_make base-images | tail -n 1)" '5 current' 'and nothing is to be built'
	REGISTRY=127.0.0.1:$port/$team
}

test_broken()
{
	REGISTRY=127.0.0.1:$broken_port/$team
	run_make base-images >/dev/null
	make_goal push
	is "$status $(sent)" '2 0' "$kind: a registry that answers 500 is sent nothing"
	like "$output" '^basegen: the registry does not say whether it has .*500 .Internal Server Error.' 'which is said'
	forget
	make_goal pull
	is "$status" 2 'and nothing can be pulled'
	like "$output" '^basegen: the registry does not say whether it has .*500 .Internal Server Error.' 'which is said'
	output=$(run_make CACHE=1 base-images)
	is "$(built "$output")" 'apart base both left right' "$kind: with CACHE=1 what cannot be pulled is built"
	like "$output" 'cannot be pulled, so it is built: .*500' 'which is said'
}

# Images on a stand-in for the base are nobody's but this machine's.
test_stand_ins()
{
	REGISTRY=127.0.0.1:$port/$team
	forget
	engine_build --label basegen.stand-in=debian-bookworm -t tiny:1 "$tmp/base" >/dev/null 2>&1
	before=$(registered .)
	make_goal push
	is "$(built "$output")" 'apart base both left right' "$kind: on a stand-in all are built"
	is "$status $(sent) $(registered .)" "2 0 $before" "$kind: and nothing of that is pushed"
	like "$output" '^basegen: base is built on a stand-in for its base, and is neither pushed nor released' 'which is said'
}

test_engine()
{
	path=$PATH
	wrap_programs
	build_base
	start_family
	: >"$tmp/fail"
	test_push
	test_failing
	test_moved_version
	test_built_elsewhere
	test_pull
	test_release
	test_broken
	test_stand_ins
	cd "$tmp" && rm -rf "$work" "${tmp:?}/bin"
	PATH=$path
}

machine=$(case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac)
start_registry
start_broken_registry
private_docker_start
test_engine
stop_engine
private_buildah_start
test_engine
done_testing
