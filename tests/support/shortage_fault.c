/* Loaded in front of libc (LD_PRELOAD) in a program under test: the system is short of something.
   SHORT_SPAWN=N    the first N processes cannot be started (EAGAIN); -1: none can
   SHORT_THREADS=N  only N threads can be started
   SHORT_PIDFD=N    the first N processes cannot be watched (EMFILE); -1: none can */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>

static atomic_long spawns, threads, watches;

/* Whether call number `*calls` is among the first that fail. */
static int fails(const char* variable, atomic_long* calls) {
  const char* text = getenv(variable);
  if (!text) return 0;
  const long first = atol(text);
  return atomic_fetch_add(calls, 1) < first || first < 0;
}

int posix_spawn(pid_t* pid, const char* path, const posix_spawn_file_actions_t* actions,
                const posix_spawnattr_t* attributes, char* const argv[], char* const environment[]) {
  if (fails("SHORT_SPAWN", &spawns)) return EAGAIN;
  int (*real)(pid_t*, const char*, const posix_spawn_file_actions_t*, const posix_spawnattr_t*, char* const[],
              char* const[]) = dlsym(RTLD_NEXT, "posix_spawn");
  return real(pid, path, actions, attributes, argv, environment);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*), void* argument) {
  const char* text = getenv("SHORT_THREADS");
  if (text && atomic_fetch_add(&threads, 1) >= atol(text)) return EAGAIN;
  int (*real)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*) = dlsym(RTLD_NEXT, "pthread_create");
  return real(thread, attributes, start, argument);
}

long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long a[6];
  for (int i = 0; i < 6; ++i) a[i] = va_arg(list, long);
  va_end(list);
  if (number == SYS_pidfd_open && fails("SHORT_PIDFD", &watches)) {
    errno = EMFILE;
    return -1;
  }
  long (*real)(long, ...) = dlsym(RTLD_NEXT, "syscall");
  return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
