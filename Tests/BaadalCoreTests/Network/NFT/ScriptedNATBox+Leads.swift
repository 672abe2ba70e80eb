import BaadalModel

extension ScriptedNATBox {
    /// Where a connection that comes for an address is led.
    struct Lead: Hashable {
        var outside: IPv4
        var inside: IPv4
        /// The port there, where only connections to one port are led; `nil` for all.
        var port: Int?
    }

    /// Where it leads connections, by whichever driver.
    var leads: [Lead] {
        ours.compactMap { line in
            let words = line.split(separator: " ")
            let isRule = line.hasPrefix("-A BAADAL-IN ") || line.hasPrefix("prerouting: ")
            let sign =
                line.hasPrefix("inward: ") ? 0 : isRule ? words.firstIndex { ["-d", "daddr"].contains($0) } : nil
            // A rule that leads by a map names no address: what is in the map is among the lines, too.
            guard let sign, let target = words.last?.split(separator: ":"), target[0].first != "@",
                let outside = IPv4(words[sign + 1].prefix { $0 != "/" }), let inside = IPv4(target[0])
            else { return nil }
            return Lead(outside: outside, inside: inside, port: target.count == 2 ? Int(target[1]) : nil)
        }
    }
}
