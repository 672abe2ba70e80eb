internal import BaadalModel
internal import BaadalStore

/// The host's end of ways to screens: where a screen is shown, and which password it asks for.
struct ScreenWays: Sendable {
    let records: Records
    let hosts: HostPool
    /// The IPv4 address of a name.
    let resolve: @Sendable (String) async throws -> IPv4?

    /// Where the screen of a VM is shown; `nil` where it is off, has none, or shows it to its own host only.
    func place(of vm: VM.ID, on host: Host.ID) async throws -> ScreenPlace? {
        guard let text = try await hosts.hypervisor(for: host).presentXML(of: vm) else { return nil }
        guard let screen = try DomainXML(text).screen else { return nil }
        var name = screen.listen
        if IPv4(name) == Self.anywhere {
            // It listens on every address, and is reached where its host is.
            name = try await records { try $0.hosts() }.first { $0.id == host }?.screenAddress ?? name
        }
        guard let address = try await resolve(name), address != Self.anywhere, address.bits >> 24 != 127 else {
            return nil
        }
        return ScreenPlace(host: host, address: address, port: screen.port)
    }

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
        else { throw CloudError.refused("its screen asks for no password") }
        try await hypervisor.updateLive(device, of: vm)
    }

    /// Sees to it that the screen at the end of a way that may be open asks for what was given away, or lets nobody in.
    ///
    /// A QEMU that was started since asks for the password of its definition: its way ends. While a way is *leaving* the
    /// box may lead in still, and the screen refuses everybody.
    func hold(_ grant: ScreenGrant, on host: Host.ID, at now: Timestamp) async throws {
        guard let text = try await hosts.hypervisor(for: host).presentXML(of: grant.vm) else { return }
        let end = try DomainXML(text).screenEnd
        if grant.standing == .leaving {
            guard end.map({ $0 > now.iso8601.dropLast() }) ?? true else { return }
            var generator = SystemRandomNumberGenerator()
            try await setPassword(DomainScreen.secret(using: &generator), until: now, of: grant.vm, on: host)
        } else if end == nil {
            try await records { try $0.revokeGrant(of: grant.vm, at: now) }
        }
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
