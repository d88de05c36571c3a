package io.vaultik.core.internal.op;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.fs.IgnoreRules;
import io.vaultik.core.internal.fs.PathText;
import io.vaultik.core.internal.fs.WalkOptions;
import io.vaultik.core.internal.save.SnapshotRun;
import io.vaultik.core.internal.save.SnapshotSpec;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.AttachmentWriter;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.ChangeSign;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SnapshotOp;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SourceId;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what a snapshot is to do. Not thread-safe. */
final class SnapshotBuilder implements SnapshotOp {
    private static final int MAX_NAME = 100;
    private static final int MAX_ATTACHMENT_NAME = 200;

    private final RepositoryContext context;
    private final ActiveOperations active;
    private final Map<EntryPath, Path> directories = new LinkedHashMap<>();
    private @Nullable BackupSource source;
    private final List<String> excludes = new ArrayList<>();
    private boolean oneFileSystem;
    private boolean excludeCaches;
    private @Nullable String name;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private int level = 3;
    private boolean dryRun;
    private boolean forceReread;
    private Set<ChangeSign> signs = EnumSet.allOf(ChangeSign.class);
    private @Nullable String continues;
    private final Map<String, AttachmentWriter> attachments = new LinkedHashMap<>();
    private FailurePolicy policy = FailurePolicy.FINISH_THEN_FAIL;
    private @Nullable ProgressListener listener;
    private int parallelism = Runtime.getRuntime().availableProcessors();
    private boolean ran;

    SnapshotBuilder(RepositoryContext context, ActiveOperations active) {
        this.context = context;
        this.active = active;
    }

    @Override
    public SnapshotOp source(Path directory) {
        Path absolute = located(directory);
        return add(absolute.getFileName() == null ? EntryPath.of("root") : PathText.name(absolute), absolute);
    }

    @Override
    public SnapshotOp source(String sourceName, Path directory) {
        EntryPath key = EntryPath.of(sourceName);
        if (key.depth() != 1) {
            throw new IllegalArgumentException("the name of a source is one component of a path");
        }
        return add(key, located(directory));
    }

    @Override
    public SnapshotOp source(BackupSource application) {
        if (source != null || !directories.isEmpty()) {
            throw new IllegalArgumentException("an application's source cannot be combined with another one");
        }
        source = application;
        return this;
    }

    @Override
    public SnapshotOp exclude(String pattern) {
        excludes.add(pattern);
        return this;
    }

    @Override
    public SnapshotOp oneFileSystem() {
        oneFileSystem = true;
        return this;
    }

    @Override
    public SnapshotOp excludeCaches() {
        excludeCaches = true;
        return this;
    }

    @Override
    public SnapshotOp name(String snapshotName) {
        if (snapshotName.isBlank() || snapshotName.length() > MAX_NAME) {
            throw new IllegalArgumentException("the name of a snapshot has 1 to " + MAX_NAME + " characters");
        }
        name = snapshotName;
        return this;
    }

    @Override
    public SnapshotOp label(String key, String value) {
        if (key.isBlank()) {
            throw new IllegalArgumentException("the key of a label is not empty");
        }
        labels.put(key, value);
        return this;
    }

    @Override
    public SnapshotOp compressionLevel(int zstdLevel) {
        if (zstdLevel < MIN_COMPRESSION_LEVEL || zstdLevel > MAX_COMPRESSION_LEVEL) {
            throw new IllegalArgumentException(
                    "a level is " + MIN_COMPRESSION_LEVEL + " to " + MAX_COMPRESSION_LEVEL + ", not " + zstdLevel);
        }
        level = zstdLevel;
        return this;
    }

    @Override
    public SnapshotOp dryRun() {
        dryRun = true;
        return this;
    }

    @Override
    public SnapshotOp forceReread() {
        forceReread = true;
        return this;
    }

    @Override
    public SnapshotOp changeSigns(Set<ChangeSign> compared) {
        signs = Set.copyOf(compared);
        return this;
    }

    @Override
    public SnapshotOp continues(String oldSourceId) {
        continues = new SourceId(oldSourceId, oldSourceId).id();
        return this;
    }

