import BaadalModel
import Foundation
import Synchronization

@testable import BaadalCore

/// A NAT box in memory: it does what `iptables-restore`, `ip` and the scripts of the program would do there.
final class ScriptedNATBox: BoxShell {
    /// What goes wrong at a call.
    enum Fault: CaseIterable, Sendable {
        /// The line breaks before the call takes effect, or after.
        case lostBefore, lostAfter
        /// The line breaks after the first of two tables was written.
        case lostBetween
        /// The box says no.
        case refused
    }

    private struct State {
        /// Our table of nftables.
        var table = ScriptedNFT()
        /// Rules by table and chain, those of the system among them.
        var chains: [String: [String]] = [:]
        var addresses: Set<IPv4> = []
        /// Addresses that it has with their network.
        var others: Set<IPv4> = []
        var files: [String: String] = [:]
        var fault: (calls: Int, kind: Fault)?
        var cuts: [String] = []
        var calls = 0
        /// Whether it takes no addresses.
        var hasNoAddresses = false
        /// Files that hold bytes that are no text.
        var garbled: Set<String> = []
        /// Whether connections can be ended there.
        var hasConntrack = true
        /// What the last look has left.
        var mark = ""
    }

    static let device = "eth1"
    static let own = IPv4(bits: 0xCB00_7101)
    private let state = Mutex(State())
    /// Called with each state of the box that somebody could meet.
    let onChange = Mutex<@Sendable () -> Void>({})

    init() {
        state.withLock { state in
            state.chains = [
                "nat PREROUTING": [
                    "-A PREROUTING -d 203.0.113.1/32 -p tcp -m tcp --dport 8080 -j REDIRECT --to-ports 80"
                ],
                "nat POSTROUTING": ["-A POSTROUTING -s 10.0.0.0/8 -o eth1 -j MASQUERADE"],
                "filter FORWARD": ["-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT"],
                "filter OTHERS": ["-A OTHERS -s 192.0.2.0/24 -j DROP"],
            ]
            state.addresses = [Self.own]
        }
    }

    // MARK: - What a test does to it

    /// Makes a fault come after so many calls.
    func arm(_ fault: Fault, after calls: Int) { state.withLock { $0.fault = (calls, fault) } }
    /// Has it take no addresses, or take them again.
    func refuseAddresses(_ isRefusing: Bool) { state.withLock { $0.hasNoAddresses = isRefusing } }
    /// Somebody writes into a file what is no text, or mends it.
    func garble(_ path: String, _ isGarbled: Bool, with text: String? = nil) {
        state.withLock { state in
            if isGarbled { state.garbled.insert(path) } else { state.garbled.remove(path) }
            if let text { state.files[path] = text }
        }
    }
    /// Whether connections can be ended there.
    var hasConntrack: Bool {
        get { state.withLock { $0.hasConntrack } }
        set { state.withLock { $0.hasConntrack = newValue } }
    }
    /// Addresses that it has with their network.
    var others: Set<IPv4> {
        get { state.withLock { $0.others } }
        set { state.withLock { $0.others = newValue } }
    }
    func disarm() { state.withLock { $0.fault = nil } }

    var calls: Int { state.withLock { $0.calls } }
    var addresses: Set<IPv4> { state.withLock { $0.addresses } }
    var cuts: [String] { state.withLock { $0.cuts } }
    func file(_ path: String) -> String? { state.withLock { $0.files[path] } }

