/// What `iptables-save` says of a box, taken apart into what is ours and what is not.
///
/// The text comes from elsewhere. Lines that make no sense count as somebody else's.
public struct SavedRules: Hashable, Sendable {
    /// What a rule has let by.
    public struct Traffic: Hashable, Sendable {
        /// Packets since the rule was made.
        public var packets: UInt64
        /// Bytes since the rule was made.
        public var bytes: UInt64
    }

    /// The rules of our chains in their order.
    public private(set) var rules: [NATRule] = []
    /// Our chains that exist.
    public private(set) var chains: Set<NATChain> = []
    /// How often the system enters each of our chains.
    public private(set) var hooks: [NATChain: Int] = [:]
    /// Our chains that the system enters only after a rule of somebody else's has let through, whatever we refuse.
    public private(set) var lateHooks: Set<NATChain> = []
    /// Our chains that the system enters.
    public var hooked: Set<NATChain> { Set(hooks.keys) }
    /// What our rules have let by, where the counters were asked for (`-c`); of rules that are there twice, the sum.
    public private(set) var traffic: [NATRule: Traffic] = [:]
    /// All that is not ours, table by table, without counters and comments: to be the same before and after.
    public private(set) var foreign: [String] = []

    /// Reads a text.
    public init(parsing text: String) {
        var (table, isLetting) = ("", false)
        for raw in text.split(whereSeparator: \.isNewline) {
            let (line, traffic) = Self.uncounted(raw)
            switch line.first {
            case "#", nil: continue
            case "*":
                (table, isLetting) = (String(line.dropFirst()), false)
                foreign.append(String(line))
            case ":": take(chain: line, of: table)
            default:
                take(rule: line, traffic, of: table)
                if isLetting, line == NATChain.passing.hook { lateHooks.insert(.passing) }
                isLetting = isLetting || Self.isLetting(line, of: table)
            }
        }
    }

    /// The rules that are there more than once.
    public var doubled: Set<NATRule> {
        var seen: Set<NATRule> = []
        return Set(rules.filter { !seen.insert($0).inserted })
    }

    private mutating func take(chain line: Substring, of table: String) {
        let words = line.dropFirst().split(separator: " ", maxSplits: 2)
        if let chain = words.first.flatMap({ NATChain(rawValue: String($0)) }), chain.table == table {
            chains.insert(chain)
        } else {
            foreign.append(":" + words.prefix(2).joined(separator: " "))
        }
    }

    private mutating func take(rule line: Substring, _ counted: Traffic?, of table: String) {
        let words = line.split(separator: " ", maxSplits: 2)
        if words.count == 3, words[0] == "-A", let chain = NATChain(rawValue: String(words[1])), chain.table == table {
            let rule = NATRule(chain: chain, text: String(words[2]))
            rules.append(rule)
            if let counted {
                let before = traffic[rule] ?? Traffic(packets: 0, bytes: 0)
                traffic[rule] = Traffic(
                    packets: before.packets &+ counted.packets,
                    bytes: before.bytes &+ counted.bytes
                )
            }
        } else if let chain = NATChain.allCases.first(where: { $0.hook == line && $0.table == table }) {
            hooks[chain, default: 0] += 1
        } else {
            foreign.append(String(line))
        }
    }

    /// Whether a rule lets something through before what comes after it is asked.
    private static func isLetting(_ line: Substring, of table: String) -> Bool {
        table == NATChain.passing.table && line.hasPrefix("-A \(NATChain.passing.parent) ")
            && line.hasSuffix(" -j ACCEPT")
    }

    /// A line without the counters before it, as in `[12:3456] -A …`.
    private static func uncounted(_ line: Substring) -> (Substring, Traffic?) {
        guard line.first == "[", let end = line.firstIndex(of: "]") else { return (line, nil) }
        let numbers = line[line.index(after: line.startIndex)..<end].split(separator: ":").map { UInt64($0) }
        let rest = line[line.index(after: end)...].drop { $0 == " " }
        guard numbers.count == 2, let packets = numbers[0], let bytes = numbers[1] else { return (rest, nil) }
        return (rest, Traffic(packets: packets, bytes: bytes))
    }
}

extension SavedRules {
    /// Bytes that came for each public address, and that left with it, as the rules that let them by have counted.
    public func traffic(
        of mappings: some Sequence<NATMapping>,
        outsideOn device: NetworkDevice
    ) -> [IPv4: (received: Bytes, sent: Bytes)] {
        var counts: [IPv4: (received: Bytes, sent: Bytes)] = [:]
        guard !traffic.isEmpty else { return counts }
        for mapping in mappings {
            guard case .address(let outside, _) = mapping else { continue }
            let passing = mapping.rules(outsideOn: device).filter { $0.chain == .passing }.map { rule in
                Bytes(Int64(clamping: traffic[rule]?.bytes ?? 0))
            }
            guard passing.count == 2 else { continue }
            counts[outside] = (passing[0], passing[1])
        }
        return counts
    }

    /// A file of saved rules without our part of it, and all other lines as they are.
    public static func fileWithoutOurs(_ text: String) -> String {
        text.contains("BAADAL-") ? rewritten(text, with: nil) : text
    }

    /// A file of saved rules with our part of it made anew, and all other lines as they are.
    ///
    /// A table that the file lacks is added at its end.
    public static func file(_ text: String, with wanted: NATRules) -> String { rewritten(text, with: wanted) }

    private static func rewritten(_ text: String, with wanted: NATRules?) -> String {
        var lines: [String] = []
        var table = ""
        var written: Set<String> = []
        func isOurs(_ line: Substring) -> Bool {
            let words = uncounted(line).0.split(separator: " ", maxSplits: 2)
            guard let first = words.first else { return false }
            let named = first.first == ":" ? first.dropFirst() : words.dropFirst().first ?? ""
            if NATChain(rawValue: String(named))?.table == table { return true }
            let rule = words.joined(separator: " ")
            return NATChain.allCases.contains { $0.table == table && [$0.hook, $0.firstHook].contains(rule) }
        }
        // By scalars: to a text, a line's end after a carriage return is no line's end.
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Substring.init) {
            if line.first == "*" { table = String(line.dropFirst()) }
            if isOurs(line) { continue }
            // Chains are named before the first rule, and rules end with the table.
            if line == "COMMIT", ["nat", "filter"].contains(table), written.insert(table).inserted {
                lines += wanted?.lines(of: table) ?? []
            }
            lines.append(String(line))
        }
        if lines.last == "" { lines.removeLast() }
        if let wanted {
            for table in ["nat", "filter"] where !written.contains(table) {
                lines += ["*\(table)"] + wanted.lines(of: table) + ["COMMIT"]
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension NATRules {
    /// Our part of a table in a file of saved rules.
    fileprivate func lines(of table: String) -> [String] {
        let chains = NATChain.allCases.filter { $0.table == table }
        return chains.map { ":\($0.rawValue) - [0:0]" } + chains.map(\.firstHook)
            + rules.filter { $0.chain.table == table }.map(\.line)
    }
}
