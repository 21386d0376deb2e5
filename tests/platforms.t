#!/bin/sh
# Images for another platform, and images on stand-ins: neither is taken for the machine's own.
# shellcheck disable=SC2119 # builds of all are called without words
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

native=$("$basegen" -C "$root" engine >/dev/null 2>&1; case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac)
other=$(case $native in arm64) echo amd64 ;; *) echo arm64 ;; esac)
echo "$native" >"$FAKE/architecture"

from_nothing()
{
	: >"$FAKE/images"
	rm -rf "$FAKE/info" build
	reset
}

# holds NAME ID [ARCHITECTURE] [LABELS]: the engine has such an image.
holds()
{
	mkdir -p "$FAKE/info"
	sed -i "s,^$1 .*,," "$FAKE/images" && sed -i '/^$/d' "$FAKE/images"
	echo "$1 $2" >>"$FAKE/images"
	printf 'Architecture=%s\nlabels=%s\n' "${3-$native}" "${4-}" >"$FAKE/info/$(echo "$2" | tr / +)"
}

named()
{
	sed -n "s,^$1 ,,p" "$FAKE/images"
}

# suffixes SUFFIX: how many key tags of the family end so.
suffixes()
{
	grep -E -c "^loom/[a-z]*:key-[0-9a-f]{40}$1 " "$FAKE/images"
}

family "$tmp/family one"

# What is under a native key but for another platform
from_nothing
holds "loom/base:key-$(key base)" sha256:foreign "$other" "\"basegen.key\": \"$(key base)\""
run_build base >/dev/null
is "$? $(built)" '0 base' 'an image for another platform under the native key is not taken'
from_nothing
holds "loom/base:key-$(key base)" sha256:own "$native" "\"basegen.key\": \"$(key base)\""
run_build base >/dev/null
is "$? $(built)" '0 ' 'one for the machine is'

# On an engine that has the machine's own images
from_nothing
run_build >/dev/null
own=$(named debian:12)
printf '^build\tgrep "^debian:12 " images >>seen\n' >"$FAKE/runs"
PLATFORM=linux/$other run_build base >/dev/null
is "$? $(suffixes "-linux-$other") $(suffixes '')" '0 1 5' 'for another platform an image has a key of its own'
is "$(grep '^pull' "$FAKE/calls" | tail -n 1)" "pull --platform linux/$other debian:12" 'the base is pulled for it'
is "$(cat "$FAKE/seen")" "debian:12 sha256:pulled-debian:12-$other" 'the build stands on that'
is "$(named debian:12)" "$own" 'and its name is given back'
printf '^build\tgrep "^debian:12 " images >>seen\n' >"$FAKE/runs"
rm "$FAKE/seen" && : >"$FAKE/calls"
PLATFORM=linux/$other run_build >/dev/null
is "$? $(suffixes "-linux-$other") $(grep -c '^pull' "$FAKE/calls")" '0 5 0' 'the others follow, and the base is not pulled again'
is "$(sort -u "$FAKE/seen" | grep -c -e "$other$")" 1 'as it is kept under another name'
is "$(named debian:12)" "$own" 'its name is given back again'
reset
PLATFORM=linux/$other run_build >/dev/null
is "$? $(calls)" '0 1' 'and then there is nothing to do'
like "$(cat "$FAKE/info/$(named "loom/both:key-$(key both)-linux-$other" | tr / +)")" "^Architecture=$other$" 'what was built is for that platform'
reset
output=$(run_build)
is "$(builds) $(printf '%s\n' "$output" | tail -n 1)" '0 5 tagged' 'the machine has its own images still'

# On one that has nothing
from_nothing
PLATFORM=linux/$other run_build >/dev/null
is "$? $(suffixes "-linux-$other") $(suffixes '') $(named debian:12)" '0 5 0 ' 'on an empty engine the base keeps no name'
reset
run_build >/dev/null
is "$? $(built)" '0 apart base both left right' 'nothing of it is taken for the machine'
is "$(grep '^pull' "$FAKE/calls")" 'pull debian:12' 'which pulls its own base'

# Somebody has pulled the base for another platform
from_nothing
holds debian:12 sha256:theirs "$other"
run_build >/dev/null
is "$? $(suffixes '') $(grep '^pull' "$FAKE/calls")" "0 5 pull --platform linux/$native debian:12" 'a base for another platform is pulled for the machine'
from_nothing
holds debian:12 sha256:theirs "$other"
echo '^pull' >"$FAKE/fail"
output=$(run_build)
is "$? $(builds)" '1 0' 'where that fails nothing is built'
like "$output" "the base debian:12 is there for linux/$other, not for linux/$native, and that cannot be pulled" 'which is said'

