# shellcheck shell=sh disable=SC2154,SC2034 # after tap.sh
# Real engines for tests: a docker daemon and stores of buildah and podman of their own, so that no image of
# the person who runs the tests is touched. Sourced after tap.sh; at the end of a test its engine is stopped.
# private_docker_start and its kin set $engine, the path of a command, and $kind, and export ENGINE. What a
# test itself asks an engine goes through the functions engine_*, which call it as a person would.

engine='' kind='' network='' engine_pid='' engine_is_private=''

# take_engine KIND: takes the engine that basegen finds; fails, with why in $tmp/reason, if there is none.
take_engine()
{
	if ! engine=$("$basegen" --color never engine --path 2>"$tmp/reason"); then
		engine=''
		return 1
	fi
	kind=$1 network=''
	[ "$kind" != docker ] || "$engine" network inspect bridge >/dev/null 2>&1 || network=host
	ENGINE=$engine
	export ENGINE
}

# Forgets the engine of before, so that another one can be started.
leave_engine()
{
	unset DOCKER_HOST CONTAINERS_STORAGE_CONF CONTAINERS_CONF ENGINE
	engine='' kind='' engine_is_private=''
}

# no_engine REASON: ends the test: as a skip that says why, or as a failure where engines are a must.
no_engine()
{
	if [ "${CI-}" ]; then
		ok 1 "an engine for this test: $1"
	else
		skip 'images on a real engine' "$1"
	fi
	done_testing
}

# Starts a docker daemon that nobody else uses, or takes the one that answers where none can be
# started; $engine is a docker that builds with BuildKit. Exports DOCKER_HOST.
private_docker_start()
{
	leave_engine
	if own=$(why_no_dockerd); then
		start_dockerd || own="dockerd does not start: $(tail -n 1 "$tmp/dockerd.log")"
	fi
	ENGINE=docker
	export ENGINE
	take_engine docker || no_engine "${own:-$(cat "$tmp/reason")}"
	[ "$engine_is_private" ] || share_docker "$own"
}

# The docker of a person: only if it holds nothing that has the names of what is tried here.
share_docker()
{
	if engine_images | grep -q '^loom/'; then
		engine=''
		no_engine "$1, and the docker that answers here holds images of the family, which would be replaced"
	fi
	diag "$1; the images come into the docker that answers here, and are removed at the end"
}

# Prints why no daemon can be started, and fails then.
why_no_dockerd()
{
	if ! command -v dockerd >/dev/null; then
		echo 'no dockerd in PATH'
		return 1
	elif [ "$(id -u)" != 0 ]; then
		echo 'not root, so no docker daemon can be started'
		return 1
	fi
}

start_dockerd()
{
	DOCKER_HOST=unix://$tmp/docker.sock
	export DOCKER_HOST
	dockerd --data-root "$tmp/docker" --exec-root "$tmp/exec" -p "$tmp/docker.pid" -H "$DOCKER_HOST" \
		--bridge=none --iptables=false --ip6tables=false >"$tmp/dockerd.log" 2>&1 &
	engine_pid=$!
	for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		if docker version >/dev/null 2>&1; then
			engine_is_private=1
			return
		fi
		kill -0 "$engine_pid" 2>/dev/null || break
		sleep 1
	done
	stop_engine
	unset DOCKER_HOST
	return 1
}

# A store of its own for buildah; the caches of RUN --mount come there too.
private_buildah_start()
{
	leave_engine
	start_store buildah
}

# Containers of podman get the limits that a container around this shell may have.
write_podman_settings()
{
	cat >"$tmp/containers.conf" <<-END
		[containers]
		default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
		netns = "host"
		[engine]
		$(if command -v runc >/dev/null; then echo 'runtime = "runc"'; fi)
	END
	CONTAINERS_CONF=$tmp/containers.conf
	export CONTAINERS_CONF
}

# A store of its own for podman.
private_podman_start()
{
	leave_engine
	write_podman_settings
	# podman info asks dpkg which package its programs are from, which takes 0.3 s; here dpkg does not know.
	mkdir -p "$tmp/no-packages" && printf '#!/bin/sh\nexit 1\n' >"$tmp/no-packages/dpkg-query" && chmod +x "$tmp/no-packages/dpkg-query"
	PATH=$tmp/no-packages:$PATH
	start_store podman
}

# start_store KIND
start_store()
{
	command -v "$1" >/dev/null || no_engine "no $1 in PATH"
	[ "$(id -u)" = 0 ] || no_engine "not root, which $1 with the isolation chroot needs here"
	mkdir -p "$tmp/$1"
	cat >"$tmp/storage-of-$1.conf" <<-END
		[storage]
		driver = "$(storage_driver)"
		graphroot = "$tmp/$1/graph"
		runroot = "$tmp/$1/run"
	END
	CONTAINERS_STORAGE_CONF=$tmp/storage-of-$1.conf BUILDAH_ISOLATION=chroot TMPDIR=$tmp/$1 ENGINE=$1
	export CONTAINERS_STORAGE_CONF BUILDAH_ISOLATION TMPDIR ENGINE
	take_engine "$1" || no_engine "$(cat "$tmp/reason")"
	engine_is_private=1
}

# An overlay cannot lie on another; then whole trees are copied.
storage_driver()
{
	case $(stat -f -c %T "$tmp") in
	overlay* | unknown) echo vfs ;;
	*) echo overlay ;;
	esac
}

