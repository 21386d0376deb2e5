#!/bin/sh
# A build gets nothing of the machine but the checkout and variables unless whoever builds says so: the file of a
# secret, the SSH agent, the host's network. Asked is in one message, before anything is built.
# shellcheck disable=SC2119 # the helpers take words of their own
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"
unset ALLOW

# fresh: as if nothing had been built.
fresh()
{
	reset && rm -rf "$work/build" && : >"$FAKE/images"
}

# asks ADVICE NAME [WORD...]: the build of these words is refused with what to write, and nothing happens in the engine.
asks()
{
	advice=$1 name=$2
	shift 2
	fresh
	output=$("$basegen" build "$@" 2>&1)
	is "$? $(printf '%s\n' "$output" | wc -l) $(builds) $(grep -c -e '^tag' -e '^pull' "$FAKE/calls")" '2 1 0 0' "$name: one message, and nothing is built"
	is "$(printf '%s\n' "$output" | sed 's/.*: a build gets that of this machine only if you allow it, with //')" "$advice" "$name: what to write"
}

# builds_with ALLOW NAME [WORD...]: with it the images of these words are built.
builds_with()
{
	allow=$1 name=$2
	shift 2
	fresh
	runs "$name" env "ALLOW=$allow" "$basegen" build "$@"
}

work=$tmp/checkout
make_family "$work" && cd "$work" || exit 1
cat >>images.yaml <<'END'
  file: {from: base, secrets: [{id: key, file: ~/.ssh/id_rsa}]}
  link: {from: base, secrets: [{id: key, file: token}]}
  climber: {from: base, secrets: [{id: key, file: ~/safe/../.ssh/id_rsa}]}
  missing: {from: base, secrets: [{id: key, file: /nowhere/at/../all}]}
  beside: {from: base, secrets: [{id: key, file: .npmrc}]}
  git: {from: base, secrets: [{id: key, file: .git/config}]}
  linked: {from: base, secrets: [{id: key, file: config}]}
  capital: {from: base, secrets: [{id: key, file: module/.GIT}]}
  like-git: {from: base, secrets: [{id: key, file: .github/a.git}]}
  variable: {from: base, secrets: [{id: key, env: TOKEN}]}
  nothing: {from: base, secrets: [{id: key}]}
  agent: {from: base, ssh: [default]}
  host: {from: base, build: {network: host}}
  none: {from: base, build: {network: none}}
  every: {from: host, secrets: [{id: a, file: /etc/hostname}, {id: b, env: TOKEN}], ssh: [default], build: {network: host}}
  matrix: {from: base, matrix: {n: [1, 2]}, tag: "{{ n }}", secrets: [{id: key, file: "/etc/token-{{ n }}"}]}
END
mkdir "$HOME/.ssh" "$HOME/safe" && echo key >"$HOME/.ssh/id_rsa" && echo token >.npmrc && ln -s "$HOME/.ssh/id_rsa" token && ln -s .git/config config || exit 1
"$basegen" generate >/dev/null && git init -q . && git add -A && commit one || exit 1
here=$(pwd -P) home=$(cd "$HOME" && pwd -P)

asks "ALLOW='fs.read=$home/.ssh/id_rsa'" 'a file of the host' file
asks "ALLOW='fs.read=$home/.ssh/id_rsa'" 'a link of the checkout, which counts as what it leads to' link
asks "ALLOW='fs.read=$home/.ssh/id_rsa'" 'a path with ..' climber
asks "ALLOW='fs.read=/nowhere/all'" 'a file that is not there' missing
asks "ALLOW='fs.read=$here/.git/config'" "git's own, which no commit holds" git
asks "ALLOW='fs.read=$here/.git/config'" 'a link to it' linked
asks "ALLOW='fs.read=$here/module/.GIT'" "a submodule's, in any case" capital
builds_with "fs.read=.git" 'with it they are given' git linked
asks "ALLOW='ssh'" 'an SSH agent' agent
asks "ALLOW='network.host'" "the host's network" host
asks "ALLOW='fs.read=/etc/token-1 fs.read=/etc/token-2'" 'each variant' matrix
asks "ALLOW='network.host ssh fs.read=$(realpath /etc/hostname)'" 'several of an image and its parent, each once' every
like "$output" '^basegen: host wants network.host; every wants network.host, ssh and fs.read=.*/hostname: ' 'with who wants what'
builds_with '' 'no permission where nothing is wanted' nothing none both apart
is "$(builds)" 7 'and it is built'
builds_with '' 'none for a variable, nor for a file of the checkout' variable beside like-git
like "$(grep '^build ' "$FAKE/calls")" " --secret=id=key,src=$here/.npmrc |--secret=id=key,src=.npmrc " 'which the engine gets'

