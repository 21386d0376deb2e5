#!/bin/sh
# The Makefile by itself: what it hands over to the program, in which order, when it builds the program, and what
# it does alone. The program is one that notes how it is called.
# shellcheck disable=SC2016 # what stands in single quotes is not to be expanded, here
. "${0%/*}/lib/tap.sh"

work="$tmp/a family's \$(touch pwned) home"
mkdir -p "$work" && cd "$work" || exit 1
(cd "$root" && tar -cf - --exclude=./.git --exclude=./build --exclude=./Makefile --exclude=./config.mk .) | tar -xf -
./configure CFLAGS=-O0 >"$tmp/configure.log" 2>&1
ok $? 'configure'
mkdir -p build
CALLS=$tmp/calls
export CALLS

# note PATH NAME: a program that notes its name and its words, and takes a while; $FAIL is the verb that fails.
note()
{
	cat >"$1" <<-END
	#!/bin/sh
	echo "begin $2 \$*" >>"\$CALLS"
	case "\$*" in
	*list*) [ ! -f images.yaml ] || "$basegen" "\$@" ;;
	*) sleep 0.1 ;;
	esac
	env >"\$CALLS.environment"
	echo "end $2 \$*" >>"\$CALLS"
	case "\$*" in *"\${FAIL:-none}"*) exit 2 ;; esac
	END
	chmod +x "$1"
}

note build/basegen basegen

# called GOAL...: the calls that make makes of it, and what it ends with, in one line.
called()
{
	rm -f "$CALLS"
	make -o build/basegen "$@" >"$tmp/output" 2>&1
	ended=$?
	sed -n 's/^begin //p' "$CALLS" 2>/dev/null | sed 's/basegen -C \. //; s/ $//' | tr '\n' ';' | sed 's/;$//'
	[ "$ended" -eq 0 ] || echo "; ends with $ended"
}

# one_by_one NAME: nothing began before the call in front of it had ended.
one_by_one()
{
	is "$(awk '$1 == "begin" && running++ { bad = 1 } $1 == "end" { running-- } END { print bad + 0 }' "$CALLS")" 0 "$1"
}

# What is handed over
is "$(called)" build 'make is make base-images, which is basegen build'
is "$(called base-images)" build 'one call is all'
is "$(called all-images)" 'build --all' 'make all-images'
is "$(called -n)" build 'make -n asks the program, which says what would be built'
for option in -q -t; do is "$(called "$option" base-images)" build "so does make $option"; done
is "$(called python-base fastapi-base/3.11-slim)" 'build python-base fastapi-base/3.11-slim' 'images and variants by name'
is "$(called "it's")" "build it's" 'a name is data'
is "$(called base-images fastapi-base)" 'build;build fastapi-base' 'all images, and one on demand'
is "$(called all-images fastapi-base)" 'build --all' 'all is all'
is "$(called python-base:3.11-slim)" '; ends with 2' 'a goal with a colon calls nothing'
like "$(cat "$tmp/output")" 'a variant is named IMAGE/TAG, as in: make python-base/3.11-slim' 'and is told how to be written'
called -kj3 base-images >"$tmp/called"
like "$(cat "$CALLS.environment")" '^MAKEFLAGS=k[[:alpha:]]* -j3 --jobserver-[a-z]*=' 'options and the jobserver come along'
is "$(sed -n 's/^BASEGEN_STATE=//p' "$CALLS.environment")" "$work/build" 'BASEGEN_STATE is where build/ is'
is "$(FAIL=build called base-images)" 'build; ends with 2' 'a program that fails ends make'

# What make itself takes, for who reads this; make bench measures it with the rest.
(cd build && mv basegen kept && ln -s /bin/true basegen)
begun=$(date +%s%N)
for _ in 1 2 3 4 5 6 7 8 9 10; do make -o build/basegen base-images >/dev/null; done
printf '# make takes %d us where nothing is to be done\n' "$((($(date +%s%N) - begun) / 10000))"
(cd build && mv kept basegen)

