internal import Glibc

/// Text files, read and written whole.
enum TextFile {
    /// The most that is read of a file that a person wrote.
    static let limit = 1 << 20

    /// The text of a file; `nil` where there is none.
    ///
    /// - Throws: ``SettingsError`` for what cannot be read, is too long, or is not UTF-8.
    static func read(_ path: String) throws(SettingsError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw SettingsError(file: path, problem: "cannot be read: \(reason())")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw SettingsError(file: path, problem: "cannot be read: \(reason())") }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw SettingsError(file: path, problem: "it is longer than 1 MiB, which no such file is")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SettingsError(file: path, problem: "it is not UTF-8 text")
        }
        return text
    }

    /// Replaces a file, so that a reader sees the old text or the new, never a part.
    ///
    /// - Throws: ``SettingsError`` where the folder cannot be written.
    static func write(_ text: String, to path: String) throws(SettingsError) {
        let draft = "\(path).\(getpid())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SettingsError(file: path, problem: "cannot be written: \(reason())") }
        let bytes = Array(text.utf8)
        let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        guard close(descriptor) == 0, isWritten, rename(draft, path) == 0 else {
            let problem = "cannot be written: \(reason())"
            unlink(draft)
            throw SettingsError(file: path, problem: problem)
        }
    }

    /// Makes a folder and those above it that are missing, for this account only.
    static func makeFolder(_ path: String) throws(SettingsError) {
        var prefix = ""
        for part in path.split(separator: "/") {
            prefix += "/" + part
            guard mkdir(prefix, 0o700) == 0 || errno == EEXIST || access(prefix, F_OK) == 0 else {
                throw SettingsError(file: prefix, problem: "cannot be made: \(reason())")
            }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
