#include "document/document.h"

#include "document/json.h"
#include "document/yaml_reader.h"
#include "support/banned.h"

struct node *
document_read(const struct source *source, struct arena *arena, struct diagnostics *diagnostics)
{
	struct node *json = json_read(source, arena);

	return json ? json : yaml_read(source, arena, diagnostics);
}
