#!/usr/bin/perl
# What every file of the repository keeps to, and what the tools say about scripts.
use strict;
use warnings;
use Cwd 'abs_path';
use File::Basename;
use Test::More;

chdir dirname(abs_path(__FILE__)) . '/..' or die;
my @files = grep { -f && !-l } split /\0/, `git -c safe.directory=* ls-files -z --cached --others --exclude-standard`;

# A copy without its repository.
@files = grep { !m{^\./(?:build|\.git)/} } split /\0/, `find . -type f -print0` unless @files;
my (%wrong, @scripts);

for my $path (@files) {
	open my $file, '<:raw', $path or die "$path: $!\n";
	my $text = do { local $/; <$file> // '' };

	# Cases hold what goes wrong, on purpose.
	next if $path =~ m{^tests/cases/};
	push @{$wrong{'is UTF-8'}}, $path unless utf8::decode(my $copy = $text);
	push @{$wrong{'has no trailing blanks'}}, "$path:" . line($text, $-[0]) if $text =~ /[ \t\r]$/m;
	push @{$wrong{'ends with one line break'}}, $path if $text ne '' && $text !~ /[^\n]\n\z/;
	# Written in two pieces so that it does not find itself. Users of images have a home too.
	push @{$wrong{'names no place of one machine'}}, "$path:" . line($text, $-[0]) if $path !~ m{^tests/stock/} && $text =~ m{(?<![\w.\}/])/(?:hom[e]/(?!app|nonroot|"|\{\{)|wor[k]/|User[s]/)};
	push @{$wrong{'is indented with tabs'}}, "$path:" . line($text, $-[0])
		if $path =~ /\.[ch]$/ && $text =~ /[;{}]\n {2,}\S/;
	push @{$wrong{'is executable if it has an interpreter'}}, $path
		if $path !~ /\.j2$|^templates/ && ($text =~ /\A#!/ xor -x $path);
	push @scripts, $path if $text =~ m{\A#!/bin/(?:ba)?sh\b} && $path !~ /\.j2$/;
}

sub line
{
	return 1 + (substr($_[0], 0, $_[1]) =~ tr/\n//);
}

ok(@files > 10, 'the repository lists its files');
for my $rule ('is UTF-8', 'has no trailing blanks', 'ends with one line break', 'is indented with tabs',
	'is executable if it has an interpreter', 'names no place of one machine') {
	is(join(', ', @{$wrong{$rule} // []}), '', "every file $rule");
}

# The version of clang-format that tests/tools pins: others break lines elsewhere.
my @code = grep { /\.[ch]$/ && !m{^tests/cases/} } @files;
chomp(my $format = `tests/tools --format`);
my %differs = map { /^(\S+?):\d+:\d+: / ? ($1 => 1) : () } split /\n/, `$format --dry-run @code 2>&1`;
is($?, 0, 'clang-format reads the C code');
is(join(', ', sort keys %differs), '', 'the C code is laid out as clang-format does; make format does that');

for my $script (sort @scripts) {
	my $said = `sh -n '$script' 2>&1; shellcheck -x -P SCRIPTDIR '$script' 2>&1`;

	is($said, '', "shellcheck: $script");
}
done_testing;
