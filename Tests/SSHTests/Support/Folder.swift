internal import Glibc

/// A folder for one test, removed at its end.
final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/ssh-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("no folder: \(String(cString: strerror(errno)))") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { _ = try? run(["rm", "-rf", path]) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = open(self(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure("\(name) cannot be written") }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure("\(name) cannot be written") }
            rest = rest.dropFirst(count)
        }
        return self(name)
    }

    func read(_ name: String) throws -> [UInt8] {
        let file = open(self(name), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure("\(name) cannot be read") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &part, part.count)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: part[..<count])
        }
    }

    func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }
}

struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
