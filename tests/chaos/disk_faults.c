/* Lets writing to the files below one folder fail at random: LD_PRELOAD this library. Its control page, a file named by
   CHAOS_DISK_CONTROL, is shared with the program, which sets how often and reads what was done. CHAOS_DISK_FOLDER names
   the folder. Half of a write that fails may have been written, as on a disk that fills up. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

struct control {
    uint32_t permille; /* of the calls that fail */
    uint32_t state;    /* of the random numbers; not 0 */
    uint64_t calls;
    uint64_t injected;
};

static struct control *control;
static const char *folder;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off64_t);
static int (*real_rename)(const char *, const char *);

__attribute__((constructor)) static void begin(void) {
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_rename = dlsym(RTLD_NEXT, "rename");
    const char *path = getenv("CHAOS_DISK_CONTROL");
    folder = getenv("CHAOS_DISK_FOLDER");
    int file = path && folder ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (page != MAP_FAILED) control = page;
}

static uint32_t next_random(void) {
    uint32_t x = control->state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return control->state = x;
}

static int strikes(const char *path) {
    if (strncmp(path, folder, strlen(folder)) != 0) return 0;
    control->calls++;
    if (next_random() % 1000 >= control->permille) return 0;
    control->injected++;
    errno = next_random() % 2 ? ENOSPC : EIO;
    return 1;
}

static int strikes_file(int file) {
    if (!control || !control->permille) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strikes(path);
}

ssize_t write(int file, const void *data, size_t size) {
    if (!strikes_file(file)) return real_write(file, data, size);
    int told = errno;
    if (next_random() % 2) real_write(file, data, size / 2);
    errno = told;
    return -1;
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    if (!strikes_file(file)) return real_pwrite(file, data, size, at);
    int told = errno;
    if (next_random() % 2) real_pwrite(file, data, size / 2, at);
    errno = told;
    return -1;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return pwrite64(file, data, size, at); }

int fsync(int file) { return strikes_file(file) ? -1 : real_fsync(file); }

int fdatasync(int file) { return strikes_file(file) ? -1 : real_fdatasync(file); }

int ftruncate64(int file, off64_t size) { return strikes_file(file) ? -1 : real_ftruncate(file, size); }

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int rename(const char *from, const char *to) {
    if (control && control->permille && strikes(from)) return -1;
    return real_rename(from, to);
}
