/* Loaded in front of libc (LD_PRELOAD) in a program under test: the history it writes meets with an accident.
   FAULT_KILL_AFTER=N   the program is killed (SIGKILL) once N lines have been written to the history
   FAULT_FULL_AT=BYTES  the disk is full when the history has so many bytes: what fits is written, then ENOSPC
   FAULT_READ_ONLY_AT=BYTES  the disk is remounted read-only once the history has so many bytes: EROFS from then on
   FAULT_SYNC=1         the disk is broken: what was written cannot be synced, EIO
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
static int (*real_ftruncate)(int, off_t);
static int (*real_fdatasync)(int);
static long lines_written;

static int is_history(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  return length > 6 && memcmp(path + length - 6, ".jsonl", 6) == 0;
}

static long size_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? (long)status.st_size : 0;
}

static int is_read_only(int fd) {
  const char* at = getenv("FAULT_READ_ONLY_AT");
  return at != NULL && is_history(fd) && size_of(fd) >= atol(at);
}

int ftruncate(int fd, off_t size) {
  if (real_ftruncate == NULL) real_ftruncate = (int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate");
  if (!is_read_only(fd)) return real_ftruncate(fd, size);
  errno = EROFS;
  return -1;
}

int fdatasync(int fd) {
  if (real_fdatasync == NULL) real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  if (getenv("FAULT_SYNC") == NULL || !is_history(fd)) return real_fdatasync(fd);
  errno = EIO;
  return -1;
}

ssize_t write(int fd, const void* data, size_t size) {
  if (real_write == NULL) real_write = (ssize_t(*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
  if (is_read_only(fd)) {
    errno = EROFS;
    return -1;
  }
  const char* kill_after = getenv("FAULT_KILL_AFTER");
  const char* full_at = getenv("FAULT_FULL_AT");
  if ((kill_after == NULL && full_at == NULL) || !is_history(fd)) return real_write(fd, data, size);
  if (full_at != NULL) {
    const long room = atol(full_at) - size_of(fd);
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
