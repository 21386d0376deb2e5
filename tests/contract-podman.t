#!/bin/sh
# What gen/engine/engine.h promises, on a real podman with images of its own.
# Runs aside: it waits for podman.
# shellcheck disable=SC2154 # what is included sets them
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"
. "$root/tests/lib/contract.sh"

# fake_store FILTER: puts a podman in front that tells something else of its store.
fake_store()
{
	mkdir -p "$tmp/front"
	cat >"$tmp/front/podman" <<EOF
#!/bin/sh
[ "\$1" != info ] || exec sh -c '"$podman" info --format json | jq "\$1"' sh '$1'
exec "$podman" "\$@"
EOF
	chmod 755 "$tmp/front/podman"
	ENGINE=$tmp/front/podman
}

private_podman_start
podman=$ENGINE
try_contract podman
"$driver" untag loom/other:1
"$ENGINE" tag loom/child:1 docker.io/library/official:1 docker.io/some/one:1 example.org/loom/x:1
is "$("$driver" list | sed 's/ .*//' | sort | tr '\n' ' ')" 'example.org/loom/x:1 loom/base:1 loom/child:1 official:1 some/one:1 ' 'names as docker writes them'
is "$("$driver" list | sort)" "$("$ENGINE" images --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' | grep -v '<none>' |
	sed 's,^localhost/,,; s,^docker.io/library/,,; s,^docker.io/,,' | sort)" 'the store that is read says what podman says'
id=$(id_of loom/child:1)
is "$(layers "$id")" "$("$ENGINE" image inspect "$id" | jq -r '.[].RootFS.Layers[]' | tr '\n' ' ')" 'so do the layers'

# A store of another layout, and one that has more than it says
images=$(echo "$tmp"/podman/graph/*-images)
listed=$("$driver" list | sort)
looked=$("$driver" inspect loom/child:1 "$id" loom/nothing:1)
mv "$images" "$images.elsewhere"
is "$("$driver" list)" '' 'a store without images'
rm -rf "$images"
mv "$images.elsewhere" "$images"
fake_store '.store.imageStore.number += 1'
is "$("$driver" list | sort)" "$listed" 'the list, where podman counts more than the store has'
is "$("$driver" inspect loom/child:1 "$id" loom/nothing:1)" "$looked" 'and the images'
fake_store '.store.graphRoot = "/nowhere"'
is "$("$driver" list | sort)" "$listed" 'the list, where the store cannot be read'
is "$("$driver" inspect loom/child:1 "$id" loom/nothing:1)" "$looked" 'and the images'
fake_store '.host.serviceIsRemote = true'
is "$("$driver" list | sort)" "$listed" 'the list, of a podman on another machine'
is "$("$driver" inspect loom/child:1 "$id" loom/nothing:1)" "$looked" 'and the images'

done_testing
