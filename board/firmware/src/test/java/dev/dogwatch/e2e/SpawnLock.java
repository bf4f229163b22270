package dev.dogwatch.e2e;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps the writing of scripts and the starting of processes apart. A child that is forked while another thread writes a script holds
 * that file open for writing until it execs, and whoever runs the script meanwhile is told "text busy".
 */
final class SpawnLock {

    private static final ReadWriteLock LOCK = new ReentrantReadWriteLock(true);

    private SpawnLock() {
    }

    static Lock writing() {
        return LOCK.readLock();
    }

    static Lock spawning() {
        return LOCK.writeLock();
    }
}
