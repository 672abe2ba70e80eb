/// What `nft -j list table ip baadal` says of a box.
///
/// The text comes from elsewhere. What is not exactly as we make it counts as strange, so that it is made anew.
public struct NFTSight: Hashable, Sendable {
    /// Whether the table is there at all.
    public private(set) var isThere = false
    /// The rules of our chains, each chain in its order; one that is none of ours has a `?` for its text.
    public private(set) var rules: [NATRule] = []
    /// What is in our sets and maps.
    public private(set) var elements: Set<NFTElement> = []
    /// Bytes that an element of a set has counted.
    public private(set) var bytes: [NFTElement: Bytes] = [:]
    /// What else in the table is not as we make it, in words.
    public private(set) var oddities: [String] = []

    /// Reads a text; an empty one is that of a box without the table.
    ///
    /// - Returns: `nil` for a text that is not `nft`'s answer.
    public init?(parsing text: String) {
        if text.allSatisfy(\.isWhitespace) { return }
        guard let value = JSONValue(text), case .array(let parts)? = value["nftables"] else { return nil }
        var wanting = NFTSet.allCases.map(\.title) + NATChain.allCases.map(\.title)
        for part in parts {
            guard case .object(let members) = part, members.count == 1, let (kind, body) = members.first else {
                oddities.append("something that cannot be read")
                continue
            }
            switch kind {
            case "metainfo": break
            case "table": take(table: body)
            case "map", "set": take(set: body, kind, &wanting)
            case "chain": take(chain: body, &wanting)
            case "rule": take(rule: body)
            default: oddities.append("\(Self.plain(kind)) \(Self.plain(body["name"]?.string))")
            }
        }
        guard isThere else { return nil }
        oddities += wanting.map { "no \($0)" }
    }

    private mutating func take(table: JSONValue) {
        isThere = isThere || table["family"]?.string == "ip" && table["name"]?.string == NFTTable.name
        // A table that is switched off has flags; ours has none.
        if table["flags"] != nil { oddities.append("flags of the table") }
    }

    private mutating func take(chain: JSONValue, _ wanting: inout [String]) {
        let name = chain["name"]?.string
        guard let ours = NATChain.allCases.first(where: { $0.tableName == name }) else {
            oddities.append("chain \(Self.plain(name))")
            return
        }
        wanting.removeAll { $0 == ours.title }
        let isAsMade =
            chain["type"]?.string == ours.tableType && chain["hook"]?.string == ours.tableName
            && chain["prio"]?.int == ours.tablePriority.number && chain["policy"]?.string == "accept"
        if !isAsMade { oddities.append("\(ours.title) entered otherwise") }
    }

    private mutating func take(rule: JSONValue) {
        let name = rule["chain"]?.string
        // A rule of a chain of nobody goes with its chain.
        guard let chain = NATChain.allCases.first(where: { $0.tableName == name }) else { return }
        rules.append(NATRule(chain: chain, text: NFTExpression.text(of: rule["expr"]) ?? "?"))
    }

    private mutating func take(set value: JSONValue, _ kind: String, _ wanting: inout [String]) {
        let name = value["name"]?.string
        guard let set = name.flatMap(NFTSet.init), kind == (set.isMap ? "map" : "set") else {
            oddities.append("\(kind) \(Self.plain(name))")
            return
        }
        wanting.removeAll { $0 == set.title }
        guard case .object(let members) = value, Set(members.keys).isSubset(of: set.keys),
            value["type"]?.string == "ipv4_addr", value["map"]?.string == (set.isMap ? "ipv4_addr" : nil),
            set.isMap || value["stmt"] == .array([.object(["counter": .null])])
        else {
            oddities.append("\(set.title) of another kind")
            return
        }
        for part in value["elem"]?.elements ?? [] {
            guard let (element, counted) = Self.element(part, of: set) else {
                oddities.append("something else in \(set.title)")
                return
            }
            elements.insert(element)
            if let counted { bytes[element] = counted }
        }
    }

    private static func element(_ value: JSONValue, of set: NFTSet) -> (NFTElement, Bytes?)? {
        if set.isMap {
            let pair = value.elements.compactMap { $0.string.flatMap { IPv4($0) } }
            guard pair.count == 2, value.elements.count == 2 else { return nil }
            return (NFTElement(set: set, key: pair[0], target: pair[1]), nil)
        }
        guard case .object(let members)? = value["elem"], Set(members.keys) == ["val", "counter"],
            let key = members["val"]?.string.flatMap({ IPv4($0) })
        else { return nil }
        let counted = members["counter"]?["bytes"]?.int.flatMap { $0 >= 0 ? Bytes($0) : nil }
        return (NFTElement(set: set, key: key), counted)
    }

    /// A name as it may be shown.
    private static func plain(_ name: String?) -> String { name.flatMap { try? FileName($0) }?.text ?? "?" }
}

extension NFTSet {
    /// What it is called in words.
    fileprivate var title: String { "\(isMap ? "map" : "set") \(rawValue)" }

    /// What is said of it; anything else makes it another.
    fileprivate var keys: Set<String> {
        Set(["family", "name", "table", "type", "handle", "elem"] + [isMap ? "map" : "stmt"])
    }
}

extension NATChain {
    fileprivate var title: String { "chain \(tableName)" }
}
