internal import BaadalModel
internal import Glibc

/// A host's management controller, asked by `ipmitool`.
struct IPMISwitch: PowerSwitch {
    let ipmi: PowerDriver.IPMI
    let calls: BlockingCalls
    var program = "ipmitool"
    /// A controller that does not answer is given up by `ipmitool` after about 20 s.
    var deadline: Duration = .seconds(30)

    var name: String { "ipmi at \(ipmi.address)" }

    func turnOn() async throws { _ = try await chassis("on") }
    func shutDown() async throws { _ = try await chassis("soft") }

    func cut() async throws {
        do {
            _ = try await chassis("off")
        } catch let refused as PowerFailure where refused.message.contains("present state") {
            // Some controllers refuse to turn off what is off.
            guard try await isOn() == false else { throw refused }
        }
    }

    func isOn() async throws -> Bool? {
        let answer = try await chassis("status")
        switch answer.lowercased() {
        case "chassis power is on": return true
        case "chassis power is off": return false
        default: throw failure(.failed, "its status is '\(answer)'; 'Chassis Power is on' or 'off' is accepted")
        }
    }

    /// What `ipmitool` is run with: the password only by the name of its file.
    func arguments(_ order: String) -> [String] {
        let suite = ipmi.cipher.map { ["-C", "\($0)"] } ?? []
        return [
            program, "-I", ipmi.interface.rawValue, "-H", ipmi.address, "-p", "\(ipmi.port)", "-U", ipmi.user,
            "-f", ipmi.passwordFile.text,
        ] + suite + ["chassis", "power", order]
    }

    /// Gives an order, and returns the first line of the answer.
    private func chassis(_ order: String) async throws -> String {
        try checkPasswordFile()
        let result: LocalProgram.Result
        do {
            result = try await LocalProgram(arguments: arguments(order)).run(calls, within: deadline)
        } catch let error as ProgramFailure {
            throw failure(error.kind == .failed ? .unreachable : .unusable, error.message)
        }
        guard result.status == 0 else {
            guard result.errors.contains("Unable to establish") else { throw failure(.failed, result.complaint) }
            let wanted = "its address, port, user, password file, interface and cipher suite must all be right"
            throw failure(.unreachable, "it opens no session (\(result.complaint)); \(wanted)")
        }
        return plain(result.output.unicodeScalars.prefix { $0 != "\n" })
    }

    private func checkPasswordFile() throws {
        let path = ipmi.passwordFile.text
        var about = stat()
        guard stat(path, &about) == 0, access(path, R_OK) == 0 else {
            throw failure(.unusable, "the password file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        guard about.st_mode & S_IFMT == S_IFREG, about.st_mode & 0o007 == 0 else {
            throw failure(.unusable, "the password file \(path) is open to everybody; a file of mode 0600 is accepted")
        }
    }
}
