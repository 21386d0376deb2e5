#!/bin/sh
# No text of images.yaml becomes anything but that text: random bytes in every free field are refused,
# or come back exactly from a real docker, a real buildah, sh and JSON. SEED=N tries others.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/engine.sh"

injection()
{
	"${PYTHON:-python3}" "$root/tests/lib/injection.py" "$@"
}

# A family of the seed in $work, less what is refused.
make_family()
{
	work=$tmp/$1
	mkdir -p "$work" && cp -R "$root/templates" "$work" && cd "$work" || exit 1
	# ARG does not stay in an image: what it holds is shown as variables.
	{
		echo '{% include "image/base.Dockerfile.j2" %}'
		echo
		# shellcheck disable=SC2016 # Jinja's
		echo '{% for name in image.args %}{{ "ENV " ~ name ~ "=\"${" ~ name ~ "}\"" }}'
		echo '{% endfor %}'
	} >templates/image/probe.Dockerfile.j2
	injection make . "$1"
	"$basegen" --format json generate >stdout 2>stderr
	is $? 2 "seed $1: some texts are refused"
	is "$(cat stdout)" '' "seed $1: nothing is written then"
	# Fifty are shown at a time.
	for round in 1 2 3 4 5 6 7 8 9; do
		counts=$(injection drop . <stderr) || break
		"$basegen" --format json generate >stdout 2>stderr && break
	done
	is "$round $(cat stderr)" "$round " "seed $1: each refusal is at the line of its text; the rest is accepted"
	like "$counts" '^[0-9]+ [1-9][0-9]*$' "seed $1: refused at last and accepted: $counts"
}

# try_engine COMMAND...: the images that it builds hold the texts.
try_engine()
{
	runs "$kind: the images are built: $(basename "$1")" "$@"
	for image in image0 image1 image2 image3 image4 image5; do
		configuration "inject/$image:one" >"$tmp/configuration"
		runs "$kind: $image holds each text as it was written" injection check . "$image" <"$tmp/configuration"
	done
}

seed=${SEED:-1}
private_docker_start
make_family "$seed"
try_engine out/build.sh
make_family "$((seed + 1))"
try_engine "$basegen" build
stop_engine
private_buildah_start
try_engine "$basegen" build

# The commands of tests reach an engine word for word.
mkdir "$tmp/bin" && cat >"$tmp/bin/docker" <<'END'
#!/bin/sh
case $1 in
--version) echo 'Docker version 20.10.24, build 297e128' ;;
version) echo default ;;
images) cat "$HELD/names" ;;
image) cat "$HELD/images" ;;
network | ps) ;;
*)
	printf '%s\0' "$@" END >>"$CALLS"
	for word; do :; done
	printf '%s\n' "$word"
	;;
esac
END
chmod +x "$tmp/bin/docker"
machine=$(case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac)
while read -r key name; do
	echo "inject/$name:key-$key sha256:$name" >>"$tmp/names"
	echo "{\"Id\": \"sha256:$name\", \"Os\": \"linux\", \"Architecture\": \"$machine\", \"RootFS\": {\"Layers\": [\"sha256:a\"]}," \
		"\"Config\": {\"Labels\": {\"basegen.key\": \"$key\"}}}" >>"$tmp/images"
done <<END
$(grep . out/keys)
END
HELD=$tmp CALLS=$tmp/calls ENGINE=$tmp/bin/docker "$basegen" test --only tests >"$tmp/log"
ok $? 'basegen test: each output is found again'
runs 'basegen test: each command arrives word for word' injection tests . <"$tmp/calls"

for file in out/*.sh; do
	runs "$file: sh -n" sh -n "$file"
done
runs 'images.mk can be read' make -n -f out/images.mk all-images
runs 'docker-bake.json is JSON' jq -e . out/docker-bake.json

done_testing
