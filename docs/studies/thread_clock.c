/* Times the stages of a run in processor time of their thread, for measurements on a busy machine:

     gcc -O2 -shared -fPIC -o thread_clock.so docs/studies/thread_clock.c
     LD_PRELOAD=./thread_clock.so trackloom run PIPELINE --threads 1 ...

   The monotonic clock of the process becomes the CPU clock of the calling thread. A stage begins and
   ends on one thread, so that time_ms in report.json is what it computed, not what it waited for;
   with one thread nothing of a stage runs elsewhere. Wall and waiting times of such a report mean
   nothing. Waits with a time limit are translated back. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock) {
  struct timespec t;
  syscall(SYS_clock_gettime, clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int clock_gettime(clockid_t clock, struct timespec* t) {
  return (int)syscall(SYS_clock_gettime, clock == CLOCK_MONOTONIC ? CLOCK_THREAD_CPUTIME_ID : clock, t);
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const struct timespec* until) {
  int (*wait)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const struct timespec*) =
      (int (*)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const struct timespec*))dlsym(
          RTLD_NEXT, "pthread_cond_clockwait");
  if (clock != CLOCK_MONOTONIC) return wait(condition, mutex, clock, until);
  const long long at = until->tv_sec * 1000000000LL + until->tv_nsec -
                       now(CLOCK_THREAD_CPUTIME_ID) + now(CLOCK_MONOTONIC);
  const struct timespec real = {at / 1000000000LL, at % 1000000000LL};
  return wait(condition, mutex, clock, &real);
}
