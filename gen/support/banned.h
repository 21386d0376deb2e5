/* Functions that cannot be used safely are compile errors here; every source file includes this. */
#ifndef SUPPORT_BANNED_H
#define SUPPORT_BANNED_H

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok asctime ctime atoi   \
	atol
#pragma GCC poison scanf sscanf alloca system popen tmpnam mktemp

#endif
