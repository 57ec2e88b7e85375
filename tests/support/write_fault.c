/* Loaded in front of libc (LD_PRELOAD) in a program under test: the history it writes meets with an accident.
   FAULT_KILL_AFTER=N   the program is killed (SIGKILL) once N lines have been written to the history
   FAULT_FULL_AT=BYTES  the disk is full when the history has so many bytes: what fits is written, then ENOSPC
   The history is whatever regular file has a name that ends in ".jsonl". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ssize_t (*real_write)(int, const void*, size_t);
static long lines_written;

static int is_history(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  return length > 6 && memcmp(path + length - 6, ".jsonl", 6) == 0;
}

ssize_t write(int fd, const void* data, size_t size) {
  if (real_write == NULL) real_write = (ssize_t(*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
  const char* kill_after = getenv("FAULT_KILL_AFTER");
  const char* full_at = getenv("FAULT_FULL_AT");
  if ((kill_after == NULL && full_at == NULL) || !is_history(fd)) return real_write(fd, data, size);
  if (full_at != NULL) {
    struct stat status;
    if (fstat(fd, &status) != 0) return -1;
    const long room = atol(full_at) - (long)status.st_size;
    if (room <= 0) {
      errno = ENOSPC;
      return -1;
    }
    return real_write(fd, data, (size_t)room < size ? (size_t)room : size);
  }
  const char* text = data;
  for (size_t i = 0; i < size; ++i) {
    if (text[i] != '\n' || ++lines_written < atol(kill_after)) continue;
    for (size_t done = 0; done <= i;) {
      const ssize_t n = real_write(fd, text + done, i + 1 - done);
      if (n < 0) break;
      done += (size_t)n;
    }
    kill(getpid(), SIGKILL);
  }
  return real_write(fd, data, size);
}
