internal import BaadalModel
internal import BaadalStore
internal import Logging
internal import Synchronization

/// Keeps the NAT box to the books.
///
/// Whatever happens between two steps, the next call begins with what the box shows: nothing that it was told is
/// believed before it was read back.
final class NATKeeper: BoxKeeper {
    let driver: any NATDriving
    /// The other ways of writing rules: what one of them left is taken away before anything is called closed.
    let others: [any NATDriving]
    let device: NetworkDevice
    /// Where addresses come back from when the box starts; `nil` for nowhere.
    let addressFile: String?
    let records: Records
    let config: CloudConfig.Network
    let clock: CoreClock
    let log: Logger
    private let turns = BoxTurns()
    var box: FencedBox { driver.box }
    private let meter: NATMeter
    /// Whether nothing of another driver's is left.
    let isSwept = Mutex(false)
    /// What the box said last; `nil` where it was changed since, or may have been.
    let seen = Mutex(BoxAnswer?.none)

    init(
        driver: any NATDriving,
        others: [any NATDriving] = [],
        device: NetworkDevice,
        addressFile: String?,
        records: Records,
        config: CloudConfig.Network,
        step: Int = CloudConfig().monitor.step,
        clock: CoreClock,
        log: Logger
    ) {
        self.driver = driver
        self.others = others
        self.device = device
        self.addressFile = addressFile
        self.records = records
        self.config = config
        self.clock = clock
        self.log = log
        meter = NATMeter(step: step)
    }

    /// The box that a configuration describes.
    ///
    /// - Throws: ``BoxFailure`` or ``CloudError`` where it describes none.
    convenience init(_ config: CloudConfig, _ sshFolder: String, _ records: Records, _ clock: CoreClock, _ log: Logger)
        throws
    {
        let network = config.network
        func refuse(_ key: String, _ value: String, _ accepted: String) -> BoxFailure {
            BoxFailure(kind: .refused, description: "network.\(key) is '\(value)'; \(accepted) is accepted")
        }
        guard let device = try? NetworkDevice(network.natDevice) else {
            throw refuse("nat-device", network.natDevice, "an interface, as eth0, of at most 15 characters")
        }
        if let file = network.natAddresses, file == network.natRulesFile {
            throw refuse("nat-addresses", file, "another file than network.nat-rules")
        }
        if let screens = network.screenAddress, IPv4(screens)?.isAssignable != true {
            throw refuse("screen-address", screens, "an IPv4 address of the box")
        }
        let box = FencedBox(try RemoteBox(.nat, at: network.natBox, folder: sshFolder, config: config.libvirt))
        self.init(
            driver: network.natDriver.box(box, device, rulesFile: network.natRulesFile),
            others: network.natDriver.others(box, device),
            device: device,
            addressFile: network.natAddresses,
            records: records,
            config: network,
            step: config.monitor.step,
            clock: clock,
            log: log
        )
    }

    func settle(_ purpose: BoxPurpose) async throws -> String? {
        try await turns.take(purpose) { try await self.settleAlone(purpose) }
    }

    private func settleAlone(_ purpose: BoxPurpose) async throws -> String? {
        let now = clock.now()
        let orders = try await records { try $0.natOrders(at: now) }
        do {
            let isBegun = try await begin(orders, purpose)
            var look = try await look(orders)
            var (isChanged, complaint) = try await sweep(purpose)
            var lack: String?
            if isChanged || isToBeChanged(orders, look, purpose, isBegun: isBegun) {
                do { lack = try await change(orders, look, purpose) } catch let failure as BoxFailure
                    where failure.kind == .refused
                { complaint = failure.description }
                look = try await self.look(orders)
            }
            // What comes back when it starts is what it is to do, whatever somebody has made of what it does now.
            let files = try await keepFiles(orders, purpose)
            return try await note(orders, look, files, complaint, lack)
        } catch let failure as BoxFailure {
            return try await note(failure)
        }
    }

