package dev.dogwatch.firmware.aot;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the Java heap and the tables of its collector are. The runtime reserves an address range for each of the four
 * and makes the beginning of each writable: eight system calls of every start, and four pages that are written to.
 * The two tables that are small even for the largest heap are variables here, beside the others that are written to
 * at start. The collector's storage and the heap share one range, and the storage becomes writable when the first
 * collection begins, which few programs live to see: until then the one free chunk that there is has a variable.
 * What the kernel refuses is no longer taken for granted.
 *
 * <p>{@code noinit} (of gcc) puts what is large behind all other variables, so that those share a page or two. It is
 * zero all the same, as what follows the initialised variables of a program is.
 */
final class Heap {
    private Heap() {
    }

    /**
     * Makes the collector run at every allocation, when the C is compiled with DW_COLLECT_ALWAYS, and overwrites what is
     * free afterwards. tools/build --sanitize does: what {@link Frames} takes away wrongly comes to light there.
     *
     * <p>Only so is {@code fixHeap} reached, which writes that the rest of the current chunk is free. Of a chunk that was
     * used up to its last byte there is no rest, and the runtime would write that into the object behind it.
     */
    static void collectAlwaysOnDemand(Path directory) throws IOException {
        Path collector = directory.resolve("c/o/t/r/GC.c");
        GenerateC.replace(collector, "(void teavm_gc_fixHeap\\(\\) \\{\\R.*\\R    if \\()\\(sfld_otr_GC_freeChunks > INT32_C\\(0\\)\\)",
                "$1((sfld_otr_GC_freeChunks > INT32_C(0)) && (uintptr_t) sfld_otr_GC_currentChunk < (uintptr_t) sfld_otr_GC_currentChunkLimit)");
        GenerateC.replace(collector,
                "(?m)^(void\\* meth_otr_GC_alloc\\(int32_t (teavm_local_\\d+)\\) \\{\\R(?:    void\\* \\w+;\\R)*)", """
                #if DW_COLLECT_ALWAYS
                static void dw_collect(int32_t size) {
                    teavm_gc_fixHeap();
                    meth_otr_GC_collectGarbageFullImpl(size);
                    for (int i = 0; i < sfld_otr_GC_freeChunks; i++) {
                        cls_otr_FreeChunk* chunk = ((cls_otr_FreeChunkHolder*) teavm_gc_gcStorageAddress)[i].fld_value;
                        if (chunk->fld_size > sizeof(cls_otr_FreeChunk)) {
                            memset(chunk + 1, 0xA5, chunk->fld_size - sizeof(cls_otr_FreeChunk));
                        }
                    }
                }
                #else
                #define dw_collect(size) ((void) 0)
                #endif
                $1    dw_collect($2);
                """);
    }

    /** Rewrites it; throws where it does not look as it should. {@code maxHeap} is bytes. */
    static void layOut(Path directory, int maxHeap) throws IOException {
        Path memory = directory.resolve("memory.c");
        GenerateC.replaceBody(memory, "teavm_gc_resizeHeap", """
                    if (newSize == teavm_gc_availableBytes) {
                        return;
                    }
                    teavm_gc_heapResized(newSize);
                    dw_resize(teavm_gc_heapAddress, teavm_gc_availableBytes, newSize);
                    dw_resize(teavm_gc_gcStorageAddress, teavm_gc_gcStorageSize, teavm_gc_calculateWorkSize(newSize));
                    teavm_gc_gcStorageSize = teavm_gc_calculateWorkSize(newSize);
                    teavm_gc_regionMaxCount = teavm_gc_calculateRegionsSize(newSize);
                    teavm_gc_availableBytes = newSize;
                """);
        GenerateC.replaceBody(memory, "teavm_initHeap", """
                    teavm_gc_pageSize = teavm_pageSize();
                    int64_t storage = teavm_pageCount(teavm_gc_calculateWorkSize(maxHeap));
                    teavm_gc_gcStorageAddress = teavm_virtualAlloc(storage + teavm_pageCount(maxHeap));
                    if (teavm_gc_gcStorageAddress == MAP_FAILED || maxHeap > DW_MAX_HEAP) {
                        teavm_outOfMemory();
                    }
                    teavm_gc_heapAddress = (char*) teavm_gc_gcStorageAddress + storage;
                    teavm_gc_regionsAddress = dw_regions;
                    teavm_gc_cardTable = dw_cards;
                    teavm_gc_minAvailableBytes = minHeap;
                    teavm_gc_maxAvailableBytes = maxHeap;
                    dw_resize(teavm_gc_heapAddress, 0, minHeap);
                    teavm_gc_gcStorageSize = teavm_gc_calculateWorkSize(minHeap);
                    teavm_gc_regionMaxCount = teavm_gc_calculateRegionsSize(minHeap);
                    teavm_gc_availableBytes = minHeap;
                """);
        Path collector = directory.resolve("c/o/t/r/GC.c");
        GenerateC.replace(collector, "(void meth_otr_GC__clinit_\\(\\) \\{\\R(?:.*\\R)*?)    teavm_local_1 = teavm_gc_gcStorageAddress;",
                "$1    teavm_local_1 = &dw_first_chunk;");
        GenerateC.replace(collector, "void meth_otr_GC_doCollectGarbage\\(\\) \\{\\R", """
                $0    if (sfld_otr_GC_currentChunkPointer == &dw_first_chunk) {
                        dw_prepareStorage();
                        sfld_otr_GC_currentChunkPointer = teavm_gc_gcStorageAddress;
                    }
                """);
        GenerateC.replace(directory.resolve("memory.h"), "extern void\\* teavm_gc_gcStorageAddress;",
                "$0\nextern void* dw_first_chunk;\nextern void dw_prepareStorage();");
        GenerateC.replace(memory, "(?m)^void teavm_gc_resizeHeap\\(", """
                #define DW_MAX_HEAP %d
                static __attribute__((noinit)) int16_t dw_regions[DW_MAX_HEAP / teavm_gc_regionSize + 1];
                static __attribute__((noinit)) char dw_cards[DW_MAX_HEAP / teavm_gc_regionSize + 1];

                static void dw_resize(char* start, int64_t before, int64_t after) {
                    before = teavm_pageCount(before);
                    after = teavm_pageCount(after);
                    if (after > before && mprotect(start + before, after - before, PROT_READ | PROT_WRITE) < 0) {
                        teavm_outOfMemory();
                    }
                    if (after < before) {
                        teavm_virtualUncommit(start + after, before - after);
                    }
                }

                _Alignas(4096) void* dw_first_chunk;

                void dw_prepareStorage() {
                    dw_resize(teavm_gc_gcStorageAddress, 0, teavm_gc_gcStorageSize);
                    *(void**) teavm_gc_gcStorageAddress = dw_first_chunk;
                }

                $0""".formatted(maxHeap));
        GenerateC.replace(memory, "return sysconf\\(_SC_PAGE_SIZE\\);", "return getpagesize();");
    }
}
