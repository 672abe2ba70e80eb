internal import BaadalModel
internal import Glibc
internal import RRD

/// The small text beside a file that says in what units it is, as `j15` or `head 4`.
struct UnitSidecar: Hashable {
    var profile: UnitProfile
    /// Processors of the subject; `nil` where it does not say.
    var cpus: Int?

    static func path(of file: String) -> String { file + ".units" }

    init(profile: UnitProfile, cpus: Int?) {
        self.profile = profile
        self.cpus = cpus
    }

    /// Reads the sidecar of a file; `nil` where there is none.
    ///
    /// - Throws: `other` for a text that is not understood: a guess would mix units.
    init?(of file: String) throws(RRDError) {
        let path = Self.path(of: file)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0, errno == ENOENT { return nil }
        defer { if descriptor >= 0 { close(descriptor) } }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = descriptor < 0 ? 0 : max(0, read(descriptor, &bytes, bytes.count))
        let words = String(decoding: bytes.prefix(count), as: UTF8.self).split { $0.isWhitespace }
        let cpus = words.count > 1 ? Int(words[1]) : nil
        guard let word = words.first, let profile = UnitProfile(rawValue: String(word)), words.count < 3,
            words.count == 1 || (cpus ?? 0) > 0
        else {
            throw RRDError(
                .other,
                function: "read",
                path: path,
                message: "not understood; one of \(UnitProfile.allCases.map(\.rawValue).joined(separator: ", ")), "
                    + "and after it the number of processors, are accepted"
            )
        }
        self.init(profile: profile, cpus: cpus)
    }

    /// Writes the sidecar of a file.
    func write(beside file: String) throws(RRDError) {
        let path = Self.path(of: file)
        let text = profile.rawValue + (cpus.map { " \($0)" } ?? "") + "\n"
        try writeFile(path, Array(text.utf8))
    }
}

/// The refusal of a system call, from `errno`.
func systemFailure(_ function: String, _ path: String) -> RRDError {
    let number = errno
    let kind: RRDError.Kind =
        switch number {
        case ENOENT: .missing
        case EEXIST: .exists
        case ENOSPC, EDQUOT: .noSpace
        case EACCES, EPERM, EROFS: .denied
        default: .other
        }
    return RRDError(kind, function: function, path: path, message: String(cString: strerror(number)))
}

/// Waits until what was written to a file is on disk.
func syncFile(_ path: String) throws(RRDError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemFailure("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw systemFailure("fsync", path) }
}

/// Writes a new file whole and on disk; what is there already stays.
func writeFile(_ path: String, _ bytes: [UInt8]) throws(RRDError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw systemFailure("open", path) }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
        let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else {
            let failure = systemFailure("write", path)
            unlink(path)
            throw failure
        }
        done += count
    }
    guard fsync(descriptor) == 0 else {
        let failure = systemFailure("fsync", path)
        unlink(path)
        throw failure
    }
}
