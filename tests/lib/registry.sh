# shellcheck shell=sh disable=SC2034,SC2154 # after tap.sh, engine.sh and family.sh; the tests use what is set here
# A docker-registry on loopback, and what it and the engine hold of the family under $REGISTRY.

registry_pid='' reader_pid='' registry_http='' registry_line=''

# wait_for_port PORT
wait_for_port()
{
	"${PYTHON:-python3}" - "$1" <<-'END'
		import socket, sys, time
		for attempt in range(100):
		    try:
		        socket.create_connection(("127.0.0.1", int(sys.argv[1]))).close()
		        sys.exit(0)
		    except OSError:
		        time.sleep(0.1)
		sys.exit(1)
	END
}

# start_registry: with what $registry_http sets of how it talks, and $registry_line of the rest.
start_registry()
{
	port=$(free_port)
	cat >"$tmp/registry.yml" <<-END
		version: 0.1
		storage: {filesystem: {rootdirectory: "$tmp/registry"}}
		http: {addr: "127.0.0.1:$port"$registry_http}
		$registry_line
	END
	program=$(command -v docker-registry || command -v registry)
	# It spends less time on collecting garbage, of which each request makes much.
	GOGC=400 "$program" serve "$tmp/registry.yml" >"$tmp/registry.log" 2>&1 &
	registry_pid=$!
	runs 'a registry listens' wait_for_port "$port"
}

# start_reader: what the registry has, at another port and for readers alone.
start_reader()
{
	reader_port=$(free_port)
	cat >"$tmp/reader.yml" <<-END
		version: 0.1
		storage: {filesystem: {rootdirectory: "$tmp/registry"}, maintenance: {readonly: {enabled: true}}}
		http: {addr: "127.0.0.1:$reader_port"}
	END
	"$program" serve "$tmp/reader.yml" >"$tmp/reader.log" 2>&1 &
	reader_pid=$!
	runs 'a registry that takes nothing listens' wait_for_port "$reader_port"
}

stop_registry()
{
	for pid in $registry_pid $reader_pid; do end_process "$pid"; done
	registry_pid='' reader_pid=''
}
at_end stop_registry

# push_index NAME:TAG [OPTION...]: NAME:TAG of the registry becomes an index of two platforms, by buildah. Both hold what $tmp/base
# has, which this machine can run; the label `of` of each is NAME:TAG-ARCHITECTURE. The options are those of the push.
push_index()
{
	index=$1
	shift
	"$engine" manifest create index >/dev/null
	for architecture in amd64 arm64; do
		engine_build --platform "linux/$architecture" --label "of=$index-$architecture" -t "tiny:$architecture" "$tmp/base" >/dev/null 2>&1
		"$engine" manifest add index "localhost/tiny:$architecture" >/dev/null
	done
	runs "$index for two platforms is pushed" "$engine" manifest push --all --tls-verify=false "$@" index "docker://127.0.0.1:$port/$index"
	"$engine" manifest rm index >/dev/null
}

# allow_http PORT...: buildah talks plain HTTP only where it is told to.
allow_http()
{
	printf '[[registry]]\nlocation = "127.0.0.1:%s"\ninsecure = true\n' "$@" >"$tmp/registries.conf"
	export CONTAINERS_REGISTRIES_CONF="$tmp/registries.conf"
}

# The folder of the registry for what it has of the family.
repositories()
{
	echo "$tmp/registry/docker/registry/v2/repositories/${REGISTRY#*/}/loom"
}

# digest NAME:TAG: of what the registry has under that name; nothing if it has none.
digest()
{
	cat "$tmp/registry/docker/registry/v2/repositories/${1%:*}/_manifests/tags/${1##*:}/current/link" 2>/dev/null
}

# has NAME:TAG: which image the registry has under that tag, nothing if none.
has()
{
	cat "$(repositories)/${1%%:*}/_manifests/tags/${1#*:}/current/link" 2>/dev/null
}

# registered PATTERN: all tags that the registry has and that match, without their repository.
registered()
{
	(cd "$(repositories)" 2>/dev/null && ls -d ./*/_manifests/tags/*) |
		sed 's,^\./\([^/]*\)/_manifests/tags/,\1:,' | grep -E "$1" | xargs
}

# held PATTERN: which names of the family the engine has, without the registry.
held()
{
	engine_images | sed -n "s,^$REGISTRY/loom/\([^ ]*\) .*,\1,p" | grep -E "$1" | sort | xargs
}

# forget [PATTERN]: prunes the images of the family that match, under the name of the registry and without it.
forget()
{
	engine_images | sed -n "s;^\(\($REGISTRY/\)\{0,1\}loom/[^ ]*\) .*;\1;p" | grep -E "${1-.}" | xargs "$engine" rmi -f >/dev/null 2>&1
}

# blob DIGEST: what the registry has under it.
blob()
{
	cat "$tmp/registry/docker/registry/v2/blobs/sha256/$(echo "${1#*:}" | cut -c 1-2)/${1#*:}/data"
}

# registered_image NAME:TAG: its configuration; of what has several, as an attestation beside the image, the first.
registered_image()
{
	manifest=$(has "$1")
	first=$(blob "$manifest" | jq -r '.manifests[0].digest // empty')
	blob "$(blob "${first:-$manifest}" | jq -r .config.digest)"
}

# registered_id NAME:TAG: its ID, which engines know it by.
registered_id()
{
	manifest=$(has "$1")
	[ -z "$manifest" ] || blob "$manifest" | jq -r '.config.digest // empty'
}
