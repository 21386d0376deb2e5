#!/usr/bin/perl
# When tests/run starts tests, by what stands near their tops: small tests note their starts and ends, and the notes keep the rules.
use strict;
use warnings;
use Cwd 'abs_path';
use File::Basename;
use File::Copy 'cp';
use File::Temp;
use Test::More;

my $root = abs_path(dirname(abs_path(__FILE__)) . '/..');
my $folder = File::Temp->newdir;
my %mark = ('a' => '', 'b' => '', 'c' => '', 'd' => 'aside', 'e' => 'aside', 'w' => 'early', 'x' => 'apart', 'y' => 'apart', 'z' => 'alone');

sub put
{
	my ($path, $text) = @_;

	open my $file, '>', $path or die "$path: $!\n";
	print $file $text;
	close $file or die "$path: $!\n";
	chmod 0755, $path;
}

cp("$root/tests/run", "$folder/run") or die "$folder/run: $!\n";
for my $name (keys %mark) {
	put("$folder/$name.t", "#!/bin/sh\n# A test.\n" . ($mark{$name} ? "# Runs $mark{$name}: it is so.\n" : '') .
		"echo +$name >>'$folder/notes'\nsleep 0.4\necho -$name >>'$folder/notes'\necho ok 1\necho 1..1\n");
}
chmod 0755, "$folder/run";
my $said = `cd $folder && env -u TESTS -u V TMPDIR=$folder JOBS=2 ./run 2>&1`;
is($?, 0, 'the tests run') or diag $said;
like($said, qr/^9 passed, 0 failed, 0 skipped$/m, 'each once');

open my $notes, '<', "$folder/notes" or die "$folder/notes: $!\n";
my (%running, %wrong, @started);
while (<$notes>) {
	my ($what, $name) = /^([-+])(.)$/ or die "a note: $_";
	my %now;

	if ($what eq '+') { $running{$name} = 1; push @started, $name } else { delete $running{$name} }
	push @{$now{$mark{$_}}}, $_ for keys %running;
	my $asides = @{$now{aside} // []};
	my $others = keys(%running) - $asides;
	$wrong{alone} = join ' ', sort keys %running if $now{alone} && $others > 1;
	$wrong{aside} = join ' ', @{$now{aside}} if $asides > 1;
	$wrong{apart} = join ' ', @{$now{apart}} if @{$now{apart} // []} > 1;
	$wrong{two} = join ' ', sort keys %running if $others > 2;
	$wrong{beside} = 1 if $asides && $others == 2;
}
is($wrong{alone}, undef, 'one that runs alone has none beside it but one that waits');
is($wrong{aside}, undef, 'one that waits is the only such one');
is($wrong{apart}, undef, 'two that fill the place never run at once');
is($wrong{two}, undef, 'else two run at a time');
is($wrong{beside}, 1, 'and one that waits beside them');
like(join('', grep { $mark{$_} ne 'aside' } @started), qr/^z(?:xw|wx)[abcy]{4}$/, 'the order: alone, apart and early, and all others');
done_testing;
