internal import Glibc
internal import Testing

@testable internal import SSH

@Suite struct KnownHostsTests {
    let folder: Folder
    let key: HostKey
    let other: HostKey

    init() throws {
        folder = try Folder()
        let name: [UInt8] = [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32]
        key = try #require(HostKey(blob: name + [UInt8](repeating: 1, count: 32)))
        other = try #require(HostKey(blob: name + [UInt8](repeating: 2, count: 32)))
    }

    func status(_ list: String, _ target: String = "root@host") throws -> HostKey.Status {
        try key.status(in: folder.write("known", list), for: #require(SSHTarget(target)))
    }

    @Test(arguments: [
        ("host", "root@host"), ("Host", "root@host"), ("a,host,b", "root@host"), ("ho*", "root@host"),
        ("h?st", "root@host"),
        ("*", "root@host"), ("[host]:2222", "root@host:2222"), ("::1", "root@[::1]"), ("*.b.c,!x.b.c", "root@a.b.c"),
        ("*a*b*", "root@xaabxxb"),
    ])
    func `a name in the list is found`(names: String, target: String) throws {
        #expect(try status("\(names) \(key.line) a comment\n", target) == .known)
    }

    @Test(arguments: [
        ("host", "root@host2"), ("host", "root@host:2222"), ("[host]:2222", "root@host"), ("#host", "root@host"),
        ("h?", "root@host"), ("*.b.c,!x.b.c", "root@x.b.c"), ("!host", "root@host"),
        ("@cert-authority host", "root@host"),
        ("|1|broken", "root@host"), ("*a*bc", "root@xaabxxb"),
    ])
    func `another name is not`(names: String, target: String) throws {
        #expect(try status("\(names) \(key.line)\n", target) == .unknown)
    }

    @Test func `a host may have several keys`() throws {
        #expect(try status("host \(other.line)\nhost \(key.line)\n") == .known)
        #expect(try status("host \(other.line)\r\n\r\nhost2 \(key.line)\r\n") == .changed(recorded: other.fingerprint))
    }

    @Test func `a revoked key is not trusted, wherever it stands`() throws {
        #expect(try status("host \(key.line)\n@revoked * \(key.line)\n") == .revoked)
        #expect(try status("host \(key.line)\n@revoked * \(other.line)\n") == .known)
        #expect(try status("@revoked host \(other.line)\n") == .unknown)
    }

    @Test func `a key that cannot be read is another key`() throws {
        #expect(try status("host ssh-ed25519 ????\n") == .changed(recorded: "a key that cannot be read"))
    }

    @Test func `a list without an end of line is continued on the next`() throws {
        let target = try #require(SSHTarget("root@host"))
        let path = try folder.write("known", "host2 \(other.line)")
        try key.record(in: path, for: target)
        #expect(try folder.text("known") == "host2 \(other.line)\nhost \(key.line)\n")
    }

    @Test func `a list that cannot be read is not taken for an empty one`() throws {
        let target = try #require(SSHTarget("root@host"))
        let error = #expect(throws: SSHError.self) { try key.status(in: folder.path, for: target) }
        #expect(error?.kind == .other)
        #expect(mkfifo(folder("fifo"), 0o600) == 0)
        #expect(throws: SSHError.self) { try key.status(in: folder("fifo"), for: target) }
        #expect(throws: SSHError.self) { try key.record(in: folder("nowhere/known"), for: target) }
    }
}
