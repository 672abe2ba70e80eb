internal import BaadalModel
internal import BaadalStore
internal import Logging

/// Keeps the NAT box to the books.
///
/// Whatever happens between two steps, the next call begins with what the box shows: nothing that it was told is
/// believed before it was read back.
struct NATKeeper: BoxKeeper {
    let driver: any NATDriving
    let shell: any BoxShell
    let device: NetworkDevice
    /// Where addresses come back from when the box starts; `nil` for nowhere.
    let addressFile: String?
    let records: Records
    let config: CloudConfig.Network
    let clock: CoreClock
    let log: Logger
    private let turnstile = Turnstile()
    private let meter: NATMeter

    init(
        driver: any NATDriving,
        shell: any BoxShell,
        device: NetworkDevice,
        addressFile: String?,
        records: Records,
        config: CloudConfig.Network,
        step: Int = CloudConfig().monitor.step,
        clock: CoreClock,
        log: Logger
    ) {
        self.driver = driver
        self.shell = shell
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
    init(_ config: CloudConfig, _ sshFolder: String, _ records: Records, _ clock: CoreClock, _ log: Logger) throws {
        let network = config.network
        let device = try NetworkDevice(network.natDevice)
        if let screens = network.screenAddress, IPv4(screens) == nil {
            let why = "network.screen-address is '\(screens)'; an IPv4 address is accepted"
            throw BoxFailure(kind: .refused, description: why)
        }
        let shell = try RemoteBox(.nat, at: network.natBox, folder: sshFolder, config: config.libvirt)
        self.init(
            driver: network.natDriver.box(shell, device, rulesFile: network.natRulesFile),
            shell: shell,
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
        try await turnstile.alone { try await settleAlone(purpose) }
    }

    private func settleAlone(_ purpose: BoxPurpose) async throws -> String? {
        let now = clock.now()
        let orders = try await records { try $0.natOrders(at: now) }
        do {
            var look = try await driver.look(orders)
            var complaint: String?
            if isToBeChanged(orders, look, purpose) {
                complaint = try await change(orders, look, purpose)
                look = try await driver.look(orders)
            }
            return try await note(orders, look, complaint, purpose)
        } catch let failure as BoxFailure {
            return try await note(failure)
        }
    }

    private func isToBeChanged(_ orders: NATOrders, _ look: NATLook, _ purpose: BoxPurpose) -> Bool {
        switch purpose {
        case .clear: true
        case .apply: orders.isPending || !isDone(orders, look)
        case .look: orders.isPending || config.repair == .automatic && !isDone(orders, look)
        }
    }

    private func isDone(_ orders: NATOrders, _ look: NATLook) -> Bool {
        look.isExact && absent(orders, look).isEmpty
    }

    /// Public addresses that the box is to have and has not.
    ///
    /// A screen's is its own, and not ours to give.
    private func absent(_ orders: NATOrders, _ look: NATLook) -> [IPv4] {
        orders.wanted.compactMap { mapping in
            guard case .address(let outside, _) = mapping, !look.addresses.contains(outside) else { return nil }
            return outside
        }
    }

    /// Addresses first, then the rules that need them; what is taken away goes the other way round.
    ///
    /// - Returns: What could not be done and is not needed for the rules to work, in words.
    private func change(_ orders: NATOrders, _ look: NATLook, _ purpose: BoxPurpose) async throws -> String? {
        let new = absent(orders, look)
        if !new.isEmpty {
            // Noted first, so that what the box is given is taken from it again whatever happens.
            try await records { try $0.noteAdded(new) }
            try await batch(new.map { "addr replace \($0)/32 dev \(device)" })
        }
        if purpose == .clear, orders.wanted.isEmpty {
            try await driver.clear()
        } else if !look.isExact {
            try await driver.write(orders, over: look)
        }
        var complaint: String?
        if !orders.cuts.isEmpty {
            if try await !cut(orders.cuts) {
                complaint = "conntrack is not installed there: connections that are open stay so"
            }
        }
        let old = orders.leaving.map(\.outside).filter(orders.added.contains)
        if !old.isEmpty { try await batch(old.map { "addr del \($0)/32 dev \(device)" }, isForced: true) }
        do {
            if purpose != .clear || !orders.wanted.isEmpty { try await driver.keep(orders) }
            try await keepAddresses(orders)
        } catch let failure as BoxFailure where failure.kind == .refused {
            complaint = "what it does is lost when it starts again: \(failure)"
        }
        return complaint
    }

    /// Commands of `ip`, all of them in one process.
    private func batch(_ lines: [String], isForced: Bool = false) async throws {
        let arguments = ["ip"] + (isForced ? ["-force"] : []) + ["-batch", "-"]
        do {
            _ = try await shell.run(arguments, input: lines.joined(separator: "\n") + "\n", within: .seconds(60))
        } catch let failure as BoxFailure where failure.kind == .refused && isForced {
            // What was not there could not be taken away; the look that follows tells.
            log.debug("not all addresses were there", metadata: [LogKey.reason: "\(failure)"])
        }
    }

    /// Ends connections.
    ///
    /// - Returns: False where nothing on the box can.
    private func cut(_ cuts: [ConnectionCut]) async throws -> Bool {
        let lines = cuts.map { "\($0.outside) \($0.port ?? 0) \($0.inside)" }.joined(separator: "\n") + "\n"
        // It ends with 1 where there was no such connection.
        let answer = try await shell.script(
            """
            command -v conntrack >/dev/null || { echo none; exit 0; }
            while read -r outside port inside; do
              if [ "$port" = 0 ]; then
                conntrack -D --orig-dst "$outside" || [ $? = 1 ] || exit 2
                conntrack -D --orig-src "$inside" --reply-dst "$outside" || [ $? = 1 ] || exit 2
              else
                conntrack -D -p tcp --orig-dst "$outside" --orig-port-dst "$port" || [ $? = 1 ] || exit 2
              fi
            done >/dev/null 2>&1
            echo done
            """,
            input: lines
        )
        return answer.contains("done")
    }

    private func keepAddresses(_ orders: NATOrders) async throws {
        guard let addressFile else { return }
        let blocks = orders.wanted.compactMap { mapping -> String? in
            guard case .address(let outside, _) = mapping else { return nil }
            return "iface \(device) inet static\n    address \(outside)/32\n"
        }
        let heading = "# Written by Baadal from its store; what is changed here is lost.\n"
        try await shell.replace(addressFile, with: heading + blocks.joined())
    }

    // MARK: - What came of it

    private func note(
        _ orders: NATOrders,
        _ look: NATLook,
        _ complaint: String?,
        _ purpose: BoxPurpose
    ) async throws -> String? {
        let missing = absent(orders, look)
        var complaints = look.complaints
        if purpose == .clear, orders.wanted.isEmpty { complaints = [] }
        if let first = missing.first {
            complaints.append("it lacks \(missing.count == 1 ? "\(first)" : "\(missing.count) public addresses")")
        }
        let isDrifting = !complaints.isEmpty
        if let complaint { complaints.append(complaint) }
        let words = complaints.joined(separator: "; ")
        let lingering = orders.leaving.contains {
            look.addresses.contains($0.outside) && orders.added.contains($0.outside)
        }
        let now = clock.now()
        let findings = NATFindings(
            present: look.present,
            traffic: look.traffic,
            isClear: look.isClear && !lingering,
            status: BoxStatus(state: isDrifting ? .drifting : .sound, at: now, message: words)
        )
        try await records { try $0.settle(orders, findings, at: now) }
        let samples = await meter.samples(look.traffic, at: now)
        // Files that cannot be written are told of where hosts' are; the box is kept nevertheless.
        if !samples.isEmpty { _ = try await records { $0.series.record(samples) } }
        return isDrifting ? words : nil
    }

    private func note(_ failure: BoxFailure) async throws -> String {
        let now = clock.now()
        log.warning("the NAT box was not settled", metadata: [LogKey.reason: "\(failure)"])
        switch failure.kind {
        case .unreachable: try await records { try $0.noteUnreachable(.nat, failure.description, at: now) }
        case .refused:
            let status = BoxStatus(state: .drifting, at: now, message: failure.description)
            try await records { try $0.note(.nat, status) }
        }
        return failure.description
    }
}

extension BoxShell {
    /// Replaces a file by another text at once, where its folder is; it keeps its mode.
    ///
    /// - Throws: ``BoxFailure`` where the folder is not there.
    func replace(_ path: String, with text: String) async throws {
        _ = try await script(
            """
            set -eu
            cd "$(dirname "$1")"
            new=".$(basename "$1").baadal-new"
            umask 022
            if [ -e "$1" ]; then cp -p "$1" "$new"; fi
            cat >"$new"
            if [ "$(wc -c <"$new")" -ne "$2" ]; then
              rm -f "$new"
              echo 'the text did not come whole, or there is no room for it' >&2
              exit 9
            fi
            if [ -e "$1" ] && cmp -s "$1" "$new"; then rm "$new"; else sync "$new"; mv "$new" "$1"; fi
            """,
            [path, "\(text.utf8.count)"],
            input: text
        )
    }
}
