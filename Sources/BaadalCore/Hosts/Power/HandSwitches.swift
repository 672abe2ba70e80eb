internal import BaadalModel
internal import SSH

/// Runs a program on a host, by its arguments; `nil` where there is no way to.
typealias HostShell = @Sendable (_ arguments: [String], _ deadline: Duration) async throws -> RemoteShell.Result?

/// An orderly shutdown over the host's own SSH.
struct ShellSwitch: PowerSwitch {
    let shell: HostShell
    var deadline: Duration = .seconds(20)

    var name: String { "ssh" }

    func shutDown() async throws {
        let result: RemoteShell.Result?
        do {
            result = try await shell(["shutdown", "-h", "now"], deadline)
        } catch let error as SSHError where error.kind == .closed {
            // It was quicker than its answer, or never got the order: the status read afterwards tells.
            return
        }
        guard let result else {
            throw failure(.unsupported, "there is no SSH to it; a host whose URI goes over ssh is accepted")
        }
        guard result.status == 0 || result.status == nil else {
            let said = plain(result.errors.unicodeScalars.prefix { $0 != "\n" })
            throw failure(.failed, "'shutdown -h now' ended with exit status \(result.status ?? 0): \(said)")
        }
    }
}

/// A host that only people switch.
struct HandSwitch: PowerSwitch {
    var name: String { "manual" }
}
