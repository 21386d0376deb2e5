#!/bin/sh
# What the stock templates write for tests/stock/family, built on docker and buildah: users of bases and users of their own,
# pip with Debian's Python, variables with references. The bases other than Debian's are small stand-ins of the test's own.
# Runs apart: its images fill gigabytes.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"

make_family()
{
	work=$tmp/family
	cp -R "$root/tests/stock/family" "$work" && cd "$work" || exit 1
	runs 'the family is generated' "$basegen" generate
	for dockerfile in out/*/Dockerfile; do
		runs "$dockerfile: hadolint" hadolint --ignore DL3008 --ignore DL3013 --ignore DL3016 "$dockerfile"
	done
}

# stand_in NAME LINE...: a base with these lines on Debian's.
stand_in()
{
	name=$1
	shift
	rm -rf "$tmp/base" && mkdir "$tmp/base" && cp "$tmp/stub" "$tmp/base/stub"
	printf '%s\n' 'FROM debian:12-slim' 'COPY --chmod=0755 stub /usr/local/bin/stub' "$@" >"$tmp/base/Dockerfile"
	engine_build -t "$name" "$tmp/base" >"$tmp/log" 2>&1 || diag "$(tail -n 20 "$tmp/log")"
}

# An Alpine is a busybox where somebody has the number 1000, without useradd.
make_alpine()
{
	rootfs=$tmp/alpine/rootfs
	rm -rf "$tmp/alpine" && mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp" && chmod 1777 "$rootfs/tmp" && cp "$(command -v busybox)" "$rootfs/bin/busybox"
	for name in sh id grep mkdir chown ls stat cat; do ln -s busybox "$rootfs/bin/$name"; done
	printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'somebody:x:1000:1000::/somebody:/bin/sh' >"$rootfs/etc/passwd"
	printf '%s\n' 'root:x:0:' 'somebody:x:1000:' >"$rootfs/etc/group"
	printf 'FROM scratch\nCOPY rootfs /\nENV PATH=/bin\n' >"$tmp/alpine/Dockerfile"
	engine_build -t alpine:3.20 "$tmp/alpine" >"$tmp/log" 2>&1 || diag "$(tail -n 20 "$tmp/log")"
}

make_bases()
{
	BOOTSTRAP_CACHE=$BUILD/build/bootstrap "$basegen" bootstrap debian:12-slim >"$tmp/log" 2>&1
	ok $? "$kind: a stand-in for Debian"
	# shellcheck disable=SC2016 # expanded inside
	printf '%s\n' '#!/bin/sh' 'echo "$(id -u) ${0##*/}" "$@" >>/var/log/stub' 'env | grep -E "^(CARGO_HOME|GO[A-Z]*)=" >>/var/log/stub || :' >"$tmp/stub"
	stand_in node:22-slim 'RUN groupadd --gid 1000 node && useradd --uid 1000 --gid 1000 --create-home node && ln -s stub /usr/local/bin/npm'
	stand_in rootless:1 'USER 65532'
	stand_in golang:1.22 'ENV GOPATH=/go' 'RUN ln -s stub /usr/local/bin/go && ln -s stub /usr/local/bin/cargo'
	make_alpine
}

build_family()
{
	export STOCK_TOKEN=secret
	BUILD_FLAGS=${network:+"--network=$network"} "$basegen" build >"$tmp/log" 2>&1
	built=$?
	ok "$built" "$kind: the family is built"
	[ "$built" -eq 0 ] || diag "$(tail -n 40 "$tmp/log")"
}

# owners IMAGE FOLDER...: who owns what is in them, each once.
owners()
{
	image=$1
	shift
	# shellcheck disable=SC2016 # expanded inside
	in_image "stock/$image:1" sh -c 'find "$@" -exec stat -c %u:%g {} + | sort -u' sh "$@"
}

variable()
{
	configuration "stock/$1:1" | jq -r --arg name "$2=" '.Env[] | select(startswith($name)) | ltrimstr($name)'
}

