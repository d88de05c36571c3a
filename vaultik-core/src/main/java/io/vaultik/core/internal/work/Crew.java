package io.vaultik.core.internal.work;

import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one operation: the calling thread, and as many of an {@link Executor} as it cares to give.
 *
 * <p>It completes on an executor of any size, even one that never runs a task: the caller can do all of the work, and
 * nobody waits for work that has not started. Cancelling is interrupting the caller. The first failure, of a lane or of a
 * task, cancels the crew for good: every other thread in it is interrupted while it is inside the crew's work, what has
 * not started never starts, and the caller gets the failure after the others were joined.
 *
 * <p>One thread, the caller, constructs, runs and closes a crew; the lanes may submit and help; {@link #cancel} and
 * {@link #cancelled} may be called from anywhere. The caller closes the crew, which joins what is left.
 */
public final class Crew implements AutoCloseable {
    private final Executor executor;
    private final int parallelism;
    private final int background;

    // One lock for all fields below it, never held while foreign code runs, but for the condition of helpUntil.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Task> waiting = new ArrayDeque<>();
    private final Set<Posting> lanes = new HashSet<>();
    private final Set<Posting> servers = new HashSet<>();
    /** The threads inside the crew's work; true for those which the crew has interrupted. */
    private final Map<Thread, Boolean> inside = new HashMap<>();

    private int pending;
    private int hired;
    private volatile @Nullable Throwable failure;

    /** A share of an operation's work, taken from a source that all lanes have in common: one lane alone can do it all. */
    @FunctionalInterface
    public interface Lane {
        /**
         * Works until nothing is left to start.
         *
         * @param laneNumber 0 for the calling thread, then up to the parallelism - 1; no two lanes share a number
         * @throws Exception if the operation as a whole cannot succeed
         */
        void work(int laneNumber) throws Exception;
    }

    /** Work that goes on beside the lanes, such as an upload. It must not wait for another task. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does the work.
         *
         * @throws Exception if the operation as a whole cannot succeed
         */
        void run() throws Exception;

        /** Is called instead of {@link #run} if the crew is cancelled before the task starts. Frees what the task holds. */
        default void dropped() {}
    }

    private interface Step {
        void run() throws Exception;
    }

    /**
     * Makes a crew; no thread is asked for yet.
     *
     * @param executor where the threads come from
     * @param parallelism how many threads at most work in lanes, the caller included; at least 1
     * @param background how many threads of the executor at most serve submitted tasks; 0 leaves them to those who wait
     */
    public Crew(Executor executor, int parallelism, int background) {
        if (parallelism < 1 || background < 0) {
            throw new IllegalArgumentException("no crew of " + parallelism + " lanes and " + background + " servers");
        }
        this.executor = executor;
        this.parallelism = parallelism;
        this.background = background;
    }

    /**
     * Works in lanes: lane 0 on this thread, the others on the executor as far as it starts them before lane 0 returns.
     * Lanes that have not started by then never start; those that have are awaited.
     *
     * @param lane what each lane does
     * @throws VaultikException the first failure, if it is one; later failures are suppressed in it
     * @throws CancelledException if this thread is interrupted; its interrupt flag is set
     */
    public void run(Lane lane) throws VaultikException {
        if (isInside()) {
            throw new IllegalStateException("a lane or task starts no lanes");
        }
        asCaller(() -> {
            for (int n = 1; n < parallelism && !cancelled(); n++) {
                int number = n;
                post(lanes, () -> lane.work(number));
            }
            try {
                lane.work(0);
            } finally {
                locked(() -> lanes.removeIf(Posting::revoke));
            }
            help(lanes::isEmpty);
        });
    }

    /**
     * Does something with each of several things in lanes; they begin in the order of their numbers.
     *
     * @param count how many there are
     * @param step what to do
     * @throws VaultikException as {@link #run}
     */
    public void forEach(int count, IndexedStep step) throws VaultikException {
        AtomicInteger next = new AtomicInteger();
        run(lane -> {
            for (int i = next.getAndIncrement(); i < count && !cancelled(); i = next.getAndIncrement()) {
                Interrupts.check();
                step.on(i);
            }
        });
    }

    /**
     * Adds a task, to be run in the order of adding by a thread of the executor or by whoever has to wait. Never blocks
     * and never runs the task itself; how many may be pending is for the caller to bound, with {@link #helpUntil}.
     *
     * @param task what to do
     * @throws VaultikException the first failure of the crew, if there was one; the task is not taken then
     */
    public void submit(Task task) throws VaultikException {
        boolean hiring;
        lock.lock();
        try {
            throwIfFailed();
            waiting.add(task);
            pending++;
            hiring = hired < background;
            hired += hiring ? 1 : 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (hiring && !post(servers, this::serve)) {
            locked(() -> hired--);
        }
    }

    /**
     * Waits for a condition, running tasks that nobody has started in the meantime.
     *
     * @param done the condition; it changes by what tasks and lanes do. It is called under the crew's lock, so it
     *     is quick and takes no other lock
     * @throws VaultikException the first failure of the crew, if there is one
     * @throws CancelledException if this thread is interrupted; its interrupt flag is set
     * @throws IllegalStateException if the condition does not hold and nobody is left who could change that
     */
    public void helpUntil(BooleanSupplier done) throws VaultikException {
        BooleanSupplier possible = () -> holdsOrCan(done);
        if (!isInside()) {
            asCaller(() -> help(possible));
            return;
        }
        try {
            help(possible);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for work in flight", e);
        }
    }

    /**
     * Runs and awaits all submitted tasks. Not to be called by a task.
     *
     * @throws VaultikException the first failure of the crew, if there is one
     * @throws CancelledException if this thread is interrupted; its interrupt flag is set
     */
    public void drain() throws VaultikException {
        helpUntil(() -> pending == 0);
    }

    /**
     * Returns the number of tasks that were submitted and have not ended.
     *
     * @return waiting and running ones
     */
    public int pendingCount() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells whether the crew has failed or was cancelled: long work without blocking calls looks here now and then.
     *
     * @return true for ever after the first failure
     */
    public boolean cancelled() {
        return failure != null;
    }

    /**
     * Makes the crew fail from outside, as a failing lane does: interrupts every thread in it but this one. Does not wait.
     *
     * @param reason what the caller's methods throw, unless something has failed before
     */
    public void cancel(VaultikException reason) {
        fail(reason);
    }

    /** Cancels what is left and joins it: after this no thread is in the crew's work and none will be. Not interruptible. */
    @Override
    public void close() {
        fail(new CancelledException("the operation has ended", null));
        locked(this::join);
    }

    private void asCaller(Step step) throws VaultikException {
        throwIfFailed();
        locked(() -> inside.put(Thread.currentThread(), false));
        try {
            throwIfInterrupted();
            step.run();
            throwIfInterrupted();
        } catch (Throwable e) {
            fail(e);
        }
        boolean interrupted = joinAndLeave();
        Throwable first = failure;
        if (interrupted && first != null && !(first instanceof CancelledException)) {
            // What the interrupt broke in one thread may have failed in another one first.
            throw new CancelledException("the operation was interrupted", first);
        }
        throwIfFailed();
    }

    /** Returns whether somebody other than the crew has interrupted this thread, as far as that can be told apart. */
    private boolean joinAndLeave() {
        lock.lock();
        try {
            if (failure != null) {
                join();
            }
            if (Boolean.TRUE.equals(inside.remove(Thread.currentThread()))) {
                Thread.interrupted();
            }
            return Thread.currentThread().isInterrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void join() {
        lanes.removeIf(Posting::revoke);
        servers.removeIf(Posting::revoke);
        while (!lanes.isEmpty() || !servers.isEmpty()) {
            changed.awaitUninterruptibly();
        }
    }

    private boolean post(Set<Posting> group, Step step) {
        Posting posting = new Posting(started -> asWorker(group, started, step));
        locked(() -> group.add(posting));
        boolean posted = posting.handTo(executor);
        if (!posted) {
            locked(() -> group.remove(posting));
        }
        return posted;
    }

    private void asWorker(Set<Posting> group, Posting posting, Step step) {
        Thread worker = Thread.currentThread();
        boolean entered = false;
        try {
            entered = enter(worker);
            if (entered) {
                step.run();
            }
        } catch (Throwable e) {
            fail(e);
        } finally {
            lock.lock();
            try {
                if (entered) {
                    inside.remove(worker);
                    // From here on nobody interrupts it for us; the executor gets its thread back as it was.
                    Thread.interrupted();
                }
                group.remove(posting);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** A thread that is inside already, because its executor lets it run other tasks while it waits, is not let in twice. */
    private boolean enter(Thread worker) {
        lock.lock();
        try {
            return !cancelled() && inside.putIfAbsent(worker, false) == null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isInside() {
        lock.lock();
        try {
            return inside.containsKey(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        for (Task task = nextTask(); task != null; task = nextTask()) {
            perform(task);
        }
    }

    /** Gives up the place of this server together with finding nothing to do, lest a task is added in between. */
    private @Nullable Task nextTask() {
        lock.lock();
        try {
            Task task = waiting.poll();
            hired -= task == null ? 1 : 0;
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void perform(Task task) {
        try {
            task.run();
        } catch (Throwable e) {
            fail(e);
        } finally {
            locked(() -> {
                pending--;
                changed.signalAll();
            });
        }
    }

    private void help(BooleanSupplier done) throws VaultikException, InterruptedException {
        for (Task task = taskOrDone(done); task != null; task = taskOrDone(done)) {
            perform(task);
        }
    }

    /** Returns a task to run, or null as soon as the condition holds. */
    private @Nullable Task taskOrDone(BooleanSupplier done) throws VaultikException, InterruptedException {
        lock.lock();
        try {
            while (true) {
                throwIfFailed();
                if (done.getAsBoolean()) {
                    return null;
                }
                throwIfInterrupted();
                Task task = waiting.poll();
                if (task != null) {
                    return task;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean holdsOrCan(BooleanSupplier done) {
        if (done.getAsBoolean()) {
            return true;
        }
        if (pending == 0 && inside.size() == 1) {
            throw new IllegalStateException("waiting for something that nobody is doing");
        }
        return false;
    }

    private void fail(Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        List<Task> dropped;
        lock.lock();
        try {
            Throwable first = failure;
            if (first != null) {
                suppress(first, thrown);
                return;
            }
            failure = asUnchecked(thrown);
            inside.replaceAll(Crew::interrupt);
            changed.signalAll();
            dropped = List.copyOf(waiting);
            pending -= waiting.size();
            waiting.clear();
        } finally {
            lock.unlock();
        }
        dropped.forEach(this::drop);
    }

    /** A thread that is interrupted already was so by somebody else, and stays so when it leaves. */
    private static boolean interrupt(Thread thread, boolean byCrew) {
        if (thread == Thread.currentThread() || thread.isInterrupted()) {
            return byCrew;
        }
        thread.interrupt();
        return true;
    }

    private void drop(Task task) {
        try {
            task.dropped();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** That others were stopped follows from the first failure, and is not one of its own. */
    private static void suppress(Throwable first, Throwable later) {
        if (first != later && !isInterruption(later)) {
            first.addSuppressed(later);
        }
    }

    private static boolean isInterruption(Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof ClosedByInterruptException
                || thrown instanceof CancelledException;
    }

    private static Throwable asUnchecked(Throwable thrown) {
        if (thrown instanceof VaultikException || thrown instanceof RuntimeException || thrown instanceof Error) {
            return thrown;
        }
        return isInterruption(thrown)
                ? new CancelledException("the operation was interrupted", thrown)
                : new VaultikException(
                        "the operation failed: {}", thrown, thrown.getClass().getName());
    }

    private void throwIfFailed() throws VaultikException {
        Throwable first = failure;
        if (first instanceof VaultikException e) {
            throw e;
        } else if (first instanceof RuntimeException e) {
            throw e;
        } else if (first instanceof Error e) {
            throw e;
        }
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }
}
