internal import BaadalModel

extension DHCPLook {
    /// What is not as a plan says, in words.
    ///
    /// - Parameters:
    ///   - file: Where our file lies.
    ///   - unread: What is said where the server does not read it.
    func complaints(_ wanted: DHCPText, isEmpty: Bool, file: String, unread: String) -> [String] {
        var words: [String] = []
        if let fault { words.append("its configuration is broken by somebody else: \(fault)") }
        if let refusal { words.append("it refuses \(file): \(refusal)") }
        if !isRunning { words.append("it is not running") }
        if isExact(wanted, isEmpty: isEmpty) || isEmpty && text == nil && !isRead { return words }
        if let text {
            if let difference = Self.difference(text, wanted.text) { words.append("\(file) \(difference)") }
        } else {
            words.append("\(file) is gone")
        }
        if !isRead { words.append(unread) }
        switch told {
        case .served(wanted.id): break
        case .failed(wanted.id, let why, _): words.append("it was not made to serve the last change: \(why)")
        case .unknown, .served, .failed:
            if words.isEmpty { words.append("it was not told of the last change yet") }
        }
        return words
    }

    /// How a text differs from the one that is wanted; `nil` where it does not.
    private static func difference(_ text: String, _ wanted: String) -> String? {
        guard text != wanted else { return nil }
        let (there, planned) = (entries(text), entries(wanted))
        let missing = planned.filter { !there.contains($0) }
        let strange = there.filter { !planned.contains($0) }
        var parts: [String] = []
        if !missing.isEmpty { parts.append("lacks \(count(missing))") }
        if !strange.isEmpty { parts.append("has \(count(strange)) that nobody asked for") }
        return parts.isEmpty ? "was edited, though its entries are the same" : parts.joined(separator: " and ")
    }

    private static func count(_ entries: Set<String>) -> String {
        guard entries.count == 1, let entry = entries.first else { return "\(entries.count) entries" }
        return "'\(plain(entry.unicodeScalars))'"
    }

    private static func entries(_ text: String) -> Set<String> {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: \.isWhitespace) }
        return Set(lines.filter { $0.first?.first.map { $0 != "#" } ?? false }.map { $0.joined(separator: " ") })
    }

    /// Addresses of ours that the server has given to another machine.
    func strayLeases(_ plan: DHCPPlan) -> [IPv4] {
        let owners = Dictionary(uniqueKeysWithValues: plan.reservations.map { ($0.address, $0.mac) })
        return leases.compactMap { lease in
            guard lease.isActive, let mac = lease.mac, let owner = owners[lease.address], owner != mac else {
                return nil
            }
            return lease.address
        }
    }
}
