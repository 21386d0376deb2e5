#!/bin/sh
# Text of others is data: what git's tags, branches, authors and remotes, the environment, the path of a checkout and the
# values of images.yaml hold never runs, is no option, and is no markup, in whatever reads it: make, shells, HCL, Markdown,
# completion, engines. What would run leaves a file called PWN.
. "${0%/*}/lib/tap.sh"
. "$root/tests/lib/fake.sh"
. "$root/tests/lib/family.sh"

# harmless NAME: nothing has run.
harmless()
{
	is "$(find "$tmp" -name 'PWN*')" '' "$1"
	find "$tmp" -name 'PWN*' -delete
}

# everyone: reads all that there is, in each way.
everyone()
{
	reset && : >"$FAKE/images"
	for shell in dash 'bash --posix' 'busybox sh'; do
		# shellcheck disable=SC2086 # words
		$shell out/build.sh left
		# shellcheck disable=SC2086 # words
		$shell out/build.sh -n both | $shell -n
	done
	make -f out/images.mk left
	make -f "$PWD/out/images.mk" -n both | sh -n
	make_images left
	for words in build 'build -n' 'build --format json' why list 'list --format json' graph 'graph --format mermaid' matrix version 'version --words' \
		'diff' 'diff --format markdown' 'generate --check' 'generate --diff' outdated 'release --check' test; do
		# shellcheck disable=SC2086 # words
		V=1 "$basegen" $words
	done
	# shellcheck disable=SC2046 # the words of a call, as basegen(1) has it
	env $("$basegen" version --words) sh -c :
}

# options: the words that an engine took for options and that are none of ours.
options()
{
	tr ' ' '\n' <"$FAKE/calls" | grep '^-' | sed 's/=.*//' | sort -u | grep -vxE -e '--(no-trunc|format|version|progress|file|tag|label|iidfile|platform|pull|build-arg|network|secret|ssh|allow|name|entrypoint|force|volumes|all)' | xargs
}

# shellcheck disable=SC2016 # code for whoever reads it
test_paths()
{
	for name in 'a $(touch PWN) home' 'a `touch PWN` #1' "it's \"; touch PWN; '" '$(shell touch PWN)' '-evil' '%{x} ${y}' '*?[a]' 'a|b&c;d' '~' 'é' "$(printf 'a\033[31mb')"; do
		mkdir "$tmp/places" && mkdir "$tmp/places/$name" && family "$tmp/places/$name" || exit 1
		everyone >"$tmp/said" 2>&1
		harmless "a checkout called $(printf '%s' "$name" | tr -d '\033')"
		is "$(grep -c '^build ' "$FAKE/calls") $(options)" '13 ' 'and each way builds in it'
		cd "$tmp" && rm -rf "$tmp/places"
	done
}

# What a git repository holds that somebody else has written.
# shellcheck disable=SC2016 # code for whoever reads it
test_git()
{
	family "$tmp/family"
	attack='$(touch${IFS}PWN)`touch${IFS}PWN`;touch${IFS}PWN'
	git checkout -q -b "$attack" && git tag "$attack" && git tag "v$attack" HEAD && git tag 'v9;touch$$$${IFS}PWN;' && git tag 'v8$(shell${IFS}touch${IFS}PWN)' &&
		git -c user.name="$attack" -c user.email="$attack@x" commit -q --allow-empty -m "$attack
--help" || exit 1
	is "$(git tag | wc -l)" 5 'the tags are there'
	for remote in "$attack" "https://example.com/$attack" "ssh://-oProxyCommand=touch PWN/x" '--upload-pack=touch PWN' "ext::sh -c touch% PWN" 'https://example.com/a SOURCE=x LD_PRELOAD=/evil' \
		"$(printf 'https://example.com/a\nREGISTRY=evil')" '%{x}${y}'; do
		git config remote.origin.url "$remote"
		everyone >"$tmp/said" 2>&1
		harmless "a remote, tags, a branch and a commit: $(printf '%s' "$remote" | tr '\n' ' ')"
		is "$(options)$(grep -c 'evil\|LD_PRELOAD' "$FAKE/calls")" 0 'none of it is an option, or another variable'
	done
	for tag in $(git tag | grep '^v[^1]'); do git tag -d "$tag" >/dev/null; done
	git config remote.origin.url https://example.com/team/loom
	"$basegen" version >"$tmp/said" 2>&1
	is $? 0 'without the tags there is a version'
	git tag "v7$attack"
	like "$("$basegen" version 2>&1)" "^basegen: no version: '.*' from the git tag cannot be part of an image tag" 'a tag that is no version is refused'
	git tag -d "v7$attack" >/dev/null
}

