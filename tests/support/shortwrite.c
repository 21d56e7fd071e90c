/* Loaded before a program (LD_PRELOAD): every write(2) to a regular file takes at most half of what it is given, as a full disk or a signal
   may make it. How many were cut is written to the file that SHORTWRITES names. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long cut;

ssize_t write(int file, const void *bytes, size_t count)
{
    struct stat about;
    if (count > 1 && fstat(file, &about) == 0 && S_ISREG(about.st_mode)) {
        count /= 2;
        cut++;
    }
    return syscall(SYS_write, file, bytes, count);
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("SHORTWRITES");
    char text[32];
    int file, length;
    if (path == NULL || cut == 0)
        return;
    file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
    length = snprintf(text, sizeof text, "%ld\n", (long)cut);
    syscall(SYS_write, file, text, (size_t)length);
    close(file);
}
