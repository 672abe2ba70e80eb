internal import BaadalModel

/// ISC's server: a file of host blocks that its configuration includes; it is started anew for each change.
struct ISCServer: DHCPServing {
    let shell: any BoxShell
    /// The file that is ours.
    let file: String
    /// The server's own configuration.
    var main = "/etc/dhcp/dhcpd.conf"
    var leases = "/var/lib/dhcp/dhcpd.leases"
    /// Where its process may have left its number.
    var processFiles = ["/run/dhcpd.pid", "/run/dhcp-server/dhcpd.pid", "/var/run/dhcpd.pid"]

    func look() async throws -> DHCPLook {
        let output = try await run(["look", main, file, leases, "", ""])
        var look = DHCPLook(output, leases: DHCPLease.isc(parsing:))
        look.fault = look.fault.map(named)
        look.refusal = look.refusal.map(named)
        return look
    }

    func write(_ text: DHCPText) async throws {
        let size = "\(text.text.utf8.count)"
        _ = try await run(["write", main, file, leases, text.id, size], input: text.text)
    }

    private func run(_ arguments: [String], input: String = "") async throws -> String {
        do {
            return try await shell.script(
                Self.script,
                arguments + processFiles,
                input: input,
                within: .seconds(180)
            )
        } catch var failure as BoxFailure {
            failure.description = named(failure.description)
            throw failure
        }
    }

    /// A message that speaks of the files in which a change was tried, as if it spoke of those that they stand for.
    private func named(_ message: String) -> String {
        var message = message
        for path in [main, file] {
            guard let slash = path.lastIndex(of: "/") else { continue }
            let name = path[path.index(after: slash)...]
            for trial in ["test", "look", "new"] {
                message = message.replacing(".\(name).baadal-\(trial)", with: name)
            }
        }
        return message
    }
}
