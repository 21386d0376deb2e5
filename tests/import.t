#!/bin/sh
# basegen init --from: the Dockerfiles of tests/import/ move in with one command and no edit. What is rendered is the text that
# was written, but for its FROM lines, and what docker and buildah build of it is what they build of the originals.
# Runs early: it takes long.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"

# move_in FOLDER TARGET: takes the folder in, and renders it; stays in the target.
move_in()
{
	cd "$tmp" || exit 1
	"$basegen" init --from "$1" "$2" >stdout 2>stderr
	moved=$?
	ok "$moved" "$2: moves in"
	[ "$moved" -eq 0 ] || diag "$(cat stderr)"
	cd "$tmp/$2" || exit 1
	runs "$2: is rendered without an edit" "$basegen" generate
}

# plain FILE: a Dockerfile without what may differ: FROM, the arguments that name parents, numbers of stages, empty lines.
plain()
{
	sed -e '/^[Ff][Rr][Oo][Mm] /d; /^ARG BASE[A-Z_]*=/d; /^$/d' -e 's/--from=[^ ]*/--from=/' "$1"
}

test_texts()
{
	for original in "$1"/*/*ockerfile*; do
		folder=$(basename "$(dirname "$original")") word=$(basename "$original")
		word=$(printf %s "$word" | sed 's/^Dockerfile$//; s/^Dockerfile\.//; s/\.Dockerfile$//')
		image=$folder${word:+-$word}
		plain "$original" >"$tmp/original"
		plain "out/$image/Dockerfile" >"$tmp/rendered"
		runs "$image: its text is what was written" cmp "$tmp/original" "$tmp/rendered"
		runs "$image: its context is its folder" diff -r --exclude='*ockerfile*' "$1/$folder" "out/$image"
		is "$(cd "out/$image" && find . -type f -perm -100 | sort)" "$(cd "$1/$folder" && find . -type f -perm -100 ! -name '*ockerfile*' | sort)" \
			"$image: with the modes of its files"
	done
}

# What by hand is called so is in the family called so: NAME-BY-HAND FOLDER DOCKERFILE IMAGE, in the order of building.
by_hand()
{
	cat <<-END
		registry.example/acme/system system Dockerfile system:latest
		registry.example/acme/tools tools Dockerfile tools:latest
		acme/runtime runtime Dockerfile runtime:latest
		registry.example:5000/acme/service:2.4 service Dockerfile service:2.4
		acme/api api Dockerfile api:latest
		acme/builder builder Dockerfile builder:latest
		acme/gateway gateway Dockerfile gateway:latest
		acme/auth auth Dockerfile auth:latest
		acme/admin admin Dockerfile admin:latest
		acme/portal portal Dockerfile portal:latest
		acme/edge edge Dockerfile edge:latest
		acme/debug debug Dockerfile debug:latest
		acme/debug-more debug Dockerfile.more debug-more:latest
		acme/debug-less debug less.Dockerfile debug-less:latest
	END
}

# The base: busybox, which every Dockerfile of the tests can run.
make_base()
{
	rootfs=$tmp/base/rootfs
	mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp" "$rootfs/root"
	cp "$(command -v busybox)" "$rootfs/bin/busybox"
	for name in sh cat mkdir rm env id test ls chmod chown; do ln -s busybox "$rootfs/bin/$name"; done
	echo tiny >"$rootfs/etc/tiny" && echo root:x:0:0::/root:/bin/sh >"$rootfs/etc/passwd" && echo root:x:0: >"$rootfs/etc/group" && chmod 1777 "$rootfs/tmp"
	printf 'FROM scratch\nCOPY rootfs /\nENV PATH=/usr/local/bin:/bin\n' >"$tmp/base/Dockerfile"
}

# contents IMAGE
contents()
{
	case $kind in
	docker)
		container=$("$engine" create "$1" true)
		"$engine" export "$container" | "${PYTHON:-python3}" "$root/tests/lib/contents.py"
		;;
	buildah)
		container=$("$engine" from --pull-never "$1")
		tar --numeric-owner -C "$("$engine" mount "$container")" -cf - . | "${PYTHON:-python3}" "$root/tests/lib/contents.py"
		;;
	esac
	"$engine" rm "$container" >/dev/null
}

# promises IMAGE: its configuration, without what names the image or is the label of a build.
promises()
{
	configuration "$1" | jq -S 'del(.Image, .Hostname, .Domainname) | .Labels = ((.Labels // {}) | with_entries(select(.key | startswith("org.example"))))
		| del(..|nulls)'
}

# same_files NAME IMAGE. A container of buildah's would run what ONBUILD says, and without a shell: the child shows the files.
same_files()
{
	[ "$kind,$2" != buildah,runtime:latest ] || return 0
	contents "$1" >"$tmp/original"
	contents "moved/$2" >"$tmp/ours"
	runs "$kind: $2 has the same files" diff "$tmp/original" "$tmp/ours"
	runs "$kind: and there are some" test "$(wc -l <"$tmp/ours")" -gt 15
}

test_images()
{
	runs "$kind: the base is built" engine_build -t tiny:1 "$tmp/base"
	by_hand >"$tmp/images"
	while read -r name folder dockerfile image; do
		runs "$kind: $name is built by hand" engine_build -t "$name" -f "$family/$folder/$dockerfile" "$family/$folder"
	done <"$tmp/images"
	VERSION=1.2.3 "$basegen" build >"$tmp/log" 2>&1
	built=$?
	ok "$built" "$kind: the family is built"
	[ "$built" -eq 0 ] || diag "$(tail -n 40 "$tmp/log")"
	while read -r name folder dockerfile image; do
		same_files "$name" "$image"
		is "$(promises "moved/$image")" "$(promises "$name")" "$kind: $image has the same environment, user, entrypoint and so on"
	done <"$tmp/images"
}

# What no file of a repository should be: binary, executable without an interpreter, without a line end.
family=$tmp/by-hand
cp -R "$root/tests/import/family" "$family" && mkdir "$family/admin"
printf 'FROM acme/auth\nRUN echo "no line end {{ "{%%" }}" >/tmp/end' >"$family/admin/Dockerfile"
printf '\000\001\377binary\r\n\033' >"$family/system/conf/blob.bin" && chmod 755 "$family/system/conf/blob.bin"

move_in "$family" moved
like "$(cat "$tmp/stdout")" '^moved: [0-9]+ files written for the family moved, with 14 of 14 images$' 'all of them'
like "$(cat "$tmp/stdout")" '^    edge from portal$' 'it says what each image is built on'
test_texts "$family"
before=$(find . -type f -exec cksum {} + | sort)
(cd "$tmp" && "$basegen" init --from "$family" moved) 2>"$tmp/stderr"
is $? 2 'a second import is refused'
is "$(find . -type f -exec cksum {} + | sort)" "$before" 'and writes nothing over'
is "$(jq -r '.[] | .image + " " + .tag' <<-END | sort | xargs
$("$basegen" list --format json)
END
)" "$(by_hand | sed 's/.* //; s/:/ /' | sort | xargs)" 'images have the tags by which others name them'

move_in "$root/tests/import/heredoc" heredoc
test_texts "$root/tests/import/heredoc"
cd "$tmp/moved" || exit 1

make_base
for try in ${ENGINES:-docker buildah}; do
	"private_${try}_start"
	test_images
	stop_engine
done
done_testing
