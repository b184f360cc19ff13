/* Preloaded into the programs under test: counts each step that they take on disk or network, writes down what it did, and kills the
   process at a chosen one. A step is a call that changes a file or a folder below the watched ones, or that speaks on a TCP socket.

   Asleep until crash_watch() is called, after fork(), by tests/crash/shim.py. What is written to a SQLite "-shm" file is no step: that
   file is shared memory, and is lost in a power cut. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))real_##name())
#define FIND(name) \
    static void *real_##name(void) { \
        static void *found; \
        if (!found) found = dlsym(RTLD_NEXT, #name); \
        return found; \
    }

enum how { BEFORE, AFTER, HALF };
enum watched { NOT, FILE_OR_FOLDER, SOCKET };

/* One for all processes that the harness forks: the order of their steps is one order. */
static struct shared {
    _Atomic int64_t clock;
    _Atomic int64_t lies; /* bit 1: fsync of a file does nothing, bit 2: of a folder: for the test that the harness sees it */
} *shared;

static char roots[4][PATH_MAX];
static int root_count;
static int log_fd = -1;
static int with_network;
static int64_t cut_at; /* 0: never */
static enum how cut_how;
static _Atomic int64_t steps;
static unsigned char watched[65536];

/* Before each record in the log; paths and data follow. tests/crash/shim.py reads it. */
struct record {
    int64_t begun, ended, step, inode, offset, length;
    int32_t kind, pid;
    uint32_t path_size, other_size, data_size;
    uint32_t dead; /* 1: killed here */
};

enum kind { NOTE = 1, CREATE, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, RENAME, LINK, UNLINK, MKDIR, RMDIR, CONNECT, SEND, RECEIVE, SYMLINK };

__attribute__((constructor)) static void begin(void) {
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) abort();
}

static int64_t tick(void) { return atomic_fetch_add(&shared->clock, 1) + 1; }

static void put(struct record *record, const char *path, const char *other, const void *data) {
    if (log_fd < 0) return;
    record->pid = getpid();
    record->path_size = path ? strlen(path) : 0;
    record->other_size = other ? strlen(other) : 0;
    struct iovec parts[] = {
        {record, sizeof *record}, {(void *)path, record->path_size}, {(void *)other, record->other_size}, {(void *)data, record->data_size}};
    /* The log is opened with O_APPEND: records of several processes and threads do not mix. */
    if (syscall(SYS_writev, log_fd, parts, 4) < 0) abort();
}

static _Noreturn void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

/* At the beginning of a step. 1: this is the one to be cut after, or in the middle. */
static int chosen(struct record *record, enum kind kind, const char *path, const char *other) {
    record->kind = kind;
    record->begun = tick();
    record->step = atomic_fetch_add(&steps, 1) + 1;
    if (record->step != cut_at) return 0;
    if (cut_how == BEFORE) {
        record->dead = 1;
        put(record, path, other, NULL);
        die();
    }
    return 1;
}

static void done(struct record *record, int cut, int good, const char *path, const char *other, const void *data, size_t size) {
    int error = errno;
    record->ended = tick();
    record->data_size = good && data ? size : 0;
    record->dead = cut;
    if (good || cut) put(record, path, other, data);
    if (cut) die();
    errno = error;
}

/* Watching */

void crash_watch(const char *folders, int log, int64_t at, int how, int network) {
    root_count = 0;
    for (const char *from = folders; *from && root_count < 4;) {
        const char *end = strchrnul(from, ':');
        snprintf(roots[root_count++], PATH_MAX, "%.*s", (int)(end - from), from);
        from = *end ? end + 1 : end;
    }
    memset(watched, NOT, sizeof watched);
    atomic_store(&steps, 0);
    log_fd = log;
    cut_at = at;
    cut_how = how;
    with_network = network;
}

void crash_sleep(void) {
    root_count = 0;
    with_network = 0;
    cut_at = 0;
    log_fd = -1;
    memset(watched, NOT, sizeof watched);
}

int64_t crash_steps(void) { return atomic_load(&steps); }

void crash_lie(int64_t which) { atomic_store(&shared->lies, which); }

/* What the program promised to somebody by now: is on the disk, or it lied. */
void crash_note(const char *text) {
    struct record record = {.kind = NOTE, .begun = tick()};
    record.ended = record.begun;
    put(&record, text, NULL, NULL);
}

