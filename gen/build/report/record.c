#include "build/report/record.h"

#include "build/report/events.h"
#include "build/report/report_files.h"
#include "build/report/results_page.h"
#include "support/banned.h"

void
record_event(struct record *record, const struct text *event)
{
	if (record->files)
		text_append(&record->events, event->bytes, event->length);
}

void
record_end(struct record *record, const struct image_result *image)
{
	if (record->files)
		events_end(&record->events, image, image->result == RESULT_FAILED && image->log);
}

void
record_write(struct record *record, const struct image_result *images, size_t count)
{
	struct text page = TEXT_EMPTY;

	if (!record->files)
		return;
	report_files_append_heading(record->files, &page);
	results_append_page(&page, images, count);
	report_files_write(record->files, "md", &page);
	events_table(&record->events, images, count);
	report_files_write(record->files, "json", &record->events);
	text_free(&page);
	text_free(&record->events);
}
