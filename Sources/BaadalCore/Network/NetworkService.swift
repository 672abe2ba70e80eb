internal import BaadalModel
internal import BaadalStore
internal import Logging
internal import ServiceLifecycle

/// Looks at the boxes of the network again and again, ends ways to screens on time, and leads them after their VMs.
struct NetworkService: Service {
    let network: NetworkBoxes
    let records: Records
    let hosts: HostPool
    let config: CloudConfig
    let clock: CoreClock
    let log: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for box in NetworkBox.allCases { group.addTask { await keep(box) } }
                if network.nat != nil { group.addTask { await followScreens() } }
                try await group.waitForAll()
            }
        }
    }

    /// A box is looked at by the clock, and at once where the books have something new for it.
    private func keep(_ box: NetworkBox) async {
        guard let keeper = network[box] else { return }
        let second: UInt64 = 1_000_000_000
        var (nextLook, notBefore) = (UInt64(0), UInt64(0))
        repeat {
            let now = clock.monotonic()
            do {
                let isPending = try await isPending(box)
                guard now >= nextLook || isPending && now >= notBefore else { continue }
                let complaint = try await keeper.settle(.look)
                nextLook = now + UInt64(config.network.look) * second
                // One that does not do what it was told is not asked every second.
                notBefore = complaint == nil ? now : now + 10 * second
            } catch {
                notBefore = now + 10 * second
                nextLook = notBefore
                log.error("a box was not kept", metadata: [LogKey.reason: "\(box.title): \(error)"])
            }
        } while (try? await clock.sleep(.seconds(1))) != nil
    }

    private func isPending(_ box: NetworkBox) async throws -> Bool {
        guard box == .nat else { return false }
        let now = clock.now()
        return try await records { try $0.natIsPending(at: now) }
    }

    /// Leads ways after VMs that were moved by hand, ends those of VMs that are off, and takes passwords back of those
    /// that are closed.
    private func followScreens() async {
        let ways = ScreenWays(records: records, hosts: hosts, resolve: network.resolve)
        var turn = 0
        repeat {
            defer { turn += 1 }
            do {
                let (now, stray) = (clock.now(), try await records { try $0.strayGrants() })
                // No host that is slow holds up the end of what leads to nobody.
                for (grant, host) in stray where host == nil {
                    try await records { try $0.revokeGrant(of: grant.vm, at: now) }
                }
                for (grant, host) in stray {
                    guard let host else { continue }
                    await quietly("lead a way", grant) { try await ways.lead(grant, to: host, at: now) }
                }
                for (grant, host) in try await records({ try $0.openGrants() })
                where grant.standing == .leaving || turn % 5 == 0 {
                    await quietly("hold a screen", grant) { try await ways.hold(grant, on: host, at: clock.now()) }
                }
                for grant in try await records({ try $0.spentGrants() }) {
                    await quietly("take a password back", grant) {
                        if let host = try await records({ try $0.vm(grant.vm) })?.host {
                            try await ways.restorePassword(of: grant.vm, on: host)
                        }
                        try await records { try $0.forgetSecret(of: grant.id) }
                    }
                }
            } catch {
                log.error("ways to screens were not followed", metadata: [LogKey.error: "\(error)"])
            }
        } while (try? await clock.sleep(.seconds(2))) != nil
    }

    /// Does something on a host; one that does not answer is asked again at the next turn.
    private func quietly(_ what: String, _ grant: ScreenGrant, _ body: () async throws -> Void) async {
        do { try await body() } catch {
            log.info("not done yet: \(what)", metadata: [LogKey.vm: "\(grant.vm)", LogKey.error: "\(error)"])
        }
    }
}

extension NetworkBoxes {
    /// The boxes that a configuration names.
    ///
    /// A configuration that says nothing usable is told to whoever looks at the box: the cloud works without it.
    init(_ config: CloudConfig, sshFolder: String, records: Records, clock: CoreClock, log: Logger) {
        if config.network.natType == .software {
            nat = Self.keeper(.nat, records, clock) { try NATKeeper(config, sshFolder, records, clock, log) }
        }
        if config.network.dhcpDriver != nil {
            dhcp = Self.keeper(.dhcp, records, clock) { try DHCPKeeper(config, sshFolder, records, clock, log) }
        }
    }

    private static func keeper(
        _ box: NetworkBox,
        _ records: Records,
        _ clock: CoreClock,
        _ make: () throws -> any BoxKeeper
    ) -> any BoxKeeper {
        do { return try make() } catch {
            return UnusableBox(box: box, why: "\(error)", records: records, clock: clock)
        }
    }
}

/// A box that the configuration names and does not describe.
private struct UnusableBox: BoxKeeper {
    let box: NetworkBox
    let why: String
    let records: Records
    let clock: CoreClock

    func settle(_ purpose: BoxPurpose) async throws -> String? {
        let now = clock.now()
        try await records { try $0.noteUnseen(box, BoxStatus(state: .unreachable, at: now, message: why)) }
        return why
    }
}
