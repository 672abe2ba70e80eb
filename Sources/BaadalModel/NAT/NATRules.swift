/// One of the chains on the NAT box that are ours.
public enum NATChain: String, CaseIterable, Sendable {
    /// Where what comes from outside is led on.
    case inward = "BAADAL-IN"
    /// Where what goes outside gets its address.
    case outward = "BAADAL-OUT"
    /// Where what is led on is let through.
    case passing = "BAADAL-PASS"

    /// The table it is in.
    public var table: String { self == .passing ? "filter" : "nat" }

    /// The chain of the system from which it is entered.
    public var parent: String {
        switch self {
        case .inward: "PREROUTING"
        case .outward: "POSTROUTING"
        case .passing: "FORWARD"
        }
    }

    /// The rule that enters it, as `iptables-save` prints it.
    public var hook: String { "-A \(parent) -j \(rawValue)" }

    /// The rule that makes it be entered before anything else is.
    var firstHook: String { "-I \(parent) 1 -j \(rawValue)" }
}

/// A rule of one of our chains.
public struct NATRule: Hashable, Sendable {
    /// The chain it is in.
    public var chain: NATChain
    /// What it says after the name of its chain, in the words and the order of `iptables-save`.
    public var text: String

    /// As a line of `iptables-save`.
    public var line: String { "-A \(chain.rawValue) \(text)" }
}

extension NATMapping {
    /// The rules that do it.
    ///
    /// - Parameter device: The interface of the box that faces the outside.
    public func rules(outsideOn device: NetworkDevice) -> [NATRule] {
        switch self {
        case .address(let outside, let inside):
            [
                NATRule(chain: .inward, text: "-d \(outside)/32 -i \(device) -j DNAT --to-destination \(inside)"),
                NATRule(chain: .outward, text: "-s \(inside)/32 -o \(device) -j SNAT --to-source \(outside)"),
                NATRule(chain: .passing, text: "-d \(inside)/32 -i \(device) -j ACCEPT"),
                NATRule(chain: .passing, text: "-s \(inside)/32 -o \(device) -j ACCEPT"),
            ]
        case .screen(let forward): forward.rules(outsideOn: device)
        }
    }
}

extension ScreenForward {
    private func toScreen(outsideOn device: NetworkDevice) -> String {
        "-d \(host)/32 -i \(device) -p tcp -m tcp --dport \(hostPort)"
    }

    /// What refuses everybody whom no rule before it lets through, also those who are connected.
    fileprivate func barrier(outsideOn device: NetworkDevice) -> NATRule {
        NATRule(chain: .passing, text: "\(toScreen(outsideOn: device)) -j DROP")
    }

    /// Whoever may connect is let through until its end, and nobody else: what is open then is cut off by the last rule.
    fileprivate func rules(outsideOn device: NetworkDevice) -> [NATRule] {
        let anybody = ""
        let origins = sources.isEmpty ? [anybody] : sources.map { $0.prefix == 0 ? anybody : "-s \($0) " }
        let time = end.map { "-m time --datestop \($0.iso8601.dropLast()) " } ?? ""
        let inward = origins.map { origin in
            NATRule(
                chain: .inward,
                text: "\(origin)-d \(outside)/32 -i \(device) -p tcp -m tcp --dport \(port) "
                    + "\(time)-j DNAT --to-destination \(host):\(hostPort)"
            )
        }
        let toScreen = toScreen(outsideOn: device)
        let through = origins.map { NATRule(chain: .passing, text: "\($0)\(toScreen) \(time)-j ACCEPT") }
        let back = NATRule(
            chain: .passing,
            text: "-s \(host)/32 -o \(device) -p tcp -m tcp --sport \(hostPort) \(time)-j ACCEPT"
        )
        return inward + through + [back, barrier(outsideOn: device)]
    }
}

/// The rules that a set of mappings comes to.
///
/// Each rule is there once, also where two mappings need it.
public struct NATRules: Hashable, Sendable {
    /// The rules, in the order in which they were first needed.
    public let rules: [NATRule]

    /// The rules of mappings.
    ///
    /// - Parameters:
    ///   - barred: Ways that are over, of which what is open still is held off.
    ///   - device: The interface of the box that faces the outside.
    public init(
        _ mappings: some Sequence<NATMapping>,
        barring barred: some Sequence<ScreenForward> = [],
        outsideOn device: NetworkDevice
    ) {
        var seen: Set<NATRule> = []
        let all = mappings.flatMap { $0.rules(outsideOn: device) } + barred.map { $0.barrier(outsideOn: device) }
        rules = all.filter { seen.insert($0).inserted }
    }

    /// What `iptables-restore --noflush` makes our chains of, whatever they were before.
    ///
    /// Naming a chain empties it; chains that are not named stay as they are.
    ///
    /// - Parameters:
    ///   - hooks: The chains that nothing enters yet, or not where they are to be entered.
    ///   - present: How often each is entered.
    public func rebuilding(hooking hooks: Set<NATChain>, over present: [NATChain: Int] = [:]) -> String {
        Self.text { table in
            let chains = NATChain.allCases.filter { $0.table == table }
            let hooked = chains.filter(hooks.contains)
            return chains.map { ":\($0.rawValue) - [0:0]" }
                + hooked.flatMap { Array(repeating: "-D \($0.parent) -j \($0.rawValue)", count: present[$0] ?? 0) }
                + hooked.map(\.firstHook)
                + rules.filter { $0.chain.table == table }.map(\.line)
        }
    }

    /// What `iptables-restore --noflush` needs to go from rules that are there to these; `nil` where they are the same.
    ///
    /// Each table is changed at once. What is let through comes before what leads there, and goes after it.
    public func changing(from present: Set<NATRule>) -> String? {
        let wanted = Set(rules)
        let gone = present.subtracting(wanted).sorted { $0.line < $1.line }
        let new = rules.filter { !present.contains($0) }
        guard !gone.isEmpty || !new.isEmpty else { return nil }
        func lines(_ rules: [NATRule], of table: String, _ flag: String) -> [String] {
            rules.filter { $0.chain.table == table }.map { "\(flag) \($0.chain.rawValue) \($0.text)" }
        }
        return Self.section("filter", lines(new, of: "filter", "-A"))
            + Self.section("nat", lines(gone, of: "nat", "-D") + lines(new, of: "nat", "-A"))
            + Self.section("filter", lines(gone, of: "filter", "-D"))
    }

    private static func text(_ lines: (String) -> [String]) -> String {
        ["filter", "nat"].map { section($0, lines($0)) }.joined()
    }

    private static func section(_ table: String, _ lines: [String]) -> String {
        lines.isEmpty ? "" : (["*\(table)"] + lines + ["COMMIT", ""]).joined(separator: "\n")
    }
}

/// The name of a network interface.
public struct NetworkDevice: Hashable, Sendable, CustomStringConvertible {
    /// The name itself.
    public let description: String

    /// Takes a name of 1 to 15 letters, digits, `.`, `_` and `-` that begins with a letter or digit.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(_ text: String) throws(CloudError) {
        let name = try ShortName(text, "interface").text
        guard name.utf8.count <= 15 else {
            throw .badValue(name: "interface", value: text, accepted: "a name of at most 15 characters is accepted")
        }
        description = name
    }
}
