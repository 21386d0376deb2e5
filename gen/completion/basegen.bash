# bash completion for basegen(1).

# The images of the family that the words so far are about.
_basegen_images()
{
	local word options=()

	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
		bake | build | matrix | show | prune | pull | push | release | reproduce | scan | test | why) break ;;
		*) options+=("$word") ;;
		esac
	done
	basegen "${options[@]}" list --format text 2>/dev/null | awk 'NR > 1 { print $2; print $2 "/" $3 }' | sort -u
}

# Fills COMPREPLY with those of the words given that start with the current one.
_basegen_words()
{
	local word

	# Not compgen -W, which would expand them.
	COMPREPLY=()
	for word; do
		if [[ $word == "$current"* ]]; then COMPREPLY+=("$word"); fi
	done
}

# The options of a verb, and those in front of it.
_basegen_options()
{
	case $1 in
	'') echo -C -f --templates --out --color --format --version ;;
	generate) echo --check --diff ;;
	diff) echo --format --summary --exit-code ;;
	matrix) echo --all --changed --missing --levels --jobs ;;
	why | list | show | graph | bootstrap | outdated | rebuild) echo --format ;;
	reproduce) echo --all --format ;;
	prune) echo --format --removed -n ;;
	bake) echo --all --allow --format ;;
	scan) echo --all --force --format --sarif ;;
	test) echo --all --force --format --junit --only ;;
	build) echo -j -k -n --all --allow --for-push --format ;;
	pull) echo -j -n --all --format ;;
	push) echo --all --check --keys-only --tags-only --format ;;
	release) echo --all --check --format ;;
	lock) echo --update --format ;;
	engine) echo --path --format ;;
	version) echo --words ;;
	init) echo --from --ci ;;
	render) echo --data --set -I --trim-blocks --lstrip-blocks --keep-trailing-newline --undefined ;;
	esac
}

_basegen_files()
{
	compopt -o filenames
	# shellcheck disable=SC2207 # a name to a line
	local IFS=$'\n'
	# shellcheck disable=SC2207 # a name to a line
	COMPREPLY=($(compgen "$1" -- "$current"))
}

# Completes the value of an option; fails if the word before is none that takes one.
_basegen_value()
{
	case $1,$2 in
	-C,* | --templates,* | --out,* | -I,* | --from,*) _basegen_files -d ;;
	-f,* | --data,* | --junit,* | --sarif,*) _basegen_files -f ;;
	--color,*) _basegen_words auto always never ;;
	-j,build | -j,pull | --changed,* | --levels,*) return 0 ;;
	--allow,*) _basegen_words network.host ssh fs.read= ;;
	--format,diff) _basegen_words text json markdown github ;;
	--format,show) _basegen_words yaml json ;;
	--format,scan) _basegen_words text json sarif github ;;
	--format,test) _basegen_words text json tap junit github ;;
	--format,graph) _basegen_words dot mermaid json svg ;;
	--format, | --format,build | --format,pull | --format,push | --format,bake | --format,release) _basegen_words text json github ;;
	--format,*) _basegen_words text json ;;
	--undefined,*) _basegen_words strict default ;;
	--ci,*) _basegen_words github gitlab none ;;
	*) return 1 ;;
	esac
}

_basegen()
{
	local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb='' word at

	for ((at = 1; at < COMP_CWORD; at++)); do
		word=${COMP_WORDS[at]}
		case $word in
		-C | -f | --templates | --out | --color | --format) ((at++)) ;;
		-*) ;;
		*) verb=$word && break ;;
		esac
	done
	if [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
	_basegen_value "$before" "$verb" && return
	if [[ $current == -* ]]; then
		# shellcheck disable=SC2046 # words
		_basegen_words $(_basegen_options "$verb") --help
		return
	fi
	case $verb in
	'' | help) _basegen_words generate diff why list show graph matrix build pull push release bake test scan reproduce prune lock outdated rebuild bootstrap engine schema stock init version render help ;;
	bake | build | show | prune | pull | push | rebuild | release | reproduce | scan | test | why)
		local images=()

		mapfile -t images < <(_basegen_images)
		_basegen_words "${images[@]}"
		;;
	init) _basegen_files -d ;;
	render) _basegen_files -f ;;
	esac
}

complete -F _basegen basegen
