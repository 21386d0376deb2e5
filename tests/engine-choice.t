#!/bin/sh
# Which engine is taken: fakes in PATH that answer as docker, podman and buildah do.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"

# fake FOLDER NAME [CLIENT [DAEMON [BUILDX]]]: DAEMON and BUILDX are true or false.
fake()
{
	mkdir -p "$tmp/$1"
	cat >"$tmp/$1/$2" <<EOF
#!/bin/sh
case "\$1 \$2" in
'version --format') echo ${3-20.10.24}; ${4-true} ;;
'images --no-trunc') ${4-true} && echo loom/a:1 sha256:1 ;;
'version ') echo Cannot connect to the daemon >&2; exit 1 ;;
'buildx version') ${5-true} ;;
'network inspect') false ;;
'--version ') echo "$2 version 1" ;;
*) echo "\$0 \$*" ;;
esac
EOF
	chmod 755 "$tmp/$1/$2"
}

# choice [FOLDER...]: what is chosen with these in PATH and nothing else, or the reason why nothing is.
choice()
{
	folders=''
	for folder; do folders=$folders$tmp/$folder:; done
	(
		# shellcheck disable=SC2123 # it is meant
		PATH=$folders$tmp/tools
		find_engine >/dev/null && find_builder
		echo "$kind ${engine#"$tmp/"}"
	) 2>&1 || cat "$tmp/reason"
}

mkdir "$tmp/tools"
for tool in cat tail sed; do ln -s "$(command -v "$tool")" "$tmp/tools"; done
fake old docker 20.10.24
fake new docker 28.2.2
fake bare docker 28.2.2 true false
fake dead docker 28.2.2 false
fake podman podman
fake buildah buildah
fake odd engine

is "$(choice old podman buildah)" 'docker old/docker' 'a docker whose daemon answers'
is "$(choice new old)" 'docker new/docker' 'the first in PATH'
is "$(choice dead old)" 'docker old/docker' 'not one whose daemon is silent'
is "$(choice bare old)" 'docker old/docker' 'not one without BuildKit, where another has it'
like "$(choice bare)" 'has no buildx.*no BuildKit' 'the only one has no BuildKit: says why'
like "$(choice bare)" 'Install the package docker-buildx' 'and what to install'
is "$(choice dead podman buildah)" 'podman podman/podman' 'else podman'
is "$(choice buildah)" 'buildah buildah/buildah' 'else buildah'
like "$(choice dead)" 'its daemon does not answer: Cannot connect' 'no engine: what is wrong with docker'
like "$(choice odd)" 'no container engine found.*no buildah' 'no engine at all'
like "$(choice odd)" 'apt-get install buildah' 'and what to install'

is "$(ENGINE=buildah choice old buildah)" 'buildah buildah/buildah' 'ENGINE, a name, wins'
is "$(ENGINE=$tmp/podman/podman choice old)" 'podman podman/podman' 'ENGINE, a path, wins'
is "$(ENGINE=docker choice dead bare old)" 'docker old/docker' 'ENGINE=docker means any that works'
like "$(ENGINE=$tmp/bare/docker choice old)" 'bare/docker .*has no buildx' 'ENGINE, a path, is not replaced by another'
like "$(ENGINE=$tmp/dead/docker choice old)" 'dead/docker does not answer: Cannot connect' 'nor is one whose daemon is silent'
like "$(ENGINE=nope choice old)" "no engine 'nope'" 'ENGINE that is not there'
like "$(ENGINE=$tmp/odd/engine choice old)" 'is no docker, podman or buildah' 'ENGINE that is something else'
ENGINE="x; touch $tmp/pwned; \$(touch $tmp/pwned)" choice old >"$tmp/output"
runs 'ENGINE is never run as code' test ! -e "$tmp/pwned"

# called KIND FUNCTION ARGUMENT...: how the function calls its engine.
called()
{
	kind=$1
	engine=$tmp/old/docker
	shift
	"$@" 2>&1 | sed "s,^$tmp/old/docker ,,"
}

is "$(called docker engine_build -t a .)" 'build --progress=plain --network=host -t a .' 'docker without a bridge network: the network of the host'
is "$(called docker engine_build --network none .)" 'build --progress=plain --network none .' 'unless one is given'
is "$(called podman engine_build .)" 'build --format docker --pull=never .' 'podman: HEALTHCHECK is kept, nothing is pulled'
is "$(called buildah engine_build .)" 'build --format docker --pull-never --layers .' 'buildah: likewise, with a cache'
is "$(called docker local_name loom/a)" loom/a 'docker: the plain name'
is "$(called buildah local_name loom/a)" localhost/loom/a 'buildah: the name is of this host'
is "$(called buildah local_name ghcr.io/loom/a) $(called podman local_name localhost/a) $(called podman local_name host:5000/a)" \
	'ghcr.io/loom/a localhost/a host:5000/a' 'a name with a registry stays'

done_testing