# A base with tag and digest, which an engine knows by the digest alone
sed -i "s,from: \"debian:12\",from: \"debian:12@sha256:$(printf '%064d' 1)\"," images.yaml && "$basegen" generate >/dev/null
from_nothing
run_build apart >/dev/null
is "$? $(built)" '0 apart' 'a base with tag and digest is pulled'
reset
run_build base >/dev/null
is "$? $(built) $(grep -c '^pull' "$FAKE/calls")" '0 base 0' 'once, and then found'
undo

# A run for another platform that is killed
from_nothing
run_build >/dev/null
reset
echo 30 >"$FAKE/slow"
PLATFORM=linux/$other LOGS=$tmp/log "$basegen" build base >/dev/null 2>&1 &
killed=$!
while [ "$(builds)" -eq 0 ]; do sleep 0.1; done
kill -9 "$killed"
wait "$killed" 2>/dev/null
for _ in $(seq 200); do
	[ "$(named debian:12)" != "$own" ] || break
	sleep 0.1
done
is "$(named debian:12)" "$own" 'kill -9: the name is given back all the same'

# The process that has borrowed the name is killed: a later run gives it back, also where no registry is reached.
# orphan PLATFORM: a build for it ends so, and its base keeps the name.
orphan()
{
	reset
	# shellcheck disable=SC2016 # for the shell of the engine
	printf '^build\tkill -9 $(ps -o ppid= -p $PPID)\n' >"$FAKE/runs"
	PLATFORM=$1 run_build base >/dev/null
	sleep 0.2
	forget loom.base:
	reset
}

from_nothing
run_build >/dev/null
orphan "linux/$other"
is "$(named debian:12)" "sha256:pulled-debian:12-$other" 'a process that is killed does not give the name back'
orphan linux/s390x
is "$(named debian:12)" 'sha256:pulled-debian:12-s390x' 'nor does the next one'
reset
echo '^pull' >"$FAKE/fail"
run_build base >/dev/null
is "$? $(built) $(named debian:12)" "0 base $own" 'a build for the machine gives it to its owner'
is "$(grep -c -e -owner -e -nobody "$FAKE/images")" 0 'and the owner has that name alone again'
orphan "linux/$other"
holds debian:12 sha256:again
PLATFORM=linux/$other run_build base >/dev/null
is "$(named debian:12) $(grep -c -e -owner "$FAKE/images")" 'sha256:again 0' 'who has pulled it again has the newer one'
from_nothing
orphan "linux/$other"
orphan linux/s390x
echo '^pull' >"$FAKE/fail"
output=$(run_build base)
like "$output" 'the base debian:12 is not in docker and cannot be pulled' 'a name without an owner is taken away again'
is "$(grep -c -e '^debian' -e -nobody "$FAKE/images")" 0 'and nothing is left of it'
from_nothing
holds debian:12 sha256:standin "$native" '"basegen.stand-in": "debian-bookworm"'
orphan "linux/$other"
echo '^pull' >"$FAKE/fail"
run_build base >/dev/null
is "$? $(built) $(suffixes -standin) $(named debian:12)" '0 base 1 sha256:standin' 'a stand-in gets its name back, and is known as one'

