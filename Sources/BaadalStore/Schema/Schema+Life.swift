extension Schema {
    /// What VMs are made from, and for whom.
    static let catalogue = """
        ALTER TABLE cloud ADD COLUMN catalogued INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE organisation (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, details TEXT NOT NULL, admin_mail TEXT,
          active INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE user (
          id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT NOT NULL UNIQUE, full_name TEXT NOT NULL, email TEXT,
          organisation INTEGER NOT NULL REFERENCES organisation, active INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE vlan (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
          tag INTEGER NOT NULL CHECK (tag BETWEEN 0 AND 4094), network INTEGER
        ) STRICT;
        CREATE TABLE security_domain (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
          vlan INTEGER NOT NULL UNIQUE REFERENCES vlan, attachment TEXT NOT NULL, organisations TEXT
        ) STRICT;
        CREATE TABLE datastore (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, path TEXT NOT NULL UNIQUE,
          capacity INTEGER NOT NULL, reserve INTEGER NOT NULL, available INTEGER, active INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE datastore_host (
          datastore INTEGER NOT NULL REFERENCES datastore ON DELETE CASCADE,
          host BLOB NOT NULL REFERENCES host ON DELETE CASCADE, seen INTEGER NOT NULL, PRIMARY KEY (datastore, host)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE template (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, system TEXT NOT NULL,
          release TEXT NOT NULL, datastore INTEGER NOT NULL REFERENCES datastore, file TEXT NOT NULL,
          form TEXT NOT NULL, size INTEGER NOT NULL, checksum TEXT, tag TEXT NOT NULL, owners TEXT,
          active INTEGER NOT NULL, UNIQUE (datastore, file)
        ) STRICT;
        CREATE TABLE private_address (
          id INTEGER PRIMARY KEY AUTOINCREMENT, address INTEGER NOT NULL UNIQUE, mac INTEGER NOT NULL UNIQUE,
          vlan INTEGER NOT NULL REFERENCES vlan, active INTEGER NOT NULL, holder BLOB
        ) STRICT;
        CREATE INDEX private_address_free ON private_address (vlan, address) WHERE holder IS NULL AND active = 1;
        CREATE INDEX private_address_holder ON private_address (holder) WHERE holder IS NOT NULL;
        CREATE TABLE public_address (
          id INTEGER PRIMARY KEY AUTOINCREMENT, address INTEGER NOT NULL UNIQUE, active INTEGER NOT NULL,
          holder BLOB UNIQUE
        ) STRICT;
        """

    /// What is kept for each VM that was made here.
    ///
    /// A row of `record`, `place` or `disk` with a `task` is a reservation of that task; it holds until the task clears
    /// it, or gives it back. Nothing that is reserved is reserved twice: every such thing is unique.
    static let life = """
        ALTER TABLE task ADD COLUMN source BLOB;
        ALTER TABLE task ADD COLUMN failing_cause TEXT;
        ALTER TABLE task ADD COLUMN failing_message TEXT;
        CREATE TABLE record (
          vm BLOB PRIMARY KEY CHECK (length(vm) = 16), name TEXT NOT NULL, identity TEXT NOT NULL UNIQUE,
          owner INTEGER NOT NULL REFERENCES user, organisation INTEGER NOT NULL REFERENCES organisation,
          template INTEGER REFERENCES template, parent BLOB, domain INTEGER NOT NULL REFERENCES security_domain,
          stage TEXT NOT NULL, host BLOB, vcpus INTEGER NOT NULL, memory INTEGER NOT NULL,
          address INTEGER REFERENCES private_address, purpose TEXT NOT NULL, created INTEGER NOT NULL,
          purge_at INTEGER, schedule INTEGER NOT NULL, vm_group TEXT, xml TEXT, task INTEGER, expires INTEGER,
          revision INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX record_revision ON record (revision);
        CREATE INDEX record_host ON record (host) WHERE host IS NOT NULL;
        CREATE TABLE place (
          host BLOB NOT NULL, port INTEGER NOT NULL, vm BLOB NOT NULL REFERENCES record ON DELETE CASCADE,
          task INTEGER, expires INTEGER, PRIMARY KEY (host, port), UNIQUE (vm, host)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE disk (
          id INTEGER PRIMARY KEY AUTOINCREMENT, vm BLOB NOT NULL, datastore INTEGER NOT NULL REFERENCES datastore,
          path TEXT NOT NULL UNIQUE, role TEXT NOT NULL, target TEXT, size INTEGER NOT NULL, format TEXT NOT NULL,
          backing INTEGER REFERENCES disk, stage TEXT NOT NULL, task INTEGER, revision INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX disk_vm ON disk (vm);
        CREATE INDEX disk_revision ON disk (revision);
        CREATE INDEX disk_datastore ON disk (datastore, size);
        CREATE INDEX disk_backing ON disk (backing) WHERE backing IS NOT NULL;
        CREATE TABLE snapshot (
          id INTEGER PRIMARY KEY AUTOINCREMENT, vm BLOB NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL,
          parent TEXT, created INTEGER NOT NULL, memory INTEGER NOT NULL, external INTEGER NOT NULL,
          current INTEGER NOT NULL, size INTEGER, presence TEXT NOT NULL, note TEXT NOT NULL, xml TEXT,
          revision INTEGER NOT NULL, UNIQUE (vm, name)
        ) STRICT;
        CREATE INDEX snapshot_revision ON snapshot (revision);
        CREATE TABLE job (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
        CREATE INDEX vm_host ON vm (host, vcpus, memory);
        """
}
