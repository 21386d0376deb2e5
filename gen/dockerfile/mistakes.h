/* Every mistake of a Dockerfile that is told, as a format for diagnostic_error. */
#ifndef DOCKERFILE_MISTAKES_H
#define DOCKERFILE_MISTAKES_H

#define DOUBT_HEREDOC_OPEN "a here-document has no last line: write its name alone on a line"
#define DOUBT_HEREDOC_DOUBTFUL                                                                     \
	"engines do not agree whether a here-document starts here: close each quote, and use no "  \
	"variable but $NAME and ${NAME} in this line"
#define DOUBT_ESCAPE "the escape character is \\ or `"

#endif
