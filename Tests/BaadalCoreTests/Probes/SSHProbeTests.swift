import BaadalModel
import Glibc
import SSH
import Testing

@testable import BaadalCore

/// A real server on this machine's loopback, with keys of its own.
@Suite(.enabled(if: SSHServer.exists)) struct SSHProbeTests {
    private let calls = BlockingCalls(limit: 32)

    private func shell(_ server: SSHServer, key: String = "user", knownHosts: String = "known") throws -> RemoteShell {
        RemoteShell(
            target: try #require(SSHTarget(user: "root", host: "127.0.0.1", port: server.port)),
            identity: .file(server.folder + "/" + key),
            knownHosts: server.folder + "/" + knownHosts,
            openTimeout: .seconds(20),
            calls: calls
        )
    }

    @Test func `a host that accepts our key is asked for its services and what it is made of`() async throws {
        let server = try await SSHServer.start(calls)
        let shell = try shell(server)
        let target = HostProbe.Target(address: try #require(HostAddress("127.0.0.1")), programs: shell)
        let probe = HostProbe(calls: calls, echoes: .notAllowed)
        #expect(await probe.examine(target, libvirt: .ok, within: .seconds(20)).ssh == .ok)
        let inventory = try await probe.inventory(of: shell)
        #expect(inventory == (try await probe.inventory(of: LocalPrograms(calls: calls))))
        #expect(inventory.threads != nil)
        let counted = try await shell.run(HostCounters.command, within: .seconds(20))
        #expect(HostCounters(parsing: counted.output)?.processors != nil)
        await server.stop()
    }

    @Test func `a host that is not known, or does not know us, says so`() async throws {
        let server = try await SSHServer.start(calls)
        let unknown = try shell(server, knownHosts: "nobody")
        #expect(await HostProbe.ssh(unknown, within: .seconds(20)).kind == .hostKey)
        let stranger = try shell(server, key: "stranger")
        #expect(await HostProbe.ssh(stranger, within: .seconds(20)).kind == .authentication)
        await server.stop()
    }

    @Test func `a port without a server refuses, one that says nothing runs out of time`() async throws {
        let silent = try Listener()
        var empty = Array("/tmp/baadal-known-XXXXXX".utf8CString)
        close(mkstemp(&empty))
        let knownHosts = String(decoding: empty.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(knownHosts) }
        let cases: [(UInt16, Duration, HostHealth.Failure.Kind)] = [
            (try closedPort(), .seconds(20), .refused), (silent.port, .milliseconds(100), .timedOut),
        ]
        for (port, patience, kind) in cases {
            let shell = RemoteShell(
                target: try #require(SSHTarget(user: "root", host: "127.0.0.1", port: port)),
                identity: .file("/nonexistent"),
                knownHosts: knownHosts,
                openTimeout: patience,
                calls: calls
            )
            #expect(await HostProbe.ssh(shell, within: .seconds(20)).kind == kind)
        }
        withExtendedLifetime(silent) {}
    }
}

/// An sshd that goes on in the background until it is stopped.
struct SSHServer {
    static let exists = geteuid() == 0 && access("/usr/sbin/sshd", X_OK) == 0

    let folder: String
    let port: UInt16
    private let programs: LocalPrograms

    static func start(_ calls: BlockingCalls) async throws -> SSHServer {
        let programs = LocalPrograms(calls: calls)
        let port = try closedPort()
        let script = """
            folder=$(mktemp -d /tmp/baadal-sshd-XXXXXX)
            for key in host user stranger; do ssh-keygen -q -t ed25519 -N '' -C test -f "$folder/$key"; done
            cp "$folder/user.pub" "$folder/authorized"
            printf '[127.0.0.1]:%s %s\\n' "$1" "$(cat "$folder/host.pub")" >"$folder/known"
            : >"$folder/nobody"
            cat >"$folder/config" <<END
            ListenAddress 127.0.0.1:$1
            HostKey $folder/host
            PidFile $folder/pid
            AuthorizedKeysFile $folder/authorized
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            END
            mkdir -p /run/sshd
            /usr/sbin/sshd -f "$folder/config" -E "$folder/log"
            printf '%s' "$folder"
            """
        let made = try await programs.run(
            ["sh", "-ec", script, "sh", "\(port)"],
            within: .seconds(30),
            priority: .task
        )
        try #require(made.status == 0, "\(made.output)")
        return SSHServer(folder: made.output, port: port, programs: programs)
    }

    func stop() async {
        let script = "kill \"$(cat \"$1/pid\")\"; rm -rf \"$1\""
        _ = try? await programs.run(["sh", "-c", script, "sh", folder], within: .seconds(20), priority: .task)
    }
}
