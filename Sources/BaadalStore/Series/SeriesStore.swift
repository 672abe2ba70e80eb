public import BaadalModel
internal import Glibc
internal import RRD
internal import Synchronization

/// The past of every VM and host: one RRD file each.
///
/// Calls block for as long as the disk takes, so they are made from a queue that may wait. Any number of threads may
/// read; writers take turns.
public final class SeriesStore: Sendable {
    /// The folder of the files.
    let directory: String
    /// Seconds between two samples.
    let step: Int64
    let layout: CloudConfig.RRD.Layout
    /// The profile of originals whose sidecar says nothing; `nil` to look at their figures.
    let originals: UnitProfile?
    /// Files that were opened and found good.
    let files = Mutex<[SeriesSubject: SeriesFile]>([:])
    /// Held by who writes.
    let writing = Mutex<Void>(())

    /// The series below a folder.
    ///
    /// Nothing is opened or made yet.
    ///
    /// - Parameters:
    ///   - directory: Holds `vm/UUID.rrd`, `host/ID.rrd` and `address/ADDRESS.rrd`.
    ///   - step: Seconds between two samples. At least 1.
    ///   - layout: The shape of new files. Files that are there keep theirs.
    ///   - originals: The units of six-column originals without a sidecar; `nil` to tell by their figures.
    public init(
        directory: String,
        step: Int64,
        layout: CloudConfig.RRD.Layout = .ours,
        originals: UnitProfile? = nil
    ) {
        self.directory = directory
        self.step = max(1, step)
        self.layout = layout
        self.originals = originals
    }

    /// Where the file of a subject is, whether it exists or not.
    ///
    /// Made of the folder and the identifier only, so it never leads outside.
    public func path(of subject: SeriesSubject) -> String { "\(folder(of: subject))/\(subject.fileName).rrd" }

    /// The units of a subject's file; `nil` where there is no file.
    public func profile(of subject: SeriesSubject) throws -> UnitProfile? {
        do throws(RRDError) {
            return try withFile(subject) { $0.units.profile }
        } catch {
            guard error.kind == .missing else { throw error }
            return nil
        }
    }

    func folder(of subject: SeriesSubject) -> String { "\(directory)/\(subject.folderName)" }

    /// What is known of a subject's file, opened now or before.
    func opened(_ subject: SeriesSubject) throws(RRDError) -> SeriesFile {
        if let known = files.withLock({ $0[subject] }) { return known }
        let file = try SeriesFile(opening: path(of: subject), isHost: subject.isHost, originals: originals)
        remember(file, of: subject)
        return file
    }

    func remember(_ file: SeriesFile, of subject: SeriesSubject) { files.withLock { $0[subject] = file } }

    func forget(_ subject: SeriesSubject) { files.withLock { _ = $0.removeValue(forKey: subject) } }

    /// Does something with a subject's file, once more where it turns out to have been replaced.
    func withFile<Answer>(
        _ subject: SeriesSubject,
        _ body: (SeriesFile) throws(RRDError) -> Answer
    ) throws(RRDError) -> Answer {
        do {
            return try body(opened(subject))
        } catch {
            forget(subject)
            guard error.kind == .replaced else { throw error }
        }
        return try body(opened(subject))
    }

    /// Makes the folder of a subject's file.
    func makeFolder(of subject: SeriesSubject) throws(RRDError) {
        for folder in [directory, folder(of: subject)] {
            guard mkdir(folder, 0o2750) == 0 || errno == EEXIST else { throw systemFailure("mkdir", folder) }
        }
    }
}

extension SeriesSubject {
    var isHost: Bool {
        if case .host = self { true } else { false }
    }

    /// The folder that its file lies in.
    var folderName: String {
        switch self {
        case .vm: "vm"
        case .host: "host"
        case .address: "address"
        }
    }

    /// The name of its file, without what follows the dot.
    var fileName: String {
        switch self {
        case .vm(let id): "\(id.uuid)"
        case .host(let id): "\(id.uuid)"
        case .address(let address): "\(address)"
        }
    }
}
