# shellcheck shell=sh disable=SC2154 # after tap.sh and engine.sh
# The services of tests/services on the images of the family, on $engine. Each runs as strictly as a cluster may want: by
# uid 1000, its root read-only, without capabilities and new privileges. It has no network but loopback, and the tests ask
# it there. podman runs what buildah has built, as buildah runs no services.

started=''

# The command that runs services, in $runner.
find_runner()
{
	runner=$engine
	[ "$kind" = buildah ] || return 0
	runner=$(command -v podman) || return 1
	write_podman_settings
}

# why_no_services: prints why no service can be run, and fails then.
why_no_services()
{
	if [ -z "$engine_is_private" ]; then
		echo 'an engine that others use may run elsewhere'
		return 1
	fi
	find_runner && return
	echo 'no podman in PATH'
	return 1
}

# build_service NAME [FOLDER [DOCKERFILE]]: with what a person would type.
build_service()
{
	folder=$root/tests/services/${2:-$1} file=$root/tests/services/${3:-${2:-$1}/Dockerfile}
	case $kind in
	docker) set -- "$1" env DOCKER_BUILDKIT=1 "$engine" build --network=host ;;
	buildah) set -- "$1" "$engine" build --format docker --layers ;;
	esac
	name=$1
	shift
	"$@" -t "basegen-test-$name" -f "$file" "$folder" >"$tmp/log" 2>&1
	built=$?
	ok "$built" "$name is built"
	[ "$built" -eq 0 ] || diag "$(tail -n 30 "$tmp/log")"
}

# strictly OPTION... IMAGE [COMMAND...]: runs the image so.
strictly()
{
	case $kind in
	docker) set -- --health-interval=1s --health-start-period=0s --health-retries=1 "$@" ;;
	buildah) set -- --pull=never --health-interval=disable "$@" ;;
	esac
	"$runner" run --network=none --user=1000:1000 --read-only --tmpfs=/tmp --cap-drop=ALL --security-opt=no-new-privileges "$@"
}

# start_service NAME OPTION...: starts it in the background, as $started.
start_service()
{
	service_name=$1
	shift
	started=$(strictly --detach "$@" "basegen-test-$service_name" 2>"$tmp/log") || diag "$(cat "$tmp/log")"
	service_pid=$("$runner" inspect --format '{{.State.Pid}}' "$started")
}

stop_service()
{
	[ -z "$started" ] || "$runner" rm --force "$started" >/dev/null 2>&1
	started=''
}
at_end stop_service

# health: what the container's health check says now. podman starts none by itself without systemd.
health()
{
	if [ "$kind" = docker ]; then
		"$runner" inspect --format '{{.State.Health.Status}}' "$started"
	elif "$runner" healthcheck run "$started" >/dev/null 2>&1; then
		echo healthy
	else
		echo unhealthy
	fi
}

# turns STATUS WHAT: the service gets this health within two minutes; large libraries take long to load.
turns()
{
	tries=240
	until found=$(health) && [ "$found" = "$1" ]; do
		[ $((tries -= 1)) -gt 0 ] || break
		sleep 0.5
	done
	is "$found" "$1" "$2: turns $1"
	[ "$found" = "$1" ] || diag "$("$runner" logs "$started" 2>&1 | tail -n 20)"
}

# Checks what the kernel says of the service that runs.
check_restrictions()
{
	is "$(awk '$1 ~ /^(Uid|CapEff|CapBnd|NoNewPrivs):$/ { print $1 $2 }' "/proc/$service_pid/status" | xargs)" \
		'Uid:1000 CapEff:0000000000000000 CapBnd:0000000000000000 NoNewPrivs:1' "$service_name: uid 1000, no capabilities, no new privileges"
	is "$(awk '$5 == "/" { split($6, options, ","); print options[1] }' "/proc/$service_pid/mountinfo")" ro "$service_name: its root is read-only"
}

# beside COMMAND...: runs a program of this machine on the loopback of the service.
beside()
{
	nsenter --net="/proc/$service_pid/ns/net" "$@"
}

