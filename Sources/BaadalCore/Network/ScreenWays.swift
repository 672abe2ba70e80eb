internal import BaadalModel
internal import BaadalStore

/// The host's end of ways to screens: where a screen is shown, and which password it asks for.
struct ScreenWays: Sendable {
    let records: Records
    let hosts: HostPool

    /// Where the screen of a VM is shown; `nil` where it is off, has none, or shows it to its own host only.
    func place(of vm: VM.ID, on host: Host.ID) async throws -> ScreenPlace? {
        guard let text = try await hosts.hypervisor(for: host).presentXML(of: vm) else { return nil }
        guard let screen = try DomainXML(text).screen, let address = IPv4(screen.listen), address != Self.loopback
        else {
            return nil
        }
        if address != Self.anywhere { return ScreenPlace(host: host, address: address, port: screen.port) }
        let known = try await records { try $0.hosts() }.first { $0.id == host }
        guard let managed = known.flatMap({ IPv4($0.screenAddress) }), managed != Self.loopback else { return nil }
        return ScreenPlace(host: host, address: managed, port: screen.port)
    }

    private static let loopback = IPv4(bits: 0x7F00_0001)
    private static let anywhere = IPv4(bits: 0)

    /// Leads an open way to where its VM is now, or ends it where there is nothing to lead to.
    func lead(_ grant: ScreenGrant, to host: Host.ID, at now: Timestamp) async throws {
        guard let place = try await place(of: grant.vm, on: host) else {
            return try await records { try $0.revokeGrant(of: grant.vm, at: now) }
        }
        if let secret = try await records({ try $0.grantSecret(grant.id) }) {
            try await setPassword(secret, until: grant.expires, of: grant.vm, on: host)
        }
        try await records { try $0.moveGrant(grant.id, to: place) }
    }

    /// Gives the screen of a VM that runs a password; the definition's stays as it is.
    ///
    /// - Parameter end: When the password stops to be accepted; `nil` for never.
    func setPassword(_ secret: String, until end: Timestamp?, of vm: VM.ID, on host: Host.ID) async throws {
        let hypervisor = try await hosts.hypervisor(for: host)
        guard let text = try await hypervisor.presentXML(of: vm),
            let device = try DomainXML(text).screenDevice(password: secret, until: end)
        else { return }
        try await hypervisor.updateLive(device, of: vm)
    }

    /// Gives the screen of a VM the password of its definition again; one that is off has it anyway.
    func restorePassword(of vm: VM.ID, on host: Host.ID) async throws {
        let hypervisor = try await hosts.hypervisor(for: host)
        guard let sight = try await hypervisor.look(at: vm), sight.state.isActive,
            let defined = try await hypervisor.definition(of: vm)
        else { return }
        var generator = SystemRandomNumberGenerator()
        let password = try DomainXML(defined).screen?.password ?? DomainScreen.secret(using: &generator)
        try await setPassword(password, until: nil, of: vm, on: host)
    }
}