test_users()
{
	is "$(in_image stock/heir:1 id)" 'uid=2000(heir) gid=3000(heir) groups=3000(heir)' "$kind: a child with a user of its own"
	is "$(owners heir /app /opt/venv)" 2000:3000 "$kind: the child's user takes them over"
	is "$(owners back /app /opt/venv)" 1000:1000 "$kind: and a user that is there gets them back"
	is "$(owners guest /app /opt/guest)" 65534:65534 "$kind: as does a user that Debian has"
	is "$(owners guest /opt/venv)" 1000:1000 "$kind: which leaves an environment that is not its own"
	is "$(configuration stock/same:1 | jq -r .User)" heir "$kind: the parent's user by its name"
	is "$(owners back /usr/bin/python3.11)" 0:0 "$kind: what the folders link to stays root's"
	is "$(in_image stock/back:1 grep -c ^app: /etc/passwd)" 1 "$kind: it is not created again"
	is "$(in_image stock/node:1 id -un)" node "$kind: a user of the base"
	is "$(in_image stock/node:1 stat -c %U /app)" node "$kind: which it owns"
	is "$(in_image stock/node-numbers:1 grep -c ^node: /etc/passwd)" 1 "$kind: a user of the base by its numbers is not created again"
	is "$(in_image stock/node-numbers:1 stat -c %u /app/deep)" 1000 "$kind: it owns its working directory"
	is "$(in_image stock/node-own:1 id)" 'uid=1000(appuser) gid=1000(appuser) groups=1000(appuser)' "$kind: a user of its own with the numbers of the base's"
	is "$(in_image stock/node-own:1 grep -c -e :1000:1000: -e ^node: /etc/passwd)" 1 "$kind: which then has that one alone"
	is "$(in_image stock/node-other:1 sh -c 'id -u node && id -u appuser' | tr '\n' ' ')" '1000 1001 ' "$kind: and both with other numbers"
	is "$(in_image stock/runtime:1 id)" 'uid=2000(appuser) gid=3000(appuser) groups=3000(appuser)' "$kind: a user made in another stage"
	is "$(in_image stock/runtime:1 stat -c %u:%g /app /home/appuser /etc/passwd | tr '\n' ' ')" '2000:3000 2000:3000 0:0 ' "$kind: owns its folders"
	is "$(in_image stock/runtime:1 id -u somebody)" 1000 "$kind: beside the users of the base"
	# shellcheck disable=SC2016 # expanded inside
	runs "$kind: the cache of Go is in the user's home" in_image stock/go-builder:1 sh -c 'mkdir -p "$GOCACHE" "$GOMODCACHE" && test "${GOCACHE%/*}" = ~appuser/.cache'
	# shellcheck disable=SC2016 # expanded inside
	runs "$kind: and so is that of Cargo" in_image stock/rust-builder:1 sh -c 'mkdir -p "$CARGO_HOME" && test "${CARGO_HOME%/*}" = ~appuser/.cache'
	is "$(in_image stock/busy:1 id -u app)" 1000 "$kind: a number that somebody has on a base without useradd"
	is "$(in_image stock/busy:1 stat -c %u /app)" 1000 "$kind: owns its working directory there"
	is "$(configuration stock/rootless:1 | jq -r .User)" 65532:65532 "$kind: an image on a base without root ends without root"
	is "$(in_image stock/rootless:1 hello)" 'Hello, world!' "$kind: and has packages"
}

test_files()
{
	is "$(in_image stock/node:1 ls /app /app/web | tr '\n' ' ')" '/app: copied.html hello made-by web  /app/web: index.html server.js ' "$kind: files and folders"
	is "$(in_image stock/node:1 stat -c %u:%g /app/web/server.js)" 1000:1000 "$kind: with an owner"
	is "$(in_image stock/node:1 cat /etc/made-by /app/made-by | tr '\n' ' ')" 'root node ' "$kind: steps of root and of the user"
	runs "$kind: a step behind the packages" in_image stock/heir:1 test -O /app/tried
	runs "$kind: a step that uses the environment" in_image stock/go:1 test -f /go/bin/made
}

test_packages()
{
	runs "$kind: pip in a virtual environment on Debian's Python" in_image stock/heir:1 python3 -c 'import six, idna'
	runs "$kind: pip in Debian's Python itself" in_image stock/system:1 python3 -c 'import six'
	is "$(in_image stock/heir:1 sh -c 'od -An -tx1 -j4 -N4 /opt/venv/lib/python3*/site-packages/idna/__pycache__/core.*.pyc')" ' 03 00 00 00' \
		"$kind: its modules are compiled, with hashes"
	runs "$kind: docker-clean is left in the image" in_image stock/heir:1 test -f /etc/apt/apt.conf.d/docker-clean
	is "$(in_image stock/heir:1 sh -c 'find /var/cache/apt /var/lib/apt -name "*.deb" -o -name "*Packages*" 2>/dev/null | wc -l')" 0 "$kind: what apt downloads is not"
	like "$(in_image stock/node:1 cat /var/log/stub)" '^0 npm install --global --cache /var/cache/npm typescript@5.4$' "$kind: npm, by root"
	like "$(in_image stock/go:1 cat /var/log/stub)" '^GOMODCACHE=/var/cache/go/modules$' "$kind: Go's modules are in a cache"
	like "$(in_image stock/rust:1 cat /var/log/stub)" '^CARGO_HOME=/var/cache/cargo$' "$kind: and so are Cargo's crates"
}