# ask PATH [OPTION...]: what the service answers.
ask()
{
	asked=$1
	shift
	beside busybox wget -q -O - "$@" "http://127.0.0.1:8080$asked"
}

# serves NAME: builds and starts the service, which turns healthy.
serves()
{
	build_service "$@"
	start_service "$1"
	turns healthy "$1"
	check_restrictions
}

# page ADDRESS: the page as headless Chromium has it once its scripts have run.
page()
{
	rm -rf "$tmp/chromium"
	beside timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --user-data-dir="$tmp/chromium" --dump-dom "$1" 2>"$tmp/chromium.log"
}

test_frontend()
{
	serves frontend
	page http://127.0.0.1:8080/ >"$tmp/page"
	like "$(cat "$tmp/page")" '<p id="summary">There are 3 services\.</p>' 'frontend: its script runs in a browser'
	like "$(cat "$tmp/page")" '<li>api is written in Python</li><li>counter' 'frontend: and shows what modules export'
	like "$(page http://127.0.0.1:8080/some/page)" 'There are 3 services\.' 'frontend: a path of its own is the page'
	"$runner" stop --time 10 "$started" >"$tmp/log" 2>&1
	is "$("$runner" inspect --format '{{.State.ExitCode}}' "$started")" 0 'frontend: ends by itself when it is stopped'
	stop_service
	runs 'frontend: no node in the image' sh -c "! '$runner' run --rm --network=none basegen-test-frontend node --version"
}

test_go()
{
	serves go
	like "$(ask /hello/World)" '^Hello World, you are [0-9a-f]{8}-[0-9a-f-]{27}$' 'go: answers'
	"$runner" stop --time 10 "$started" >"$tmp/log" 2>&1
	is "$("$runner" inspect --format '{{.State.ExitCode}}' "$started")" 0 'go: ends by itself when it is stopped'
	stop_service
}

test_rust()
{
	serves rust
	is "$(ask /count/a1b2c3)" 3 'rust: answers'
	stop_service
}

# The images for TensorFlow and PyTorch are large, and PyTorch for the CPU is not on PyPI: its package there does not even
# start without the libraries of CUDA. So make check tries a model of ONNX, and make check-long those of all three.
test_ml()
{
	for library in ${LIBRARIES:-onnx}; do
		case $library in
		tensorflow) runs 'tensorflow-base is built' "$basegen" build tensorflow-base ;;
		torch) runs 'ml-base is built' "$basegen" build ml-base/3.11-cpu ;;
		esac
		serves "ml-$library" ml "ml/$library/Dockerfile"
		is "$(ask /predict --post-data '[0, 1, 20.5]')" '[1.0, 3.0, 42.0]' "ml: a model of $library predicts"
		stop_service
	done
}

test_python_services()
{
	is "$(strictly --rm basegen-test-consumer python app/main.py --check 2>"$tmp/log")" 'uid 1000: would consume events from localhost:9092' 'consumer: runs so, too'
	like "$(strictly --rm basegen-test-multistage 2>"$tmp/log")" '^uid +1000$' 'multistage: runs so, too'
	start_service api
	turns healthy api
	check_restrictions
	is "$("$runner" exec --env UVICORN_PORT=8000 "$started" python -c "$(cat "$root/tests/services/api/client.py")" 2>&1)" 'health: ok
echo: hello
metrics: echoed_messages_total 1.0' 'api: health, WebSocket and metrics answer on loopback'
	stop_service
	start_service api --env LOOM_HEALTHCHECK_TCP=127.0.0.1:1 --env LOOM_HEALTHCHECK_URL=
	turns unhealthy 'api, asked where it does not listen'
	stop_service
}

# All of them, once the images are there.
test_strict_services()
{
	if ! why_no_services >"$tmp/reason"; then
		skip 'services, run strictly' "$(cat "$tmp/reason")"
		return
	fi
	test_python_services
	test_frontend
	test_go
	test_rust
	test_ml
}
