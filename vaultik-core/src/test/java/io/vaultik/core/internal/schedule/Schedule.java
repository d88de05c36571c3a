package io.vaultik.core.internal.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Runs parties one at a time. A party goes on until it comes to {@link #step}; there the seed decides who is next. The same seed gives
 * the same order.
 *
 * <p>In some schedules parties take turns at random, and some are slow: they sleep through long stretches of the others' lives. In the
 * others each has a rank, the highest goes on, and now and then falls to the lowest: an order with few changes, which finds faults that
 * need a few of them at the right places (Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs",
 * ASPLOS 2010).
 */
public final class Schedule {
    private static final int MAX_STEPS = 20_000;
    private static final int SLOWEST = 7;
    private static final int[] STEPS_UNTIL_FALL = {0, 6, 12, 24, 48, 96, 192};

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "party");
        thread.setDaemon(true);
        return thread;
    });

    private final Random random;
    private final List<Party> parties = new ArrayList<>();
    private final Semaphore done = new Semaphore(0);
    private @Nullable Throwable failure;
    private Party current = new Party("nobody", () -> {}, 1);
    private int steps;
    private final int stepsUntilFall;
    private int lowest;
    private boolean stopped;

    /** Makes an empty schedule. */
    public Schedule(long seed) {
        this.random = new Random(seed);
        this.stepsUntilFall = STEPS_UNTIL_FALL[random.nextInt(STEPS_UNTIL_FALL.length)];
    }

    /** What a party does. */
    @FunctionalInterface
    public interface Task {
        void run() throws Exception;
    }

    /** Ends a party at once, as if its process was killed. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        public Killed() {
            super("killed", null, false, false);
        }
    }

    private static final class Party {
        private final String name;
        private final Task task;
        private final int weight;
        private int rank;
        private final Semaphore turn = new Semaphore(0);

        Party(String name, Task task, int weight) {
            this.name = name;
            this.task = task;
            this.weight = weight;
        }
    }

    /** Adds a party; before {@link #run}, or from a step. */
    public void add(String name, Task task) {
        Party party = new Party(name, task, 1 << random.nextInt(SLOWEST));
        party.rank = random.nextInt(1_000);
        parties.add(party);
        THREADS.execute(() -> live(party));
    }

    /** The randomness of this schedule; for the party whose turn it is. */
    public Random random() {
        return random;
    }

    /** Runs all parties to their ends. */
    public void run() {
        if (parties.isEmpty()) {
            return;
        }
        next().turn.release();
        done.acquireUninterruptibly();
        if (failure != null) {
            throw new AssertionError("in " + current.name, failure);
        }
    }

    /** Lets the seed decide who goes on. Called by the party whose turn it is. */
    public void step() {
        if (++steps > MAX_STEPS) {
            throw new AssertionError(current.name + " does not come to an end");
        }
        Party self = current;
        Party next = next();
        if (next != self) {
            next.turn.release();
            self.turn.acquireUninterruptibly();
        }
        if (failure != null || stopped) {
            throw new Killed();
        }
    }

    /** As {@link #step}, for a party that waits for others. */
    public void pause() {
        current.rank = --lowest;
        step();
    }

    /** Ends all parties at their next steps: what was to be found is found. */
    public void stop() {
        stopped = true;
    }

    private Party next() {
        if (stepsUntilFall == 0) {
            return byWeight();
        }
        if (random.nextInt(stepsUntilFall) == 0) {
            current.rank = --lowest;
        }
        Party highest = parties.get(0);
        for (Party party : parties) {
            highest = party.rank > highest.rank ? party : highest;
        }
        current = highest;
        return highest;
    }

    private Party byWeight() {
        int total = 0;
        for (Party party : parties) {
            total += party.weight;
        }
        int choice = random.nextInt(total);
        for (Party party : parties) {
            choice -= party.weight;
            if (choice < 0) {
                current = party;
                return party;
            }
        }
        throw new IllegalStateException("nobody is left");
    }

    private void live(Party party) {
        party.turn.acquireUninterruptibly();
        try {
            if (failure == null && !stopped) {
                party.task.run();
            }
        } catch (Killed e) {
            // Its process is dead.
        } catch (Throwable e) {
            failure = failure == null ? e : failure;
        }
        parties.remove(party);
        if (parties.isEmpty()) {
            done.release();
        } else {
            next().turn.release();
        }
    }
}
