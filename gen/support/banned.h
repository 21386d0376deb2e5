/*
 * Functions that cannot be used safely are compile errors here; every source file includes this. Not
 * ctime, which is a field of libgit2 too.
 */
#ifndef SUPPORT_BANNED_H
#define SUPPORT_BANNED_H

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok asctime atoi atol
#pragma GCC poison scanf sscanf alloca system popen tmpnam mktemp

#endif
