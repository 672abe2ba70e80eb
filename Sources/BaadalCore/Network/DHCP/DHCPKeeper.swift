internal import BaadalModel
internal import BaadalStore
internal import Logging

/// Keeps the DHCP server to the books.
///
/// What it was told last is noted on the server itself, so that a change that was cut off half way, by whatever, is found
/// and finished by whoever looks next.
struct DHCPKeeper: BoxKeeper {
    let server: any DHCPServing
    let driver: DHCPDriver
    let file: String
    /// What the server is to give out.
    let books: @Sendable () async throws -> DHCPPlan
    let records: Records
    let config: CloudConfig.Network
    let clock: CoreClock
    let log: Logger
    private let turns = BoxTurns()

    init(
        server: any DHCPServing,
        driver: DHCPDriver,
        file: String,
        books: @escaping @Sendable () async throws -> DHCPPlan,
        records: Records,
        config: CloudConfig.Network,
        clock: CoreClock,
        log: Logger
    ) {
        self.server = server
        self.driver = driver
        self.file = file
        self.books = books
        self.records = records
        self.config = config
        self.clock = clock
        self.log = log
    }

    /// The server that a configuration describes.
    ///
    /// - Throws: ``BoxFailure`` where it describes none.
    init(_ config: CloudConfig, _ sshFolder: String, _ records: Records, _ clock: CoreClock, _ log: Logger) throws {
        guard let driver = config.network.dhcpDriver else {
            throw BoxFailure(kind: .refused, description: "network.dhcp-driver is nothing")
        }
        let file = config.network.dhcpFile ?? driver.defaultFile
        // It stands within quotes in the server's configuration.
        guard file.hasPrefix("/"), file.utf8.allSatisfy({ $0 > 32 && $0 != UInt8(ascii: "\"") && $0 != 92 }) else {
            let accepted = "an absolute path without blanks, quotes and backslashes is accepted"
            throw BoxFailure(kind: .refused, description: "network.dhcp-file is '\(file)'; \(accepted)")
        }
        let shell = try RemoteBox(.dhcp, at: config.network.dhcpBox, folder: sshFolder, config: config.libvirt)
        self.init(
            server: driver.server(shell, file),
            driver: driver,
            file: file,
            books: { try await records { try $0.dhcpPlan() } },
            records: records,
            config: config.network,
            clock: clock,
            log: log
        )
    }

    func settle(_ purpose: BoxPurpose) async throws -> String? {
        try await turns.take(purpose) { try await settleAlone(purpose) }
    }

    private func settleAlone(_ purpose: BoxPurpose) async throws -> String? {
        do {
            let plan = try await plan(purpose)
            let wanted = DHCPText(text: plan.text(for: driver))
            let isEmpty = plan.reservations.isEmpty
            var look = try await server.look()
            if isToBeChanged(wanted, look, purpose, isEmpty: isEmpty) {
                try await server.write(wanted)
                look = try await server.look()
            }
            return try await note(plan, wanted, look)
        } catch let failure as BoxFailure {
            return try await note(failure)
        }
    }

    private func plan(_ purpose: BoxPurpose) async throws -> DHCPPlan {
        do {
            return try await purpose == .clear ? DHCPPlan([]) : books()
        } catch let error as CloudError {
            throw BoxFailure(kind: .refused, description: "nothing is told to it: \(error)")
        }
    }

    private func isToBeChanged(
        _ wanted: DHCPText,
        _ look: DHCPLook,
        _ purpose: BoxPurpose,
        isEmpty: Bool
    ) -> Bool {
        // What somebody else broke is not made better by a change of ours, and might be taken for ours.
        guard look.fault == nil, !look.isExact(wanted, isEmpty: isEmpty) else { return false }
        let isPending = look.isPending(wanted, isEmpty: isEmpty)
        switch purpose {
        case .apply, .clear: return true
        case .look:
            // One that did not start with a change is not started again and again.
            if case .failed(wanted.id, _, _) = look.told { return isPending }
            return isPending || config.repair == .automatic
        }
    }

    // MARK: - What came of it

    private func note(_ plan: DHCPPlan, _ wanted: DHCPText, _ look: DHCPLook) async throws -> String? {
        let complaints = look.complaints(
            wanted,
            isEmpty: plan.reservations.isEmpty,
            file: file,
            unread: driver.unread(file)
        )
        let stray = look.strayLeases(plan)
        var words = complaints
        if let first = stray.first {
            let isOne = stray.count == 1
            words.append(
                isOne ? "\(first) is leased to another machine" : "\(stray.count) of our addresses are leased to others"
            )
        }
        let state: BoxStatus.State = words.isEmpty ? .sound : .drifting
        let status = BoxStatus(state: state, at: clock.now(), message: words.joined(separator: "; "))
        try await records { try $0.note(.dhcp, status) }
        // A lease runs out by itself: what was to be told is told.
        return complaints.isEmpty ? nil : complaints.joined(separator: "; ")
    }

    private func note(_ failure: BoxFailure) async throws -> String {
        let status = failure.status(at: clock.now())
        log.warning("the DHCP server was not settled", metadata: [LogKey.reason: "\(failure)"])
        try await records { try $0.noteUnseen(.dhcp, status) }
        return failure.description
    }
}

extension DHCPDriver {
    fileprivate func server(_ shell: any BoxShell, _ file: String) -> any DHCPServing {
        switch self {
        case .isc: ISCServer(shell: shell, file: file)
        case .dnsmasq: DnsmasqServer(shell: shell, file: file)
        }
    }

    /// What is said where the server does not read our file.
    fileprivate func unread(_ file: String) -> String {
        switch self {
        case .isc: return "dhcpd.conf does not include \(file)"
        case .dnsmasq:
            let folder = file.split(separator: "/").dropLast().map { "/" + $0 }.joined()
            return "nothing has it read \(folder): say dhcp-hostsdir=\(folder) in its configuration, and restart it"
        }
    }
}
