internal import Glibc

/// Reads a whole file without waiting for anybody; `nil` where there is none.
///
/// - Parameter what: The file as messages name it, such as `the key file`.
func readFile(_ path: String, as what: String, limit: Int) throws(SSHError) -> [UInt8]? {
    // Without O_NONBLOCK, opening a FIFO waits for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
        guard errno != ENOENT else { return nil }
        throw SSHError(.other, "\(what) '\(path)' cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= limit else {
        throw SSHError(.other, "\(what) '\(path)' is not a regular file of up to \(limit >> 10) KiB")
    }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
        let count = read(descriptor, &part, part.count)
        guard count >= 0 else {
            throw SSHError(.other, "\(what) '\(path)' cannot be read: \(String(cString: strerror(errno)))")
        }
        guard count > 0 else { return bytes }
        bytes.append(contentsOf: part[..<count])
    }
    throw SSHError(.other, "\(what) '\(path)' grew past \(limit >> 10) KiB while it was read")
}
