import BaadalModel
import Glibc
import SSH
import Synchronization
import Testing

@testable import BaadalCore

extension EchoSending where Self == EchoProbe {
    /// One to which the kernel gives no socket.
    static var notAllowed: EchoProbe {
        EchoProbe(open: { _ in
            errno = EACCES
            return -1
        })
    }
}

extension HostHealth.Answer {
    var kind: HostHealth.Failure.Kind? {
        if case .failed(let failure) = self { failure.kind } else { nil }
    }
}

extension RemoteShell.Result {
    static func ok(_ output: String) -> Self { Self(output: output, errors: "", status: 0) }
}

/// A host whose answers are written down.
final class ScriptedPrograms: RemotePrograms {
    private let answer: @Sendable ([String]) async throws -> RemoteShell.Result
    private let seen = Mutex<[[String]]>([])

    init(_ answer: @escaping @Sendable ([String]) async throws -> RemoteShell.Result) { self.answer = answer }

    var calls: [[String]] { seen.withLock { $0 } }

    func run(
        _ arguments: [String],
        within deadline: Duration,
        priority: BlockingCalls.Priority
    ) async throws -> RemoteShell.Result {
        seen.withLock { $0.append(arguments) }
        return try await answer(arguments)
    }
}

/// A namespace on this machine, as if it were a host.
struct NamespacePrograms: RemotePrograms {
    var calls: BlockingCalls
    var prefix: [String]

    func run(
        _ arguments: [String],
        within deadline: Duration,
        priority: BlockingCalls.Priority
    ) async throws -> RemoteShell.Result {
        let result = try await LocalProgram(arguments: prefix + arguments).run(calls, within: deadline)
        return RemoteShell.Result(output: result.output, errors: result.errors, status: result.status)
    }
}

/// A network of a test's own, removed with it.
final class NetworkNamespace: Sendable {
    private let name: String
    let programs: NamespacePrograms

    init(calls: BlockingCalls) async throws {
        let name = "baadal-test-\(getpid())-\(UInt32.random(in: 0...(.max)))"
        self.name = name
        let made = try await LocalProgram(arguments: ["ip", "netns", "add", name]).run(calls, within: .seconds(20))
        try #require(made.status == 0, "\(made.output)")
        programs = NamespacePrograms(calls: calls, prefix: ["ip", "netns", "exec", name])
        let up = try await programs.run(["ip", "link", "set", "lo", "up"], within: .seconds(20), priority: .task)
        try #require(up.status == 0, "\(up.output)")
    }

    /// Moves the thread that asks into it.
    func enter() -> Bool {
        let descriptor = open("/run/netns/\(name)", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, let symbol = dlsym(nil, "setns") else { return false }
        // Glibc's headers show it to GNU programs only.
        let setns = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
        // CLONE_NEWNET
        return setns(descriptor, 0x4000_0000) == 0
    }

    deinit {
        umount2("/run/netns/\(name)", 2)
        unlink("/run/netns/\(name)")
    }
}

/// A socket that takes connections on the loopback, and never says a word.
final class Listener: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, size) == 0 && listen(socket, 16) == 0 && getsockname(socket, address, &size) == 0
            }
        }
        try #require(isBound)
        descriptor = socket
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }
}

/// A port that nobody listens at.
func closedPort() throws -> UInt16 { try Listener().port }
