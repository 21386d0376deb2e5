#!/bin/sh
# basegen bake: workers build what the registry has not under its keys, on what it has, and nothing else; its tags
# follow the rules of push. With real BuildKit workers and a real registry, and no engine but to pull what came of it.
# Runs early: it takes long.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"
. "$root/tests/lib/registry.sh"
. "$root/tests/lib/worker.sh"

# A buildx that notes its calls in $tmp/calls, and a docker without one. What is to be done meanwhile, once, stands in
# $tmp/after-bake and $tmp/before-copy.
wrap_buildx()
{
	mkdir "$tmp/bin" "$tmp/docker-with"
	for program in buildx skopeo; do
		cat >"$tmp/bin/$program" <<-END
			#!/bin/sh
			case $program-\$1 in skopeo-copy) echo "\$*" >>'$tmp/copies' ;; buildx-*) echo "\$*" >>'$tmp/calls' ;; esac
			[ $program = buildx ] && [ "\$1" = inspect ] && [ -e '$tmp/old' ] && echo 'BuildKit version: v0.23.2' && exit
			[ $program = buildx ] && [ "\$1" = bake ] && cp build/tmp/*/bake.json '$tmp/bake.json'
			[ $program = skopeo ] && [ "\$1" = copy ] && [ -x '$tmp/before-copy' ] && '$tmp/before-copy'
			'$(command -v $program)' "\$@"
			status=\$?
			[ $program = buildx ] && [ "\$1" = bake ] && [ -x '$tmp/after-bake' ] && '$tmp/after-bake'
			exit \$status
		END
		chmod +x "$tmp/bin/$program"
	done
	printf '#!/bin/sh\nexit 1\n' >"$tmp/bin/docker"
	# shellcheck disable=SC2016 # for the shell inside
	printf '#!/bin/sh\necho "docker $*" >>"%s/calls"\nshift\nexec "%s" "$@"\n' "$tmp" "$(command -v buildx)" >"$tmp/docker-with/docker"
	chmod +x "$tmp/bin/docker" "$tmp/docker-with/docker"
}

# bake WORD...: what it says is in $output, its status in $status.
bake()
{
	: >"$tmp/calls"
	output=$(PATH=$tmp/bin:$PATH ENGINE=/nonexistent "$basegen" bake "$@" --builder=worker 2>&1)
	status=$?
}

# counts: what the last bake says of all images.
counts()
{
	printf '%s\n' "$output" | tail -n 1
}

# calls: how often workers were called, by the other machine too.
calls()
{
	grep -c ' bake \|^bake ' "$tmp/calls"
}

# tags PATTERN: what the tags that match name.
tags()
{
	for reference in $(registered "${1-.}"); do echo "$reference $(has "$reference")"; done
}

# key_of IMAGE [PLATFORM]: the tag of its key in the registry.
key_of()
{
	echo "$1:key-$(key "$1")-${2-linux-amd64}"
}

# layers DIGEST: the diff IDs of an image, on one line.
layers()
{
	blob "$(blob "$1" | jq -r .config.digest)" | jq -r '.rootfs.diff_ids | join(" ")'
}

# stands_on CHILD PARENT NAME: the layers of the digest CHILD begin with those of PARENT.
stands_on()
{
	parent=$(layers "$2")
	case "$(layers "$1") " in "${parent:-none} "*) ok 0 "$3" ;; *) ok 1 "$3" ;; esac
}

# The base for two platforms, and a family whose root is another one whenever it is built.
start_family()
{
	mkdir -p "$tmp/base/rootfs/bin" "$tmp/base/rootfs/etc" "$tmp/base/rootfs/tmp"
	cp "$(command -v busybox)" "$tmp/base/rootfs/bin/busybox"
	ln -s busybox "$tmp/base/rootfs/bin/sh" && ln -s busybox "$tmp/base/rootfs/bin/cat"
	echo tiny >"$tmp/base/rootfs/etc/tiny"
	printf 'FROM scratch\nCOPY rootfs /\nENV PATH=/bin\n' >"$tmp/base/Dockerfile"
	base=127.0.0.1:$port/tiny:1
	runs 'the base is pushed' buildx build --builder worker --platform linux/amd64,linux/arm64 --provenance=false --push -t "$base" "$tmp/base"
	family "$tmp/family" "$base"
	printf '{%% extends "image/base.Dockerfile.j2" %%}\n{%% block packages %%}\nRUN cat /proc/sys/kernel/random/uuid >/etc/random\n{%% endblock %%}\n' >templates/image/random.Dockerfile.j2
	sed -i 's,^  base: {,&template: random.Dockerfile.j2\, ,; s,^  left: {,&template: base.Dockerfile.j2\, ,; s,^  right: {,&template: base.Dockerfile.j2\, ,; s,^  both: {,&template: base.Dockerfile.j2\, ,' images.yaml
	"$basegen" generate >/dev/null && printf 'build\n' >.gitignore && git add -A && commit family && git tag -f v1.0.0 >/dev/null
}

# Mistakes of the call: nothing is asked, and nobody is called.
test_calls()
{
	for words in --push --file=x -fx --provenance=true --set=*.tags=x '--set *.tags=x' '-- left' '--foo bar' --print; do
		# shellcheck disable=SC2086 # words
		bake $words
		is "$status $(wc -l <"$tmp/calls")" '2 0' "bake $words is refused"
	done
	BAKE_FLAGS='--load' bake
	like "$output" "^basegen: invalid argument of bake '--load': basegen pull gets" 'BAKE_FLAGS are checked too'
	output=$(unset REGISTRY && "$basegen" bake 2>&1)
	is "$? $output" '2 basegen: no registry is known: set REGISTRY, or write '"'registry'"' in images.yaml' 'there has to be a registry'
	mkdir "$tmp/none" && ln -s "$(command -v skopeo)" "$(command -v git)" "$tmp/none"
	output=$(PATH=$tmp/none "$basegen" bake 2>&1)
	is $? 3 'without a buildx it is the machine'
	like "$output" 'neither docker with buildx nor buildx is in PATH: install the package docker-buildx' 'and it is said what to install'
}

test_first()
{
	bake
	is "$status $(counts)" '0 5 baked' 'the first bake bakes all'
	is "$(registered ':key-')" "$(for image in apart base both left right; do key_of "$image"; done | xargs)" 'their keys have the platform'
	is "$(registered ':[^k]')" "$(for image in apart base both left right; do printf '%s:1\n%s:1-1.0.0\n%s:latest\n' $image $image $image; done | xargs)" 'and their public tags are set'
	is "$(for image in apart base both left right; do for tag in 1 latest 1-1.0.0 "$(key_of "$image" | cut -d: -f2)"; do has "$image:$tag" && echo; done; done | sort | uniq -c | awk '{ print $1 }' | xargs)" '4 4 4 4 4' 'which name what the keys name'
	is "$(for image in apart base both left right; do blob "$(has "$image:1")" | jq -r '.mediaType, (.config.mediaType // "")'; done | sort -u | xargs)" \
		'application/vnd.docker.container.image.v1+json application/vnd.docker.distribution.manifest.v2+json' 'manifests of docker, without attestations'
	like "$(cat build/log/bake.log)" 'both_linux-amd64' 'what buildx said is in the log'
	is "$(registered_image both:1 | jq -r '.config.Labels | .["basegen.key"], .["org.opencontainers.image.version"], .["org.opencontainers.image.revision"]' | xargs)" \
		"$(key both) 1.0.0 $(git rev-parse HEAD)" 'with their key and the version in the labels'
	is "$(registered_image both:1 | jq -r '.config.Labels["basegen.ingredients"]' | head -n 1)" "file 100644 $(git rev-parse HEAD:out/both/Dockerfile) Dockerfile" 'and what the key is made of'
	stands_on "$(has both:1)" "$(has left:1)" 'children stand on their parents'
	stands_on "$(has left:1)" "$(has base:1)" 'and those on theirs'
	stands_on "$(has base:1)" "$(skopeo inspect --raw --tls-verify=false "docker://$base" | jq -r '.manifests[] | select(.platform.architecture == "amd64") | .digest')" 'and the root on the base as the registry has it'
	tags >"$tmp/before"
	bake
	is "$status $(counts) $(calls)" '0 5 current 0' 'the second bake calls no worker'
	is "$(tags)" "$(cat "$tmp/before")" 'and moves nothing'
	output=$(PATH=$tmp/docker-with:$tmp/bin:$PATH "$basegen" bake --builder=worker 2>&1) && is "$(tags)" "$(cat "$tmp/before")" 'nor does it by docker'
}

# What an engine gets of it is what basegen would have built.
test_pull()
{
	"$basegen" pull >"$tmp/said" 2>&1
	is "$? $(tail -n 1 "$tmp/said")" '0 5 pulled' "$kind: all that was baked is pulled"
	is "$("$basegen" build 2>&1 | tail -n 1)" '5 current' 'and is current'
}

# hash_of IMAGE: of its layers, as basegen remembers it: image NUMBER ID PLATFORM HASH STAND-IN KEY PARENTS.
hash_of()
{
	awk -v key="$(key "$1")" '$1 == "image" && $7 == key { print $5 }' build/registry
}

# Its worker has forgotten all, and the root would be another one if it were built again.
test_edit()
{
	buildx prune --all --force --builder worker >/dev/null 2>&1
	edit 'copy: \[{image: right' 'env: {WHO: both}\, copy: [{image: right' && git add -A && commit edit
	bake both
	is "$status $(counts) $(calls)" '0 1 baked, 3 tagged 1' 'after an edit of a leaf that alone is baked'
	is "$(grep -c -e 'left_linux' -e base_linux -e right_linux build/log/bake.log)" 0 'and nobody else is'
	is "$(tags '^(base|left|right):' | grep -v -e -1-)" "$(grep -e '^base:' -e '^left:' -e '^right:' "$tmp/before")" 'the others are as they were'
	stands_on "$(has both:1)" "$(has left:1)" 'it stands on what the registry has'
	is "$(registered_image both:1 | jq -r '.config.Labels["basegen.parents"]')" "BASE_RIGHT=$(hash_of right)" 'and says what it copies from'
	like "$(cat build/log/bake.log)" "loom/left@$(has left:1)" 'by digest'
}

test_version()
{
	tags >"$tmp/before"
	edit 'WHO: left' 'WHO: other'
	VERSION=1.0.0 bake
	is "$status $(calls)" '1 0' 'a version with another content is refused, and nobody is called'
	like "$output" "^basegen: the registry already has $REGISTRY/loom/left:1-1.0.0 with another content" 'which is said'
	is "$(tags)" "$(cat "$tmp/before")" 'and the registry is as it was'
	undo
}

# What fails leaves no tag; the next bake does the rest.
test_failure()
{
	tags >"$tmp/before"
	printf '{%% extends "image/base.Dockerfile.j2" %%}\n{%% block packages %%}\nRUN echo is broken >&2; exit 7\n{%% endblock %%}\n' >templates/image/broken.Dockerfile.j2
	sed -i 's,^  apart: {,&template: broken.Dockerfile.j2\, ,' images.yaml
	bake apart
	is "$status $(counts)" '1 1 failed' 'a build that fails is status 1'
	like "$output" 'is broken' 'the end of its output is shown'
	like "$output" '^basegen: buildx bake failed, so the public tags stay \(log build/log/bake.log\)' 'with its log'
	is "$(tags)" "$(cat "$tmp/before")" 'and no tag is set'
	V=1 bake apart
	like "$output" '^#[0-9]+ .*RUN echo is broken' 'with V=1 all output is shown'
	rm templates/image/broken.Dockerfile.j2
	undo
}

# check_version VERSION: its tags name what the keys name, and stand on each other.
check_version()
{
	is "$(for image in apart base both left right; do [ "$(has "$image:1-$1")" = "$(has "$(key_of "$image")" || echo none)" ] && echo "$image"; done | xargs)" 'apart base both left right' "the tags of $1 name what the keys name"
	for child in left right; do stands_on "$(has "$child:1-$1")" "$(has "base:1-$1")" "$child:1-$1 stands on its parent"; done
	stands_on "$(has "both:1-$1")" "$(has "left:1-$1")" "both:1-$1 stands on its parent"
}

# another_version NAME: another root, committed and tagged, here and in the clone, which has a worker of its own.
another_version()
{
	sed -i "s/^\\(  base: .*WHO: \\)[a-z]*/\\1$1/" images.yaml
	"$basegen" generate >/dev/null && git add -A && commit "$1" && git tag "v$2"
	rm -rf "$tmp/clone" && git clone -q . "$tmp/clone"
}

