#!/usr/bin/perl
# The plan of the house: neither an #include nor a call points back, no room is crowded, and a library has one file
# that knows it.
use strict;
use warnings;
use File::Basename;
use Test::More;

# What stands further left may use what stands further right. Rooms of one line do not know each other.
my @rooms = (
	['main'],
	['command/family', 'command/images'],
	['command'],
	map({ ["build/$_"] } qw(test_report scan_report test scan evidence run publish reproduce matrix image survey bootstrap target report state)),
	['review'],
	['output/checks'],
	['output'],
	['dockerfile/import'],
	['dockerfile'],
	map({ ["jinja/$_"] } qw(run bind library object syntax value)),
	['family/views'],
	['family'],
	['family/structure'],
	['family/schema'],
	['engine/inside'],
	['engine'],
	['document'],
	['adapters'],
	['support/hash', 'support/notation'],
	['support'],
);
my %rank;
for my $i (0 .. $#rooms) {
	$rank{$_} = $i for @{$rooms[$i]};
}
my $most_files = 16;
my $objects = "$ENV{BUILD}/build/obj";
my $gen = dirname(__FILE__) . '/../gen';
my (%users, %included, @back, @unknown, @bare, @unbanned, @intimate);

sub room_of
{
	return $_[0] eq 'main.c' ? 'main' : dirname($_[0]);
}

sub points_back
{
	my ($from, $to) = @_;

	return 0 unless exists $rank{$from} && exists $rank{$to};
	return $rank{$to} < $rank{$from} || ($rank{$to} == $rank{$from} && $from ne $to);
}

# The symbols that objects define and need: [kind, name, path without .o].
sub read_symbols
{
	my @symbols;

	open my $nm, '-|', 'nm', '-A', '-P', glob("$objects/main.o $objects/*/*.o $objects/*/*/*.o") or die "nm: $!\n";
	while (<$nm>) {
		my ($path, $name, $kind) = m{^\Q$objects\E/(\S+)\.o:? (\S+) (\S)} or next;
		push @symbols, [$kind, $name, $path] if -f "$path.c"; # an object outlives a source that was moved
	}
	close $nm or die "nm failed\n";
	return @symbols;
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
for my $path (sort 'main.c', glob('*/*.[ch] */*/*.[ch]')) {
	my $text = read_source($path);
	my $room = room_of($path);
	my @own = $text =~ /^\s*#\s*include\s+"([^"]+)"/mg;

	push @unknown, $path unless exists $rank{$room};
	for my $header (@own) {
		my $to = room_of($header);

		push @{$included{$header}}, $path;
		push @unknown, "$path includes $header" unless exists $rank{$to} && -f $header;
		push @back, "$path includes $header" if points_back($room, $to);
	}
	push @{$users{$_}}, $path for $text =~ /^\s*#\s*include\s+<((?:yaml|pcre2|git2)\b[^>]*)>/mg;
	push @intimate, $path if grep { $_ eq 'adapters/repository_git.h' } @own;
	push @bare, $path if $path =~ /\.h$/ && $text !~ m{\A/\*(?:(?!\*/).)*\w{4}}s;
	push @unbanned, $path if $path =~ /\.c$/ && $text !~ m{^#include "support/banned.h"\n(?!.*^#include )}ms;
}

is(join(', ', @unknown), '', 'every file is in a room, and includes what is there');
is(join(', ', @back), '', 'no #include points back');

my (%defined_in, @calls_back);
my @symbols = read_symbols();
$defined_in{$_->[1]} = $_->[2] for grep { $_->[0] =~ /[TDBRC]/ } @symbols;
for (grep { $_->[0] eq 'U' && exists $defined_in{$_->[1]} } @symbols) {
	my (undef, $name, $path) = @$_;
	my $to = $defined_in{$name};

	push @calls_back, "$path.c uses $name of $to.c" if points_back(room_of("$path.c"), room_of("$to.c"));
}
cmp_ok(scalar keys %defined_in, '>', 500, 'the objects tell what they define');
is(join(', ', @calls_back), '', 'no call points back');
my %needed = map { $_->[1] => 1 } grep { $_->[0] eq 'U' } @symbols;
# The second stands in the place of a function of libgit2's own library.
my @idle = grep { !$needed{$_} && !/^(?:main|mbedtls_x509_crt_parse_file)$/ } sort keys %defined_in;
is(join(', ', @idle), '', 'what one file alone uses is static');
my @crowded = grep { my @files = glob("$_/*.c"); @files > $most_files } sort keys %rank;
is(join(', ', @crowded), '', "no room has more than $most_files files");
is(join(', ', sort keys %users), 'git2.h, git2/sys/alloc.h, pcre2.h, yaml.h', 'the libraries that are used');
for my $library (sort keys %users) {
	is(scalar @{$users{$library}}, 1, "$library is known to one file") or diag "@{$users{$library}}";
	is(room_of($users{$library}[0]), $library =~ /yaml/ ? 'document' : 'adapters', "$library is known where it belongs");
}
is_deeply($users{'git2.h'}, ['adapters/repository_git.h'], 'libgit2 is shown by a header');
is(join(', ', grep { !m{^adapters/repository} } @intimate), '', 'that only its own files include');
# A name leads to one place. A verb's file may have the name of its noun.
my (%places, %structs);
for my $path (glob('*/*.[ch] */*/*.[ch]')) {
	push @{$places{basename($path)}}, $path unless $path =~ m{^command/} || $path =~ m{/mistakes\.h$};
	push @{$structs{$_}}, $path for read_source($path) =~ /^struct (\w+) \{/mg;
}
for my $kind (['file', \%places], ['struct', \%structs]) {
	my @twice = grep { @{$kind->[1]{$_}} > 1 } sort keys %{$kind->[1]};
	is(join(', ', map { "$_: @{$kind->[1]{$_}}" } @twice), '', "each name of a $kind->[0] occurs once");
}

# What a header declares is defined in the file of its name, or in files whose names begin with it.
my @elsewhere;
for my $header (grep { $_ ne 'command/command.h' } glob('*/*.h */*/*.h')) {
	my $stem = $header =~ s/(_parts|_git|_print)?\.h$//r;
	for my $name (read_source($header) =~ /^(\w+)\(/mg) {
		my $place = $defined_in{$name} // next;
		push @elsewhere, "$header declares $name of $place.c" unless $place =~ /^\Q$stem\E(_\w+)?$/;
	}
}
is(join(', ', @elsewhere), '', 'what a header declares is defined in the file of its name');

my $files = () = glob('*/*.[ch] */*/*.[ch]');
my @popular = grep { @{$included{$_}} * 2 > $files && !m{^support/(?:text|arena|diagnostic|banned)\.h$} } sort keys %included;
is(join(', ', @popular), '', 'no other header than text, arena and diagnostic is included by half of the files');

# The map names what is there, and every room.
my $map = read_source('README.md');
my @gone = grep { !-e $_ && !-e "../$_" } $map =~ /`((?:\w+\/)+[\w.]*)`/g;
is(join(', ', @gone), '', 'gen/README.md names what is there');
my @unnamed = grep { $map !~ m{\b\Q@{[basename($_)]}\E/} } grep { $_ ne 'main' } sort keys %rank;
is(join(', ', @unnamed), '', 'and every room');
is(join(', ', @bare), '', 'every header starts with what it is for');
is(join(', ', @unbanned), '', 'every source file includes support/banned.h, last');
done_testing;
