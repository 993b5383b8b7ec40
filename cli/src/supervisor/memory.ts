/** A small young generation: what a service reads and sends is short-lived, and 48 MB of it would stay resident. */
export const smallHeap: readonly string[] = ["--max-semi-space-size=4"];

/**
 * glibc gives every thread arenas of its own, learns to serve ever larger buffers from them, and keeps what they
 * freed. Two arenas serve a service's few threads (some 30 MB less), and buffers from 256 KiB go straight back to the
 * system (15 to 20 MB less after compactions and first syncs). Other C libraries ignore this.
 */
export const smallMalloc: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "262144",
  MALLOC_TRIM_THRESHOLD_: "262144",
};
