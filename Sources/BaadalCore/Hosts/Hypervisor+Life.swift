internal import BaadalModel
internal import BaadalStore

/// What shapes domains: their definitions, devices and sizes.
protocol DomainShaping: Sendable {
    /// Adds a domain by its XML, or changes the definition of the one it names.
    func define(_ xml: String) async throws
    /// Removes a definition with what libvirt remembers of snapshots and saved memory; one that is missing is no error.
    func undefine(_ domain: VM.ID) async throws
    /// The definition for the next start, with secrets; `nil` where the host has none of that UUID.
    func definition(of domain: VM.ID) async throws -> String?
    /// Writes what a domain has in memory to its host's disk, and stops it; the next start goes on from there.
    func save(_ domain: VM.ID) async throws
    /// Whether memory of a domain that is off is kept for its next start.
    func isSaved(_ domain: VM.ID) async throws -> Bool
    /// The domains, on or off, that have a file as a disk or below one, by their definitions and by what runs now.
    func users(of path: String) async throws -> [(id: VM.ID, name: String)]
    /// The XML of what runs now, without secrets; the definition's where it is off; `nil` where there is none.
    func presentXML(of domain: VM.ID) async throws -> String?
    /// The XML of what runs now, with secrets, in the form that another host takes it over by; `nil` where it is off.
    func movableXML(of domain: VM.ID) async throws -> String?
    /// Plugs a device in: in the definition, and in the guest where one runs.
    func attach(_ device: String, to domain: VM.ID) async throws
    /// Takes a device out: of the definition, and of the guest where one runs.
    func detach(_ device: String, from domain: VM.ID) async throws
    /// Changes a device of a guest that runs, and not of its definition.
    func updateLive(_ device: String, of domain: VM.ID) async throws
    /// Tells a guest that runs of a larger disk, which is made larger by that.
    func resizeDisk(_ path: String, to size: Bytes, of domain: VM.ID) async throws
    /// Gives a guest that runs another number of processors.
    ///
    /// - Returns: Why it cannot be had before the next start; `nil` where it has them.
    func setLive(vcpus: Int, of domain: VM.ID) async throws -> String?
    /// Gives a guest that runs another amount of memory.
    ///
    /// - Returns: Why it cannot be had before the next start; `nil` where it has it.
    func setLive(memory: Bytes, of domain: VM.ID) async throws -> String?
}

/// What keeps states of domains.
protocol SnapshotKeeping: Sendable {
    /// All snapshots of a domain, parents first.
    func snapshots(of domain: VM.ID) async throws -> [SnapshotSight]
    /// Takes a snapshot.
    func takeSnapshot(_ xml: String, of domain: VM.ID, diskOnly: Bool, quiesced: Bool) async throws
    /// Brings a domain back to a snapshot inside its images.
    func revert(_ domain: VM.ID, to snapshot: String) async throws
    /// Deletes a snapshot, or only what libvirt remembers of it; one that is missing is no error.
    func deleteSnapshot(_ snapshot: String, of domain: VM.ID, memoryOnly: Bool) async throws
    /// Makes a snapshot known whose data are in the images.
    func redefineSnapshot(_ xml: String, isCurrent: Bool, of domain: VM.ID) async throws
    /// Whether an agent in the guest answers.
    func agentAnswers(in domain: VM.ID) async throws -> Bool
}

/// What moves domains.
protocol DomainMoving: Sendable {
    /// Moves a domain to the host at a URI, as this host would open it; returns when it is there.
    func migrate(_ domain: VM.ID, _ request: MigrationRequest) async throws
    /// The long operation that is under way on a domain; `nil` for none.
    func job(of domain: VM.ID) async throws -> JobSight?
    /// Stops it.
    func abortJob(of domain: VM.ID) async throws
}

/// What keeps files of datastores, by absolute paths.
protocol FileKeeping: Sendable {
    /// A file; `nil` where it is not there.
    func file(_ path: String) async throws -> FileSight?
    /// All files of a folder; `nil` where the folder is not there.
    func files(in folder: String) async throws -> [FileSight]?
    /// Makes an image that takes no space until it is written to; one that is there already is an error.
    func createFile(_ file: FileSight) async throws
    /// Copies an image whole to a new one that stands alone; one that is there already is an error.
    func copyFile(_ source: String, to file: FileSight) async throws
    /// Removes a file; one that is missing is no error.
    func deleteFile(_ path: String) async throws
    /// Makes an image larger that no guest uses.
    func resizeFile(_ path: String, to size: Bytes) async throws
    /// Bytes that are free where a folder lies; `nil` where the folder is not there.
    func space(of folder: String) async throws -> Bytes?
}

/// How a domain is moved.
struct MigrationRequest: Hashable, Sendable {
    enum Mode: Hashable, Sendable {
        /// Goes on running while it is moved.
        case live
        /// Is halted, and stays so.
        case paused
        /// Is off: only its definition moves.
        case offline
    }

    /// The destination as the source host would open it.
    var uri: String
    var mode: Mode
    /// The XML that it runs by there, where that differs; `nil` for the same.
    var runningXML: String?
    /// The XML that it is defined by there.
    var definedXML: String
    /// Bytes per second at most; `nil` for no limit.
    var bandwidth: Bytes?
    var autoConverges = true
}

/// A long operation on a domain.
struct JobSight: Hashable, Sendable {
    var isMigration: Bool
    var total: Bytes?
    var done: Bytes?
    var remaining: Bytes?
    /// Bytes per second.
    var rate: Bytes?
    /// Milliseconds that the guest stood still, or is expected to.
    var downtime: Int64?
}

/// An image or another file.
struct FileSight: Hashable, Sendable {
    var path: String
    /// `qcow2`, `raw` or what the host says.
    var format: String
    /// The size that a guest sees.
    var size: Bytes
    /// What it takes on the host; `nil` for a file that is to be made.
    var taken: Bytes?
    /// The file that it stands on; `nil` for one that stands alone.
    var backing: String?
    /// The format of that.
    var backingFormat = "qcow2"
}