# meanwhile WHEN WORD...: the other machine bakes then, once.
meanwhile()
{
	script=$tmp/$1
	shift
	cat >"$script" <<-END
		#!/bin/sh
		rm '$script'
		exec '$basegen' -C '$tmp/clone' bake --builder=other $* >'$tmp/said-other' 2>&1
	END
	chmod +x "$script"
}

# patient FOLDER BUILDER: bakes there, again where the registry answers 500, as docker-registry does in the moment in which
# somebody else writes the tag that is read; its status in $tmp/status-BUILDER.
patient()
{
	for attempt in 1 2 3; do
		PATH=$tmp/bin:$PATH "$basegen" -C "$1" bake "--builder=$2" >"$tmp/said-$2" 2>&1
		echo $? >"$tmp/status-$2"
		grep -q '500 Internal Server Error' "$tmp/said-$2" || break
	done
	[ "$(cat "$tmp/status-$2")" = 0 ] || diag "attempt $attempt of $2: $(cat "$tmp/said-$2")"
}

# Bakes of one commit by workers that know nothing of each other: the root of each is another one.
test_race()
{
	start_worker other
	another_version one 2.0.0
	meanwhile after-bake base
	: >"$tmp/copies"
	bake
	is "$status $(counts) $(calls)" '0 3 baked, 1 tagged, 1 built elsewhere 3' 'what another bake has brought by now is taken, and its children are baked again on that'
	is "$(grep -c ' [^ ]*/left:key-[^ ]*$' "$tmp/copies")" 1 'what does not stand on it never got a key'
	check_version 2.0.0
	another_version two 2.1.0
	meanwhile after-bake
	bake
	is "$status $(counts) $(calls)" '0 4 built elsewhere, 1 current 2' 'if it has brought all, nothing is set'
	like "$output" 'both:1 built elsewhere, another push came first: left as it is' 'which is said'
	check_version 2.1.0
	another_version three 2.2.0
	meanwhile before-copy
	bake
	is "$status $(calls)" '0 2' 'what another bake wrote right before gives way with its root'
	like "$(cat "$tmp/said-other")" '^4 baked, 1 tagged$' 'the other one had ended well'
	check_version 2.2.0
	another_version four 2.3.0
	patient "$tmp/clone" other &
	other_pid=$!
	patient . worker
	wait "$other_pid"
	is "$(cat "$tmp/status-worker" "$tmp/status-other" | xargs)" '0 0' 'two bakes at once end well'
	check_version 2.3.0
}

