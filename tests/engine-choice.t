#!/bin/sh
# Which engine is taken, by basegen and by configure: fakes in PATH that answer as docker, podman and
# buildah do. In each staged PATH both must say the same.
# Runs aside: it waits for time limits.
# shellcheck disable=SC2154 # what tap.sh sets
. "${0%/*}/lib/tap.sh"

unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG BUILDX_BUILDER

# fake FOLDER NAME [VERSION [DAEMON [BUILDX]]]: DAEMON and BUILDX are commands: true, false, hang.
fake()
{
	mkdir -p "$tmp/$1"
	cat >"$tmp/$1/$2" <<EOF
#!/bin/sh
echo "\$*" >>"$tmp/calls"
hang() { exec sleep 60; }
case "\$*" in
*--version) echo "${3-Docker version 20.10.24, build 297e128}" ;;
'images '*) ${4-true} && echo loom/a:1 sha256:1 && exit; echo Cannot connect to the Docker daemon >&2; exit 1 ;;
'version '*) ${4-true} && echo default ;;
'buildx version') ${5-true} ;;
'network inspect bridge') ${6-true} ;;
info*) echo '{"host": {"arch": "arm64", "os": "linux", "variant": "v8", "serviceIsRemote": true}}' ;;
'build '*) echo "BUILDX_BUILDER=\${BUILDX_BUILDER-} DOCKER_BUILDKIT=\${DOCKER_BUILDKIT-} \$*" ;;
*) exit 64 ;;
esac
EOF
	chmod 755 "$tmp/$1/$2"
}

# with_path FOLDER... -- COMMAND...: runs the command with these in PATH and nothing else that is an engine.
with_path()
{
	folders=''
	while [ "$1" != -- ]; do
		folders=$folders$tmp/$1:
		shift
	done
	shift
	# shellcheck disable=SC2123 # it is meant
	(PATH=$folders$tmp/tools && export PATH && "$@")
}

# The functions of configure without what it does with them.
sed '/^prefix=/,$d' "$root/configure" >"$tmp/functions"

# shellcheck disable=SC2317 # with_path calls it
configured()
{
	(
		# shellcheck source=/dev/null
		. "$tmp/functions"
		# shellcheck disable=SC2034 # the functions use them
		scratch=$tmp/scratch/${turn-} missing=''
		find_engine >&2
		if is_missing engine; then exit 3; fi
		printf '%s\n' "$engine"
	)
}

# chosen EXPECTED NAME FOLDER...: both take EXPECTED, a path in $tmp, or none if it is empty.
chosen()
{
	expected=${1:+$tmp/$1} name=$2
	shift 2
	is "$(with_path "$@" -- "$basegen" engine --path 2>"$tmp/basegen-said")" "$expected" "$name"
	is "$(with_path "$@" -- configured 2>"$tmp/configure-said")" "$expected" "$name: configure says the same"
}

# said PATTERN NAME: what basegen said last.
said()
{
	like "$(cat "$tmp/basegen-said")" "$1" "$2"
}

mkdir "$tmp/tools"
mkdir -p "$tmp/scratch/hanging" "$tmp/scratch/idle"
for tool in cat sed timeout sleep; do ln -s "$(command -v "$tool")" "$tmp/tools"; done
modern='Docker version 28.2.2, build e6534b4'
fake old docker
fake new docker "$modern"
fake bare docker "$modern" true false
fake dead docker "$modern" false
fake hanging docker "$modern" hang
fake idle docker "$modern" hang false
fake podman podman 'podman version 4.3.1'
fake buildah buildah 'buildah version 1.28.2'
fake emulated docker 'podman version 4.3.1'
fake odd engine 'nerdctl version 1.7.2'
fake plain engine "$modern"

fake empty docker "
$modern
/usr/bin/podman"
fake escapes docker "Docker version 20$(printf '\033]0;PWN\007\033[2J'), build x"
fake vast docker 'Docker version 99999999999999999999, build x' true false
fake letters docker 'Docker version 30x, build x' true false
fake several docker "Docker version 30, build x
Docker version 20, build x" true false
fake negative docker 'Docker version -1, build x'