test_configuration()
{
	is "$(variable tools DATA)" /opt/data "$kind: a variable refers to an earlier entry"
	is "$(variable heir DATA)" /opt/data/heir "$kind: and to the parent's of its own name"
	# shellcheck disable=SC2016 # a dollar of the image
	is "$(variable tools PRICE)" '5$ or $HOME_OF_ALL' "$kind: dollars that are none"
	is "$(variable go TOOLS)" /go/bin "$kind: and to a variable of the base"
	like "$(variable tools PATH)" '^/opt/venv/bin:.*:/opt/behind$' "$kind: PATH in front and behind"
	is "$(variable heir PATH)" "$(variable tools PATH)" "$kind: only once"
	is "$(configuration stock/tools:1 | jq -c '[.Entrypoint, .Cmd, .Healthcheck.Interval]')" '[["hello"],["world"],90000000000]' "$kind: the parent runs something"
	is "$(configuration stock/prefixed:1 | jq -c '[.Entrypoint, .Cmd]')" '[["hello","--"],["world"]]' "$kind: the child runs the parent's command by another entrypoint"
	is "$(configuration stock/heir:1 | jq -c '[.Entrypoint // [], .Cmd // [], .Healthcheck.Test]')" '[[],[],["NONE"]]' "$kind: the child nothing"
	like "$(configuration stock/node:1 | jq -c .Healthcheck.Test)" NONE "$kind: a disabled health check"
}

# A user with other numbers than the base's is an error of the build that says so.
test_other_numbers()
{
	mkdir -p "$tmp/other" && cd "$tmp/other" || exit 1
	printf '%s\n' 'name: other' 'images:' '  one: {from: "node:22-slim", tag: "1", template: base.Dockerfile.j2, user: {name: node, uid: 1001}}' >images.yaml
	"$basegen" build >"$tmp/log" 2>&1
	ok $((! $?)) "$kind: a user of the base with other numbers is an error"
	like "$(cat "$tmp/log")" 'the base has a user node with the numbers 1000:1000, not 1001:1001' "$kind: that says so"
	cd "$work" || exit 1
}

# Values of all sorts of characters are in the image as they are written, in variables and in labels.
test_odd_values()
{
	mkdir -p "$tmp/odd" && cd "$tmp/odd" || exit 1
	"${PYTHON:-python3}" - "$$" >"$tmp/expected" <<-'END'
		import json, random, sys
		source = random.Random(int(sys.argv[1]))
		parts = list("`\"\\$'{}#%&*!;|<>()[]?=,:@~^ -") + ["$A0", "${A0}", "\\$", "\\\\", "é", "$(id)", "word", "\\n", "#{", "$$", "'\"'"]
		values = ["".join(source.choice(parts) for _ in range(source.randrange(1, 12))) for _ in range(80)]
		values = [value for value in values if not any(mark in value for mark in ("{{", "{%", "{#"))]
		image = {"from": "golang:1.22", "tag": "1",
		         "env": {f"A{i}": value.replace("$", "$$") for i, value in enumerate(values)} | {"LAST": "$A0/${A1}$A2."},
		         "labels": {f"a{i}": value for i, value in enumerate(values)}}
		with open("images.yaml", "w", encoding="utf-8") as file:
		    json.dump({"name": "odd", "images": {"one": image}}, file)
		print(json.dumps({f"A{i}": value for i, value in enumerate(values)} | {"LAST": f"{values[0]}/{values[1]}{values[2]}."}))
	END
	"$basegen" build >"$tmp/log" 2>&1
	built=$?
	ok "$built" "$kind: an image with odd values (seed $$)"
	[ "$built" -eq 0 ] || diag "$(tail -n 20 "$tmp/log")"
	is "$(configuration odd/one:1 | jq -cS '[.Env[] | select(test("^(A[0-9]+|LAST)=")) | capture("^(?<key>[^=]*)=(?<value>.*)$")] | from_entries')" \
		"$(jq -cS . "$tmp/expected")" "$kind: its variables have them"
	is "$(configuration odd/one:1 | jq -cS '.Labels | with_entries(select(.key | test("^a[0-9]+$")) | .key |= ascii_upcase)')" \
		"$(jq -cS 'del(.LAST)' "$tmp/expected")" "$kind: and its labels"
	cd "$work" || exit 1
}

make_family
for try in ${ENGINES:-docker buildah}; do
	"private_${try}_start"
	make_bases
	build_family
	test_users
	test_files
	test_packages
	test_configuration
	test_other_numbers
	test_odd_values
	stop_engine
done
done_testing