# write_over: somebody gives the key of base to another image.
write_over()
{
	skopeo copy -q --src-tls-verify=false --dest-tls-verify=false "docker://$base" "docker://$REGISTRY/loom/base:$(key_of base | cut -d: -f2)"
}

# The key of a parent is another image by now: what stood on the one of before is baked again, and it alone.
test_replaced_parent()
{
	write_over
	bake
	is "$status $(calls)" '0 0' 'a key that somebody wrote over gets back what is published, and nothing is baked'
	like "$output" "^$REGISTRY/loom/$(key_of base) was overwritten; it gets back the image that is published as $REGISTRY/loom/base:1-" 'which is said'
	rm -r "$(repositories)/base/_manifests/tags/"1-*
	write_over
	bake
	is "$status $(calls)" '1 0' 'where nothing is published, that is said, and nothing is baked'
	like "$output" "^basegen: $REGISTRY/loom/$(key_of base) belongs to another key" 'with its name'
	rm -r "$(repositories)/base/_manifests/tags/$(key_of base | cut -d: -f2)"
	buildx prune --all --force --builder worker >/dev/null 2>&1
	bake
	is "$status $(counts)" '0 4 baked, 1 current' 'a key that is gone is baked again, with what stood on it'
	stands_on "$(has both:1)" "$(has left:1)" 'children stand on it'
	stands_on "$(has left:1)" "$(has base:1)" 'as it is now'
}

