// Preloaded into a process whose power will be "cut": notes every write under POWERCUT_DIR with what it replaced, and
// every fsync, in the file POWERCUT_JOURNAL. replay.ts then puts the files into the state that only synced writes
// made. Record: u8 type (1 write, 2 truncate, 3 sync), u16 path length, path, i64 offset, i64 size before,
// u32 old length, old bytes, u32 new length, new bytes. Native byte order.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static char dir[4096];
static size_t dir_length;

__attribute__((constructor)) static void start(void) {
  const char *file = getenv("POWERCUT_JOURNAL");
  const char *watched = getenv("POWERCUT_DIR");
  if (!file || !watched) return;
  dir_length = strlen(watched);
  if (dir_length >= sizeof dir) return;
  memcpy(dir, watched, dir_length);
  journal = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int path_of(int fd, char *path, size_t size) {
  if (journal < 0) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, size - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  return (size_t)n > dir_length && memcmp(path, dir, dir_length) == 0 && path[dir_length] == '/';
}

static void append(const void *data, size_t length) {
  const char *at = data;
  while (length > 0) {
    long n = syscall(SYS_write, journal, at, length);
    if (n <= 0) abort();
    at += n;
    length -= (size_t)n;
  }
}

static void note(uint8_t type, const char *path, int fd, int64_t offset, int64_t old_length, const void *new_data,
                 uint32_t new_length) {
  struct stat st;
  int64_t size = fstat(fd, &st) == 0 ? (int64_t)st.st_size : 0;
  uint32_t kept = 0;
  if (offset < size && old_length > 0) kept = (uint32_t)(size - offset < old_length ? size - offset : old_length);
  uint16_t path_length = (uint16_t)strlen(path);
  size_t total = 1 + 2 + path_length + 8 + 8 + 4 + kept + 4 + new_length;
  char *record = malloc(total);
  if (!record) abort();
  char *at = record;
#define PUT(pointer, count) (memcpy(at, (pointer), (count)), at += (count))
  PUT(&type, 1);
  PUT(&path_length, 2);
  PUT(path, path_length);
  PUT(&offset, 8);
  PUT(&size, 8);
  PUT(&kept, 4);
  if (kept > 0 && syscall(SYS_pread64, fd, at, (size_t)kept, (off_t)offset) != (long)kept) abort();
  at += kept;
  PUT(&new_length, 4);
  if (new_length > 0) PUT(new_data, new_length);
  append(record, total);
  free(record);
}

static ssize_t noted_pwrite(int fd, const void *data, size_t count, off_t offset, int moves) {
  char path[4096];
  if (!path_of(fd, path, sizeof path))
    return moves ? syscall(SYS_write, fd, data, count) : syscall(SYS_pwrite64, fd, data, count, offset);
  pthread_mutex_lock(&lock);
  note(1, path, fd, (int64_t)offset, (int64_t)count, data, (uint32_t)count);
  ssize_t n = moves ? syscall(SYS_write, fd, data, count) : syscall(SYS_pwrite64, fd, data, count, offset);
  pthread_mutex_unlock(&lock);
  return n;
}

ssize_t pwrite(int fd, const void *data, size_t count, off_t offset) { return noted_pwrite(fd, data, count, offset, 0); }
ssize_t pwrite64(int fd, const void *data, size_t count, off64_t offset) {
  return noted_pwrite(fd, data, count, (off_t)offset, 0);
}
ssize_t write(int fd, const void *data, size_t count) {
  off_t at = lseek(fd, 0, SEEK_CUR);
  return noted_pwrite(fd, data, count, at < 0 ? 0 : at, 1);
}

static int noted_truncate(int fd, off_t length) {
  char path[4096];
  if (!path_of(fd, path, sizeof path)) return (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&lock);
  note(2, path, fd, (int64_t)length, INT64_MAX, NULL, 0);
  int result = (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_unlock(&lock);
  return result;
}
int ftruncate(int fd, off_t length) { return noted_truncate(fd, length); }
int ftruncate64(int fd, off64_t length) { return noted_truncate(fd, (off_t)length); }

static int noted_sync(int fd, long call) {
  char path[4096];
  int watched = path_of(fd, path, sizeof path);
  int result = (int)syscall(call, fd);
  if (watched && result == 0) {
    pthread_mutex_lock(&lock);
    note(3, path, fd, 0, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return result;
}
int fsync(int fd) { return noted_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return noted_sync(fd, SYS_fdatasync); }