    /// Rules of our chains, and all that our table of nftables says.
    var ours: [String] {
        state.withLock { state in
            state.table.lines
                + state.chains.filter { $0.key.contains("BAADAL") }.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    /// Rules of others that enter our chains.
    var entries: [String] {
        state.withLock { state in
            state.chains.filter { !$0.key.contains("BAADAL") }.flatMap(\.value).filter { $0.contains("BAADAL") }
        }
    }

    /// What is somebody else's.
    var foreign: [String: [String]] {
        state.withLock { state in
            state.chains.filter { !$0.key.contains("BAADAL") }.mapValues { $0.filter { !$0.contains("BAADAL") } }
        }
    }

    /// The box starts again: what was kept comes back, by the programs of the system.
    func reboot(keeping paths: (rules: String, addresses: String)) {
        state.withLock { state in
            state.table = ScriptedNFT()
            for key in state.chains.keys where key.contains("BAADAL") { state.chains[key] = nil }
            for key in state.chains.keys { state.chains[key]?.removeAll { $0.contains("BAADAL") } }
            state.addresses = [Self.own]
            if let text = state.files[NATDriver.nftables.defaultFile], !paths.rules.isEmpty {
                _ = state.table.apply(text)
            }
            if let text = state.files[paths.rules] {
                let ours = text.split(separator: "\n").filter {
                    $0.hasPrefix("*") || $0 == "COMMIT" || $0.contains("BAADAL")
                }
                _ = Self.restore(ours.joined(separator: "\n") + "\n", into: &state, stopAfterFirst: false)
            }
            for line in (state.files[paths.addresses] ?? "").split(separator: "\n") {
                let words = line.split(whereSeparator: { " /".contains($0) })
                if words.first == "address", words.count > 1, let address = IPv4(words[1]) {
                    state.addresses.insert(address)
                }
            }
        }
    }

    /// Somebody edits our chains by hand.
    func edit(_ body: @Sendable (inout [String: [String]], inout Set<IPv4>) -> Void) {
        state.withLock { body(&$0.chains, &$0.addresses) }
    }

    /// Somebody edits our table by hand.
    func editTable(_ body: @Sendable (inout ScriptedNFT) -> Void) { state.withLock { body(&$0.table) } }

    // MARK: - What it is told

    func run(_ arguments: [String], input: String, within deadline: Duration) async throws -> String {
        let answer = try state.withLock { state throws -> String in
            state.calls += 1
            var fault: Fault?
            if let armed = state.fault {
                if armed.calls == 0 { fault = armed.kind }
                state.fault = armed.calls == 0 ? nil : (armed.calls - 1, armed.kind)
            }
            let lost = BoxFailure(kind: .unreachable, description: "the line broke")
            switch fault {
            case .lostBefore: throw lost
            case .refused: throw BoxFailure(kind: .refused, description: "it said no")
            case .lostAfter:
                _ = try Self.perform(arguments, input, on: &state, stopAfterFirst: false)
                throw lost
            case .lostBetween:
                _ = try Self.perform(arguments, input, on: &state, stopAfterFirst: true)
                throw lost
            case nil: return try Self.perform(arguments, input, on: &state, stopAfterFirst: false)
            }
        }
        onChange.withLock { $0 }()
        return answer
    }

    /// A change is made as it is on a real box: only for whoever has looked last.
    private static func perform(
        _ arguments: [String],
        _ input: String,
        on state: inout State,
        stopAfterFirst: Bool
    ) throws -> String {
        guard let change = FencedBox.change(in: arguments) else {
            return try perform(words: arguments, input, on: &state, stopAfterFirst: stopAfterFirst)
        }
        guard state.mark.isEmpty || state.mark == change.mark else {
            throw BoxFailure(kind: .refused, description: "somebody else has looked at it meanwhile")
        }
        return try perform(words: change.words, input, on: &state, stopAfterFirst: stopAfterFirst)
    }

    private static func perform(
        words arguments: [String],
        _ input: String,
        on state: inout State,
        stopAfterFirst: Bool
    ) throws -> String {
        switch arguments[0] {
        case "nft":
            guard state.table.apply(input) else { throw BoxFailure(kind: .refused, description: "nft: line failed") }
            return ""
        case "iptables-restore":
            guard restore(input, into: &state, stopAfterFirst: stopAfterFirst) else {
                throw BoxFailure(kind: .refused, description: "iptables-restore: line failed")
            }
            return ""
        case "ip":
            if state.hasNoAddresses { throw BoxFailure(kind: .refused, description: "ip: no room") }
            for line in input.split(separator: "\n") {
                let words = line.split(whereSeparator: { " /".contains($0) })
                guard words.count == 6, words[5] == device, let address = IPv4(words[2]) else {
                    throw BoxFailure(kind: .refused, description: "ip: \(line)")
                }
                if words[1] == "replace" { state.addresses.insert(address) } else { state.addresses.remove(address) }
            }
            return ""
        case "rm":
            state.files[arguments[3]] = nil
            return ""
        default: return try script(arguments, input, on: &state)
        }
    }

    /// The scripts of the program, told apart by what they run.
    private static func script(_ arguments: [String], _ input: String, on state: inout State) throws -> String {
        let text = arguments[2]
        if text.contains("ip -j -4 addr") {
            state.mark = arguments[5]
            let list =
                state.addresses.sorted().map { "{\"family\":\"inet\",\"local\":\"\($0)\",\"prefixlen\":32}" }
                + state.others.sorted().map { "{\"family\":\"inet\",\"local\":\"\($0)\",\"prefixlen\":24}" }
            let rules = text.contains("nft -j list") ? state.table.json + "\n" : saved(state)
            return rules + "# baadal: addresses\n[{\"addr_info\":[\(list.joined(separator: ","))]}]\n"
                + "# baadal: forwarding\n1\n"
        }
        if text.contains("grep -E '^:BAADAL-") {
            return state.chains.keys.filter { $0.contains("BAADAL") }.joined(separator: "\n")
        }
        if text.contains("grep -x 'table ip baadal'") { return state.table.isThere ? "table ip baadal\n" : "" }
        if text.contains("grep -aq") {
            let file = state.files[arguments[4]] ?? ""
            return file.contains("BAADAL-") || file.contains("table ip baadal") ? "ours\n" : ""
        }
        if text.contains("conntrack") {
            guard state.hasConntrack else { throw BoxFailure(kind: .refused, description: "conntrack is missing") }
            state.cuts += input.split(separator: "\n").map(String.init)
            return "done\n"
        }
        if text.contains(".baadal-new") {
            state.files[arguments[4]] = input
            return ""
        }
        if text.contains("cat \"$1\""), state.garbled.contains(arguments[4]) {
            throw BoxFailure(kind: .refused, description: "it holds bytes that are no text, and is left as it is")
        }
        if text.contains("cat \"$1\"") { return state.files[arguments[4]].map { "yes\n\($0)" } ?? "no\n" }
        if text == "iptables-save" { return saved(state) }
        throw BoxFailure(kind: .refused, description: "unknown script: \(text)")
    }

    private static func saved(_ state: State) -> String {
        ["filter", "nat"].map { table in
            let chains = state.chains.filter { $0.key.hasPrefix("\(table) ") }.sorted { $0.key < $1.key }
            let names = chains.map { ":\($0.key.dropFirst(table.count + 1)) - [0:0]" }
            return (["*\(table)"] + names + chains.flatMap(\.value).map { "[1:60] \($0)" } + ["COMMIT", ""])
                .joined(separator: "\n")
        }.joined()
    }

    /// What `iptables-restore --noflush` does: each table as a whole, or not at all.
    private static func restore(_ text: String, into state: inout State, stopAfterFirst: Bool) -> Bool {
        var (table, chains) = ("", state.chains)
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 2)
            let key = words.count > 1 ? "\(table) \(words[1])" : ""
            switch words[0] {
            case "COMMIT":
                state.chains = chains
                if stopAfterFirst { return true }
            case "-A":
                guard chains[key] != nil else { return false }
                chains[key]?.append(String(line))
            case "-I":
                guard chains[key] != nil else { return false }
                let rule = words[2].drop { $0 != "-" }
                chains[key]?.insert("-A \(words[1]) \(rule)", at: 0)
            case "-D":
                guard let index = chains[key]?.firstIndex(of: "-A \(words[1]) \(words[2])") else { return false }
                chains[key]?.remove(at: index)
            case "-F": chains[key] = []
            case "-X":
                let entering = "-j \(words[1])"
                guard !chains.values.joined().contains(where: { $0.hasSuffix(entering) }) else { return false }
                chains[key] = nil
            default:
                if line.hasPrefix("*") {
                    table = String(line.dropFirst())
                    chains = state.chains
                } else if line.hasPrefix(":") {
                    chains["\(table) \(words[0].dropFirst())"] = []
                }
            }
        }
        return true
    }
}

extension FencedBox {
    /// What a call of a fenced box comes to that changes something; `nil` for one that only reads.
    static func change(in arguments: [String]) -> (mark: String, words: [String])? {
        guard arguments.count > 7, arguments[0] == "sh", arguments[2].contains("exec 9>>") else { return nil }
        return (arguments[5], Array(arguments[7...]))
    }
}