# members NAME:TAG: platform and digest of each image of an index.
members()
{
	blob "$(has "$1")" | jq -r '.manifests[] | "\(.platform.os)-\(.platform.architecture) \(.digest)"' | sort
}

test_platforms()
{
	sed -i 's,^  apart: {,  wide: {from: "'"$base"'"\, platforms: [linux/amd64\, linux/arm64]}\n  wider: {from: wide\, platforms: [linux/arm64\, linux/amd64]\, copy: [{image: wide\, from: /etc/tiny\, to: /etc/copied}]}\n&,' images.yaml
	"$basegen" generate >/dev/null && git add -A && commit platforms
	PLATFORM=linux/arm64 bake wider
	is "$status $(counts) $(registered '^wide' | wc -w)" '0 2 baked 2' 'PLATFORM bakes for that alone'
	like "$output" '^no public tag is set yet: wide for linux/amd64 is missing' 'and the public tags wait'
	bake wider
	is "$status $(counts)" '0 2 baked' 'then the others are baked'
	for image in wide wider; do
		is "$(members "$image:1")" "$(printf 'linux-amd64 %s\nlinux-arm64 %s' "$(has "$(key_of $image)")" "$(has "$(key_of $image linux-arm64)")")" "$image: its tags name an index of what its keys name"
	done
	for platform in linux-amd64 linux-arm64; do
		stands_on "$(has "$(key_of wider $platform)")" "$(has "$(key_of wide $platform)")" "$platform: the child stands on its parent"
		is "$(blob "$(blob "$(has "$(key_of wider $platform)")" | jq -r .config.digest)" | jq -r '"\(.os)-\(.architecture)"')" "$platform" 'and is for it'
	done
	tags >"$tmp/before"
	bake wider
	is "$status $(calls) $(tags)" "0 0 $(cat "$tmp/before")" 'then nothing is to be baked'
}