# end_process PID: asks it to end, and sees to it after twenty seconds.
end_process()
{
	kill "$1" 2>/dev/null
	for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		kill -0 "$1" 2>/dev/null || break
		sleep 1
	done
	kill -9 "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}

stop_engine()
{
	if [ "$engine" ] && [ -z "$engine_is_private" ]; then
		engine_images | sed -n "s,^\(\(127\.0\.0\.1:${port:-0}/\|loom/\|basegen-test-\)[^ ]*\) .*,\1,p" | xargs "$engine" rmi -f >/dev/null 2>&1
	fi
	if [ "$engine_pid" ]; then
		end_process "$engine_pid"
		engine_pid=''
	fi
	awk -v tmp="$tmp/" 'index($2, tmp) == 1 { print $2 }' /proc/mounts | sort -r |
		while IFS= read -r mounted; do umount "$mounted"; done
}
at_end stop_engine

# A copy of the checkout, with the generator that is tested, in $work; run_make makes there.
copy_checkout()
{
	work="$tmp/a family's home"
	mkdir "$work"
	(cd "$root" && tar -cf - --exclude=./.git --exclude=./build --exclude=./Makefile --exclude=./config.mk .) |
		(cd "$work" && tar -xf -)
	cd "$work" || exit 1
	git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm one && git tag v1.2.0
	./configure >"$tmp/configure.log" 2>&1
	mkdir -p build && cp "$basegen" build/basegen && touch build/basegen
}

# Prints what make says; its status is make's.
run_make()
{
	make -o build/basegen "$@" 2>&1
}

# in_image IMAGE COMMAND...: runs the command in a new container.
in_image()
{
	image=$1
	shift
	case $kind in
	docker) "$engine" run --rm --network=host "$image" "$@" ;;
	podman) "$engine" run --rm --pull=never --no-healthcheck "$image" "$@" ;;
	buildah)
		container=$("$engine" from --pull-never "$image")
		in_container "$container" "$@"
		in_image_status=$?
		"$engine" rm "$container" >/dev/null
		return "$in_image_status"
		;;
	esac
}

# in_container CONTAINER COMMAND...: the same in a container that is there. What the command prints
# goes through a file with buildah, which loses the end of it now and then on a busy machine.
in_container()
{
	container=$1
	shift
	if [ "$kind" != buildah ]; then
		"$engine" exec "$container" "$@"
		return
	fi
	# shellcheck disable=SC2016 # expanded inside
	"$engine" run "$container" -- sh -c 'file=$1; shift; exec "$@" >"$file" 2>&1' sh "/tmp/output.$$" "$@" 2>/dev/null
	in_container_status=$?
	cat "$("$engine" mount "$container")/tmp/output.$$"
	return "$in_container_status"
}

# configuration IMAGE: as JSON, with docker's names.
configuration()
{
	case $kind in
	docker) "$engine" image inspect --format '{{json .Config}}' "$1" ;;
	podman) "$engine" save "$1" | tar -xOf - --wildcards '*.json' | jq -s 'map(select(type == "object"))[0].config' ;;
	buildah) "$engine" inspect --type image "$1" | jq .Docker.config ;;
	esac
}

image_id()
{
	engine_images | awk -v name="$1" '$1 == name { print $2; exit }'
}

# A port on loopback that nobody has. It is none of those that the kernel gives to connections, which tests that run at the
# same time make.
free_port()
{
	"${PYTHON:-python3}" - <<-'END'
		import random, socket
		while True:
		    port = random.randrange(10000, 32000)
		    with socket.socket() as it:
		        if it.connect_ex(("127.0.0.1", port)):
		            break
		print(port)
	END
}

# engine_images: NAME:TAG ID for every image that the engine holds, names as docker writes them.
engine_images()
{
	case $kind in
	docker) "$engine" images --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' ;;
	podman) "$engine" images --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' | plain_names ;;
	buildah) "$engine" images --no-trunc --format '{{.Name}}:{{.Tag}} {{.ID}}' | plain_names ;;
	esac
}

plain_names()
{
	sed 's,^localhost/,,; s,^docker\.io/,,; s,^library/,,'
}

# engine_inspect IMAGE FORMAT-OF-DOCKER FORMAT-OF-BUILDAH
engine_inspect()
{
	case $kind in
	buildah) "$engine" inspect --type image --format "$3" "$1" ;;
	*) "$engine" image inspect --format "$2" "$1" ;;
	esac
}

# engine_has IMAGE: succeeds if the engine holds it; asks no registry.
engine_has()
{
	engine_inspect "$1" '{{.Id}}' '{{.FromImageID}}' >/dev/null 2>&1
}

# engine_label IMAGE NAME
engine_label()
{
	engine_inspect "$1" "{{index .Config.Labels \"$2\"}}" "{{index .OCIv1.Config.Labels \"$2\"}}"
}

# engine_layers IMAGE: its diff IDs, on one line.
engine_layers()
{
	engine_inspect "$1" '{{.RootFS.Layers}}' '{{.OCIv1.RootFS.DiffIDs}}'
}

# engine_platform IMAGE: OS/ARCHITECTURE.
engine_platform()
{
	engine_inspect "$1" '{{.Os}}/{{.Architecture}}' '{{.OCIv1.OS}}/{{.OCIv1.Architecture}}'
}

engine_tag()
{
	"$engine" tag "$1" "$2"
}

engine_push()
{
	"$engine" push "$1"
}

# engine_build OPTION... CONTEXT: no registry is asked for what a Dockerfile stands on.
engine_build()
{
	case $kind in
	docker) DOCKER_BUILDKIT=1 "$engine" build --progress=plain ${network:+"--network=$network"} "$@" ;;
	podman) "$engine" build --format docker --pull=never "$@" ;;
	buildah) "$engine" build --format docker --pull-never --layers "$@" ;;
	esac
}
