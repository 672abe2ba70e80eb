internal import BaadalModel
internal import GRDB

/// The tables, as they grew.
///
/// A migration that was released is never changed; a new one is added below it.
///
/// Times are milliseconds since 1970 in UTC, sizes bytes, UUIDs 16 bytes. Each row that readers follow carries the
/// revision at which it last changed.
enum Schema {
    static let migrations: [(name: String, sql: String)] = [
        (
            "1 inventory",
            """
            CREATE TABLE cloud (
              id INTEGER PRIMARY KEY CHECK (id = 1), uuid BLOB NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL,
              workers INTEGER NOT NULL, per_host INTEGER NOT NULL, demo INTEGER NOT NULL, revision INTEGER NOT NULL,
              swept INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE constant (name TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (length(value) > 0)) STRICT;
            CREATE TABLE host (
              id BLOB PRIMARY KEY CHECK (length(id) = 16), name TEXT NOT NULL UNIQUE, uri TEXT NOT NULL UNIQUE,
              state TEXT NOT NULL, reason TEXT, cpus INTEGER, memory INTEGER, libvirt TEXT, hypervisor TEXT,
              features TEXT NOT NULL DEFAULT '', seen INTEGER, since INTEGER NOT NULL, simulated INTEGER NOT NULL,
              revision INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX host_revision ON host (revision);
            CREATE TABLE vm (
              id BLOB PRIMARY KEY CHECK (length(id) = 16), name TEXT NOT NULL, state TEXT NOT NULL, host BLOB,
              vcpus INTEGER NOT NULL, memory INTEGER NOT NULL, persistent INTEGER NOT NULL,
              claim_name TEXT, claim_cloud BLOB, conflict TEXT, since INTEGER NOT NULL, seen INTEGER NOT NULL,
              revision INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX vm_revision ON vm (revision);
            CREATE TABLE vm_xml (vm BLOB PRIMARY KEY REFERENCES vm ON DELETE CASCADE, xml TEXT NOT NULL) STRICT;
            CREATE TABLE placement (
              vm BLOB NOT NULL REFERENCES vm ON DELETE CASCADE, host BLOB NOT NULL REFERENCES host ON DELETE CASCADE,
              state TEXT NOT NULL, seen INTEGER NOT NULL, inbound INTEGER NOT NULL, PRIMARY KEY (vm, host)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX placement_host ON placement (host);
            CREATE TABLE usage (
              id BLOB PRIMARY KEY, is_host INTEGER NOT NULL, at INTEGER NOT NULL, cpu REAL, memory INTEGER,
              disk_read REAL, disk_write REAL, received REAL, sent REAL, simulated INTEGER NOT NULL,
              revision INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE tombstone (
              kind INTEGER NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL, revision INTEGER NOT NULL,
              PRIMARY KEY (kind, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX tombstone_revision ON tombstone (revision);
            """
        ),
        (
            "2 tasks",
            """
            CREATE TABLE task (
              id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, vm BLOB, host_named BLOB,
              parameters TEXT NOT NULL, status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 7),
              priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3), requester TEXT NOT NULL, reason TEXT,
              subject TEXT NOT NULL, host BLOB, message TEXT, cause TEXT, step TEXT, progress REAL,
              created INTEGER NOT NULL, not_before INTEGER, started INTEGER, ended INTEGER, attempts INTEGER NOT NULL,
              retry_of INTEGER REFERENCES task ON DELETE SET NULL, parent INTEGER REFERENCES task ON DELETE SET NULL,
              cancel INTEGER NOT NULL, revision INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX task_open ON task (status, priority DESC, id) WHERE status < 3;
            CREATE INDEX task_revision ON task (revision);
            CREATE INDEX task_parent ON task (parent) WHERE parent IS NOT NULL;
            CREATE INDEX task_ended ON task (ended) WHERE ended IS NOT NULL;
            CREATE UNIQUE INDEX task_one_per_vm ON task (vm) WHERE status = 2 AND vm IS NOT NULL;
            CREATE TABLE task_step (
              task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, step INTEGER NOT NULL, name TEXT NOT NULL,
              state TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER, note TEXT, PRIMARY KEY (task, step)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE event (
              id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, vm BLOB, host BLOB,
              actor TEXT, text TEXT NOT NULL
            ) STRICT;
            CREATE INDEX event_vm ON event (vm, id) WHERE vm IS NOT NULL;
            CREATE INDEX event_at ON event (at);
            """
        ),
        // Without it each task that is forgotten looks through all others for its retries.
        ("3 retries", "CREATE INDEX task_retry_of ON task (retry_of) WHERE retry_of IS NOT NULL"),
        ("4 catalogue", catalogue),
        ("5 life of a VM", life),
        (
            "6 held space",
            """
            CREATE TABLE held_space (
              task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, datastore INTEGER NOT NULL REFERENCES datastore,
              size INTEGER NOT NULL, PRIMARY KEY (task, datastore)
            ) STRICT, WITHOUT ROWID;
            """
        ),
        (
            "7 hosts",
            """
            ALTER TABLE host ADD COLUMN mode TEXT NOT NULL DEFAULT 'active';
            ALTER TABLE host ADD COLUMN power TEXT NOT NULL DEFAULT '';
            ALTER TABLE host ADD COLUMN inventory TEXT;
            ALTER TABLE host ADD COLUMN fenced INTEGER;
            ALTER TABLE task ADD COLUMN after INTEGER REFERENCES task ON DELETE SET NULL;
            CREATE INDEX task_after ON task (after) WHERE after IS NOT NULL;
            ALTER TABLE placement ADD COLUMN was TEXT;
            CREATE TABLE measurement (
              id INTEGER PRIMARY KEY AUTOINCREMENT, first BLOB NOT NULL REFERENCES host ON DELETE CASCADE,
              second BLOB NOT NULL REFERENCES host ON DELETE CASCADE, at INTEGER NOT NULL, tool TEXT, latency REAL,
              throughput REAL, failure TEXT, newest INTEGER NOT NULL
            ) STRICT;
            CREATE UNIQUE INDEX measurement_newest ON measurement (first, second) WHERE newest = 1;
            CREATE INDEX measurement_pair ON measurement (first, second, at);
            CREATE TABLE left_behind (
              vm BLOB NOT NULL, host BLOB NOT NULL REFERENCES host ON DELETE CASCADE, at INTEGER NOT NULL,
              PRIMARY KEY (vm, host)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE saved (vm BLOB PRIMARY KEY, state TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            ALTER TABLE record ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE record ADD COLUMN stays INTEGER NOT NULL DEFAULT 0;
            """
        ),
        ("8 sensors", "ALTER TABLE usage ADD COLUMN temperature REAL; ALTER TABLE usage ADD COLUMN watts REAL"),
        (
            // Tasks that were open already when an order of many was to have them, too: it ends with them.
            "9 waves",
            """
            CREATE TABLE task_joined (
              parent INTEGER NOT NULL REFERENCES task ON DELETE CASCADE,
              task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, PRIMARY KEY (parent, task)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX task_joined_task ON task_joined (task);
            ALTER TABLE task ADD COLUMN uncordons INTEGER NOT NULL DEFAULT 0;
            """
        ),
        ("10 network", network),
    ]

    /// All migrations, by name.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (name, sql) in migrations {
            migrator.registerMigration(name) { try $0.execute(sql: sql) }
        }
        return migrator
    }

    /// What the rows of the tombstone table stand for.
    enum Grave: Int, Sendable {
        case host = 1
        case vm
        case task
        case record
        case disk
        case snapshot
    }
}
