#!/bin/sh
# The family of tests/every-key uses every key that images.yaml has, with a matrix of 3 x 2. It is built
# for real on docker and buildah (ENGINES=podman: on that), on a base of busybox with programs that only write down how they are called,
# and what the engine says of each image is what images.yaml says.
# Runs early: it takes long.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"

# shellcheck disable=SC2317 # tap.sh calls it at the end
cleanup()
{
	[ -z "${agent-}" ] || kill "$agent" 2>/dev/null
}

# The base: what is installed writes its words, and what it sees of the secrets, to /var/log/stub.
make_base()
{
	rootfs=$tmp/base/rootfs
	mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp" "$rootfs/root" "$rootfs/var/log" "$rootfs/var/cache" "$rootfs/venv/bin"
	cp "$(command -v busybox)" "$rootfs/bin/busybox"
	for name in sh cat mkdir rm env id test ls chmod chown sleep grep; do ln -s busybox "$rootfs/bin/$name"; done
	cat >"$rootfs/bin/stub" <<'END'
#!/bin/sh
echo "$(id -u) ${0##*/}" "$@" >>/var/log/stub
for secret in /root/.npmrc /run/secrets/plain; do
	if [ -f "$secret" ]; then echo "secret $(cat "$secret")" >>/var/log/stub; fi
done
[ -z "$SSH_AUTH_SOCK" ] || echo "agent" >>/var/log/stub
END
	# shellcheck disable=SC2016 # expanded inside
	printf '#!/bin/sh\nmkdir -p "$6" && chown "$3:$5" "$6"\n' >"$rootfs/bin/install"
	for name in apt-get apk dnf zypper mamba gem python3 uv npm cargo go groupadd useradd addgroup adduser; do ln -s stub "$rootfs/bin/$name"; done
	ln -s /bin/stub "$rootfs/venv/bin/pip"
	echo 'nobody:x:65534:65534::/:/bin/false' >"$rootfs/etc/passwd" && echo 'nobody:x:65534:' >"$rootfs/etc/group"
	touch "$rootfs/var/log/stub" && echo tiny >"$rootfs/etc/tiny"
	chmod 755 "$rootfs/bin/stub" "$rootfs/bin/install" && chmod 666 "$rootfs/var/log/stub" && chmod 1777 "$rootfs/tmp"
	printf 'FROM scratch\nCOPY rootfs /\nENV PATH=/usr/local/bin:/bin\n' >"$tmp/base/Dockerfile"
}

