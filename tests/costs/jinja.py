"""Templates that cost much for their size: filters, methods, operators and statements."""
from costs import in_summary, in_tag, template


def inputs():
    yield template("a loop", "{% for i in range(999999) %}{% endfor %}")
    yield in_tag("a loop", "{% for i in range(99999) %}{% endfor %}")
    yield in_summary("a loop", "{% for i in range(99999) %}{% endfor %}")
