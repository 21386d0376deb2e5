# shellcheck shell=sh disable=SC2154 # after tap.sh
# A small family for tests of what is built: a diamond of images, one that copies from it, and one apart.

# make_family FOLDER [BASE]
make_family()
{
	mkdir -p "$1/templates" && cp -R "$root/templates/." "$1/templates" && cat >"$1/images.yaml" <<END
name: loom
defaults: {template: base.Dockerfile.j2, tag: "1"}
images:
  base: {from: "${2-debian:12}", env: {WHO: base}}
  left: {from: base, env: {WHO: left}}
  right: {from: base, env: {WHO: right}}
  both: {from: left, copy: [{image: right, from: /etc/tiny, to: /etc/copied}]}
  apart: {from: "${2-debian:12}", env: {WHO: apart}}
END
}

# build_base: makes tiny:1 with $engine, a base of what a few commands need.
build_base()
{
	rootfs=$tmp/base/rootfs
	mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp"
	cp "$(command -v busybox)" "$rootfs/bin/busybox"
	for name in sh sleep dd ln chmod chown mkdir cat; do ln -sf busybox "$rootfs/bin/$name"; done
	echo tiny >"$rootfs/etc/tiny"
	printf 'FROM scratch\nCOPY rootfs /\nENV PATH=/bin\n' >"$tmp/base/Dockerfile"
	runs "$kind: the base is built" engine_build -t tiny:1 "$tmp/base"
}

# family FOLDER [BASE]: makes it, generated and committed with a tag, and goes there.
family()
{
	make_family "$@" && cd "$1" && "$basegen" generate >/dev/null && git init -q . && git add -A &&
		commit one && git tag v1.0.0
}

commit()
{
	git -c user.name=a -c user.email=a@b commit -qm "$1"
}

# edit OLD NEW: replaces a text in images.yaml, and generates.
edit()
{
	sed -i "s,$1,$2,g" images.yaml && "$basegen" generate >/dev/null
}

# undo: takes what was edited back.
undo()
{
	git checkout -q . && "$basegen" generate >/dev/null
}

# add_running NAME COMMAND: a template of that name, whose image runs the command while it is built.
add_running()
{
	undo
	printf '{%% extends "image/base.Dockerfile.j2" %%}\n{%% block packages %%}\nRUN %s\n{%% endblock %%}\n' "$2" >"templates/image/$1.Dockerfile.j2"
	sed -i "s,^  apart: {,&template: $1.Dockerfile.j2\, ," images.yaml && "$basegen" generate >/dev/null
}

# key IMAGE: its content key.
key()
{
	sed -n "s,  $1\$,,p" out/keys
}

make_images()
{
	BASEGEN=$basegen make -rR -f "$root/tests/lib/family.mk" "LOGS=$tmp/log" "$@" 2>&1
}

run_build()
{
	LOGS=$tmp/log "$basegen" build "$@" 2>&1
}
