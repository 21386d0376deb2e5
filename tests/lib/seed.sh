# shellcheck shell=sh disable=SC2154,SC2016 # after tap.sh, engine.sh and images.sh; the lines that names quote have backquotes
# What the lines of tests/seed.md promise, on $engine, with the images and services that tests/lib/images.sh built.
# The name of a check quotes its line; tests/seed.t looks for the quotes here.

# inside IMAGE COMMAND...: runs it in an image of the family.
inside()
{
	inside_name=loom/$1:3.11-slim
	shift
	in_image "$inside_name" "$@"
}

# stands_on IMAGE PARENT: the layers of the image begin with those of its parent.
stands_on()
{
	case "$(engine_layers "$1" | tr -d '[]')" in
	"$(engine_layers "$2" | tr -d '[]') "*) ;;
	*) return 1 ;;
	esac
}

# seed_block HEADING: the block of code under a heading of the document.
seed_block()
{
	awk -v heading="$1" '/^#+ / && !inside { here = substr($0, index($0, " ") + 1) == heading }
		/^```/ { inside = !inside; next }
		here && inside' "$root/tests/seed.md"
}

# as_it_stands HEADING: runs the commands of a block, where this machine needs no more words: docker builds with BuildKit,
# and on the network of the machine if its daemon has none; buildah is called by the name of docker.
as_it_stands()
{
	mkdir -p "$tmp/commands"
	case $kind in
	docker) words="$engine build ${network:+--network=$network}" ;;
	buildah) words="$engine build --format docker --layers" ;;
	esac
	# shellcheck disable=SC2016 # expanded inside
	printf '#!/bin/sh\nPATH=%s\nexport PATH\n[ "$1" = build ] && shift && DOCKER_BUILDKIT=1 exec %s "$@"\n' "'$PATH'" "$words" >"$tmp/commands/docker"
	# shellcheck disable=SC2016 # expanded inside
	printf '#!/bin/sh\nPATH=%s\nexport PATH\nexec make -o build/basegen "$@"\n' "'$PATH'" >"$tmp/commands/make"
	chmod +x "$tmp/commands/docker" "$tmp/commands/make"
	seed_block "$1" >"$tmp/block"
	PATH=$tmp/commands:$PATH BUILD_FLAGS=${network:+--network=$network} sh -e "$tmp/block"
}

test_python_base()
{
	runs '"`loom/python-base:3.11-slim`": it is there' engine_has loom/python-base:3.11-slim
	for child in kafka-python-base fastapi-base; do
		runs "\"The foundation image for all Python services.\": $child" stands_on "loom/$child:3.11-slim" loom/python-base:3.11-slim
	done
	like "$(inside python-base python --version)" '^Python 3\.11\.' '"Python 3.11 slim base": the version'
	runs '"Python 3.11 slim base": the layers' stands_on loom/python-base:3.11-slim python:3.11-slim
	is "$(inside python-base sh -c 'cd /tmp && echo "int main(void) { return 42; }" >a.c && gcc a.c -o a && ./a; echo $?')" 42 \
		'"System dependencies (gcc, curl, netcat, tzdata)": gcc compiles'
	runs '"System dependencies (gcc, curl, netcat, tzdata)": curl and nc' inside python-base sh -c 'curl --version && nc -h'
	is "$(inside python-base env TZ=Europe/Berlin date -d '2026-07-01T12:00Z' +%H)" 14 '"System dependencies (gcc, curl, netcat, tzdata)": tzdata'
	runs '"uv package manager for fast installs"' inside python-base sh -c 'uv pip install --quiet tabulate && python -c "import tabulate"'
	is "$(inside python-base id)" 'uid=1000(appuser) gid=1000(appuser) groups=1000(appuser)' '"Non-root user setup (appuser)"'
	like "$(inside python-base healthcheck)" '^healthy: process 1 ' '"Basic health check script": it runs'
	is "$(configuration loom/python-base:3.11-slim | jq -c .Healthcheck.Test)" '["CMD","healthcheck"]' '"Basic health check script": engines call it'
	is "$(inside python-base python -c 'import importlib.util as i; print([m for m in ("aiokafka", "kafka") if i.find_spec(m)])')" '[]' \
		"\"Any Python service that doesn't need Kafka\": it has none"
}

# imports IMAGE LINE MODULE...
imports()
{
	importer=$1 line=$2
	shift 2
	for module; do
		runs "\"$line\": $module" inside "$importer" python -c "import $module"
	done
}

test_kafka_python_base()
{
	runs '"Extends python-base with Kafka and common Python libraries."' stands_on loom/kafka-python-base:3.11-slim loom/python-base:3.11-slim
	imports kafka-python-base 'aiokafka & kafka-python' aiokafka kafka
	imports kafka-python-base 'structlog for structured logging' structlog
	imports kafka-python-base 'pydantic for data validation' pydantic
	imports kafka-python-base 'python-dotenv for configuration' dotenv
	imports kafka-python-base 'Common utilities (dateutil, orjson)' dateutil orjson
}

test_fastapi_base()
{
	runs '"Extends kafka-python-base with FastAPI stack."' stands_on loom/fastapi-base:3.11-slim loom/kafka-python-base:3.11-slim
	imports fastapi-base 'FastAPI & uvicorn' fastapi uvicorn
	imports fastapi-base 'asyncpg for PostgreSQL' asyncpg
	imports fastapi-base 'httpx for HTTP client' httpx
	imports fastapi-base 'prometheus-client for metrics' prometheus_client
	imports fastapi-base 'WebSocket support' websockets uvloop
}

# sets IMAGES LINE VARIABLE=VALUE: each of the images sets it.
sets()
{
	for setter in $1; do
		runs "\"$2\": $setter" grep -Fxq -e "$3" "$tmp/env-$setter"
	done
}

test_environment()
{
	kafka='kafka-python-base fastapi-base' all="python-base $kafka"
	for setter in $all; do
		inside "$setter" env >"$tmp/env-$setter"
		like "$(grep ^PATH= "$tmp/env-$setter")" '^PATH=/app/\.venv/bin:.*/usr/bin' "\"\`PATH\` includes \`/app/.venv/bin\` for virtual envs\": $setter"
	done
	sets "$all" '`PYTHONUNBUFFERED=1` - Immediate output' PYTHONUNBUFFERED=1
	sets "$all" '`PYTHONDONTWRITEBYTECODE=1` - No .pyc files' PYTHONDONTWRITEBYTECODE=1
	is "$(inside kafka-python-base sh -c 'cd /tmp && echo >a.py && python -c "import a" && find . -name "*.pyc"')" '' '"`PYTHONDONTWRITEBYTECODE=1` - No .pyc files": none is written'
	sets "$all" '`TZ=UTC` - Consistent timezone' TZ=UTC
	is "$(inside python-base date -d '2026-07-01T12:00Z' +%Z%H)" UTC12 '"`TZ=UTC` - Consistent timezone": programs say it'
	is "$(inside python-base sh -c 'command -v python')" /app/.venv/bin/python '"`PATH` includes `/app/.venv/bin` for virtual envs": its python is the first'
	sets "$kafka" '`LOOM_KAFKA_BOOTSTRAP_SERVERS=localhost:9092`' LOOM_KAFKA_BOOTSTRAP_SERVERS=localhost:9092
	sets "$kafka" '`LOOM_KAFKA_TOPIC_PREFIX=""`' LOOM_KAFKA_TOPIC_PREFIX=
	sets "$kafka" '`LOOM_LOG_LEVEL=INFO`' LOOM_LOG_LEVEL=INFO
	is "$(grep -c ^LOOM_ "$tmp/env-python-base")" 0 '"Kafka images add:" what python-base has not'
}

# The services of the two examples and the API, which test_services built.
test_consistency()
{
	for service in consumer multistage api; do
		in_image "basegen-test-$service" sh -c 'python -c "import sys; print(sys.version_info[:2])"; id -un; stat -c %U:%G /app /app/app; env | grep -E "^(PYTHON|TZ=)" | sort' >"$tmp/$service"
		is "$(sed -n 1p "$tmp/$service")" '(3, 11)' "\"Same Python version across all services\": $service"
		is "$(sed -n '2,4p' "$tmp/$service" | xargs)" 'appuser appuser:appuser appuser:appuser' "\"Standardized user setup and permissions\": $service"
		is "$(sed -n '5,$p' "$tmp/$service" | xargs)" 'PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 TZ=UTC' "\"Common environment variables\": $service"
		is "$(in_image "basegen-test-$service" id -u)" 1000 "\"Non-root user by default\": $service"
		is "$(in_image "basegen-test-$service" sh -c 'stat -c %u:%g app/*' | sort -u)" 1000:1000 "\"COPY --chown=appuser:appuser app/ ./app/\": $service"
	done
}

distributions()
{
	in_image "$1" python -c 'import importlib.metadata as m; print(*sorted(d.name for d in m.distributions()), sep="\n")'
}

test_sizes()
{
	runs '"Shared layers across services": consumer' stands_on basegen-test-consumer loom/kafka-python-base:3.11-slim
	runs '"Shared layers across services": api' stands_on basegen-test-api loom/fastapi-base:3.11-slim
	runs '"Shared layers across services": and both on one' stands_on basegen-test-api loom/kafka-python-base:3.11-slim
	is "$(in_image basegen-test-consumer sh -c 'find / -xdev -name "*.dist-info" 2>/dev/null' | sed 's,.*/,,; s/-[^-]*\.dist-info//' | grep -vxE 'pip|setuptools|wheel' | sort | uniq -d)" '' \
		'"No duplicate common dependencies"'
	is "$(in_image basegen-test-multistage ls /app)" app '"Multi-stage builds remove build artifacts": what the builder copied'
	runs '"Multi-stage builds remove build artifacts": its layers' stands_on basegen-test-multistage loom/kafka-python-base:3.11-slim
}

# build_again FOLDER: the consumer as it is in the folder, with what the build says in $tmp/log.
build_again()
{
	case $kind in
	docker) DOCKER_BUILDKIT=1 "$engine" build --progress=plain --network=host -t basegen-test-again "$1" >"$tmp/log" 2>&1 ;;
	buildah) "$engine" build --format docker --layers -t basegen-test-again "$1" >"$tmp/log" 2>&1 ;;
	esac
}

test_speed()
{
	runs '"Common dependencies cached in base images": pip finds them there' \
		inside kafka-python-base pip install --dry-run --no-index --no-deps aiokafka kafka-python structlog pydantic python-dotenv python-dateutil orjson
	distributions loom/kafka-python-base:3.11-slim >"$tmp/of-base"
	is "$(distributions basegen-test-consumer | grep -vxF -f "$tmp/of-base" | xargs)" cachetools '"Only service-specific deps need installation"'
	cp -R "$root/tests/services/consumer" "$tmp/again" && build_again "$tmp/again"
	before=$(engine_layers basegen-test-again | tr -d '[]')
	echo '# edited' >>"$tmp/again/app/main.py" && build_again "$tmp/again"
	after=$(engine_layers basegen-test-again | tr -d '[]')
	isnt "$after" "$before" '"Better Docker layer caching": an edit of the service is in its image'
	is "${after% *}" "${before% *}" 'and "Better Docker layer caching": what pip installed is not installed again'
}

# What apt installed by name, and what runs as another user than its caller.
by_name()
{
	in_image "$1" sh -c 'apt-mark showmanual; find / -xdev -perm /6000 -type f 2>/dev/null' | sort -u
}

test_surface()
{
	by_name python:3.11-slim >"$tmp/of-base"
	is "$(by_name loom/fastapi-base:3.11-slim | grep -vxF -f "$tmp/of-base" | xargs)" 'curl gcc libc6-dev netcat-openbsd tzdata' \
		'"Minimal attack surface": no package but those asked for, and no setuid program more'
	is "$(inside fastapi-base sh -c 'find /var/lib/apt/lists /var/cache/apt /app -path "*/lists/*" -type f -size +0 -o -name "*.deb" -o -name ".cache" 2>/dev/null')" '' \
		'"Minimal attack surface": no caches'
	is "$(inside fastapi-base sh -c 'touch /usr/local/bin/x /etc/x 2>&1 | grep -c denied')" 2 '"Non-root user by default": cannot change programs'
}

# The blocks of commands, in the folder that the document names: out/ as another repository has it.
test_commands()
{
	mkdir -p docker && cp -R out docker/base-images
	runs '"Quick Build": as it stands' as_it_stands 'Quick Build'
	runs '"Manual Build": as it stands' as_it_stands 'Manual Build'
	runs '"Manual Build": what it built works' inside fastapi-base python -c 'import fastapi, aiokafka'
	runs '"Image not found": its command, as it stands' as_it_stands 'Image not found'
	rm -r docker
}

# test_new_base: called while kafka-python-base has one package more, tabulate.
test_new_base()
{
	mkdir "$tmp/sample" && cat >"$tmp/sample/Dockerfile" <<-'END'
		FROM loom/kafka-python-base:3.11-slim
		CMD ["python", "-m", "tabulate", "--help"]
	END
	runs '"Test with a sample service"' build_again "$tmp/sample"
	runs '"In base image (common to many services)": without a requirement of its own' in_image basegen-test-again python -c 'import tabulate'
	build_again "$root/tests/services/consumer"
	runs '"Update all services to use new base": build them again' stands_on basegen-test-again loom/kafka-python-base:3.11-slim
	runs '"In service requirements (service-specific)"' in_image basegen-test-again python -c 'import cachetools, tabulate'
}

# What the document says of the images, once they and the services are built.
test_seed()
{
	test_python_base
	test_kafka_python_base
	test_fastapi_base
	test_environment
	test_consistency
	test_sizes
	test_speed
	test_surface
}
