# shellcheck shell=sh disable=SC2154 # after tap.sh, engine.sh and services.sh
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
	test_new_base
	git checkout -q images.yaml
	run_make base-images >"$tmp/log"
	is "$(built "$tmp/log")" '' 'the edit taken back builds nothing'
	is "$(image_id loom/kafka-python-base:3.11-slim)" "$kafka" 'the tag is on the first image again'
}

# The image of README.md's section "Add an image" is built and tested by its command.
test_new_language()
{
	add_language
	run_make ruby-base test-images >"$tmp/log"
	new=$?
	ok "$new" "README's new image is built and passes its tests"
	[ "$new" -eq 0 ] || diag "$(cat "$tmp/log")"
	is "$(in_image loom/ruby-base:13-slim sh -c 'id -u; ruby -e "puts 6 * 7"; healthcheck | cut -d: -f1' | xargs)" '1000 42 healthy' 'and runs Ruby as uid 1000, with a health check'
	git checkout -q images.yaml && rm templates/image/ruby.Dockerfile.j2
	run_make generate >/dev/null
}

test_missing_base()
{
	sed -i 's,from: python:,from: registry.invalid/python:,' images.yaml
	run_make base-images >"$tmp/log"
	ok $((! $?)) 'a base that cannot be pulled is an error'
	like "$(cat "$tmp/log")" 'registry.invalid/python:3.11-slim.*cannot be pulled' 'that names the base'
	like "$(cat "$tmp/log")" 'cannot be pulled: .*; basegen bootstrap has no stand-in for it' 'and says what bootstrap can do'
	git checkout -q images.yaml
	run_make generate >/dev/null
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

# What the family expects of its other bases, which stand-ins have where the images of registries have it.
test_language_bases()
{
	is "$(in_image node:24-slim sh -c 'which node npm; npm config get prefix; id -un 1000' | xargs)" \
		'/usr/local/bin/node /usr/local/bin/npm /usr/local node' 'node: its programs, where npm installs, its user'
	is "$(in_image golang:1.27 sh -c 'pwd; which go; go env GOPATH GOTOOLCHAIN; stat -c %a "$GOPATH/bin"; which gcc git' | xargs)" \
		'/go /usr/local/go/bin/go /go local 1777 /usr/bin/gcc /usr/bin/git' 'golang: its programs and folders'
	is "$(in_image rust:1.97-slim sh -c 'which cargo rustc; echo "$CARGO_HOME"; which gcc' | xargs)" \
		'/usr/local/cargo/bin/cargo /usr/local/cargo/bin/rustc /usr/local/cargo /usr/bin/gcc' 'rust: its programs'
	is "$(configuration gcr.io/distroless/cc-debian13:nonroot | jq -r '.User, .WorkingDir')" '65532
/home/nonroot' 'distroless: its user'
}