# shellcheck disable=SC2016 # code for whoever reads it
test_environment()
{
	cd "$tmp/family" && mkdir "$tmp/trap" || exit 1
	count=0
	for value in '$(touch PWN)' '`touch PWN`' ';touch PWN;' "'; touch PWN; '" '$(shell touch PWN)' '${IFS}|touch${IFS}PWN' '--help' '-evil' '../../../x' '%{x}${y}' "$(printf 'a\ntouch PWN')"; do
		for variable in ENGINE BUILD_FLAGS PLATFORM REGISTRY VERSION REVISION CREATED SOURCE CACHE MOVE INSECURE_REGISTRIES ALLOW V SOURCE_DATE_EPOCH BASEGEN_STATE LOGS TMPDIR MAKEFLAGS MAKELEVEL \
			BOOTSTRAP_CA BOOTSTRAP_CACHE FORCE BAKE_FLAGS DOCKER_CONFIG REGISTRY_AUTH_FILE NO_COLOR TERM HOME; do
			(
				cd "$tmp/family" && export "${variable?}=$value" && reset
				"$basegen" build left
				"$basegen" build -n left
				"$basegen" version --words
				"$basegen" bake left
				"$basegen" engine
			) >/dev/null 2>&1
			left=$(options)
			# BUILD_FLAGS are options, which is what they are for.
			[ -z "$left" ] || [ "$variable" = BUILD_FLAGS ] || is "$left" '' "$variable=$value is no option"
			count=$((count + 1))
		done
		rm -rf "$tmp/family/$value" 2>/dev/null
	done
	is "$count" 308 'all values of all variables'
	harmless 'and none of them runs'
	git clean -qfdx && "$basegen" generate >/dev/null
	reset && : >"$FAKE/images"
	BASEGEN_STATE=-evil "$basegen" build left >"$tmp/said" 2>&1
	is "$? $(builds) $(options)" '0 2 ' 'a state folder that looks like an option is a folder'
	rm -rf ./-evil
}

# Names that complete: no shell expands them.
test_completion()
{
	mkdir "$tmp/completing" "$tmp/shell" && cd "$tmp/completing" || exit 1
	# shellcheck disable=SC2016 # code for whoever reads it
	printf '#!/bin/sh\necho ORDER IMAGE TAG\nprintf "%%s\\n" "1 \\$(touch\\${IFS}PWN) 1" "2 \\`touch\\${IFS}PWN\\` 1" "3 ;touch\\${IFS}PWN; *" "4 gate 1"\n' >"$tmp/shell/basegen"
	chmod +x "$tmp/shell/basegen"
	like "$("$tmp/shell/basegen" list)" '^1 \$\(touch\$\{IFS\}PWN\) 1$' 'a program that lists code'
	# shellcheck disable=SC2016 # for the shell inside
	PATH=$tmp/shell:$PATH bash -c 'source "$1"; COMP_WORDS=(basegen show ""); COMP_CWORD=2; _basegen; printf "%s\n" "${COMPREPLY[@]}"' bash "$root/gen/completion/basegen.bash" >"$tmp/said" 2>&1
	is "$(grep -c . "$tmp/said") $(grep -cx gate "$tmp/said")" '8 1' 'bash: all of them are offered'
	PATH=$tmp/shell:$PATH fish --no-config -c "source '$root/gen/completion/basegen.fish'; complete -C 'basegen show '" >"$tmp/said" 2>&1
	like "$(cat "$tmp/said")" '^gate' 'fish offers them too'
	harmless 'and none of them runs'
}

