/*
 * Functions that cannot be used safely are compile errors here; every source file includes this.
 * Not ctime, which is a field of libgit2 too. Standard output is support/print.h's. Some are macros
 * under clang.
 */
#ifndef SUPPORT_BANNED_H
#define SUPPORT_BANNED_H

#undef sprintf
#undef vsprintf
#undef printf
#undef stdout

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok asctime atoi atol
#pragma GCC poison scanf sscanf alloca system popen tmpnam mktemp
#pragma GCC poison stdout printf puts putchar

#endif