chosen old/docker 'a docker whose daemon answers' old podman buildah
chosen empty/docker 'an answer with an empty line and another program in it' empty podman
chosen escapes/docker 'one with escape sequences' escapes podman
is "$(cat "$tmp/basegen-said" "$tmp/configure-said" | tr -cd '\033\007' | wc -c)" 0 'of which nobody sees any'
for folder in vast letters several negative; do
	chosen podman/podman "a version that is none, or past all numbers: $folder" "$folder" podman
done
chosen new/docker 'the first in PATH' new old
chosen old/docker 'not one whose daemon refuses' dead old
chosen old/docker 'not one that cannot build, where another can' bare old
chosen buildah/buildah 'nor beside buildah' bare buildah
chosen podman/podman 'else podman' dead podman buildah
chosen podman/podman 'a docker that is podman is passed over' emulated podman
chosen buildah/buildah 'else buildah' buildah
chosen '' 'no docker that could be used' dead bare
said 'dead/docker: its daemon does not answer: Cannot connect' 'it says what is wrong with one'
said 'bare/docker: its version 28.2.2 has no buildx' 'and with the other'
said 'apt-get install buildah' 'and what to install'
chosen '' 'no engine at all' odd
said 'no container engine found' 'it says so'

# All of these wait as long as a daemon may take.
with_path hanging buildah -- "$basegen" engine --path >"$tmp/hanging.1" 2>&1 &
turn=hanging with_path hanging buildah -- configured >"$tmp/hanging.2" 2>&1 &
with_path idle buildah -- "$basegen" engine --path >"$tmp/idle.1" 2>&1 &
turn=idle with_path idle buildah -- configured >"$tmp/idle.2" 2>/dev/null &
wait
like "$(cat "$tmp/hanging.1")" "hanging/docker: it did not answer within 10 seconds.*set ENGINE" 'a docker that hangs is an error that names ENGINE'
like "$(cat "$tmp/hanging.2")" "hanging/docker did not answer within 10 seconds.*set ENGINE" 'for configure too'
is "$(grep -c buildah "$tmp/hanging.1") $(grep -c buildah/buildah "$tmp/hanging.2")" '0 0' 'and buildah is not taken in its place'
is "$(cat "$tmp/idle.1")" "$tmp/buildah/buildah" 'unless it could not build anyway: it is passed over'
is "$(cat "$tmp/idle.2")" "$tmp/buildah/buildah" 'by configure too'

# ENGINE
export ENGINE
ENGINE=buildah
chosen buildah/buildah 'ENGINE, a name, wins' old buildah
ENGINE=$tmp/podman/podman
chosen podman/podman 'ENGINE, a path, wins' old
ENGINE=docker
chosen old/docker 'ENGINE=docker means any that works' dead bare old
chosen '' 'and nothing else' dead podman
ENGINE=$tmp/bare/docker
chosen '' 'ENGINE, a path, is not replaced by another' old
said 'ENGINE.*bare/docker: .*has no buildx' 'it says why'
ENGINE=$tmp/dead/docker
chosen '' 'nor is one whose daemon refuses' old
said 'dead/docker: its daemon does not answer: Cannot connect' 'it says so'
ENGINE=nope
chosen '' 'ENGINE that is not there' old
said "no engine 'nope'" 'it says so'
with_path old -- "$basegen" engine 2>/dev/null
is $? 2 'a mistake of the call'
ENGINE=$tmp/odd/engine
chosen '' 'ENGINE that is something else' old
said 'is no docker, podman or buildah' 'it says so'
ENGINE=$tmp/plain/engine
chosen plain/engine 'ENGINE with a name that tells nothing is asked' old
ENGINE="x; touch $tmp/pwned; \$(touch $tmp/pwned)"
chosen '' 'ENGINE is never run as code' old
runs 'and was not' test ! -e "$tmp/pwned"
unset ENGINE

# What is printed
is "$(with_path bare old -- "$basegen" engine --format json | jq -c '[.kind, .path, .passed[0].path]')" \
	"[\"docker\",\"$tmp/old/docker\",\"$tmp/bare/docker\"]" 'as JSON'
