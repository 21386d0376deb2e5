# shellcheck shell=sh disable=SC2154 # after tap.sh and engine.sh
# What the images of the family promise, and the services that stand on them, on $engine.

# built LOG: the images that make says it built, in order, on one line.
built()
{
	sed -n 's,^\[[0-9]*/[0-9]*\] loom/\(.*\):3.11-slim built in .*,\1,p' "$1" | tr '\n' ' '
}

test_building()
{
	run_make base-images >"$tmp/log"
	ok $? 'make base-images'
	is "$(built "$tmp/log")" 'python-base kafka-python-base fastapi-base ' 'three images, in order'
	[ "$(built "$tmp/log")" ] || diag "$(cat "$tmp/log")"
	for tag in 3.11-slim 3.11-slim-1.2.0 latest; do
		is "$(image_id "loom/fastapi-base:$tag")" "$(image_id loom/fastapi-base:latest)" "fastapi-base is tagged $tag"
	done
	before=$(engine_images | sort)
	run_make base-images >"$tmp/log"
	is "$(built "$tmp/log")" '' 'a second run builds nothing'
	is "$(engine_images | sort)" "$before" 'and changes no image'
}

test_rebuilding()
{
	base=$(image_id loom/python-base:3.11-slim)
	kafka=$(image_id loom/kafka-python-base:3.11-slim)
	sed -i 's/^        - aiokafka$/&\n        - tabulate/' images.yaml
	run_make base-images >"$tmp/log"
	is "$(built "$tmp/log")" 'kafka-python-base fastapi-base ' 'a package more: its image and the child are built'
	is "$(image_id loom/python-base:3.11-slim)" "$base" 'the parent is the same image'
	runs 'the package is in the child' in_image loom/fastapi-base:3.11-slim python -c 'import tabulate'
	git checkout -q images.yaml
	run_make base-images >"$tmp/log"
	is "$(built "$tmp/log")" '' 'the edit taken back builds nothing'
	is "$(image_id loom/kafka-python-base:3.11-slim)" "$kafka" 'the tag is on the first image again'
}

test_missing_base()
{
	sed -i 's,from: python:3.11-slim,from: registry.invalid/python:3.11-slim,' images.yaml
	run_make base-images >"$tmp/log"
	ok $((! $?)) 'a base that cannot be pulled is an error'
	like "$(cat "$tmp/log")" 'registry.invalid/python:3.11-slim.*cannot be pulled' 'that names the base'
	like "$(cat "$tmp/log")" 'make bootstrap' 'and make bootstrap'
	git checkout -q images.yaml
	run_make generate >/dev/null
}

# has_modules IMAGE MODULE...
has_modules()
{
	image=$1
	shift
	for module; do
		runs "$image: $module" in_image "loom/$image:3.11-slim" python -c "import $module"
	done
}

# shows_environment IMAGE LINE...: a line of env in the image is exactly this.
shows_environment()
{
	image=$1
	shift
	in_image "loom/$image:3.11-slim" env >"$tmp/env"
	for line; do
		runs "$image: $line" grep -Fxq -e "$line" "$tmp/env"
	done
	like "$(grep ^PATH= "$tmp/env")" '^PATH=/app/\.venv/bin:.*/usr/bin' "$image: the virtual environment is first in PATH"
}