# The same commit, baked anew for another registry, from files of another time.
test_digest()
{
	mkdir -p templates/files && echo text >templates/files/text.txt
	edit 'WHO: apart}' 'WHO: again}\, files: [{from: text.txt\, to: /text}]\, run: ["echo ran >/ran"]' && git add -A && commit again
	bake apart
	here=$(has apart:1)
	find out -exec touch -d 2001-02-03 {} +
	REGISTRY=127.0.0.1:$port/elsewhere
	bake apart --no-cache
	is "$status $(has apart:1)" "0 ${here:-none}" 'one key has one digest at one commit'
	commit_again=$(layers "$here")
	REGISTRY=127.0.0.1:$port/later
	git -c user.name=a -c user.email=a@b commit -q --allow-empty -m later
	bake apart --no-cache
	is "$(layers "$(has apart:1)")" "$commit_again" 'and the same layers at another'
	REGISTRY=127.0.0.1:$port/team
}

# Earlier workers would take the layers of a base away from the children of a target.
test_old_worker()
{
	is "$(grep -c rewrite-timestamp "$tmp/bake.json")" 1 'new workers are asked for constant times'
	echo >"$tmp/old"
	edit 'WHO: again' 'WHO: old' && git add -A && commit old
	REGISTRY=127.0.0.1:$port/old
	bake apart
	REGISTRY=127.0.0.1:$port/team
	is "$status $(counts) $(grep -c rewrite-timestamp "$tmp/bake.json")" '0 1 baked 0' 'and workers before BuildKit 0.24 are not'
	rm "$tmp/old"
	git reset -q --hard HEAD~1
}

