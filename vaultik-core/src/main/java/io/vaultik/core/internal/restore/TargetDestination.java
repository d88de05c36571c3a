package io.vaultik.core.internal.restore;

import io.vaultik.fault.NoSpaceException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.RestoreTarget;
import java.io.IOException;

/** An application's own target. */
final class TargetDestination implements Destination {
    private final RestoreTarget target;

    TargetDestination(RestoreTarget target) {
        this.target = target;
    }

    /** A call of the target. */
    private interface Call<T> {
        T call() throws IOException;
    }

    @Override
    public boolean splitsFiles() {
        return false;
    }

    @Override
    public Outcome begin(Entry directory) throws IOException {
        return make(directory);
    }

    @Override
    public void finish(Entry directory, Outcome begun) throws IOException {
        asked(() -> {
            target.finished(directory);
            return directory;
        });
    }

    @Override
    public boolean keeps(EntryPath path) {
        return false;
    }

    @Override
    public FileOutput open(Entry file) throws IOException {
        return new Output(asked(() -> target.open(file)));
    }

    @Override
    public Outcome make(Entry entry) throws IOException {
        return asked(() -> {
            target.entry(entry);
            return Outcome.WRITTEN;
        });
    }

    @Override
    public Outcome link(Entry entry, EntryPath to) throws IOException {
        return make(new Entry(entry.path(), entry.kind(), entry.size(), entry.attributes(), to, entry.item()));
    }

    @Override
    public void close() {}

    private static <T> T asked(Call<T> call) throws IOException {
        try {
            return call.call();
        } catch (NoSpaceException e) {
            throw e;
        } catch (IOException e) {
            throw new TargetFailure(e);
        }
    }

    /** A file of the target. */
    private static final class Output implements FileOutput {
        private final RestoreTarget.FileSink sink;
        private boolean ended;

        Output(RestoreTarget.FileSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(long position, byte[] bytes, int offset, int length) throws IOException {
            asked(() -> {
                sink.write(bytes, offset, length);
                return sink;
            });
        }

        @Override
        public boolean commit(Entry entry) throws IOException {
            ended = true;
            asked(() -> {
                sink.close();
                return sink;
            });
            return true;
        }

        @Override
        public void abort() throws IOException {
            if (!ended) {
                ended = true;
                asked(() -> {
                    sink.abort();
                    return sink;
                });
            }
        }
    }
}
