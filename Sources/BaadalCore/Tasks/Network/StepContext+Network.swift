internal import BaadalModel
internal import BaadalStore

/// What a task brings about on the boxes of the network: it is written into the books first, and the boxes follow.
///
/// A box that does not answer holds nothing up: it is made to follow as soon as it does, and until then nobody else is
/// given what it may still lead somewhere.
extension StepContext {
    /// Has the DHCP server give out what the books say.
    ///
    /// - Parameter address: The address that it is about, for the words.
    /// - Returns: The note of a step; `nil` where all is as it is to be.
    func tellAddresses(_ address: IPv4?) async throws -> String? {
        guard let dhcp = network.dhcp else {
            return address.map { PartialResult.also("Address \($0) is reserved, not registered") }
        }
        guard let why = try await dhcp.settle(.apply) else { return nil }
        let what = address.map { "Address \($0) is reserved, not registered" } ?? "The DHCP server was not told"
        return PartialResult.note("\(what): \(why)")
    }

    /// Has the public address of a VM lead to it.
    ///
    /// - Parameter takesAddress: Whether it gets a public address where it has none.
    /// - Returns: The note of a step; `nil` where it has none.
    func mapAddress(of vm: VM.ID, takingAddress takesAddress: Bool = false) async throws -> String? {
        let mapping = try await records { try $0.wantMapping(of: vm, takingAddress: takesAddress) }
        guard let mapping else { return nil }
        if mapping.standing == .recorded {
            return PartialResult.also("Public IP \(mapping.outside) is recorded; somebody else maps it")
        }
        let why = try await network.nat?.settle(.apply)
        let isDone = try await records { try $0.networkBooks(at: clock.now()) }.mapping(of: vm)?.standing == .present
        if isDone { return PartialResult.also("Public IP \(mapping.outside) leads to it") }
        let reason = why.map { ": \($0)" } ?? ""
        return PartialResult.note("Public IP \(mapping.outside) does not lead to it yet\(reason)")
    }

    /// Has the public address of a VM lead nowhere.
    ///
    /// - Parameter releases: Whether the VM loses it as well.
    /// - Returns: The note of a step; `nil` where nothing is to be said.
    func unmapAddress(of vm: VM.ID, releasing releases: Bool = false) async throws -> String? {
        try await records { try $0.unwantMapping(of: vm, releasing: releases) }
        return try await settleNAT()
    }

    /// Makes the NAT box do what the books say.
    ///
    /// - Returns: The note of a step; `nil` where all is as it is to be.
    func settleNAT() async throws -> String? {
        guard let why = try await network.nat?.settle(.apply) else { return nil }
        return PartialResult.note("The NAT box follows as soon as it can: \(why)")
    }

    // MARK: - Screens

    /// The host's end of ways to screens.
    var screenWays: ScreenWays { ScreenWays(records: records, hosts: hosts, resolve: network.resolve) }

    /// Where the screen of a VM that runs is shown; `nil` where nobody else can reach it.
    func screenPlace(of vm: VM.ID, on host: Host.ID) async throws -> ScreenPlace? {
        try await screenWays.place(of: vm, on: host)
    }

    /// Leads the open way to the screen of a VM to where it is now, with its one-time password.
    ///
    /// The old way is closed by the same change of the box that opens the new one. While the box cannot be told, the old
    /// port is nobody else's.
    func followScreen(of vm: VM.ID, on host: Host.ID) async throws -> String? {
        guard let grant = try await records({ try $0.openGrant(of: vm) }) else { return nil }
        try await screenWays.lead(grant, to: host, at: clock.now())
        return try await settleNAT()
    }
}
