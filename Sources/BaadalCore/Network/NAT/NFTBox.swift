internal import BaadalModel
internal import BaadalStore

/// A NAT box whose rules are those of nftables: one table is ours, and no other is touched.
struct NFTBox: NATDriving {
    let box: FencedBox
    let device: NetworkDevice
    /// A file of ours that the box's own configuration includes; `nil` for none.
    let rulesFile: String?

    /// Our table where it is there, the addresses of the outer interface and whether anything is led on, in that order.
    ///
    /// `nft` shows ends of ways in the time zone of the box unless it is told of another.
    private static let reading: StaticString = """
        set -eu
        export TZ=UTC0
        tables=$(nft list tables ip)
        case "
        $tables
        " in *"
        table ip baadal
        "*) nft -j list table ip baadal ;; esac
        echo
        echo '# baadal: addresses'
        ip -j -4 addr show dev "$1"
        echo
        echo '# baadal: forwarding'
        cat /proc/sys/net/ipv4/ip_forward
        """

    func read() async throws -> BoxAnswer { try BoxAnswer(try await box.look(Self.reading, ["\(device)"])) }

    func compare(_ answer: BoxAnswer, _ orders: NATOrders) throws -> NATLook {
        guard let sight = NFTSight(parsing: answer.rules) else { throw BoxFailure.unreadable }
        return NATLook(sight, answer, orders, outsideOn: device)
    }

    func write(_ orders: NATOrders, over look: NATLook, isWhole: Bool) async throws {
        let wanted = NFTTable(orders.wanted, barring: orders.barred, outsideOn: device)
        let text = if let table = look.table, !isWhole { wanted.changing(from: table) } else { Optional(wanted.whole) }
        if let text { try await apply(text) }
    }

    /// All of it in one transaction.
    private func apply(_ text: String) async throws {
        _ = try await box.run(["nft", "-f", "-"], input: text, within: .seconds(60))
    }

    func isThere() async throws -> Bool {
        let script: StaticString = """
            set -eu
            if ! command -v nft >/dev/null; then
              left=$(cat "$1" 2>/dev/null) || :
              case $left in *'table ip baadal'*) echo 'nft is missing there, and may have rules of ours' >&2; exit 1 ;; esac
              exit 0
            fi
            tables=$(nft list tables ip)
            printf '%s\\n' "$tables" | grep -x 'table ip baadal' || :
            """

        return try await !box.shell.script(script, [rulesFile ?? ""]).isEmpty
    }

    func clear() async throws { try await apply(NFTTable.removal) }

    func kept(_ orders: NATOrders, over present: String?, isCleared: Bool) throws -> String? {
        if let present, !present.isEmpty, !present.hasPrefix(NFTTable.heading), let rulesFile {
            if isCleared, !present.contains("table ip \(NFTTable.name)") { return present }
            throw BoxFailure(
                kind: .refused,
                description: "\(rulesFile) is not ours; network.nat-rules names a file that may be replaced as a whole"
            )
        }
        // The box's own configuration may name the file, and starts with an empty one only where there is one.
        if isCleared || orders.wanted.isEmpty { return present.map { _ in NFTTable.heading } }
        return NFTTable.heading + NFTTable(orders.wanted, outsideOn: device).whole
    }
}

extension NATDriver {
    /// A box whose rules are written this way.
    func box(_ box: FencedBox, _ device: NetworkDevice, rulesFile: String?) -> any NATDriving {
        switch self {
        case .iptables: IPTablesBox(box: box, device: device, rulesFile: rulesFile)
        case .nftables: NFTBox(box: box, device: device, rulesFile: rulesFile)
        }
    }

    /// The same box, by each of the other drivers, with the files that they have where nobody names one.
    func others(_ box: FencedBox, _ device: NetworkDevice) -> [any NATDriving] {
        Self.allCases.filter { $0 != self }.map { $0.box(box, device, rulesFile: $0.defaultFile) }
    }
}

extension CloudConfig.Network {
    /// The file from which rules come back when the box starts; `nil` for none.
    ///
    /// The file of another driver that nobody has changed is not what is meant.
    var natRulesFile: String? {
        natRules == NATDriver.iptables.defaultFile ? natDriver.defaultFile : natRules
    }
}

extension NATLook {
    /// What a reading of nftables comes to beside what is wanted.
    init(_ sight: NFTSight, _ answer: BoxAnswer, _ orders: NATOrders, outsideOn device: NetworkDevice) {
        let drift = NFTDrift(sight, with: orders.wanted, outsideOn: device)
        table = sight
        rules = sight.rules
        isClear = drift.isClear
        isExact = drift.isNone
        if answer.isForwarding {
            present = drift.present(orders.wanted, outsideOn: device)
                .filter { answer.outer.addresses.contains($0.outside) }
        }
        traffic = sight.traffic(of: orders.wanted)
        complaints = drift.complaints
        noteSettings(answer, orders, outsideOn: device)
    }
}