for given in "fs.read=$HOME/.ssh/id_rsa" "fs.read=$HOME/.ssh" "fs.read=$HOME/.ssh/" "fs.read=$HOME/x/.././/.ssh" 'fs.read=~/.ssh' 'fs.read=/' 'fs.read=*' "fs=$HOME" 'fs=*' \
	"ssh   fs.read=/x
	fs.read=~/.ssh/id_rsa"; do
	builds_with "$given" "ALLOW='$given' gives a file" file climber link
	like "$(grep '^build ' "$FAKE/calls")" " --secret=id=key,src=$HOME/.ssh/id_rsa " 'which the engine then gets'
done
builds_with 'ssh' 'the agent' agent
builds_with 'network.host' 'the network' host
like "$(grep '^build ' "$FAKE/calls")" ' --network=host ' 'which the engine then gives'
ln -s "$HOME/.ssh" "$tmp/elsewhere"
builds_with "fs.read=$tmp/elsewhere" 'a folder by a link outside the checkout' file

for given in "fs.read=$HOME/.ss" "fs.read=$HOME/.ssh/id_rsa/x" "fs.read=$HOME/.ssh/../safe" 'fs.write=*' 'security.insecure' 'ssh network.host'; do
	export ALLOW="$given"
	asks "ALLOW='fs.read=$home/.ssh/id_rsa'" "ALLOW='$given' does not" file
done
# What the checkout's own links lead to is up to whoever edits it.
ALLOW="fs.read=token fs.read=$here"
asks "ALLOW='fs.read=$home/.ssh/id_rsa'" 'leave for a link of the checkout is none for where it leads' link
ALLOW=fs.read=/etc
asks "ALLOW='network.host'" 'nor is one for another' host
unset ALLOW

# The option, for those who call the program.
asks "ALLOW='ssh'" 'with the option for the other alone' --allow network.host agent host
fresh
runs '--allow, twice, in both forms' "$basegen" build --allow network.host agent host --allow=ssh
for call in '--allow' '--allow=' '--allow x' '--allow fs.read' '--allow=fs.read=' '--allow ssh=default' '--allow network' '--allow ALL'; do
	reset
	# shellcheck disable=SC2086 # words
	output=$("$basegen" build apart $call 2>&1)
	is "$? $(builds) $(printf '%s\n' "$output" | wc -l)" '2 0 1' "$call is a mistake"
done
# shellcheck disable=SC2016 # code for whoever runs it
for value in network host ssh=default fs.read fs.read= env=TOKEN 'ssh,network.host' '$(touch${IFS}PWN)' "$(printf 'ssh \033[31m')"; do
	reset
	output=$(ALLOW=$value "$basegen" build apart 2>&1)
	is "$? $(builds) $(printf '%s\n' "$output" | wc -l) $(find . -name 'PWN*') $(printf '%s' "$output" | tr -cd '\033' | wc -c)" '2 0 1  0' "ALLOW='$value' is a mistake"
	like "$output" "^basegen: invalid ALLOW '.*': expected network.host, ssh or fs.read=PATH$" 'and it is said what it could be'
done

# A path with a blank cannot stand in ALLOW.
mkdir "$tmp/a home" && echo key >"$tmp/a home/.key"
edit safe/../.ssh/id_rsa .key
HOME="$tmp/a home"
asks "--allow 'fs.read=$(cd "$tmp" && pwd -P)/a home/.key'" 'a path with a blank is for the option' climber
HOME=$tmp
git checkout -q . && "$basegen" generate >/dev/null

