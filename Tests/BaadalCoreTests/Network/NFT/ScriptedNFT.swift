import BaadalModel

/// A table of nftables in memory: it does what `nft -f` does with our texts, and says what `nft -j list table` says.
struct ScriptedNFT {
    private(set) var isThere = false
    /// Rules by chain.
    var rules: [String: [String]] = [:]
    /// Where each element leads by set; nowhere in those that only count.
    var elements: [String: [String: String]] = [:]

    /// All that it says, to be compared.
    var lines: [String] {
        rules.sorted { $0.key < $1.key }.flatMap { chain, rules in rules.map { "\(chain): \($0)" } }
            + elements.sorted { $0.key < $1.key }.flatMap { set, elements in
                elements.sorted { $0.key < $1.key }.map { "\(set): \($0.key) \($0.value)" }
            }
    }

    /// Does all that a text says, or nothing.
    mutating func apply(_ text: String) -> Bool {
        var next = self
        var block = ""
        for line in text.replacing(#/,\n */#, with: ", ").split(separator: "\n") {
            let words = line.split { " {}:,".contains($0) }.map(String.init)
            guard let first = words.first, first != "#" else { continue }
            switch (first, words.dropFirst().first ?? "") {
            case ("add", "table"): next.isThere = true
            case ("delete", "table"):
                guard next.isThere else { return false }
                next = ScriptedNFT()
            case ("table", _): next.isThere = true
            case ("map", _) where line.hasSuffix("{"), ("set", _) where line.hasSuffix("{"):
                block = words[1]
                next.elements[block] = [:]
            case ("chain", _):
                block = words[1]
                next.rules[block] = []
            case ("type", _), ("counter", _): break
            case ("elements", _): guard next.add(Self.pairs(line), to: block) else { return false }
            case ("flush", "chain"): next.rules[words[4]] = []
            case ("add", "rule"):
                guard next.rules[words[4]] != nil else { return false }
                next.rules[words[4]]?.append(String(line.dropFirst("add rule ip baadal \(words[4]) ".count)))
            case ("add", "element"): guard next.add(Self.pairs(line), to: words[4]) else { return false }
            case ("delete", "element"):
                for key in words.dropFirst(5) where next.elements[words[4]]?.removeValue(forKey: key) == nil {
                    return false
                }
            default:
                guard next.rules[block] != nil else { return false }
                next.rules[block]?.append(String(line.drop { $0 == " " }))
            }
        }
        self = next
        return true
    }

    private static func pairs(_ line: Substring) -> [(String, String)] {
        let inside = line.drop { $0 != "{" }.dropFirst().dropLast()
        return inside.split(separator: ",").map { part in
            let ends = part.split { " :".contains($0) }
            return (String(ends[0]), ends.count > 1 ? String(ends[1]) : "")
        }
    }

    private mutating func add(_ pairs: [(String, String)], to set: String) -> Bool {
        guard elements[set] != nil else { return false }
        for (key, target) in pairs {
            if let there = elements[set]?[key], there != target { return false }
            elements[set]?[key] = target
        }
        return true
    }

    // MARK: - What it says

    /// The text of `nft -j list table ip baadal`; empty where it is not there.
    var json: String {
        guard isThere else { return "" }
        let sets = elements.map { name, elements in
            let isMap = ["inward", "outward"].contains(name)
            let inside = elements.map { key, target in
                isMap
                    ? "[\"\(key)\", \"\(target)\"]"
                    : "{\"elem\": {\"val\": \"\(key)\", \"counter\": {\"packets\": 1, \"bytes\": 60}}}"
            }
            let kind = isMap ? "\"map\": \"ipv4_addr\"" : "\"stmt\": [{\"counter\": null}]"
            return "{\"\(isMap ? "map" : "set")\": {\"name\": \"\(name)\", \"type\": \"ipv4_addr\", \(kind), "
                + "\"elem\": [\(inside.joined(separator: ", "))]}}"
        }
        let chains = rules.keys.map { name in
            let (kind, priority) = ["prerouting": ("nat", -110), "postrouting": ("nat", 90)][name] ?? ("filter", -10)
            return "{\"chain\": {\"name\": \"\(name)\", \"type\": \"\(kind)\", \"hook\": \"\(name)\", "
                + "\"prio\": \(priority), \"policy\": \"accept\"}}"
        }
        let rules = rules.flatMap { chain, rules in
            rules.map { "{\"rule\": {\"chain\": \"\(chain)\", \"expr\": [\(Self.expression($0))]}}" }
        }
        let table = "{\"table\": {\"family\": \"ip\", \"name\": \"baadal\"}}"
        return "{\"nftables\": [\(([table] + sets + chains + rules).joined(separator: ", "))]}"
    }

    /// The statements of a rule of ours.
    private static func expression(_ rule: String) -> String {
        var words = rule.split(separator: " ").map(String.init)[...]
        var statements: [String] = []
        func match(_ left: String, _ right: String, _ operation: String = "==") {
            statements.append("{\"match\": {\"op\": \"\(operation)\", \"left\": \(left), \"right\": \(right)}}")
        }
        func payload(_ name: String, _ field: String) -> String {
            "{\"payload\": {\"protocol\": \"\(name)\", \"field\": \"\(field)\"}}"
        }
        while let word = words.popFirst() {
            switch word {
            case "iifname", "oifname": match("{\"meta\": {\"key\": \"\(word)\"}}", words.popFirst() ?? "")
            case "ip":
                let field = payload(word, words.popFirst() ?? "")
                let ends = (words.popFirst() ?? "").split(separator: "/")
                match(
                    field,
                    ends.count == 2 ? "{\"prefix\": {\"addr\": \"\(ends[0])\", \"len\": \(ends[1])}}" : "\"\(ends[0])\""
                )
            case "tcp": match(payload(word, words.popFirst() ?? ""), words.popFirst() ?? "")
            case "meta":
                words = words.dropFirst(2)
                let end = Timestamp(seconds: Int64(words.popFirst() ?? "") ?? 0).iso8601.dropLast().replacing(
                    "T",
                    with: " "
                )
                match("{\"meta\": {\"key\": \"time\"}}", "\"\(end)\"", "<")
            case "dnat", "snat":
                if words.count == 2 {
                    let ends = words[words.startIndex + 1].split(separator: ":")
                    statements.append("{\"\(word)\": {\"addr\": \"\(ends[0])\", \"port\": \(ends[1])}}")
                } else {
                    let (field, map) = (words[words.startIndex + 2], words[words.endIndex - 1])
                    let key = "{\"map\": {\"key\": \(payload("ip", field)), \"data\": \"\(map)\"}}"
                    statements.append("{\"\(word)\": {\"addr\": \(key)}}")
                }
                words = []
            default: statements.append("{\"\(word)\": null}")
            }
        }
        return statements.joined(separator: ", ")
    }
}
