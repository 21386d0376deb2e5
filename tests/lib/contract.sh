# shellcheck shell=sh disable=SC2154 # after tap.sh and engine.sh
# What gen/engine/engine.h promises, tried on the engine that ENGINE names. tests/lib/engine-driver.c calls it.

make -s -C "$tmp" -f "$root/tests/lib/driver.mk" BUILD="$BUILD" drivers=engine-driver
driver=$tmp/engine-driver

# Small images: a base, and one on it. A folder for each engine, as BuildKit knows contexts by their names.
write_contexts()
{
	mkdir -p "$tmp/$1/base" "$tmp/$1/child" "$tmp/$1/bad"
	cp "$(command -v busybox)" "$tmp/$1/base/busybox"
	cat >"$tmp/$1/base/Dockerfile" <<-'END'
	FROM scratch
	COPY busybox /bin/busybox
	HEALTHCHECK CMD ["/bin/busybox", "true"]
	ENTRYPOINT ["/bin/busybox", "echo", "the entrypoint"]
	END
	cat >"$tmp/$1/child/Dockerfile" <<-'END'
	ARG BASE
	FROM ${BASE}
	RUN ["/bin/busybox", "touch", "/made"]
	END
	printf 'FROM scratch\nCOPY nothing /\n' >"$tmp/$1/bad/Dockerfile"
}

# built KIND FOLDER TAG BASE: its status; the ID comes into $tmp/KIND/FOLDER.id.
built()
{
	timeout 120 "$driver" build "$tmp/$1/$2" "$3" "$4" "$tmp/$1/$2.id" >"$tmp/build.log" 2>&1
}

# id_of NAME: as the list has it.
id_of()
{
	"$driver" list | awk -v name="$1" '$1 == name { print $2 }'
}

# layers IMAGE: in one line.
layers()
{
	"$driver" inspect "$1" | sed -n 's/^layer //p' | tr '\n' ' '
}

containers()
{
	case $kind in
	buildah) "$ENGINE" containers --quiet ;;
	*) "$ENGINE" ps --all --quiet ;;
	esac
}

# Ends the run of a container that takes long.
interrupt_run()
{
	"$driver" run loom/child:1 /bin/busybox sh -c 'echo started >/started; exec /bin/busybox sleep 60' >"$tmp/interrupted" 2>&1 &
	run=$!
	for _ in $(seq 200); do
		[ -z "$(containers)" ] || break
		sleep .1
	done
	ok "$([ "$(containers)" ]; echo $?)" "$kind: a container runs"
	kill "-$1" "$run"
	wait "$run" 2>/dev/null
	is "$? $(containers)" "$2 " "$kind: after $1 it is gone, and the signal went on"
}

# The contract, on the engine that ENGINE names.
try_contract()
{
	kind=$1
	write_contexts "$kind"
	is "$("$driver" list)" '' "$kind: no images at first"
	runs "$kind: a build" built "$kind" base loom/base:1 scratch
	base=$("$driver" id "$tmp/$kind/base.id")
	like "$base" '^sha256:[0-9a-f]{64}$' "$kind: it tells its ID"
	runs "$kind: a build on that" built "$kind" child loom/child:1 loom/base:1
	child=$("$driver" id "$tmp/$kind/child.id")
	is "$("$driver" list | sort)" "$(printf 'loom/base:1 %s\nloom/child:1 %s' "$base" "$child")" "$kind: the list has both, with the same IDs"
	ok "$(built "$kind" bad loom/bad:1 scratch; echo $((!$?)))" "$kind: a build that fails"
	is "$("$driver" id "$tmp/$kind/bad.id")" - "$kind: gives no ID"

	"$driver" inspect "$child" nothing:1 loom/base:1 sha256:0000000000000000000000000000000000000000000000000000000000000000 loom/child:1 >"$tmp/inspected"
	is "$(grep -c . "$tmp/inspected") $(sed -n '/^image/s/image //p' "$tmp/inspected" | tr '\n' ' ')" \
		"$(grep -c . "$tmp/inspected") $child - $base - $child " "$kind: looks at names and IDs, and at what is not there"
	is "$(sed -n 's/^platform //p' "$tmp/inspected" | sort -u)" "$("$basegen" engine --format json | jq -r .platform)" "$kind: the platform is the machine's"
	is "$("$driver" inspect nothing:1 && "$driver" inspect loom/base)" "$(printf 'image -\nimage -')" "$kind: one that is not there is no failure"
	# shellcheck disable=SC2016 # no variable
	is "$("$driver" inspect loom/base:1 | sed -n '/^label a/,$p' | grep -v '^label io\.buildah')" \
		"$(printf 'label a.label=one\nand "two" $x \303\244\nlabel b=')" "$kind: labels, to the letter"
	like "$(layers loom/child:1)" "^$(layers loom/base:1)sha256:[0-9a-f]{64} \$" "$kind: the layers of a child start with its parent's"

	runs "$kind: tags by name" "$driver" tag loom/child:1 loom/child:2
	runs "$kind: tags by ID" "$driver" tag "$base" loom/other:1
	is "$(id_of loom/child:2) $(id_of loom/other:1)" "$child $base" "$kind: the tags are there"
	"$driver" tag "$base" registry.example/loom/only:1
	is "$("$driver" inspect loom/only:1)" 'image -' "$kind: what has a registry's name is not found without it"
	"$driver" untag registry.example/loom/only:1
	like "$("$driver" tag loom/nothing:1 loom/x:1)" '(No such image|not known)' "$kind: a tag of nothing says why"
	runs "$kind: untags" "$driver" untag loom/child:2
	is "$(id_of loom/child:2) $(id_of loom/child:1)" " $child" "$kind: the image has its other name"
	like "$("$driver" untag loom/nothing:1)" '(No such image|not known)' "$kind: untagging nothing says why"
	runs "$kind: untags the last name" "$driver" untag loom/child:1
	runs "$kind: builds it again" built "$kind" child loom/child:1 loom/base:1

	# The command stays a moment: engine_loses_output.
	# shellcheck disable=SC2016 # expanded inside
	"$driver" run loom/child:1 /bin/busybox sh -c 'echo "out $#"; echo err >&2; /bin/busybox sleep .2; exit 3' sh 'a b' '' >"$tmp/ran"
	is "$(head -1 "$tmp/ran") $(sed 1d "$tmp/ran" | sort | tr '\n' ' ')" 'ran 3 err out 2 ' "$kind: runs a command: its status and output, both, and no more"
	is "$("$driver" run loom/child:1 /bin/busybox true)" 'ran 0' "$kind: without the entrypoint"
	like "$("$driver" run loom/nothing:1 /bin/busybox true 2>&1)" 'not run: .*(No such image|not known)' "$kind: a run of nothing says why"
	like "$("$driver" run loom/child:1 /bin/nothing | head -1)" '^ran 1' "$kind: a command that is not there has a status"
	is "$(containers)" '' "$kind: no container is left"
	interrupt_run TERM 143
	interrupt_run HUP 129
	runs "$kind: answers" "$driver" answers
}