static int below(const char *path) {
    size_t length = strlen(path);
    if (length > 4 && !strcmp(path + length - 4, "-shm")) return 0;
    for (int each = 0; each < root_count; each++) {
        size_t root = strlen(roots[each]);
        if (!strncmp(path, roots[each], root) && (path[root] == '/' || !path[root])) return 1;
    }
    return 0;
}

/* The absolute path in `out`, NULL when it is not watched. */
static const char *seen(int folder, const char *path, char *out) {
    int error = errno;
    if (!root_count || !path) return NULL;
    if (path[0] == '/') {
        snprintf(out, PATH_MAX, "%s", path);
    } else {
        char link[64], base[PATH_MAX];
        if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
        else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, base, sizeof base - 1);
        if (length < 0) return errno = error, NULL;
        base[length] = 0;
        if (snprintf(out, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return NULL;
    }
    errno = error;
    return below(out) ? out : NULL;
}

static int is(int fd, enum watched what) { return fd >= 0 && fd < (int)sizeof watched && watched[fd] == what && (what != SOCKET || with_network); }

static const char *name_of(int fd, char *out) {
    char link[64];
    int error = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, out, PATH_MAX - 1);
    out[length < 0 ? 0 : length] = 0;
    errno = error;
    return out;
}

static int64_t inode_of(int fd, struct stat *stat) {
    int error = errno;
    int64_t inode = fstat(fd, stat) ? 0 : (int64_t)stat->st_ino;
    errno = error;
    return inode;
}

/* Opening */

FIND(openat)

