#!/bin/sh
# The image basegen, built on docker and buildah from a commit that git serves on loopback, and used as jobs of CI use it:
# on a checkout of another user, and with the socket of a docker.
# Runs early: it takes long.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"

daemon=''

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	[ -z "$daemon" ] || kill "$daemon"
}

# The family, whose image basegen is compiled from the files that are tested.
make_family()
{
	copy_checkout
	port=$(free_port)
	mkdir "$tmp/served" && git clone -q --bare . "$tmp/served/loom.git"
	git daemon --listen=127.0.0.1 --port="$port" --export-all --base-path="$tmp/served" >"$tmp/daemon.log" 2>&1 &
	daemon=$!
	commit=$(git rev-parse HEAD)
	sed -i "s,^\( *source: \).*,\1git://127.0.0.1:$port/loom.git,; s,^\( *commit: \).*,\1$commit," images.yaml
	is "$(grep -c -e "git://127.0.0.1:$port/loom.git\$" -e "commit: $commit\$" images.yaml)" 2 'the image is made of the commit that is tested'
	# What is looked at is the same at any speed, and compiles in half the time without optimization.
	sed -i 's/CFLAGS=-O2/CFLAGS=-O0/' templates/image/basegen.Dockerfile.j2
	"$basegen" generate >/dev/null && git add -A && git -c user.name=a -c user.email=a@b commit -qm two
}

# Stand-ins for Debian and for the image of grype, which has the program and nothing else.
make_bases()
{
	BOOTSTRAP_CACHE=${BOOTSTRAP_CACHE:-$BUILD/build/bootstrap} "$basegen" bootstrap debian:13-slim >"$tmp/log" 2>&1
	ok $? "$kind: a stand-in for Debian"
	mkdir -p "$tmp/grype" && printf '#!/bin/sh\necho grype stands in\n' >"$tmp/grype/grype" && chmod 755 "$tmp/grype/grype"
	printf 'FROM scratch\nCOPY grype /grype\n' >"$tmp/grype/Dockerfile"
	runs "$kind: a stand-in for grype" engine_build -t "$(sed -n 's/.*image: "\(anchore[^"]*\)".*/\1/p' images.yaml)" "$tmp/grype"
}

build_image()
{
	BUILD_FLAGS=${network:+"--network=$network"} "$basegen" build basegen >"$tmp/log" 2>&1
	built=$?
	ok "$built" "$kind: the image is built"
	[ "$built" -eq 0 ] || diag "$(tail -n 30 "$tmp/log")"
	"$basegen" test basegen >"$tmp/log" 2>&1
	tested=$?
	ok "$tested" "$kind: and passes its tests"
	[ "$tested" -eq 0 ] || diag "$(tail -n 30 "$tmp/log")"
	diag "$("$engine" images | grep basegen)"
	is "$(in_image loom/basegen:13-slim sh -c 'ls /usr/src; command -v gcc')" '' "$kind: it has neither the source nor a compiler"
}

# job COMMANDS: runs them in the image as a job, in the checkout of another user.
job()
{
	case $kind in
	docker)
		"$engine" run --rm --network=host --env HOME=/root --volume "$tmp/docker.sock:/var/run/docker.sock" --volume "$tmp/job:/__w/loom/loom" \
			--workdir /__w/loom/loom loom/basegen:13-slim sh -e -c "$1" 2>&1
		;;
	buildah)
		container=$("$engine" from --pull-never loom/basegen:13-slim)
		"$engine" run --volume "$tmp/job:/__w/loom/loom" --workingdir /__w/loom/loom "$container" -- sh -e -c "($1) >/job.log 2>&1" 2>/dev/null
		job_status=$?
		cat "$("$engine" mount "$container")/job.log"
		"$engine" rm "$container" >/dev/null
		return "$job_status"
		;;
	esac
}

test_job()
{
	rm -rf "$tmp/job" && git clone -q . "$tmp/job" && chown -R 1001:118 "$tmp/job"
	runs "$kind: a job of another user's checkout: basegen generate --check" job 'basegen generate --check'
	like "$(job 'basegen version')" '^1\.2\.0-1-g[0-9a-f]{12}$' "$kind: basegen version"
	is "$(job 'basegen matrix --jobs')" "$("$basegen" matrix --jobs)" "$kind: basegen matrix --jobs"
	is "$(job 'basegen matrix --jobs --changed HEAD~1 basegen' | jq -r '.[].images')" 'basegen' "$kind: basegen matrix --changed"
	like "$(job 'echo >>images.yaml; git diff --stat')" '^ images\.yaml \| 1 \+' "$kind: git"
}

# A job builds and tests images by the socket that it is given.
test_socket()
{
	mkdir "$tmp/job/small" && cat >"$tmp/job/small/images.yaml" <<-'END'
		name: small
		defaults: {template: base.Dockerfile.j2, tag: "1"}
		images:
		  one: {from: "loom/debian-base:13-slim", env: {WHO: job}, tests: [{command: [env], output: "WHO=job"}]}
	END
	runs 'docker: a job builds and tests by the socket' job 'cd small && basegen build && basegen test'
	runs 'docker: what it built is in the docker of the socket' engine_has small/one:1
	runs 'docker: and by DOCKER_HOST' job 'ln -s /var/run/docker.sock /tmp/other
		export DOCKER_HOST=unix:///tmp/other; cd small && sed -i s/job/again/g images.yaml && basegen build && basegen test'
}

for try in ${ENGINES:-docker buildah}; do
	"private_${try}_start"
	[ "${work-}" ] || make_family
	make_bases
	build_image
	test_job
	if [ "$kind" = docker ]; then test_socket; fi
	stop_engine
done
done_testing
