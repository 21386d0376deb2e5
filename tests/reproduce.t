#!/bin/sh
# basegen reproduce on a real docker, a real buildah and a real podman: what is the same in two builds is told by what the
# engine can, each file that differs is named, and nothing stays behind.
# shellcheck disable=SC2016 # for shells inside
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/family.sh"

# reproduce [ARGUMENT...]: what it says is in $output, its status in $status.
reproduce()
{
	output=$(timeout -k 20 300 "$basegen" reproduce "$@" 2>&1)
	status=$?
}

# A family whose image `odd` differs in many ways. Steps take a second, so that two builds write at two times.
start_family()
{
	mkdir -p "$tmp/family" && cd "$tmp/family" || exit 1
	cat >images.yaml <<-'END'
		name: loom
		defaults: {template: base.Dockerfile.j2, tag: "1", from: "tiny:1"}
		images:
		  root: {run: ["mkdir /made; echo made >/made/file; sleep 1"], files: [{from: text, to: /text}]}
		  heir: {from: root, run: ["echo heir >/heir; sleep 1"], env: {A: b}, copy: [{image: apart, from: /apart, to: /copied}]}
		  apart: {run: ["echo apart >/apart"]}
		  odd:
		    from: root
		    on-demand: true
		    run:
		      - commands:
		          - read -r id </proc/sys/kernel/random/uuid; n=$((0x${id%%-*})); mkdir /odd
		          - echo same >/odd/same; echo $id >/odd/content; ln -s $id /odd/link; echo >/odd/$id
		          - echo >/odd/owner; chown $((n & 0xffffff)):0 /odd/owner
		          - for i in 0 9 18; do echo >/odd/mode-$i; chmod $(printf %o $((n >> i & 511))) /odd/mode-$i; done
		  touched:
		    from: folders
		    on-demand: true
		    run:
		      - |
		        read -r id </proc/sys/kernel/random/uuid; n=$((0x${id%%-*}))
		        for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do [ $((n >> i & 1)) = 0 ] || touch /folder/$i; done
		  folders: {on-demand: true, run: ["mkdir /folder; for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do mkdir /folder/$i; touch -d '2020-01-01 00:00' /folder/$i; done"]}
		  child: {from: odd, on-demand: true, run: ["echo child >/child"]}
		  broken: {from: root, on-demand: true, run: ["exit 3"]}
		  below: {from: broken, on-demand: true}
	END
	mkdir -p templates/files && echo text >templates/files/text && printf 'build\n' >.gitignore
	"$basegen" generate >/dev/null && git init -q . && git add -A && commit family && git tag v1.0.0
}

# Everything in the engine, with what has no name.
everything()
{
	"$engine" images --all --quiet --no-trunc | sort -u
}

# result IMAGE: its result in the JSON in $output.
result()
{
	printf '%s\n' "$output" | jq -r --arg image "$1" 'select(.image == $image) | .result'
}

test_same()
{
	everything >"$tmp/before"
	reproduce --format json
	is "$status $(printf '%s\n' "$output" | jq -c 'select(.event == "counts")')" '0 {"event":"counts","same":3,"different":0,"failed":0}' \
		"$kind: two builds are the same" || diag "$output"
	case $kind in docker) expected='same contents' ;; *) expected='same layers' ;; esac
	is "$(result root), $(result heir)" "$expected, $expected" "$kind: as far as it can: $expected"
	is "$(printf '%s\n' "$output" | jq -r 'select(.image == "root") | .digests | unique | length')" 2 "$kind: that is not one digest"
	reproduce root
	like "$output" "^ok loom/root:1: the $expected; $kind " "$kind: which is said, with the reason"
	is "$(everything)" "$(cat "$tmp/before")" "$kind: no image stays"
	is "$(ls build/tmp)" '' "$kind: and no file"
}

test_different()
{
	rm -rf build/log
	reproduce child
	is "$status $(printf '%s\n' "$output" | tail -n 1)" '1 1 the same, 2 different, 0 failed' "$kind: what differs is an error"
	is "$(printf '%s\n' "$output" | sed -n 's/, time$//; s,^        /odd/,,p' | grep -v ^mode | sed 's/^[0-9a-f-]\{36\}:/ID:/' | sort)" "$(
		cat <<-'END'
			ID: only in the first build
			ID: only in the second build
			content: content
			link: content
			owner: owner
		END
	)" "$kind: each file is named with what differs" || diag "$output"
	like "$output" '^        /odd/mode-[0-9]*: mode(, time)?$' "$kind: the mode, too" # equal by chance once in 10^8 runs
	like "$output" '^    layer [3-5], (set -e; )?read -r id <' "$kind: with the step that made it"
	like "$output" '^FAILED loom/child:1: two builds differ
    layers of loom/odd:1' "$kind: a child only names its parent"
	is "$(printf '%s\n' "$output" | grep -c /odd/same)" 0 "$kind: what is the same is not named"
	ok "$([ -s build/log/odd.reproduce-1.log ] && [ -s build/log/odd.reproduce-2.log ]; echo $?)" "$kind: both logs are there"
}

# A folder of the parent that a step only touches is in the layer of a build or not.
test_touched()
{
	reproduce touched
	case $kind in
	docker) like "$status $output" '^0 .*
ok loom/touched:1: the same contents; ' "$kind: a folder that is written again differs in its time" ;;
	*) like "$status $output" '^1 .*
FAILED loom/touched:1: two builds differ
.*files have another time' "$kind: a folder that is written again differs in its time, which must not be" ;;
	esac
}

test_failure()
{
	reproduce --format json below
	is "$status $(result broken) $(result below)" '1 failed failed' "$kind: a build that fails is an error" || diag "$output"
	is "$(printf '%s\n' "$output" | jq -r 'select(.image == "below").why')" 'not tried, as broken failed' "$kind: what needs it is not tried"
	like "$(printf '%s\n' "$output" | jq -r 'select(.image == "broken").why')" '^build 1 failed \(log build/log/broken.reproduce-1.log\)$' "$kind: the log is named"
}

# A signal in the middle of a build.
test_interrupt()
{
	sed -i 's/"exit 3"/"sleep 98"/' images.yaml && "$basegen" generate >/dev/null
	everything >"$tmp/before"
	"$basegen" reproduce broken >"$tmp/said" 2>&1 &
	pid=$!
	for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		grep -q 'sleep 98' build/log/broken.reproduce-1.log 2>/dev/null && break
		sleep 1
	done
	: "$second"
	sleep 1
	kill -TERM "$pid"
	wait "$pid"
	is $? 143 "$kind: a signal ends it"
	like "$(tail -n 1 "$tmp/said")" '; the run ended early$' "$kind: which its last line says"
	is "$(pgrep -fc 'sleep 98$') $(ls build/tmp)" '0 ' "$kind: no process stays, and no file"
	is "$(everything)" "$(cat "$tmp/before")" "$kind: and no image"
	git checkout -q . && "$basegen" generate >/dev/null
}

test_calls()
{
	reproduce --all root
	like "$status $output" "^2 basegen: reproduce: .* --all or images, not both" 'all or some'
	reproduce nothing
	like "$status $output" "^2 basegen: .*'nothing'" 'an image that is not there'
}

for start in docker buildah podman; do
	"private_${start}_start"
	build_base
	[ -e "$tmp/family/images.yaml" ] || start_family
	cd "$tmp/family" && rm -rf build || exit 1
	test_same
	test_different
	test_touched
	test_failure
	test_interrupt
	stop_engine
	cd "$root" || exit 1
done
cd "$tmp/family" && test_calls
done_testing