make_family()
{
	work="$tmp/every key"
	cp -R "$root/tests/every-key" "$work" && cp -R "$root/templates" "$work" && cp -R "$root/tests/every-key/templates" "$work" && cd "$work" || exit 1
	"$basegen" schema >"$tmp/schema.json"
	is "$("${PYTHON:-python3}" "$root/tests/lib/configuration.py" keys "$tmp/schema.json" images.yaml)" '' 'every key of the schema is used'
	runs 'the family is generated' "$basegen" generate
	for dockerfile in out/*/Dockerfile out/*/*/Dockerfile; do
		runs "$dockerfile: hadolint" hadolint --ignore DL3008 --ignore DL3013 --ignore DL3016 --ignore DL3018 --ignore DL3041 \
			--ignore DL3028 --ignore DL3037 "$dockerfile"
	done
	is "$(jq -c --stream 'select(length == 2) | .[0]' out/docker-bake.json | sort | uniq -d)" '' 'docker-bake.json has no key twice'
	for script in out/*.sh; do
		runs "$script: shellcheck" shellcheck "$script"
	done
	runs 'out/build.sh has at most 100 lines and 12 for each variant' test "$(wc -l <out/build.sh)" -le $((100 + 12 * $(grep -c . out/keys)))
	is "$(out/build.sh -n 2>&1 | grep -c 'newest:3...-full-gpu')" 0 'what is on demand is not built by itself'
}

log_of()
{
	in_image "acme/every/$1" cat /var/log/stub
}

test_engine()
{
	engine_build -t tiny:1 "$tmp/base" >"$tmp/log" 2>&1
	ok $? "$kind: the base is built"
	sed 's/.*  //; /^$/d' out/keys | VERSION=1.2.3 BUILD_FLAGS=${network:+"--network=$network"} xargs out/build.sh >"$tmp/log" 2>&1
	built=$?
	ok "$built" "$kind: the family is built"
	[ "$built" -eq 0 ] || diag "$(tail -n 40 "$tmp/log")"
	"$basegen" list --format json | jq -r '.[] | .image + " " + .tag' >"$tmp/variants"
	while read -r image tag; do
		"$basegen" show "$image:$tag" --format json >"$tmp/shown"
		configuration "acme/every/$image:$tag" >"$tmp/configuration"
		runs "$kind: $image:$tag is what images.yaml says" "${PYTHON:-python3}" "$root/tests/lib/configuration.py" "$tmp/shown" <"$tmp/configuration"
	done <"$tmp/variants"
	is "$(wc -l <"$tmp/variants")" "$(grep -c . out/keys)" "$kind: all of them"
	test_tags
	test_logs
	test_contents
	test_program
}

# The same family by the program, which knows keys.
test_program()
{
	export ALLOW='network.host ssh fs.read=~/secret.txt'
	VERSION=1.2.3 "$basegen" build --all >"$tmp/log" 2>&1
	built=$?
	ok "$built" "$kind: basegen builds the family too"
	[ "$built" -eq 0 ] || diag "$(tail -n 40 "$tmp/log")"
	is "$(VERSION=1.2.3 "$basegen" build --all 2>&1)" "$(wc -l <"$tmp/variants") current" "$kind: and it is current then"
	"$basegen" test --format json >"$tmp/log" 2>&1
	# The programs of the base install nothing, create nobody, and write down secrets; that of the health check is missing.
	is "$? $(jq -r 'select(.result == "failed") | .key' "$tmp/log" | sort -u | xargs)" '1 healthcheck packages secrets user' \
		"$kind: what fails is what the base only pretends to do"
	for key in args command copy entrypoint env expose files healthcheck labels path platforms setuid shell stopsignal tests volumes workdir; do
		runs "$kind: $key is checked" grep -q "\"key\":\"$key\",.*\"result\":\"passed\"" "$tmp/log"
	done
}

test_tags()
{
	for pair in base:latest=base:3.12-slim python:py310-3.10-full=python:3.10-full python:3.11-slim-1.2.3=python:3.11-slim \
		newest:latest=newest:3.12-slim-gpu-no tools:latest=tools:latest-tools; do
		is "$(image_id "acme/every/${pair%=*}")" "$(image_id "acme/every/${pair#*=}")" "$kind: $pair"
	done
	is "$(image_id acme/every/ghost:latest)" '' "$kind: no image that is not enabled"
	is "$(image_id acme/every/newest:3.12-full-gpu-yes)" '' "$kind: no variant that is excluded"
}

test_logs()
{
	log=$(log_of base:3.10-full)
	like "$log" '^0 apt-get install -y --no-install-recommends -o Dir::Cache::archives=kept python3.10 curl=1.0$' "$kind: apt"
	like "$log" '^0 useradd --non-unique --uid 1000 --gid 2000 .* app$' "$kind: a user"
	log=$(log_of python:3.10-slim)
	like "$log" '^1000 pip install .* uv$' "$kind: uv into the environment, by the user"
	like "$log" "^1000 uv pip install .* uvicorn\\[standard\\]>=0.30,<1 tomli ; python_version < '3.11'$" "$kind: pip"
	log=$(log_of node:1)
	like "$log" '^0 npm install --global --cache /var/cache/npm typescript@5.4 @scope/name@\^1.2$' "$kind: npm"
	like "$log" '^secret token of whoever builds$' "$kind: a secret of the environment at its place"
	like "$log" '^secret in a file$' "$kind: a secret of a file"
	like "$log" '^agent$' "$kind: the SSH agent"
	like "$(log_of rust:1)" '^0 cargo install --locked --root /usr/local ripgrep@14.1.0 fd-find$' "$kind: cargo"
	like "$(log_of go:1)" '^0 go install example.com/x@v1.2.3$' "$kind: go"
	log=$(log_of all-on-alpine:1)
	like "$log" '^0 apk add .* curl~8.5 git$' "$kind: apk"
	like "$log" '^0 apk add .* jq$' "$kind: apk in a child, by root again"
	like "$log" '^0 useradd .* --uid 1001 .* alp$' "$kind: a user on Alpine"
	like "$(log_of fedora:1)" '^0 dnf install -y .* @development-tools curl$' "$kind: dnf"
	log=$(log_of fedora:1)
	like "$log" '^0 zypper --non-interactive install --no-recommends zip$' "$kind: zypper"
	like "$log" '^0 mamba install --yes --name base blas=\*=openblas$' "$kind: conda"
	like "$log" '^0 gem install rails$' "$kind: a manager that the family adds"
	like "$(log_of existing:1)" '^0 apt-get install .*curl$' "$kind: packages for a user of the base, by root"
	is "$(in_image acme/every/existing:1 id -un)" nobody "$kind: a user of the base"
	like "$(log_of system-python:1)" "^0 python3 -m pip install .* x @ https://example.com/x.whl ; os_name == 'posix' flask$" "$kind: pip without an environment"
}

test_contents()
{
	# shellcheck disable=SC2016 # expanded inside
	is "$(in_image acme/every/tools:latest-tools sh -c 'cd /etc/conf && id_of() { busybox stat -c "%a %u:%g $1" "$1"; } &&
		id_of one.txt && cat /etc/joined /etc/early && id_of below/script && id_of /tmp/two.txt && id_of /tmp && cat /etc/tool.conf')" \
		'644 1000:2000 one.txt
one
two
below
0
755 1000:2000 below/script
640 0:0 /tmp/two.txt
1777 0:0 /tmp
tools:latest-tools on tiny:1' "$kind: files of a folder, of a pattern and of a template"
	is "$(in_image acme/every/node:1 ls /root /run 2>/dev/null | grep -c npmrc)" 0 "$kind: no secret stays"
}

EVERY_TOKEN='token of whoever builds'
export EVERY_TOKEN
echo 'in a file' >"$HOME/secret.txt"
eval "$(ssh-agent -s)" >/dev/null
agent=$SSH_AGENT_PID
make_base
make_family
for try in ${ENGINES:-docker buildah}; do
	"private_${try}_start"
	test_engine
	stop_engine
done
done_testing
