#include "build/state/interrupt.h"

#include <signal.h>
#include <stddef.h>

#include "adapters/process.h"
#include "support/banned.h"

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

enum { SIGNAL_COUNT = sizeof(signals) / sizeof(*signals) };

static struct sigaction before[SIGNAL_COUNT];
static volatile sig_atomic_t came;  /* the signal; 0: none */
static volatile sig_atomic_t group; /* the process group that a signal ends; 0: none */
static volatile sig_atomic_t spare; /* whether the first signal does not end it */

static void
end_group(void)
{
	if (group)
		(void)kill(-(pid_t)group, SIGTERM);
}

static void
note(int signal)
{
	if (came || !spare)
		end_group();
	came = signal;
}

void
interrupt_catch(void)
{
	struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};

	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < SIGNAL_COUNT; i++) {
		(void)sigaddset(&action.sa_mask, signals[i]);
		(void)sigaction(signals[i], NULL, &before[i]);
	}
	came = 0;
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		if (before[i].sa_handler != SIG_IGN)
			(void)sigaction(signals[i], &action, NULL);
}

bool
interrupt_came(void)
{
	return came;
}

const volatile sig_atomic_t *
interrupt_flag(void)
{
	return &came;
}

bool
interrupt_run(const struct process_call *call, struct process_result *result, bool finishes)
{
	struct process process = {0};

	if (came)
		return false;
	spare = finishes;
	process_start(&process, call);
	group = process.pid;
	/* A signal may have come before the group was set. */
	if (came && !finishes)
		end_group();
	const bool done = process_finish(&process, result);

	group = 0;
	return done && !came;
}

void
interrupt_release(void)
{
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		(void)sigaction(signals[i], &before[i], NULL);
	if (came)
		(void)raise(came);
}