# Which comes when
is "$(called test-images)" 'build;test' 'what is tested is built first'
is "$(called test-images IMAGE=fastapi-base)" 'build fastapi-base;test fastapi-base' 'and no more than that'
is "$(called test-images fastapi-base)" 'build fastapi-base;test fastapi-base' 'also as a goal'
is "$(called test-images JUNIT='a b.xml')" 'build;test --junit a b.xml' 'the results go to a file'
is "$(called scan)" 'build;scan' 'what is scanned is built first'
is "$(called scan IMAGE=fastapi-base SARIF='a b.sarif')" 'build fastapi-base;scan --sarif a b.sarif fastapi-base' 'and no more than that, with its report'
is "$(called -j4 push scan test-images)" 'push --check;build --for-push;test;scan;push' 'build, test, scan, push'
is "$(FAIL='scan' called -j4 -k push scan)" 'push --check;build --for-push;scan; ends with 2' 'what fails its scan is not sent'
is "$(called -j4 test-images bootstrap base-images)" 'bootstrap;build;test' 'stand-ins before all'
is "$(called -j4 push test-images base-images)" 'push --check;build --for-push;test;push' 'build, test, push'
one_by_one 'one after the other, with -j4 too'
is "$(called -j4 push pull)" 'push --check;pull;build --for-push;push' 'what is pulled comes first'
is "$(called push release test-images)" 'release --check;push --check;build --for-push;test;release;push' \
	'what is released was tested, and comes before it is sent'
is "$(called push fastapi-base)" 'push --check;build --for-push fastapi-base;push fastapi-base' 'one image is pushed alone'
is "$(called push all-images)" 'push --check;build --for-push --all;push --all' 'and those on demand with all-images'
is "$(called release)" 'release --check;release' 'a release builds nothing'
is "$(FAIL='push --check' called -k push)" 'push --check; ends with 2' 'what is refused builds nothing'
# The example of basegen-ci(7), on a step's shell: a failing test hides neither the scan nor the pages.
sed -n '/^status=0$/,/^exit /p' gen/basegen-ci.7 | sed 's/^make /make -o build\/basegen /' >"$tmp/step"
rm -f "$CALLS" && mkdir -p build/reports && echo '# tests' >build/reports/test.md && echo '# scan' >build/reports/scan.md
GITHUB_STEP_SUMMARY=$tmp/summary FAIL=test sh -e "$tmp/step" >"$tmp/output" 2>&1
is "$? $(sed -n 's/^begin basegen -C \. //p' "$CALLS" | xargs) $(xargs <"$tmp/summary")" '2 build test build scan # scan # tests' 'a step that gives all reports'
rm -r build/reports
is "$(FAIL='test' called -j4 -k push test-images)" 'push --check;build --for-push;test; ends with 2' 'what fails its tests is not sent'
for goal in list version graph engine; do is "$(called "$goal")" "$goal" "make $goal"; done
is "$(called why IMAGE='a b')" 'why a b' 'make why IMAGE=…'
is "$(called prune IMAGE=fastapi-base); $(called prune fastapi-base); $(called prune)" 'prune fastapi-base; prune fastapi-base; prune' 'make prune builds nothing'
is "$(called reproduce IMAGE=fastapi-base); $(called reproduce fastapi-base); $(called reproduce)" \
	'reproduce fastapi-base; reproduce fastapi-base; reproduce' 'make reproduce builds nothing else'
is "$(called diff REV=main)" 'diff main' 'make diff REV=…'

# make help
help()
{
	make --no-print-directory -o build/basegen help 2>&1
}

said=$(help)
ok $? 'make help'
for word in base-images all-images test-images check verify bootstrap generate diff engine push pull release bench clean distclean install uninstall help; do
	like "$said" "^  $word +[a-z]" "make help has $word"
done
like "$said" '^  kafka-python-base +kafka-python-base/3\.11-slim kafka-python-base/3\.12-slim\*' 'and the images with their variants, those on demand with a mark'
data=$(cat gen/build.mk gen/output/starter/Makefile | sed -n 's/^data := //p')
for name in $data; do
	case $name in COUNT | SEQUENCES | ROUNDS | LIBRARIES | SEED | prefix) continue ;; esac
	like "$said" "(^  |; )$name=.* [a-z]" "make help has $name"
done
is "$(make -pn -o build/basegen help 2>/dev/null | sed -n 's/^\(others\|more_goals\) := //p' | tr ' ' '\n' | grep -v '[/.]' | sort | tr '\n' ' ')" \
	"$(sed -n '/^const char \*const schema_goals/,/NULL/s/^	"\(.*\)",/\1/p' gen/family/schema/schema.c | sort | tr '\n' ' ')" \
	'the goals are those that no image may be called'
