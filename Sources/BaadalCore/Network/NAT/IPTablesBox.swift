internal import BaadalModel
internal import BaadalStore

/// A NAT box whose rules are those of `iptables`: ours are in chains of their own, and no other is touched.
struct IPTablesBox: NATDriving {
    let box: FencedBox
    let device: NetworkDevice
    /// The file from which rules come back when the box starts; `nil` for none.
    let rulesFile: String?

    /// The rules with counters, the addresses of the outer interface and whether anything is led on, in that order.
    private static let reading: StaticString = """
        set -eu
        iptables-save -c
        echo '# baadal: addresses'
        ip -j -4 addr show dev "$1"
        echo
        echo '# baadal: forwarding'
        cat /proc/sys/net/ipv4/ip_forward
        """

    func read() async throws -> BoxAnswer { try BoxAnswer(try await box.look(Self.reading, ["\(device)"])) }

    func compare(_ answer: BoxAnswer, _ orders: NATOrders) -> NATLook {
        let sight = NATSight(
            rules: SavedRules(parsing: answer.rules),
            addresses: answer.outer.addresses,
            isForwarding: answer.isForwarding
        )
        var look = NATLook(sight, orders, outsideOn: device)
        look.noteSettings(answer, orders, outsideOn: device)
        return look
    }

    func write(_ orders: NATOrders, over look: NATLook, isWhole: Bool) async throws {
        let wanted = NATRules(orders.wanted, barring: orders.barred, outsideOn: device)
        let isWhole = isWhole || !look.unhooked.isEmpty || look.isTangled
        let text =
            isWhole
            ? wanted.rebuilding(hooking: look.unhooked, over: look.hooks) : wanted.changing(from: Set(look.rules))
        guard let text else { return }
        try await restore(text)
    }

    private func restore(_ text: String) async throws {
        _ = try await box.run(["iptables-restore", "--noflush", "-w", "20"], input: text, within: .seconds(60))
    }

    func kept(_ orders: NATOrders, over present: String?, isCleared: Bool) throws -> String? {
        if isCleared || orders.wanted.isEmpty { return present.map(SavedRules.fileWithoutOurs) }
        return SavedRules.file(present ?? "", with: NATRules(orders.wanted, outsideOn: device))
    }

    func isThere() async throws -> Bool {
        let script: StaticString = """
            set -eu
            if ! command -v iptables-save >/dev/null; then
              left=$(cat "$1" 2>/dev/null) || :
              if command -v nft >/dev/null; then left="$left $(nft list chains ip)"; fi
              case $left in *BAADAL-*) echo 'iptables is missing there, and may have rules of ours' >&2; exit 1 ;; esac
              exit 0
            fi
            rules=$(iptables-save)
            printf '%s\\n' "$rules" | grep -E '^:BAADAL-(IN|OUT|PASS) ' || :
            """

        return try await !box.shell.script(script, [rulesFile ?? ""]).isEmpty
    }

    /// A chain that somebody else's rule enters as well is only emptied.
    func clear() async throws {
        let there = SavedRules(parsing: try await box.shell.script("iptables-save"))
        for table in ["nat", "filter"] {
            let chains = NATChain.allCases.filter { $0.table == table && there.chains.contains($0) }
            guard !chains.isEmpty else { continue }
            let hooks = chains.flatMap { chain in
                Array(repeating: "-D \(chain.parent) -j \(chain.rawValue)", count: there.hooks[chain] ?? 0)
            }
            let emptying = ["*\(table)"] + hooks + chains.map { "-F \($0.rawValue)" }
            let (removing, end) = (chains.map { "-X \($0.rawValue)" }, ["COMMIT", ""])
            do {
                try await restore((emptying + removing + end).joined(separator: "\n"))
            } catch let failure as BoxFailure where failure.kind == .refused {
                try await restore((emptying + end).joined(separator: "\n"))
            }
        }
    }
}

extension NATLook {
    /// What a reading of `iptables` comes to beside what is wanted.
    init(_ sight: NATSight, _ orders: NATOrders, outsideOn device: NetworkDevice) {
        let drift = NATDrift(sight, with: orders.wanted, outsideOn: device)
        rules = sight.rules.rules
        (hooks, unhooked) = (sight.rules.hooks, drift.unhooked.union(sight.rules.lateHooks))
        isTangled = !sight.rules.doubled.isEmpty || drift.isShadowed
        isClear = drift.stray.isEmpty
        let isBare = orders.wanted.isEmpty && sight.rules.rules.isEmpty
        isExact =
            drift.missing.isEmpty && drift.stray.isEmpty && !drift.isShadowed && (unhooked.isEmpty || isBare)
        present = drift.present(orders.wanted, outsideOn: device)
        traffic = sight.rules.traffic(of: orders.wanted, outsideOn: device)
        func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
        if !drift.missing.isEmpty { complaints.append("\(count(drift.missing.count, "rule")) missing") }
        if !drift.stray.isEmpty { complaints.append("\(count(drift.stray.count, "rule")) of nobody in our chains") }
        if !drift.unhooked.isEmpty, !isBare {
            complaints.append("\(drift.unhooked.map(\.rawValue).sorted().joined(separator: ", ")) not entered")
        }
        for chain in sight.rules.lateHooks where !isBare {
            complaints.append("\(chain.rawValue) is entered after a rule of somebody else's that lets through")
        }
        if drift.isShadowed { complaints.append("rules in an order in which they do not work") }
    }
}