# Names that bake would not take, variants of one content, and what HCL would expand.
test_matrix()
{
	mkdir "$tmp/matrix" && cp -R "$root/templates" "$tmp/matrix" && cd "$tmp/matrix" || exit 1
	cat >images.yaml <<-END
		name: loom
		defaults: {template: base.Dockerfile.j2}
		images:
		  base: {from: "$base", matrix: {os: [a.1, b]}, tag: "{{ os }}"}
		  child: {from: base, matrix: {flavour: [sweet, salty]}, tag: "{{ os }}-{{ flavour }}"}
		  below: {from: child, matrix: {flavour: [sweet]}, args: {ODD: "\${x} %{y}"}, copy: [{image: base, from: /etc/tiny, to: /b}, {image: child, from: /etc/tiny, to: /d}]}
		  later: {from: base, on-demand: true, matrix: {os: [b]}}
	END
	REGISTRY=127.0.0.1:$port/matrix BASEGEN_STATE=$tmp/state
	export BASEGEN_STATE
	bake
	is "$status $(counts) $(calls)" '0 8 baked 1' 'a matrix is baked in one call, from anywhere'
	stands_on "$(has below:b-sweet)" "$(has child:b-sweet)" 'a variant stands on its parent'
	is "$(registered_image below:b-sweet | jq -r '.config.Labels["basegen.ingredients"]' | sed -n 's/^arg //p')" "ODD=\${x} %{y}" 'a label is what it is'
	bake --all
	is "$status $(counts)" '0 1 baked, 8 current' '--all bakes what is on demand'
	unset BASEGEN_STATE
	REGISTRY=127.0.0.1:$port/team
	cd "$tmp/family" || exit 1
}

# A signal ends it, and the worker's build with it.
test_interrupt()
{
	printf '{%% extends "image/base.Dockerfile.j2" %%}\n{%% block packages %%}\nRUN cat /proc/1/stat >/dev/null; while :; do :; done\n{%% endblock %%}\n' >templates/image/endless.Dockerfile.j2
	sed -i 's,^  apart: {,&template: endless.Dockerfile.j2\, ,' images.yaml
	VERSION=9.0.0 "$basegen" bake apart --builder=worker >"$tmp/said" 2>&1 &
	bake_pid=$!
	# shellcheck disable=SC2034 # seconds are counted
	for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q 'RUN cat /proc/1/stat' build/log/bake.log 2>/dev/null && break
		sleep 1
	done
	kill -TERM "$bake_pid"
	wait "$bake_pid"
	is "$? $(ls build/tmp) $(registered ':1-9[.]0[.]0')" '143  ' 'a signal ends it, and nothing stays'
	rm templates/image/endless.Dockerfile.j2
	undo
}