mv images.yaml images && said=$(help)
ok $? 'make help, without a family'
like "$said" '^  ENGINE=' 'tells the rest'
rm build/basegen && said=$(help) && mv images images.yaml
ok $? 'make help, without the program'
like "$said" '^  ENGINE=' 'tells the rest too, and builds nothing'

# Installing
note build/basegen basegen
installed()
{
	make --no-print-directory -o build/basegen install "$@" 2>&1
}

for word in PREFIX prefix; do
	like "$(installed "$word=$tmp/$word place")" "^installed under $tmp/$word place$" "make install $word=… says where"
	ok "$([ -x "$tmp/$word place/bin/basegen" ]; echo $?)" 'and is there'
	make -o build/basegen uninstall "$word=$tmp/$word place" >"$tmp/output" 2>&1
	is "$(find "$tmp/$word place" -type f)" '' 'make uninstall takes it away'
done
PREFIX=$tmp/environment installed prefix="$tmp/said" >"$tmp/output"
ok "$([ ! -e "$tmp/environment" ] && [ -e "$tmp/said/bin/basegen" ]; echo $?)" 'a PREFIX that is just in the environment is none'
said=$(installed PREFIX=/dev/null/x)
ok $((! $?)) 'where nothing can be written, make install fails'
is "$(printf '%s\n' "$said" | grep -c -v '^make: ')" 1 'with one message'
like "$said" '^make install: mkdir: .*/dev/null.*; PREFIX=DIR puts it elsewhere$' 'that says where, why, and what to do'
for attack in '$(shell touch pwned)' '`touch pwned`' '; touch pwned' "'; touch pwned; '"; do
	installed DESTDIR="$tmp/stage" PREFIX="/$attack" >"$tmp/output"
	env PREFIX="$attack" make -o build/basegen install DESTDIR="$tmp/stage" prefix=/x >"$tmp/output" 2>&1
done
is "$(find "$tmp" -name pwned)" '' 'what PREFIX holds is not run'

# When the program is built
rm build/basegen
runs 'the program is built' make -j2 build
runs 'it is one that runs' build/basegen help
rebuilt()
{
	touch -d '2001-01-01' build/basegen before && touch -d '2001-01-02' before
	make "$@" >"$tmp/output" 2>&1
	if [ -n "$(find build/basegen -newer before)" ]; then echo yes; else echo no; fi
}

# aged: everything is older than the program, so that only what a case touches is newer.
aged()
{
	find . -exec touch -h -d '2000-01-01' {} + && touch -d '2000-06-01' build/obj/*.o build/obj/*/*.o build/obj/*/*/*.o
}

aged && is "$(rebuilt build)" no 'nothing changed: the program stays'
for path in gen/support/text.h gen/main.c gen/output/starter/images.yaml gen/output/starter/Makefile templates/lib/apt.j2 gen/generator.mk config.mk; do
	aged && touch "$path" && is "$(rebuilt build)" yes "$path is newer: the program is built"
done
aged && touch gen/support/nearest.h && is "$(rebuilt -n base-images)" yes 'under make -n too'
like "$(cat "$tmp/output")" '^cc gen/support/nearest\.c$' 'by what includes the file'
aged && : >gen/support/more.h && is "$(rebuilt build)" yes 'a file more'
aged && rm gen/support/more.h && is "$(rebuilt build)" yes 'a file less'
aged && : >'templates/image/a b.j2' && is "$(rebuilt build)" yes 'a template with a space in its name'
aged && touch gen/basegen.1 images.yaml && is "$(rebuilt build)" no 'what the program is not made of'
is "$(make build 2>&1)" "make: Nothing to be done for 'build'." 'then make does nothing'
aged && touch gen/main.c && make version VERSION='$(shell touch pwned)1' >"$tmp/output" 2>&1
is "$(find "$tmp" -name pwned)" '' 'what variables hold is not run while the program is built'
echo 'int main(void) { return 0 }' >gen/main.c
make version >"$tmp/output" 2>&1
is $? 2 'a program that does not compile ends make'
runs 'and the old one is still there' build/basegen help
cp "$root/gen/main.c" gen/main.c

# make verify
make -j2 generate >"$tmp/output" 2>&1
runs 'make verify' make verify
echo mine >>out/README.md
said=$(make verify 2>&1)
is $? 2 'make verify, where out/ is not up to date'
like "$said" '^-mine$' 'shows the difference'

# make clean
touch build/index && mkdir -p build/log build/tools && make clean >"$tmp/output" 2>&1
is "$(ls build)" tools 'make clean leaves the tools alone'
done_testing