# cells FILE: the number of cells in each row of its tables, as GFM (4.10) divides them: a | behind a \ is text, unless
# that \ is one itself.
cells()
{
	sed -n 's/\\[]!"#$%&'"'"'()*+,./:;<=>?@[\\^_`{|}~-]//g; /^|/s/[^|]//gp' "$1" | awk '{ print length($0) - 1 }' | sort -u | xargs
}

# Markdown of values that try to be some.
# shellcheck disable=SC2016 # Markdown
test_markdown()
{
	cd "$tmp/family" || exit 1
	cp images.yaml "$tmp/kept"
	printf '  shown: {from: base, summary: "-", use-for: "-", env: {A: "-"}, path: [/x], healthcheck: {command: ["-"]}}\n' >>images.yaml
	"$basegen" generate >/dev/null && git add -A && commit shown
	# shellcheck disable=SC1003 # the last is a backslash
	for value in 'x\| <img src=http://evil> | `' 'a\\| <b>' '\|\|' '`` | ` | `' '<script>x</script>' '[a](http://evil) ![](http://evil)' '| --- |' '**b** _i_ ~~s~~' '&lt;b&gt;' '</code><b>' '$x$' '<!-- x' '@everyone' '\'; do
		printf '%s' "$value" | jq -Rs . >"$tmp/quoted"
		sed 's/\$/$$/g' "$tmp/quoted" >"$tmp/variable"
		printf '  shown: {from: base, summary: %s, use-for: %s, env: {A: %s}, path: [/x], healthcheck: {command: [%s]}}\n' \
			"$(cat "$tmp/quoted")" "$(cat "$tmp/quoted")" "$(cat "$tmp/variable")" "$(cat "$tmp/quoted")" >"$tmp/image"
		cat "$tmp/kept" "$tmp/image" >images.yaml
		"$basegen" generate >"$tmp/said" 2>&1 || { diag "$(cat "$tmp/said")"; ok 1 "generate with $value"; }
		is "$(cells out/README.md)" 3 "README.md: a value is no cell: $value"
		"$basegen" diff --summary --format markdown >"$tmp/comment"
		is "$(cells "$tmp/comment") $(grep -c 'env.A' "$tmp/comment")" '4 1' "diff: nor is it one in a comment: $value"
		# Outside of code and of what is escaped, no tag begins.
		is "$(cat out/README.md "$tmp/comment" | sed 's/^<!-- Generated.*//; s/\\[<`]//g; s/`[^`]*`//g; s/<\/*code>//g; s/<br>//g; s/<\/*details>//g; s/<\/*summary>//g; s/<\/*t[hrd]>//g; s/<\/*table>//g; s/<a href="#[a-z]*">//; s/<\/a>//' | grep -c '<[!a-zA-Z/]')" 0 'nor a tag'
	done
	cp "$tmp/kept" images.yaml && "$basegen" generate >/dev/null
}

# A plain bake: its variables are no templates.
# shellcheck disable=SC2016 # HCL
test_hcl()
{
	cd "$tmp/family" || exit 1
	if ! command -v buildx >/dev/null; then
		skip 'docker-bake.json' 'no buildx in PATH'
		return
	fi
	VERSION='${REGISTRY}%{if true}x%{endif}"; touch PWN' REGISTRY='${VERSION}$(touch PWN)' SOURCE='%{x}${HOME}' REVISION='${SOURCE}' \
		buildx bake -f out/docker-bake.json --print left >"$tmp/said" 2>"$tmp/error"
	is "$?" 0 'docker-bake.json: bake takes any variables'
	is "$(jq -r '.target.left.tags[1]' "$tmp/said")" '${VERSION}$(touch PWN)/loom/left:1-${REGISTRY}%{if true}x%{endif}"; touch PWN' 'and each stays as it is in tags'
	# What bake prints can be read again, so that it doubles what starts a template.
	is "$(jq -r '.target.left.labels["org.opencontainers.image.revision", "org.opencontainers.image.source"]' "$tmp/said" | xargs)" '$${SOURCE} %%{x}$${HOME}' 'and in labels'
	harmless 'and nothing runs'
}

test_paths
test_git
test_hcl
test_environment
test_completion
test_markdown
done_testing