    @Override
    public SnapshotOp attach(String attachmentName, AttachmentWriter writer) {
        boolean tooLong = attachmentName.isBlank() || attachmentName.length() > MAX_ATTACHMENT_NAME;
        if (tooLong || attachmentName.startsWith("vaultik.")) {
            throw new IllegalArgumentException("the name of an attachment has 1 to " + MAX_ATTACHMENT_NAME
                    + " characters and does not begin with vaultik.");
        }
        attachments.put(attachmentName, writer);
        return this;
    }

    @Override
    public SnapshotOp listener(ProgressListener progressListener) {
        listener = progressListener;
        return this;
    }

    @Override
    public SnapshotOp policy(FailurePolicy failurePolicy) {
        policy = failurePolicy;
        return this;
    }

    @Override
    public SnapshotOp parallelism(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("parallelism is at least 1");
        }
        parallelism = items;
        return this;
    }

    @Override
    public SnapshotResult run() throws VaultikException {
        if (ran) {
            throw new IllegalStateException("an operation runs once");
        }
        if (source == null && directories.isEmpty()) {
            throw new IllegalStateException("a snapshot needs a source");
        }
        ran = true;
        return active.run(this::runChecked);
    }

    private SnapshotResult runChecked() throws VaultikException {
        IgnoreRules rules = IgnoreRules.of(excludes);
        BackupSource application = source;
        if (application != null) {
            BackupSource filtered = excludes.isEmpty() ? application : new FilteredSource(application, rules);
            return new SnapshotRun(context, spec(filtered, List.of())).run();
        }
        WalkOptions options =
                WalkOptions.ALL.excluding(rules).oneFileSystem(oneFileSystem).cacheTags(excludeCaches);
        Map<EntryPath, DirectorySource> sources = new LinkedHashMap<>();
        SourceId id = sourceId();
        directories.forEach((key, root) -> sources.put(key, new DirectorySource(id, root, options)));
        List<String> paths = directories.values().stream().map(PathText::of).toList();
        BackupSource joined = sources.size() == 1 ? sources.values().iterator().next() : new JoinedSource(id, sources);
        try {
            return new SnapshotRun(context, spec(joined, paths)).run();
        } finally {
            close(sources);
        }
    }

    private SnapshotSpec spec(BackupSource checked, List<String> paths) {
        return new SnapshotSpec(
                checked,
                paths,
                name,
                Map.copyOf(labels),
                level,
                dryRun,
                forceReread,
                signs,
                continues,
                new LinkedHashMap<>(attachments),
                policy,
                listener,
                parallelism);
    }

    /** Returns the absolute path. What comes before {@code ..} may be a link, so that only the file system knows where it leads. */
    private static Path located(Path directory) {
        Path absolute = directory.toAbsolutePath();
        for (Path component : absolute) {
            if (component.toString().equals("..")) {
                try {
                    return absolute.toRealPath();
                } catch (IOException e) {
                    // It does not exist, or cannot be reached: the walk says so, of the path as it was given.
                    return absolute;
                }
            }
        }
        return absolute.normalize();
    }

    private SnapshotOp add(EntryPath key, Path absolute) {
        if (source != null) {
            throw new IllegalArgumentException("an application's source cannot be combined with another one");
        }
        if (directories.putIfAbsent(key, absolute) != null) {
            throw new IllegalArgumentException("two sources have the name " + PathText.of(key));
        }
        return this;
    }

    /** The series of directories goes by host and name, or by host and paths. */
    private SourceId sourceId() {
        String what = name != null
                ? name
                : String.join(
                        ":",
                        directories.values().stream().map(PathText::of).sorted().toList());
        String id = "dir:" + context.host().host() + ":" + what;
        return new SourceId(id.length() > 4096 ? id.substring(0, 4096) : id, what);
    }

    private static void close(Map<EntryPath, DirectorySource> sources) throws StorageException {
        try {
            for (DirectorySource directory : sources.values()) {
                directory.close();
            }
        } catch (IOException e) {
            throw new StorageException(false, "a directory of the source could not be closed", e);
        }
    }
}
