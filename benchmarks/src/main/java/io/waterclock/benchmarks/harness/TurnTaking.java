// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a case in this JVM: A B C, B C A, C A B, and so on, first to warm up, then with the clock.
 *
 * <p>Taking turns spreads what the machine and the collector do over all; beginning with another one each time keeps a
 * contender from always running in its neighbour's wake.
 */
public final class TurnTaking {
    private final Case work;
    private final long[] checksum;
    private final List<LongSamples> samples = new ArrayList<>();
    private final List<List<Double>> bytes = new ArrayList<>();
    private final MachineLoop machine = new MachineLoop();

    private TurnTaking(Case work) {
        this.work = work;
        this.checksum = new long[work.contenders().size()];
        for (int i = 0; i < checksum.length; i++) {
            samples.add(new LongSamples());
            bytes.add(new ArrayList<>());
        }
    }

    /**
     * Sets all contenders up, runs them by the case's plan and closes them. The last measurement is the machine's.
     *
     * @throws WrongResultException when a contender's checksum isn't the reference's, or changes
     */
    public static List<Measurement> run(Case work) throws Exception {
        TurnTaking run = new TurnTaking(work);
        try {
            run.prepare();
            run.turns(work.plan().warmUpTurns(), false);
            run.turns(work.plan().turns(), true);
            return run.measurements();
        } finally {
            run.close();
        }
    }

    private void prepare() throws Exception {
        for (Contender contender : work.contenders()) {
            contender.setUp();
        }
        if (work.plan().warmUpTurns() > 0) {
            for (Contender contender : work.contenders()) {
                contender.pollute();
            }
        }
        for (int i = 0; i < checksum.length; i++) {
            Contender contender = work.contenders().get(i);
            checksum[i] = contender.job();
            if (checksum[i] != checksum[0]) {
                throw new WrongResultException("In case \"" + work.name() + "\" the result of " + contender.name()
                        + " has the checksum " + checksum[i] + ", that of "
                        + work.contenders().get(0).name() + " " + checksum[0]);
            }
        }
    }

    private void turns(int turns, boolean told) throws Exception {
        int n = checksum.length;
        for (int turn = 0; turn < turns; turn++) {
            for (int i = 0; i < n; i++) {
                turn((turn + i) % n, told);
            }
        }
    }

    private void turn(int which, boolean told) throws Exception {
        Contender contender = work.contenders().get(which);
        int jobs = work.plan().jobsPerTurn(contender);
        int gapMs = told ? work.plan().gapMs() : 0;
        if (told) {
            machine.time();
        }
        Allocations allocated = Allocations.fromNowOn();
        for (int i = 0; i < jobs; i++) {
            idle(gapMs);
            long start = System.nanoTime();
            long result = contender.job();
            long end = System.nanoTime();
            if (result != checksum[which]) {
                throw new WrongResultException("In case \"" + work.name() + "\" the result of " + contender.name()
                        + " has changed: checksum " + result + ", before " + checksum[which]);
            }
            if (told) {
                samples.get(which).add(end - start);
            }
        }
        if (told) {
            bytes.get(which).add((double) allocated.bytes() / jobs);
        }
    }

    private static void idle(int ms) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        long left = until - System.nanoTime();
        while (ms > 0 && left > 0) {
            LockSupport.parkNanos(left);
            left = until - System.nanoTime();
        }
    }

    private List<Measurement> measurements() {
        List<Measurement> told = new ArrayList<>();
        for (int i = 0; i < checksum.length; i++) {
            told.add(Measurement.of(
                    work.name(),
                    work.contenders().get(i).name(),
                    work.records(),
                    samples.get(i).toArray(),
                    bytes.get(i).stream().mapToDouble(Double::doubleValue).toArray()));
        }
        told.add(machine.measurement(work.name()));
        return told;
    }

    private void close() throws Exception {
        Exception first = null;
        for (Contender contender : work.contenders()) {
            try {
                contender.close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
