/* What a rendering changes of the data that it was given is put back when it ends. */
#ifndef JINJA_OBJECT_UNDO_LOG_H
#define JINJA_OBJECT_UNDO_LOG_H

struct dict;
struct list;
struct render;

/*
 * To be called before a list or dict is changed. What belongs to the context, or to the globals, is
 * changed for this rendering alone.
 */
void
undo_log_note_list(struct render *render, struct list *list);

void
undo_log_note_dict(struct render *render, struct dict *dict);

/* Puts back all that was changed; the last change is undone first. */
void
undo_log_roll_back(struct render *render);

#endif