test_images()
{
	kafka='LOOM_KAFKA_BOOTSTRAP_SERVERS=localhost:9092 LOOM_KAFKA_TOPIC_PREFIX= LOOM_LOG_LEVEL=INFO'
	for image in python-base kafka-python-base fastapi-base; do
		is "$(in_image "loom/$image:3.11-slim" id)" 'uid=1000(appuser) gid=1000(appuser) groups=1000(appuser)' "$image: uid 1000"
		is "$(in_image "loom/$image:3.11-slim" pwd)" /app "$image: works in /app"
		for tool in gcc curl nc uv pip healthcheck; do
			runs "$image: $tool" in_image "loom/$image:3.11-slim" sh -c "command -v $tool"
		done
		runs "$image: tzdata" in_image "loom/$image:3.11-slim" test -f /usr/share/zoneinfo/Europe/Berlin
		like "$(in_image "loom/$image:3.11-slim" healthcheck)" '^healthy: process 1 ' "$image: the health check runs"
		[ "$image" != python-base ] || kafka_here=''
		# shellcheck disable=SC2086 # a list of words
		shows_environment "$image" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TZ=UTC ${kafka_here-$kafka}
		unset kafka_here
	done
	is "$(in_image loom/python-base:3.11-slim sh -c 'cd /tmp && echo "int main(void) { return 42; }" >a.c && gcc a.c -o a && ./a; echo $?')" \
		42 'python-base: gcc compiles'
	is "$(in_image loom/python-base:3.11-slim date -d '2026-07-01T12:00Z' +%Z)" UTC 'python-base: the time is UTC'
	has_modules kafka-python-base aiokafka kafka structlog pydantic dotenv dateutil orjson
	has_modules fastapi-base aiokafka orjson fastapi uvicorn asyncpg httpx prometheus_client websockets uvloop
}

# build_service NAME: with what a person would type.
build_service()
{
	case $kind in
	docker) runs "$1 is built" env DOCKER_BUILDKIT=1 "$engine" build --network=host -t "basegen-test-$1" "$root/tests/services/$1" ;;
	buildah) runs "$1 is built" "$engine" build --format docker --layers -t "basegen-test-$1" "$root/tests/services/$1" ;;
	esac
}

test_services()
{
	build_service consumer
	is "$(in_image basegen-test-consumer python app/main.py --check)" 'uid 1000: would consume events from localhost:9092' \
		'consumer: imports, uid 1000'
	output=$(in_image basegen-test-consumer env LOOM_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1 python app/main.py 2>&1)
	like "$output" 'no broker.*127.0.0.1:1' 'consumer: tries the broker that it is told'

	build_service multistage
	output=$(in_image basegen-test-multistage python app/main.py)
	like "$output" '^uid +1000$' 'multistage: uid 1000, the packages of the service'
	like "$output" '^structlog +[0-9.]+$' 'multistage: and those of the base'

	build_service api
}

# test_answers CONTAINER PORT: the client of the API, in the container of the API, gets its answers.
test_answers()
{
	is "$(in_container "$1" env UVICORN_PORT="$2" python -c "$(cat "$root/tests/services/api/client.py")" 2>&1)" 'health: ok
echo: hello
metrics: echoed_messages_total 1.0' 'api: health, WebSocket and metrics answer on loopback'
	is "$(in_container "$1" id -u)" 1000 'api: uid 1000'
}

# by_hand IMAGE: SEED's manual build, which finds the parent by its plain name.
by_hand()
{
	case $kind in
	docker) runs "$1 is built by hand" env DOCKER_BUILDKIT=1 "$engine" build --network=host -t "loom/$1:3.11-slim" "out/$1" ;;
	buildah) runs "$1 is built by hand" "$engine" build --format docker --layers -t "loom/$1:3.11-slim" "out/$1" ;;
	esac
}

test_manual_build()
{
	for image in python-base kafka-python-base fastapi-base; do
		by_hand "$image"
	done
	runs 'what was built by hand works' in_image loom/fastapi-base:3.11-slim python -c 'import fastapi, aiokafka'
}

# The base of the family, from a registry's or a stand-in; tests/bootstrap-*.t look closer at those.
bootstrap_base()
{
	BOOTSTRAP_CACHE=$BUILD/build/bootstrap
	export BOOTSTRAP_CACHE
	run_make bootstrap >"$tmp/log"
	bootstrapped=$?
	ok "$bootstrapped" 'make bootstrap'
	[ "$bootstrapped" -eq 0 ] || diag "$(cat "$tmp/log")"
	runs 'the base is there' engine_has python:3.11-slim
	like "$(run_make bootstrap)" 'python:3.11-slim: .*(is there already|left as it is)' 'make bootstrap again does nothing'
}