# What an image wants of this machine is asked for before buildx is called, and handed to it in its words.
test_permissions()
{
	mkdir "$tmp/elsewhere" && echo secret >"$tmp/elsewhere/token"
	edit '^  apart: {' "&rebuild: asking\\, secrets: [{id: file\\, file: $tmp/elsewhere/token}\\, {id: variable\\, env: WHOSE}]\\, "
	export WHOSE=mine
	bake apart
	is "$status $(calls)" '2 0' 'nothing is baked'
	like "$output" "^basegen: apart wants fs.read=.*/elsewhere/token: .*, with ALLOW='fs.read=.*/elsewhere/token'$" 'but it is said what to write'
	ALLOW=ssh bake apart --allow network.host
	is "$status $(calls)" '2 0' 'other words do not help'
	ALLOW=network.host bake apart --allow "fs.read=$tmp/elsewhere"
	is "$status $(counts) $(calls)" '0 1 baked 1' 'in ALLOW and by the option'
	like "$(cat "$tmp/calls")" "^bake --builder=worker --allow=network.host --allow=fs.read=$tmp/elsewhere " 'buildx gets the words'
	BAKE_FLAGS='--allow ssh' bake apart
	is "$status $(calls)" '0 0' 'what is there is asked for nothing'
	unset WHOSE
	undo
}

test_make()
{
	copy_checkout
	cp "$tmp/family/images.yaml" . && cp "$tmp/family/templates/image/random.Dockerfile.j2" templates/image && cp "$tmp/family/templates/files/text.txt" templates/files
	sed -i 's/WHO: again/WHO: made/' images.yaml
	output=$(PATH=$tmp/bin:$PATH run_make bake apart ENGINE=/nonexistent VERSION=3.0.0 REGISTRY="$REGISTRY" BAKE_FLAGS='--builder worker')
	is "$? $(counts) $(has apart:1-3.0.0)" "0 1 baked $(has "$(key_of apart)")" 'make bake bakes what is named'
}

for program in buildx buildkitd; do
	command -v "$program" >/dev/null || no_engine "no $program in PATH"
done
BUILDX_CONFIG=$tmp/buildx
export BUILDX_CONFIG
# The registries of images.yaml, and several repositories.
test_own_registries()
{
	mkdir "$tmp/own" && cd "$tmp/own" || exit 1
	cat >images.yaml <<-END
		name: loom
		registry: 127.0.0.1:$port/one
		defaults: {template: base.Dockerfile.j2, tag: "1"}
		images:
		  base: {from: "$base", registry: "127.0.0.1:$port/two", env: {WHO: base}}
		  left: {from: base, repositories: [loom/left, old/left], env: {WHO: left}}
	END
	"$basegen" generate >/dev/null && git init -q . && printf 'build\n' >.gitignore && git add -A && commit own && git tag v1.0.0
	given=$REGISTRY
	unset REGISTRY
	bake
	is "$status $(counts)" '0 2 baked' 'images are baked for the registries of images.yaml'
	REGISTRY=127.0.0.1:$port/two
	parent=$(has base:1)
	is "$(registered ':[^k]')" 'base:1 base:1-1.0.0 base:latest' 'one into its own'
	REGISTRY=127.0.0.1:$port/one
	is "$(registered ':[^k]')" 'left:1 left:1-1.0.0 left:latest' 'the other into that of the family'
	stands_on "$(has left:1)" "$parent" 'on its parent in the other registry'
	is "$(skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://127.0.0.1:$port/one/old/left:1-1.0.0")" "$(has left:1)" 'and into its other repository'
	unset REGISTRY
	bake
	is "$status $(counts) $(calls)" '0 2 current 0' 'the second bake calls no worker'
	sed -i 's/WHO: left/WHO: other/' images.yaml && "$basegen" generate >/dev/null
	bake left
	is "$status $(counts)" '0 1 baked, 1 tagged' 'a child is baked on what the other registry has'
	REGISTRY=$given
	export REGISTRY
}

start_registry
REGISTRY=127.0.0.1:$port/team
export REGISTRY
start_worker worker
wrap_buildx
start_family
test_calls
test_first
private_docker_start
test_pull
stop_engine
private_buildah_start
allow_http "$port"
test_pull
stop_engine
leave_engine
test_edit
test_version
test_failure
test_race
test_replaced_parent
test_platforms
test_digest
test_old_worker
test_matrix
test_interrupt
test_permissions
test_make
test_own_registries
done_testing
