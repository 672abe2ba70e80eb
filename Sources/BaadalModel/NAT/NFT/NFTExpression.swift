/// Rules of nftables as words.
enum NFTExpression {
    /// A rule's text from its list of statements, in the words that ``NFTTable`` uses.
    ///
    /// - Returns: `nil` for a rule in which anything is of a kind that we do not use.
    static func text(of expression: JSONValue?) -> String? {
        guard case .array(let statements)? = expression else { return nil }
        var words: [String] = []
        for statement in statements {
            guard case .object(let members) = statement, members.count == 1, let (kind, body) = members.first,
                let text = text(kind, body)
            else { return nil }
            words.append(text)
        }
        return words.joined(separator: " ")
    }

    private static func text(_ kind: String, _ body: JSONValue) -> String? {
        switch kind {
        case "match": match(body)
        case "dnat", "snat": target(body).map { "\(kind) to \($0)" }
        case "accept", "drop": body == .null ? kind : nil
        default: nil
        }
    }

    private static func match(_ body: JSONValue) -> String? {
        guard case .object(let members) = body, members.count == 3, let operation = members["op"]?.string,
            let left = members["left"].flatMap(field), let right = members["right"]
        else { return nil }
        switch (left, operation) {
        case ("iifname", "=="), ("oifname", "=="):
            return right.string.flatMap { try? NetworkDevice($0) }.map { "\(left) \"\($0)\"" }
        case ("meta time", "<"):
            return right.string.flatMap { Timestamp(civil: $0) }.map { "\(left) < \($0.seconds)" }
        case ("ip saddr", "=="), ("ip daddr", "=="): return addresses(right).map { "\(left) \($0)" }
        case ("tcp dport", "=="): return port(right).map { "\(left) \($0)" }
        default: return nil
        }
    }

    /// What is looked at.
    private static func field(_ value: JSONValue) -> String? {
        guard case .object(let members) = value, members.count == 1, let (kind, body) = members.first,
            case .object(let parts) = body
        else { return nil }
        switch kind {
        case "meta" where parts.count == 1:
            guard let key = parts["key"]?.string else { return nil }
            return key == "time" ? "meta time" : key
        case "payload" where parts.count == 2:
            guard
                let (protocolName, field) = parts["protocol"]?.string.flatMap({ name in
                    parts["field"]?.string.map { (name, $0) }
                })
            else { return nil }
            return "\(protocolName) \(field)"
        default: return nil
        }
    }

    /// An address, a block of them, or one of our sets.
    private static func addresses(_ value: JSONValue) -> String? {
        if let text = value.string {
            if text.first == "@" { return NFTSet(rawValue: String(text.dropFirst())).map { "@\($0.rawValue)" } }
            return IPv4(text)?.description
        }
        guard case .object(let members) = value, members.count == 1, case .object(let prefix)? = members["prefix"],
            prefix.count == 2, let address = prefix["addr"]?.string.flatMap({ IPv4($0) }),
            let bits = prefix["len"]?.int, let network = try? IPv4Network(address, prefix: Int(clamping: bits)),
            network.address == address
        else { return nil }
        return network.short
    }

    /// Where packets are led to: an address with its port, or what a map says.
    private static func target(_ body: JSONValue) -> String? {
        guard case .object(let members) = body, let address = members["addr"] else { return nil }
        if members.count == 2, let port = members["port"].flatMap(port) {
            return address.string.flatMap { IPv4($0) }.map { "\($0):\(port)" }
        }
        guard members.count == 1, case .object(let outer) = address, outer.count == 1,
            case .object(let map)? = outer["map"], map.count == 2, let key = map["key"].flatMap(field),
            let name = map["data"]?.string, name.first == "@", let set = NFTSet(rawValue: String(name.dropFirst()))
        else { return nil }
        return ["ip saddr", "ip daddr"].contains(key) ? "\(key) map @\(set.rawValue)" : nil
    }

    private static func port(_ value: JSONValue) -> Int64? {
        guard case .number = value, let number = value.int, (1...65_535).contains(number) else { return nil }
        return number
    }
}

extension Timestamp {
    /// Reads a day and a time in UTC, as `2026-11-23 14:02:10`; `nil` for anything else.
    init?(civil text: String) {
        let parts = text.utf8.split { [0x20, 0x2d, 0x3a].contains($0) }
        let numbers = parts.compactMap { $0.count <= 4 ? Int64(String(decoding: $0, as: UTF8.self)) : nil }
        guard parts.count == 6, numbers.count == 6, (1...12).contains(numbers[1]) else { return nil }
        // Days before a month's first, in years that begin with March, by Howard Hinnant's `days_from_civil`.
        let year = numbers[1] <= 2 ? numbers[0] - 1 : numbers[0]
        let month = (numbers[1] + 9) % 12
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * month + 2) / 5 + numbers[2] - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        self.init(seconds: days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5])
        // Only what comes to the same text was a day and a time.
        let civil = CivilTime(self)
        guard "\(civil.date) \(civil.clock):\(CivilTime.two(civil.second))" == text else { return nil }
    }
}
