#!/bin/sh
# push, pull and release with a registry on loopback, on a real docker and a real buildah.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"

broken_pid=''

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	for pid in $registry_pid $broken_pid; do kill "$pid"; done 2>/dev/null
	stop_engine
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

# An engine that fails where its call matches the pattern in $tmp/fail, and notes its pushes.
wrap_engine()
{
	mkdir -p "$tmp/bin"
	cat >"$tmp/bin/$kind" <<-END
		#!/bin/sh
		case \$1 in push) echo "\$2" >>'$tmp/pushes' ;; esac
		if [ -s '$tmp/fail' ] && echo "\$*" | grep -Eq -f '$tmp/fail'; then
			echo 'received unexpected HTTP status: 502 Bad Gateway' >&2
			exit 1
		fi
		exec '$engine' "\$@"
	END
	chmod +x "$tmp/bin/$kind"
	ENGINE=$tmp/bin/$kind
}

# sent: how many references the last call sent.
sent()
{
	wc -l <"$tmp/pushes"
}

# The images that were built, by what a make said.
built()
{
	printf '%s\n' "$1" | sed -n 's,^\[[0-9]*/5\] .*/\([a-z]*\):1 built in .*,\1,p' | sort | xargs
}

# push, pull and release as people call them; what they say is in $output, their status in $status.
make_goal()
{
	: >"$tmp/pushes"
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

test_push()
{
	# shellcheck disable=SC2016 # for the shell inside
	runs "$kind: the script refuses what is not built" sh -c '! out/registry.sh push 2>"$1" && grep "First: make base-images" "$1"' sh "$tmp/said"
	echo "push .*/(base|left|right|both|apart):1" >"$tmp/fail"
	make_goal push
	is "$status $(registered ':1')" '2 ' "$kind: a failure between the phases leaves no tag that people use"
	is "$(registered ':key-' | wc -w)" 5 'and all keys are there'
	like "$output" '^ +.*502 Bad Gateway$' 'with the words of the engine'
	like "$output" 'was not sent; what is missing is sent by the next push$' 'and what to do'
	: >"$tmp/fail"
	make_goal push
	is "$status $(registered ':1')" '0 apart:1 apart:1-1.3.0 base:1 base:1-1.3.0 both:1 both:1-1.3.0 left:1 left:1-1.3.0 right:1 right:1-1.3.0' "$kind: the next push completes it"
	is "$(built "$output")" '' 'and builds nothing'
	before=$(has apart:1-1.3.0)
	make_goal push
	is "$status $(has apart:1-1.3.0)" "0 $before" "$kind: a second push moves nothing"
	is "$(grep -c -e '-1.3.0$' "$tmp/pushes")" 0 'and sends no version again'
	is "$(grep -n -m 1 -v ':key-' "$tmp/pushes" | cut -d: -f1)" 6 'keys are sent first'
	make_goal push both
	is "$status $(grep -c apart "$tmp/pushes")" '0 0' "$kind: what is named is sent, with what it needs"
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
	like "$output" "^registry.sh: the registry has $REGISTRY/loom/apart:1-1.3.0 already, with another content" 'which is said'
	is "$(image_id "$REGISTRY/loom/apart:1-1.3.0")" "$(image_id "$REGISTRY/loom/apart:key-$(key apart)")" 'the tags of the engine are its own'
	git reset -q --hard HEAD~1 && git tag -f v1.3.0 >/dev/null
}

# The same commit, built anew: other bytes, the same content by key and version.
test_built_elsewhere()
{
	forget
	run_make BUILD_FLAGS=--no-cache base-images >/dev/null
	here=$(image_id "$REGISTRY/loom/base:1") before=$(has base:1-1.3.0)
	make_goal push
	is "$status $(has base:1-1.3.0)" "0 $before" "$kind: a version that was built elsewhere stays as it is"
	like "$output" 'both:1 is in the registry as .*/both:1-1.3.0, built from the same elsewhere: left as it is$' 'which is said'
	is "$(printf '%s\n' "$output" | grep -c 'both:1 is in the registry as')" 1 'once'
	is "$(image_id "$REGISTRY/loom/base:1")" "$here" 'the tags of the engine are its own'
	is "$(held '<none>')" '' 'and nothing is left of what was compared'
}

test_pull()
{
	forget
	make_goal pull
	is "$status $(held ':1$')" '0 apart:1 base:1 both:1 left:1 right:1' "$kind: pull gets all"
	is "$(run_make base-images | tail -n 1)" '5 current' 'and then nothing is to be built'
	forget '/(left|both):'
	make_goal pull left
	is "$status $(held ':1$')" '0 apart:1 base:1 left:1 right:1' "$kind: pull gets what is named, and what it needs"
	forget
	sed -i 's/WHO: apart/WHO: unknown/' images.yaml
	make_goal pull
	is "$status $(held ':1$')" '2 base:1 both:1 left:1 right:1' "$kind: what the registry lacks is an error, and the rest is pulled"
	like "$output" 'loom/apart:1 is not in the registry$' 'which is said'
	forget
	output=$(run_make CACHE=1 base-images)
	is "$(built "$output")" apart "$kind: CACHE=1 builds what the registry lacks"
	like "$output" '^4 pulled, 1 built$|^1 built, 4 pulled$' 'and pulls the rest'
	git checkout -q images.yaml && make -o build/basegen generate >/dev/null 2>&1
	forget
	is "$(built "$(run_make base-images)")" 'apart base both left right' "$kind: without CACHE=1 all is built"
}

test_release()
{
	forget
	make_goal release
	is "$status $(held .)" '2 ' "$kind: what is not built is not released"
	like "$output" 'First: make base-images' 'which is said'
	echo >>images.yaml
	make_goal release
	like "$output" 'has changes that no commit has' "$kind: nor is what has changes"
	git checkout -q images.yaml
	git add -A && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m two
	make_goal release
	like "$output" "^ +Give it one: git tag -a v1.2.3" "$kind: nor a commit without a tag"
	run_make base-images >/dev/null
	git tag -a -m release v1.4.0 2>/dev/null || git -c user.name=a -c user.email=a@b tag -a -m release v1.4.0
	latest=$(image_id "$REGISTRY/loom/apart:1")
	make_goal release
	released=$REGISTRY/loom/apart:1-1.4.0 tested=$REGISTRY/loom/apart:1
	is "$status $(engine_label "$released" org.opencontainers.image.version)" '0 1.4.0' "$kind: a release has its version in the labels"
	is "$(engine_label "$released" org.opencontainers.image.revision)" "$(git rev-parse HEAD)" 'and its commit'
	is "$(engine_layers "$released")" "$(engine_layers "$tested")" 'the layers are those that were tested'
	is "$(image_id "$tested")" "$latest" 'and no tag but the version is touched'
	make_goal release push
	is "$status $(registered '^apart:1')" '0 apart:1 apart:1-1.3.0 apart:1-1.4.0' "$kind: push sends the release"
	is "$(registered "^apart:key-$(key apart)-")" "apart:key-$(key apart)-1.4.0" 'by its key too'
	released_id=$(image_id "$released")
	forget
	make_goal pull
	is "$status $(image_id "$released")" "0 $released_id" "$kind: pull gets the release"
	is "$(run_make base-images | tail -n 1)" '5 current' 'and nothing is to be built'
}

test_broken()
{
	REGISTRY=127.0.0.1:$broken_port/$team
	run_make base-images >/dev/null
	make_goal push
	is "$status $(sent)" '2 0' "$kind: a registry that answers 500 is sent nothing"
	like "$output" 'the registry does not say whether it has .*; nothing was sent$' 'which is said'
	forget
	make_goal pull
	is "$status" 2 'and nothing can be pulled'
	like "$output" 'cannot be pulled$' 'which is said'
	is "$(built "$(run_make CACHE=1 base-images)")" 'apart base both left right' "$kind: with CACHE=1 what cannot be pulled is built"
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
	like "$output" '^registry.sh: base is built on a stand-in for its base, and is neither pushed nor released$' 'which is said'
}

test_engine()
{
	wrap_engine
	build_base
	start_family
	: >"$tmp/fail"
	test_push
	test_moved_version
	test_built_elsewhere
	test_pull
	test_release
	test_broken
	test_stand_ins
	cd "$tmp" && rm -rf "$work" "${tmp:?}/bin"
}

start_registry
start_broken_registry
private_docker_start
test_engine
stop_engine
private_buildah_start
allow_http "$port" "$broken_port"
test_engine
done_testing
