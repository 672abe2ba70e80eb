public import BaadalModel
internal import Glibc
internal import RRD
internal import Synchronization

extension SeriesStore {
    /// Takes over an RRD file of the original as the file of a subject.
    ///
    /// It is copied; the original stays. Its units are written beside the copy and hold from then on. The file must
    /// not be written to while it is copied.
    ///
    /// - Parameters:
    ///   - source: A file with the columns `cpu ram dr dw tx rx`.
    ///   - profile: Its units; `nil` to detect them.
    ///   - cpus: Processors of the subject, for a file in nanoseconds.
    /// - Returns: The units it was taken in.
    /// - Throws: What is wrong with the file, or that the subject has one already.
    @discardableResult
    public func adopt(
        file source: String,
        as subject: SeriesSubject,
        profile: UnitProfile? = nil,
        cpus: Int? = nil
    ) throws -> UnitProfile {
        try writing.withLock { _ throws(RRDError) in
            let file = try RRDFile(opening: source)
            let found = try SeriesFile.detect(file, originals: originals)
            let units = UnitSidecar(profile: profile ?? found, cpus: cpus)
            let target = path(of: subject)
            var facts = stat()
            guard lstat(target, &facts) != 0 else {
                throw RRDError(.exists, function: "lstat", path: target, message: "the subject has a file already")
            }
            try makeFolder(of: subject)
            let bytes = try readFile(source)
            let draft = target + ".new"
            unlink(draft)
            try writeFile(draft, bytes)
            defer { unlink(draft) }
            _ = try RRDFile(opening: draft)
            unlink(UnitSidecar.path(of: target))
            try units.write(beside: target)
            guard link(draft, target) == 0 else { throw systemFailure("link", target) }
            forget(subject)
            return units.profile
        }
    }

    /// Gives a subject's file further columns, unknown so far; what it holds stays.
    ///
    /// A copy is changed and put in its place once it is on disk. The caller holds the lock of writers.
    func add(_ columns: [RRDSource], to subject: SeriesSubject) throws(RRDError) {
        let target = path(of: subject)
        let draft = target + ".new"
        unlink(draft)
        try writeFile(draft, readFile(target))
        defer { unlink(draft) }
        try RRDFile.add(columns, to: draft)
        try syncFile(draft)
        guard rename(draft, target) == 0 else { throw systemFailure("rename", target) }
        forget(subject)
    }

    /// What became of files that were to go.
    public struct Retirement: Hashable, Sendable {
        /// Files that are gone now.
        public var removed: [SeriesSubject] = []
        /// Files that were written to since, and stay.
        public var kept: [SeriesSubject] = []
        /// Files that could not be judged or removed, and stay.
        public var failures: [SeriesFailure] = []
    }

    /// Removes the files of subjects that are no more.
    ///
    /// - Parameter moment: A file that was written to since stays; `nil` removes whatever its age.
    @discardableResult
    public func retire(_ subjects: [SeriesSubject], olderThan moment: Timestamp? = nil) -> Retirement {
        writing.withLock { _ in
            var answer = Retirement()
            for subject in subjects {
                forget(subject)
                do throws(RRDError) {
                    guard try isOld(subject, moment) else {
                        answer.kept.append(subject)
                        continue
                    }
                    let path = path(of: subject)
                    guard unlink(path) == 0 else { throw systemFailure("unlink", path) }
                    unlink(UnitSidecar.path(of: path))
                    answer.removed.append(subject)
                } catch {
                    guard error.kind != .missing else { continue }
                    answer.failures.append(SeriesFailure(subject, path: path(of: subject), "\(error)"))
                }
            }
            return answer
        }
    }

    /// Removes the files of VMs that are no more; see ``retire(_:olderThan:)-(_,_)``.
    @discardableResult
    public func retire(_ vms: [VM.ID], olderThan moment: Timestamp? = nil) -> Retirement {
        retire(vms.map { SeriesSubject.vm($0) }, olderThan: moment)
    }

    /// Every VM that has a file here, in no order.
    public func recordedVMs() -> [VM.ID] {
        guard let folder = opendir("\(directory)/vm") else { return [] }
        defer { closedir(folder) }
        var found: [VM.ID] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".rrd"), let id = VM.ID(name.dropLast(4)) { found.append(id) }
        }
        return found
    }

    private func isOld(_ subject: SeriesSubject, _ moment: Timestamp?) throws(RRDError) -> Bool {
        guard let moment else { return true }
        return try RRDFile(opening: path(of: subject)).lastUpdate() < moment.seconds
    }
}

/// All of a file that was found to be a whole RRD file.
private func readFile(_ path: String) throws(RRDError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw systemFailure("open", path) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw systemFailure("fstat", path) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(facts.st_size))
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count >= 0 else { throw systemFailure("read", path) }
        guard count > 0 else { return bytes }
        bytes.append(contentsOf: chunk[..<count])
    }
}