# What a template has its own RUN instructions ask for: podman and buildah would give it. Each line is ALLOW, a bar and a Dockerfile.
count=0
while IFS='|' read -r wanted lines; do
	# shellcheck disable=SC2016 # Docker's
	printf 'ARG BASE\nFROM ${BASE}\n%b\n' "$lines" >templates/image/own.Dockerfile.j2
	sed -i 's/^  nothing: {from: base, [^s]*/  nothing: {from: base, template: own.Dockerfile.j2, /' images.yaml
	"$basegen" generate >"$tmp/said" 2>&1 || diag "$(cat "$tmp/said")"
	fresh
	output=$("$basegen" build nothing 2>&1)
	status=$?
	if [ "$wanted" ]; then
		is "$status $(builds) $(printf '%s\n' "$output" | sed "s/.* with ALLOW='//")" "2 0 $wanted'" "$lines: wants $wanted"
		builds_with "$wanted" "$lines: is built with it" nothing
	else
		is "$status $(builds)" '0 2' "$lines: wants nothing"
	fi
	count=$((count + 1))
done <<'LINES'
network.host|RUN --network=host true
network.host|run --network=host true
network.host|  RUN\t--network=host true
network.host|RUN --mount=type=cache,target=/x --network=host true
network.host|RUN \\\n  --network=host \\\n true
network.host|RUN \\\n# comment\n\n  # another\n --network=host true
network.host|RUN --net\\\nwork=host true
network.host|RUN --network="host" true
network.host|RUN --network=ho\\st true
network.host|RUN --network=$NET true
network.host|RUN --network=HOST true
network.host|ONBUILD RUN --network=host true
network.host|ONBUILD \\\n RUN --network=host true
security.insecure|RUN --security=insecure true
network.host security.insecure|RUN --network=host --security=insecure true
device=*|RUN --device=vendor.com/device true
network.host|RUN true\r\nRUN --network=host true
|RUN --network=none true
|RUN --network=default --security=sandbox true
|RUN echo --network=host
|# RUN --network=host true
|ENV A="RUN --network=host"
|RUN --mount=type=bind,target=/--network=host true
LINES
is "$count" 23 'all of them'
git checkout -q . && rm templates/image/own.Dockerfile.j2 && "$basegen" generate >/dev/null

# As JSON, in a dry run, under make, and where nothing is to be built.
fresh
output=$("$basegen" build --format json host agent 2>&1)
is "$? $(printf '%s\n' "$output" | jq -r .message)" "2 agent wants ssh; host wants network.host: a build gets that of this machine only if you allow it, with ALLOW='ssh network.host'" 'as JSON'
output=$("$basegen" build -n every apart)
is "$? $(builds)" '0 0' '-n builds nothing, and asks for nothing'
is "$(printf '%s\n' "$output" | grep -A1 'loom/every:1' | tail -n1)" "    only if ALLOW has network.host, ssh, fs.read=$(realpath /etc/hostname)" 'but says what it would have to be allowed'
is "$(ALLOW='ssh fs=* network.host' "$basegen" build -n every | grep -c 'if ALLOW')" 0 'unless it is'
output=$(make_images host)
is "$? $(builds) $(printf '%s\n' "$output" | grep -c "with ALLOW='network.host'")" '2 0 1' 'under make'
runs 'under make, with it' make_images host ALLOW=network.host
reset
runs 'what is there needs no permission' "$basegen" build host
sed -i 's/  host: {/&tags: [TAG, newer], /' images.yaml
runs 'nor does a tag' "$basegen" build host
is "$(builds) $(grep -c '^tag .* loom/host:newer$' "$FAKE/calls")" '0 1' 'which is set'

# The plain ways are programs of the checkout, which asks nobody.
git checkout -q . && "$basegen" generate >/dev/null && reset
runs 'out/build.sh does not ask' out/build.sh host
runs 'nor does out/images.mk' make -f out/images.mk host
for file in out/build.sh out/images.mk; do
	like "$(head -n 20 "$file")" 'only basegen build asks for ALLOW' "$file says so"
done
done_testing