static int opening(int folder, const char *path, int flags, mode_t mode) {
    char name[PATH_MAX];
    const char *ours = seen(folder, path, name);
    struct stat stat;
    if (!ours) return REAL(openat)(folder, path, flags, mode);
    int there = !fstatat(folder, path, &stat, 0);
    int changes = ((flags & O_CREAT) && !there) || ((flags & O_TRUNC) && there && stat.st_size > 0);
    if (changes && (flags & O_CREAT) && (flags & O_EXCL) && there) changes = 0;
    struct record record = {0};
    int cut = changes && chosen(&record, there ? TRUNCATE : CREATE, ours, NULL);
    int fd = REAL(openat)(folder, path, flags, mode);
    if (fd >= 0 && fd < (int)sizeof watched) watched[fd] = FILE_OR_FOLDER;
    if (changes) {
        record.inode = fd >= 0 ? inode_of(fd, &stat) : 0;
        done(&record, cut, fd >= 0, ours, NULL, NULL, 0);
    }
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) { MODE(flags) return opening(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opening(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return opening(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return opening(folder, path, flags, mode); }
int creat(const char *path, mode_t mode) { return opening(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

FIND(close)
int close(int fd) {
    if (fd >= 0 && fd < (int)sizeof watched) watched[fd] = NOT;
    return REAL(close)(fd);
}

/* Writing */

static ssize_t writing(int fd, const struct iovec *parts, int count, off_t offset) {
    char name[PATH_MAX];
    int at_offset = offset >= 0, socket = is(fd, SOCKET);
    if (!socket && !is(fd, FILE_OR_FOLDER)) {
        return at_offset ? syscall(SYS_pwritev, fd, parts, count, offset, 0) : syscall(SYS_writev, fd, parts, count);
    }
    size_t size = 0;
    for (int each = 0; each < count; each++) size += parts[each].iov_len;
    char *data = malloc(size ? size : 1), *to = data;
    if (!data) abort();
    for (int each = 0; each < count; each++) to = mempcpy(to, parts[each].iov_base, parts[each].iov_len);
    struct record record = {0};
    struct stat stat = {0};
    int cut = chosen(&record, socket ? SEND : WRITE, name_of(fd, name), NULL);
    size_t wanted = cut && cut_how == HALF ? size / 2 : size;
    if (!socket) {
        record.inode = inode_of(fd, &stat);
        int append = REAL(openat) && (fcntl(fd, F_GETFL) & O_APPEND);
        record.offset = at_offset ? offset : append ? stat.st_size : lseek(fd, 0, SEEK_CUR);
    }
    ssize_t result = at_offset ? syscall(SYS_pwrite64, fd, data, wanted, offset) : syscall(SYS_write, fd, data, wanted);
    record.length = result;
    done(&record, cut, result > 0, name, NULL, socket ? NULL : data, result > 0 ? (size_t)result : 0);
    int error = errno;
    free(data);
    errno = error;
    return result;
}

ssize_t write(int fd, const void *data, size_t size) {
    struct iovec part = {(void *)data, size};
    if (!is(fd, SOCKET) && !is(fd, FILE_OR_FOLDER)) return syscall(SYS_write, fd, data, size);
    return writing(fd, &part, 1, -1);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
    struct iovec part = {(void *)data, size};
    return writing(fd, &part, 1, offset);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return pwrite(fd, data, size, offset); }
ssize_t writev(int fd, const struct iovec *parts, int count) { return writing(fd, parts, count, -1); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return writing(fd, parts, count, offset); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return writing(fd, parts, count, offset); }

/* Ways to write that are not written down: refused, so that callers take the plain way. */
#define REFUSED(name, type, ...) \
    FIND(name) \
    type name(__VA_ARGS__)
REFUSED(sendfile, ssize_t, int to, int from, off_t *offset, size_t size) {
    return is(to, FILE_OR_FOLDER) || is(to, SOCKET) ? (errno = EINVAL, -1) : REAL(sendfile)(to, from, offset, size);
}
REFUSED(sendfile64, ssize_t, int to, int from, off64_t *offset, size_t size) {
    return is(to, FILE_OR_FOLDER) || is(to, SOCKET) ? (errno = EINVAL, -1) : REAL(sendfile64)(to, from, offset, size);
}
REFUSED(copy_file_range, ssize_t, int from, off64_t *in, int to, off64_t *out, size_t size, unsigned flags) {
    return is(to, FILE_OR_FOLDER) ? (errno = EINVAL, -1) : REAL(copy_file_range)(from, in, to, out, size, flags);
}
REFUSED(fallocate64, int, int fd, int mode, off64_t offset, off64_t size) {
    return is(fd, FILE_OR_FOLDER) ? (errno = EOPNOTSUPP, -1) : REAL(fallocate64)(fd, mode, offset, size);
}

FIND(ftruncate)
int ftruncate(int fd, off_t size) {
    char name[PATH_MAX];
    struct stat stat;
    if (!is(fd, FILE_OR_FOLDER)) return REAL(ftruncate)(fd, size);
    struct record record = {.length = size, .inode = inode_of(fd, &stat)};
    int cut = chosen(&record, TRUNCATE, name_of(fd, name), NULL);
    int result = REAL(ftruncate)(fd, size);
    done(&record, cut, !result, name, NULL, NULL, 0);
    return result;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

/* Syncing */

static int syncing(int fd, int number) {
    char name[PATH_MAX];
    struct stat stat;
    if (!is(fd, FILE_OR_FOLDER)) return syscall(number, fd);
    struct record record = {.inode = inode_of(fd, &stat)};
    int folder = S_ISDIR(stat.st_mode);
    if (atomic_load(&shared->lies) & (folder ? 2 : 1)) return 0;
    int cut = chosen(&record, folder ? SYNC_FOLDER : SYNC, name_of(fd, name), NULL);
    int result = syscall(number, fd);
    done(&record, cut, !result, name, NULL, NULL, 0);
    return result;
}
int fsync(int fd) { return syncing(fd, SYS_fsync); }
int fdatasync(int fd) { return syncing(fd, SYS_fdatasync); }

/* Names */

static int naming(enum kind kind, int folder, const char *path, int other_folder, const char *other, int number, unsigned flags) {
    char name[PATH_MAX], other_name[PATH_MAX];
    const char *ours = seen(folder, path, name), *theirs = other ? seen(other_folder, other, other_name) : NULL;
    struct record record = {0};
    struct stat stat;
    int step = ours || theirs;
    if (step && !fstatat(folder, path, &stat, AT_SYMLINK_NOFOLLOW)) record.inode = stat.st_ino;
    int cut = step && chosen(&record, kind, ours ? ours : path, theirs);
    int result = other ? syscall(number, folder, path, other_folder, other, flags) : syscall(number, folder, path, flags);
    if (step) {
        if (kind == MKDIR && !result && !fstatat(folder, path, &stat, 0)) record.inode = stat.st_ino;
        done(&record, cut, !result, ours ? ours : path, theirs, NULL, 0);
    }
    return result;
}

int rename(const char *from, const char *to) { return naming(RENAME, AT_FDCWD, from, AT_FDCWD, to, SYS_renameat2, 0); }
int renameat(int a, const char *from, int b, const char *to) { return naming(RENAME, a, from, b, to, SYS_renameat2, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return naming(RENAME, a, from, b, to, SYS_renameat2, flags); }
int link(const char *from, const char *to) { return naming(LINK, AT_FDCWD, from, AT_FDCWD, to, SYS_linkat, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return naming(LINK, a, from, b, to, SYS_linkat, flags); }
int unlink(const char *path) { return naming(UNLINK, AT_FDCWD, path, 0, NULL, SYS_unlinkat, 0); }
int unlinkat(int folder, const char *path, int flags) {
    return naming(flags & AT_REMOVEDIR ? RMDIR : UNLINK, folder, path, 0, NULL, SYS_unlinkat, flags);
}
int rmdir(const char *path) { return naming(RMDIR, AT_FDCWD, path, 0, NULL, SYS_unlinkat, AT_REMOVEDIR); }
int mkdir(const char *path, mode_t mode) { return naming(MKDIR, AT_FDCWD, path, 0, NULL, SYS_mkdirat, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return naming(MKDIR, folder, path, 0, NULL, SYS_mkdirat, mode); }

int symlinkat(const char *target, int folder, const char *path) {
    char name[PATH_MAX];
    const char *ours = seen(folder, path, name);
    struct record record = {0};
    struct stat stat;
    int cut = ours && chosen(&record, SYMLINK, ours, target);
    int result = syscall(SYS_symlinkat, target, folder, path);
    if (ours) {
        if (!result && !fstatat(folder, path, &stat, AT_SYMLINK_NOFOLLOW)) record.inode = stat.st_ino;
        done(&record, cut, !result, ours, target, NULL, 0);
    }
    return result;
}
int symlink(const char *target, const char *path) { return symlinkat(target, AT_FDCWD, path); }

/* Network */

FIND(connect)
int connect(int fd, const struct sockaddr *address, socklen_t size) {
    int ours = with_network && fd >= 0 && fd < (int)sizeof watched && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
    if (!ours) return REAL(connect)(fd, address, size);
    struct record record = {0};
    int cut = chosen(&record, CONNECT, NULL, NULL);
    int result = REAL(connect)(fd, address, size);
    watched[fd] = SOCKET;
    done(&record, cut, 1, NULL, NULL, NULL, 0);
    return result;
}

FIND(accept4)
int accept4(int listener, struct sockaddr *address, socklen_t *size, int flags) {
    int fd = REAL(accept4)(listener, address, size, flags);
    if (with_network && fd >= 0 && fd < (int)sizeof watched) watched[fd] = SOCKET;
    return fd;
}

ssize_t send(int fd, const void *data, size_t size, int flags) {
    if (!is(fd, SOCKET)) return syscall(SYS_sendto, fd, data, size, flags, NULL, 0);
    struct record record = {0};
    int cut = chosen(&record, SEND, NULL, NULL);
    ssize_t result = syscall(SYS_sendto, fd, data, cut && cut_how == HALF ? size / 2 : size, flags, NULL, 0);
    record.length = result;
    done(&record, cut, 1, NULL, NULL, NULL, 0);
    return result;
}

FIND(sendmsg)
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    if (!is(fd, SOCKET)) return REAL(sendmsg)(fd, message, flags);
    struct record record = {0};
    int cut = chosen(&record, SEND, NULL, NULL);
    ssize_t result = REAL(sendmsg)(fd, message, flags);
    done(&record, cut, 1, NULL, NULL, NULL, 0);
    return result;
}

ssize_t recv(int fd, void *data, size_t size, int flags) {
    if (!is(fd, SOCKET)) return syscall(SYS_recvfrom, fd, data, size, flags, NULL, NULL);
    struct record record = {0};
    int cut = chosen(&record, RECEIVE, NULL, NULL);
    ssize_t result = syscall(SYS_recvfrom, fd, data, size, flags, NULL, NULL);
    record.length = result;
    done(&record, cut, 1, NULL, NULL, NULL, 0);
    return result;
}
