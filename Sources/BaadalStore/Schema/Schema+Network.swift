extension Schema {
    /// What the boxes of the network are to do.
    ///
    /// An address that is in `mapping` is not given to anybody else, and a port that a row of `screen_grant` leads to
    /// neither, until the box was seen without it. `cut` has the connections that are still to be ended, and with them
    /// where the box may still lead to though the books do not say so any more.
    static let network = """
        ALTER TABLE cloud ADD COLUMN nat TEXT;
        ALTER TABLE cloud ADD COLUMN screen_address INTEGER;
        ALTER TABLE cloud ADD COLUMN dhcp TEXT;
        ALTER TABLE cloud ADD COLUMN networked INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE mapping (
          outside INTEGER PRIMARY KEY, inside INTEGER NOT NULL, vm BLOB, wanted INTEGER NOT NULL,
          releases INTEGER NOT NULL DEFAULT 0, added INTEGER NOT NULL DEFAULT 0, standing TEXT NOT NULL,
          received INTEGER, sent INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX mapping_inside ON mapping (inside) WHERE wanted = 1;
        CREATE INDEX mapping_vm ON mapping (vm) WHERE vm IS NOT NULL;
        CREATE TABLE screen_grant (
          id INTEGER PRIMARY KEY AUTOINCREMENT, vm BLOB NOT NULL, host BLOB NOT NULL, outside INTEGER NOT NULL,
          port INTEGER NOT NULL, host_address INTEGER NOT NULL, host_port INTEGER NOT NULL, sources TEXT NOT NULL,
          requester TEXT NOT NULL, opened INTEGER NOT NULL, expires INTEGER NOT NULL, ends INTEGER NOT NULL,
          closed INTEGER,
          standing TEXT NOT NULL, has_secret INTEGER NOT NULL, task INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX screen_grant_port ON screen_grant (port) WHERE closed IS NULL;
        CREATE UNIQUE INDEX screen_grant_vm ON screen_grant (vm) WHERE closed IS NULL;
        CREATE INDEX screen_grant_opened ON screen_grant (opened);
        CREATE TABLE cut (
          outside INTEGER NOT NULL, port INTEGER NOT NULL, inside INTEGER NOT NULL, host BLOB, host_port INTEGER,
          PRIMARY KEY (outside, port, inside)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE box (
          name TEXT PRIMARY KEY, state TEXT NOT NULL, at INTEGER NOT NULL, message TEXT NOT NULL
        ) STRICT;
        """
}
