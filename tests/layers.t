#!/usr/bin/perl
# The plan of the house: an #include never points back, and a library has one file that knows it.
use strict;
use warnings;
use File::Basename;
use Test::More;

my @rooms = qw(main command build output template family engine border support);
my %rank = map { $rooms[$_] => $_ } 0 .. $#rooms;
my $gen = dirname(__FILE__) . '/../gen';
my (%users, @back, @unknown, @bare, @unbanned, @intimate);

sub room_of
{
	return $_[0] eq 'main.c' ? 'main' : dirname($_[0]);
}

sub read_source
{
	my ($path) = @_;

	open my $file, '<', "$gen/$path" or die "$path: $!\n";
	local $/;
	return scalar <$file>;
}

chdir $gen or die "$gen: $!\n";
$gen = '.';
for my $path (sort 'main.c', glob('*/*.[ch]')) {
	my $text = read_source($path);
	my $room = room_of($path);
	my @own = $text =~ /^\s*#\s*include\s+"([^"]+)"/mg;

	push @unknown, $path unless exists $rank{$room};
	for my $header (@own) {
		my $to = room_of($header);

		push @unknown, "$path includes $header" unless exists $rank{$to} && -f $header;
		push @back, "$path includes $header" if ($rank{$to} // 0) < ($rank{$room} // 0);
	}
	push @{$users{$_}}, $path for $text =~ /^\s*#\s*include\s+<((?:yaml|pcre2|git2)\b[^>]*)>/mg;
	push @intimate, $path if grep { $_ eq 'border/repository_git.h' } @own;
	push @bare, $path if $path =~ /\.h$/ && $text !~ m{\A/\*(?:(?!\*/).)*\w{4}}s;
	push @unbanned, $path if $path =~ /\.c$/ && $text !~ m{^#include "support/banned.h"\n(?!.*^#include )}ms;
}

is(join(', ', @unknown), '', 'every file is in a room, and includes what is there');
is(join(', ', @back), '', 'no #include points back');
is(join(', ', sort keys %users), 'git2.h, git2/sys/alloc.h, pcre2.h, yaml.h', 'the libraries that are used');
for my $library (sort keys %users) {
	is(scalar @{$users{$library}}, 1, "$library is known to one file") or diag "@{$users{$library}}";
	is(room_of($users{$library}[0]), 'border', "$library is known at the border");
}
is_deeply($users{'git2.h'}, ['border/repository_git.h'], 'libgit2 is shown by a header');
is(join(', ', grep { !m{^border/repository} } @intimate), '', 'that only its own files include');
is(join(', ', @bare), '', 'every header starts with what it is for');
is(join(', ', @unbanned), '', 'every source file includes support/banned.h, last');
done_testing;
