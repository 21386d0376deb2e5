# shellcheck shell=sh disable=SC2154,SC2034 # after tap.sh
# Real engines for tests: a docker daemon and a buildah storage of their own, so that no image of
# the person who runs the tests is touched. Sourced after tap.sh; a test calls stop_engine in its cleanup.

# The very functions with which registry.sh finds and asks its engine.
sed '/^{%/d' "$root/templates/lib/engine.sh.j2" >"$tmp/engine-functions"
# shellcheck source=/dev/null
. "$tmp/engine-functions"

engine='' engine_pid='' engine_is_private=''

# What the included functions call when there is no engine that they could use.
fail()
{
	printf '%s\n' "$@" >"$tmp/reason"
	exit 3
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
# started; sets $engine to a docker that builds with BuildKit, and exports DOCKER_HOST and ENGINE.
private_docker_start()
{
	if own=$(why_no_dockerd); then
		start_dockerd || own="dockerd does not start: $(tail -n 1 "$tmp/dockerd.log")"
	fi
	if ! (find_engine >/dev/null && [ "$kind" = docker ] && find_builder) 2>/dev/null; then
		no_engine "${own:-$(cat "$tmp/reason" 2>/dev/null)}"
	fi
	find_engine >/dev/null
	find_builder
	ENGINE=$engine
	export ENGINE
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
		if first_docker docker_answers >/dev/null; then
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

# A storage of its own for buildah; the caches of RUN --mount come there too.
private_buildah_start()
{
	command -v buildah >/dev/null || no_engine 'no buildah in PATH'
	[ "$(id -u)" = 0 ] || no_engine 'not root, which buildah --isolation chroot needs here'
	mkdir -p "$tmp/buildah"
	cat >"$tmp/storage.conf" <<EOF
[storage]
driver = "$(storage_driver)"
graphroot = "$tmp/buildah/graph"
runroot = "$tmp/buildah/run"
EOF
	CONTAINERS_STORAGE_CONF=$tmp/storage.conf BUILDAH_ISOLATION=chroot TMPDIR=$tmp/buildah
	export CONTAINERS_STORAGE_CONF BUILDAH_ISOLATION TMPDIR
	ENGINE=$(command -v buildah)
	engine_is_private=1
	export ENGINE
	find_engine >/dev/null
}

# A storage of its own for podman, and the settings with which it runs containers in a container too.
private_podman_start()
{
	command -v podman >/dev/null || no_engine 'no podman in PATH'
	[ "$(id -u)" = 0 ] || no_engine 'not root, which podman needs here'
	mkdir -p "$tmp/podman"
	cat >"$tmp/podman-storage.conf" <<EOF
[storage]
driver = "$(storage_driver)"
graphroot = "$tmp/podman/graph"
runroot = "$tmp/podman/run"
EOF
	cat >"$tmp/containers.conf" <<EOF
[containers]
netns = "host"
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
[engine]
$(if command -v runc >/dev/null; then echo 'runtime = "runc"'; fi)
EOF
	CONTAINERS_STORAGE_CONF=$tmp/podman-storage.conf CONTAINERS_CONF=$tmp/containers.conf BUILDAH_ISOLATION=chroot TMPDIR=$tmp/podman
	export CONTAINERS_STORAGE_CONF CONTAINERS_CONF BUILDAH_ISOLATION TMPDIR
	ENGINE=$(command -v podman)
	engine_is_private=1
	export ENGINE
	find_engine >/dev/null
}

# An overlay cannot lie on another; then buildah copies whole trees.
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
	if [ "$kind" = docker ]; then
		"$engine" run --rm --network=host "$image" "$@"
		return
	fi
	container=$("$engine" from --pull-never "$image")
	in_container "$container" "$@"
	in_image_status=$?
	"$engine" rm "$container" >/dev/null
	return "$in_image_status"
}

# in_container CONTAINER COMMAND...: the same in a container that is there. What the command prints
# goes through a file with buildah, which loses the end of it now and then on a busy machine.
in_container()
{
	container=$1
	shift
	if [ "$kind" = docker ]; then
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
	buildah) "$engine" inspect --type image "$1" | jq .Docker.config ;;
	esac
}

image_id()
{
	engine_images | awk -v name="$1" '$1 == name { print $2; exit }'
}

free_port()
{
	"${PYTHON:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