is "$(with_path podman -- "$basegen" engine --format json | jq -r .platform)" linux/arm64 \
	'the platform of a podman elsewhere'

# A driver that calls what engine.h promises
make -s -C "$tmp" -f "$root/tests/lib/driver.mk" BUILD="$BUILD" drivers=engine-driver
driver=$tmp/engine-driver
memory=$tmp/memory
: >"$tmp/calls"
is "$(MEMORY=$memory with_path new -- "$driver" list)" 'loom/a:1 sha256:1' 'which images there are'
: >"$tmp/calls"
MEMORY=$memory with_path new -- "$driver" list >/dev/null
is "$(cat "$tmp/calls")" 'images --no-trunc --format {{.Repository}}:{{.Tag}} {{.ID}}' 'that it can build is remembered: one call'
touch -d 2001-01-01 "$tmp/new/docker"
: >"$tmp/calls"
MEMORY=$memory with_path new -- "$driver" list >/dev/null
is "$(grep -c -e --version "$tmp/calls")" 1 'but not of another docker'
rm "$memory" && echo keep >"$tmp/target" && ln -s "$tmp/target" "$memory"
MEMORY=$memory with_path new -- "$driver" list >/dev/null
is "$(cat "$tmp/target") $(test -L "$memory" || echo replaced)" 'keep replaced' 'a link in its place is replaced, not followed'
echo '%s%n docker builds: all' >"$memory"
is "$(MEMORY=$memory with_path bare old -- "$driver" path)" "$tmp/old/docker" 'what it should not hold is ignored'
MEMORY=$tmp/none/memory with_path new -- "$driver" list >"$tmp/output"
is "$(cat "$tmp/output")" 'loom/a:1 sha256:1' 'and it need not be there'

# How a docker is called to build
fake bridgeless docker "$modern" true true false
like "$(BUILDX_BUILDER=other with_path new -- "$driver" build "$tmp" loom/b:1 loom/a:1 "$tmp/id")" \
	'^BUILDX_BUILDER=default DOCKER_BUILDKIT=1 build --progress=plain --file' 'in its own daemon, whatever builder is selected'
like "$(with_path bridgeless -- "$driver" build "$tmp" loom/b:1 loom/a:1 "$tmp/id")" \
	'build --progress=plain --network=host --file' 'without a bridge network: that of the host'
like "$(BUILD_NETWORK=none with_path bridgeless -- "$driver" build "$tmp" loom/b:1 loom/a:1 "$tmp/id")" \
	'build --progress=plain --network=none --file' 'unless one is given'
like "$(BUILD_FLAGS=--network=none with_path bridgeless -- "$driver" build "$tmp" loom/b:1 loom/a:1 "$tmp/id")" \
	'build --progress=plain --network=none --file' 'also in BUILD_FLAGS'
like "$(with_path podman -- "$driver" build "$tmp" loom/b:1 loom/a:1 "$tmp/id")" \
	'build --format docker --pull=never .* --tag localhost/loom/b:1 ' 'podman: HEALTHCHECK is kept, nothing is pulled'
like "$(with_path buildah -- "$driver" build "$tmp" ghcr.io/loom/b:1 loom/a:1 "$tmp/id")" \
	'build --format docker --pull-never --layers .* --tag ghcr.io/loom/b:1 ' 'buildah: likewise, with a cache'

# Somebody else's text
printf '#!/bin/sh\ncat <<END\n%b\nEND\n' 'loom/a:1 sha256:1\n<none>:<none> sha256:2\nx:1\n sha256:3\nloom/\033[31mb:1 sha256:4\nloom/c:1 sha256:\0335\nloom/f:1 sha256:\001\nnotag sha256:6\nloom/d:1    sha256:7\nDocker version 20.10.24,' >"$tmp/old/docker"
is "$(with_path old -- "$driver" list | tr '\n' ' ')" 'loom/a:1 sha256:1 loom/d:1 sha256:7 ' 'lines that are no image are dropped'

done_testing