    func look(_ orders: NATOrders) async throws -> NATLook {
        let answer = try await driver.read()
        seen.withLock { $0 = answer }
        return try driver.compare(answer, orders)
    }

    /// Makes a change by what was seen at the last look, where something is to be done and nobody has looked since.
    ///
    /// Among thousands of rules a look is most of the work, and what comes of the change is looked at anyhow.
    ///
    /// - Returns: Whether all of it was made.
    private func begin(_ orders: NATOrders, _ purpose: BoxPurpose) async throws -> Bool {
        guard orders.isPending, purpose != .clear, let answer = seen.withLock(\.self) else { return false }
        do {
            return try await change(orders, try driver.compare(answer, orders), purpose) == nil
        } catch let failure as BoxFailure where failure.kind == .refused {
            log.debug("a change is made by a fresh look", metadata: [LogKey.reason: "\(failure)"])
            return false
        }
    }

    private func isToBeChanged(_ orders: NATOrders, _ look: NATLook, _ purpose: BoxPurpose, isBegun: Bool) -> Bool {
        let isDone = look.isExact && absent(orders, look).isEmpty
        let isOwed = orders.isPending && !(isBegun && isDone)
        return switch purpose {
        case .clear: true
        case .apply: isOwed || !isDone
        case .look: isOwed || config.repair == .automatic && !isDone
        }
    }

    /// Public addresses that the box is to have and has not.
    ///
    /// A screen's is its own, and not ours to give.
    func absent(_ orders: NATOrders, _ look: NATLook) -> [IPv4] {
        orders.wanted.compactMap { mapping in
            guard case .address(let outside, _) = mapping, !look.addresses.contains(outside) else { return nil }
            return outside
        }
    }

    // MARK: - What came of it

    /// - Parameters:
    ///   - complaint: Why something may be open that is to be closed; `nil` where nothing is.
    ///   - lack: Why it lacks addresses; `nil` where nothing was said.
    private func note(
        _ orders: NATOrders,
        _ look: NATLook,
        _ files: [KeptFile],
        _ complaint: String?,
        _ lack: String?
    ) async throws -> String? {
        let missing = absent(orders, look)
        var complaints = [complaint, lack].compactMap(\.self) + look.complaints
        if let first = missing.first {
            complaints.append("it lacks \(missing.count == 1 ? "\(first)" : "\(missing.count) public addresses")")
        }
        complaints += files.compactMap(\.complaint)
        let lingering = orders.leaving.contains {
            look.single.contains($0.outside) && orders.added.contains($0.outside)
        }
        if lingering { complaints.append("a public address that is taken back is still there") }
        if let screens = config.screenAddress.flatMap({ IPv4($0) }), !look.addresses.contains(screens) {
            complaints.append("it does not have \(screens), network.screen-address")
        }
        let remarks = files.compactMap(\.remark)
        let words = (complaints + remarks).joined(separator: "; ")
        let now = clock.now()
        let findings = NATFindings(
            present: look.present,
            traffic: look.traffic,
            // What a file brings back when the box starts is not gone, nor what could not be cut off.
            isClear: look.isClear && !lingering && complaint == nil && !files.contains(where: \.bringsBack),
            status: BoxStatus(state: complaints.isEmpty ? .sound : .drifting, at: now, message: words)
        )
        try await records { try $0.settle(orders, findings, at: now) }
        let samples = await meter.samples(look.traffic, at: now)
        // Files that cannot be written are told of where hosts' are; the box is kept nevertheless.
        if !samples.isEmpty { _ = try await records { $0.series.record(samples) } }
        return complaints.isEmpty ? nil : words
    }

    /// Nothing was seen of it: it did not answer, or what it said was no answer.
    private func note(_ failure: BoxFailure) async throws -> String {
        let status = failure.status(at: clock.now())
        log.warning("the NAT box was not settled", metadata: [LogKey.reason: "\(failure)"])
        try await records { try $0.noteUnseen(.nat, status) }
        return failure.description
    }
}
