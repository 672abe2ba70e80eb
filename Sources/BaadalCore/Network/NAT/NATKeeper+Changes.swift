internal import BaadalModel
internal import BaadalStore
internal import Logging
internal import Synchronization

/// How the box is made what the books say.
extension NATKeeper {
    /// Takes away what another driver has left, which nobody would look at any more.
    ///
    /// - Returns: Whether there was any, which is to be done by ours then; why some may be left, `nil` where none is.
    func sweep(_ purpose: BoxPurpose) async throws -> (isChanged: Bool, complaint: String?) {
        var isChanged = false
        guard purpose == .clear || !isSwept.withLock(\.self) else { return (isChanged, nil) }
        do {
            for other in others where try await other.isThere() {
                isChanged = true
                try await other.clear()
                log.notice("what another driver had left is gone", metadata: [LogKey.reason: "network.nat-driver"])
            }
            let files = try await keepFiles(of: others)
            let complaint = files.lazy.filter(\.bringsBack).compactMap(\.complaint).first
            isSwept.withLock { $0 = complaint == nil }
            return (isChanged, complaint)
        } catch let failure as BoxFailure where failure.kind == .refused {
            return (isChanged, "what another driver has left is not taken away: \(failure)")
        }
    }

    /// Addresses first, then the rules that need them; what is taken away goes the other way round.
    ///
    /// Connections are ended before the rules that have cut them off already may go, and after, for those that came
    /// meanwhile. Where none can be ended the rules go nevertheless: nobody new comes in, what is open to a screen is held
    /// off, and nothing is called closed.
    ///
    /// - Returns: Why it does not have all addresses, for which nothing else waits; `nil` where it does.
    /// - Throws: ``BoxFailure`` where something may be open that is to be closed.
    func change(_ orders: NATOrders, _ look: NATLook, _ purpose: BoxPurpose) async throws -> String? {
        seen.withLock { $0 = nil }
        var orders = orders
        let lack = try await give(absent(orders, look))
        do { try await cut(orders.cuts.filter { $0.port != nil }) } catch let failure as BoxFailure
            where failure.kind == .refused
        {
            log.info("connections are not ended yet", metadata: [LogKey.reason: "\(failure)"])
            orders.barred = orders.ending.map(\.forward)
        }
        if purpose == .clear, orders.wanted.isEmpty, orders.barred.isEmpty {
            try await driver.clear()
        } else if !look.isExact || !orders.barred.isEmpty {
            try await write(orders, look)
        }
        try await cut(orders.cuts)
        let old = orders.leaving.map(\.outside).filter(orders.added.contains)
        do { try await batch(old.map { "addr del \($0)/32 dev \(device)" }) } catch let failure as BoxFailure
            where failure.kind == .refused
        {
            // What was not there could not be taken away; the look that follows tells.
            log.debug("not all addresses were there", metadata: [LogKey.reason: "\(failure)"])
        }
        return lack
    }

    /// Gives the box addresses.
    ///
    /// - Returns: Why it does not have them all; `nil` where it does.
    private func give(_ addresses: [IPv4]) async throws -> String? {
        // Noted first, so that what the box is given is taken from it again whatever happens.
        try await records { try $0.noteAdded(addresses) }
        do {
            try await batch(addresses.map { "addr replace \($0)/32 dev \(device)" })
            return nil
        } catch let failure as BoxFailure where failure.kind == .refused { return failure.description }
    }

    /// A change that the box refuses is made once more as a whole: somebody may have changed it since it was looked at.
    private func write(_ orders: NATOrders, _ look: NATLook) async throws {
        do {
            try await driver.write(orders, over: look, isWhole: false)
        } catch let failure as BoxFailure where failure.kind == .refused {
            let look = try await self.look(orders)
            seen.withLock { $0 = nil }
            try await driver.write(orders, over: look, isWhole: true)
        }
    }

    /// Commands of `ip`, all of them in one process, the others also where one fails.
    private func batch(_ lines: [String]) async throws {
        guard !lines.isEmpty else { return }
        let text = lines.joined(separator: "\n") + "\n"
        _ = try await box.run(["ip", "-force", "-batch", "-"], input: text, within: .seconds(60))
    }

    /// Ends connections, some at a time: each costs the box a look through all that it has.
    ///
    /// - Throws: ``BoxFailure`` where nothing on the box can: what is open stays so.
    private func cut(_ cuts: [ConnectionCut]) async throws {
        for first in stride(from: 0, to: cuts.count, by: 50) {
            let lines = cuts[first..<min(first + 50, cuts.count)].map { "\($0.outside) \($0.port ?? 0) \($0.inside)\n" }
            _ = try await box.script(Self.cutting, input: lines.joined())
        }
    }

    /// Its input: public address, port or 0 for all, and the address that they are led to, a line each.
    static let cutting: StaticString = """
        LC_ALL=C
        export LC_ALL
        command -v conntrack >/dev/null || { echo 'conntrack is missing: what is open stays so' >&2; exit 3; }
        end() {
          # It ends with 1 also where there was no such connection.
          said=$(conntrack -D "$@" 2>&1) && return 0
          case $said in *' 0 flow entries '*) return 0 ;; esac
          printf 'conntrack: %s\\n' "${said##*: }" >&2
          exit 2
        }
        while read -r outside port inside; do
          if [ "$port" = 0 ]; then
            end --orig-dst "$outside"
            end --orig-src "$inside" --reply-dst "$outside"
          else
            end -p tcp --orig-dst "$outside" --orig-port-dst "$port"
          fi
        done
        """
}