# Variants: one above what the machine's platform means is another platform, the one that it means is not.
higher=$native/v9 same=$native/$(case $native in arm64) echo v8 ;; *) echo v1 ;; esac)
from_nothing
PLATFORM=linux/$higher run_build >/dev/null
is "$? $(suffixes "-linux-$native-v9") $(suffixes '')" '0 5 0' 'a platform with a variant has keys of its own'
reset
PLATFORM=linux/$higher run_build >/dev/null
is "$? $(calls)" '0 1' 'and then there is nothing to do'
reset
run_build >/dev/null
is "$? $(built) $(suffixes '')" '0 apart base both left right 5' 'the machine takes nothing of it'
reset
PLATFORM=linux/$same run_build >/dev/null
is "$? $(calls)" '0 1' 'the variant that goes without saying is the same platform'
from_nothing
holds "loom/base:key-$(key base)" sha256:above "$higher" "\"basegen.key\": \"$(key base)\""
run_build base >/dev/null
is "$? $(built)" '0 base' 'an image for a higher variant under the native key is not taken'
from_nothing
holds "loom/base:key-$(key base)" sha256:own "$same" "\"basegen.key\": \"$(key base)\""
run_build base >/dev/null
is "$? $(built)" '0 ' 'one that says the variant which goes without saying is'
for pair in 'arm/v6 arm/v7' 'arm/v7 arm/v6'; do
	held=${pair% *} asked=${pair#* }
	from_nothing
	holds "loom/base:key-$(key base)-linux-arm-${asked#*/}" sha256:held "$held" "\"basegen.key\": \"$(key base)\""
	PLATFORM=linux/$asked run_build base >/dev/null
	is "$? $(built)" "0 $([ "$asked" = arm/v7 ] || echo base)" "an image for linux/$held where linux/$asked is asked for"
done

# An engine that knows no variants
from_nothing
printf '^image inspect\tsed -i "s,^\\(Architecture=[a-z0-9]*\\)/v[0-9]*$,\\1," info/*\n' >"$FAKE/runs"
PLATFORM=linux/$higher run_build >/dev/null
is "$? $(suffixes "-linux-$native-v9") $(suffixes '') $(cat "$FAKE/info/"* | grep -c /v9)" '0 5 0 0' 'an engine that knows no variants builds for one'
reset
PLATFORM=linux/$higher run_build >/dev/null
is "$? $(calls)" '0 1' 'once'
run_build >/dev/null
is "$? $(suffixes '') $(built)" '0 5 apart base both left right' 'and the machine takes nothing of that'
for given in "linux/$same linux/$native" "linux/$native linux/$same"; do
	sed -i "s,^  apart: {,&platforms: [${given% *}]\, ," images.yaml && "$basegen" generate >/dev/null
	reset
	PLATFORM=${given#* } run_build apart >/dev/null
	is $? 0 "PLATFORM=${given#* } is one of platforms: [${given% *}]"
	undo
done

# What images.yaml says
sed -i "s,^  apart: {,&platforms: [linux/$other]\, ," images.yaml && "$basegen" generate >/dev/null
from_nothing
run_build apart >/dev/null
is "$? $(suffixes "-linux-$other")" '0 1' 'an image with platforms is built for the first that there is'
like "$(grep '^build ' "$FAKE/calls")" " --platform linux/$other " 'without PLATFORM'
reset
output=$(PLATFORM=linux/$native "$basegen" build apart 2>&1)
is "$? $(builds)" '2 0' 'PLATFORM that is none of them is a mistake'
like "$output" "^basegen: invalid PLATFORM 'linux/$native': apart is built for linux/$other; choose one of those, or add it to 'platforms' in images.yaml$" \
	'which says what there is'
undo

# Stand-ins
from_nothing
holds debian:12 sha256:standin "$native" '"basegen.stand-in": "debian-bookworm"'
PLATFORM=linux/$other run_build base >/dev/null
is "$? $(suffixes "-linux-$other") $(suffixes "-linux-$other-standin")" '0 1 0' "the machine's stand-in makes none of a base for another platform"
is "$(grep -l '"basegen.stand-in"' "$FAKE/info/"*built* | wc -l) $(named debian:12)" '0 sha256:standin' 'nor a label, and keeps its name'
from_nothing
holds debian:12 sha256:standin "$native" '"basegen.stand-in": "debian-bookworm"'
run_build >/dev/null
is "$? $(suffixes -standin) $(suffixes '')" '0 5 0' 'what stands on a stand-in has a key of its own, its children too'
is "$(grep -l '"basegen.stand-in"' "$FAKE/info/"*built* | wc -l)" 5 'and a label'
reset
run_build >/dev/null
is "$(calls)" 1 'and that is all'
reset
holds debian:12 sha256:real
run_build >/dev/null
is "$? $(built) $(suffixes '')" '0 apart base both left right 5' 'when the base is real, the real images are built'
reset
holds debian:12 sha256:standin "$native" '"basegen.stand-in": "debian-bookworm"'
output=$(run_build)
is "$(builds) $(printf '%s\n' "$output" | tail -n 1)" '0 5 tagged' 'the others are still there, and only tagged'
sed -i 's/^\(loom.*:key-[0-9a-f]*\) /\1-gone /; s/-standin / /' "$FAKE/images"
reset
run_build >/dev/null
is "$(builds)" 0 'what an earlier version built on a stand-in has the plain key, and is taken for that alone'
reset
holds debian:12 sha256:real
run_build >/dev/null
is "$(built)" 'apart base both left right' 'and not for a real one'

done_testing
