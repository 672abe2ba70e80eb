/// How a host's network interfaces stand on one another.
struct HostWiring {
    private struct Link {
        var mac: String?
        var speed: Int?
        var isHardware: Bool
        var lower: [String]
    }

    private var links: [String: Link] = [:]
    /// Ports by the bridge of Open vSwitch that they are on; `/sys` does not know them.
    private var switches: [String: [String]] = [:]

    /// Reads one line an interface: name, MAC, speed, `device` or `-`, and what it stands on.
    init(links text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count >= 4, fields[0] != "lo", links[fields[0]] == nil else { continue }
            // The kernel writes -1, or that as an unsigned number, for a speed that it does not know.
            let speed = Int(fields[2]).flatMap { $0 > 0 && $0 < 4_294_967_295 ? $0 : nil }
            links[fields[0]] = Link(
                mac: MAC(fields[1])?.description,
                speed: speed,
                isHardware: fields[3] == "device",
                lower: Array(fields[4...])
            )
        }
    }

    /// Reads one line a port: its bridge and its name.
    mutating func addSwitches(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count == 2 else { continue }
            switches[fields[0], default: []].append(fields[1])
        }
    }

    /// The interface of the default route: the one of the least metric, of IPv4 where there is one.
    static func defaultRoute(_ routes: String, _ routes6: String) -> String? {
        var best: (metric: UInt64, name: String)?
        func offer(_ name: Substring, _ metric: UInt64) {
            guard name != "lo", metric < best?.metric ?? .max else { return }
            best = (metric, String(name))
        }
        for line in routes.split(whereSeparator: \.isNewline) {
            let fields = line.split { $0 == "\t" || $0 == " " }
            guard fields.count >= 8, fields[1] == "00000000", fields[7] == "00000000" else { continue }
            offer(fields[0], UInt64(fields[6]) ?? UInt64.max - 1)
        }
        if let best { return best.name }
        for line in routes6.split(whereSeparator: \.isNewline) {
            let fields = line.split { $0 == "\t" || $0 == " " }
            guard fields.count >= 10, fields[1] == "00", fields[0].allSatisfy({ $0 == "0" }) else { continue }
            offer(fields[9], UInt64(fields[5], radix: 16) ?? UInt64.max - 1)
        }
        return best?.name
    }

    /// All interfaces, and which of them are the uplinks.
    func interfaces(bridge: String?, route: String?) -> [HostInterface] {
        var uplinks = bridge.map(hardware) ?? []
        if uplinks.isEmpty, let route { uplinks = hardware(below: route) }
        return links.keys.sorted().compactMap { name in
            guard let link = links[name] else { return nil }
            return HostInterface(
                name: HostInventory.tidy(name),
                mac: link.mac,
                speed: link.speed,
                isHardware: link.isHardware,
                isUplink: uplinks.contains(name)
            )
        }
    }

    /// The devices that an interface stands on, itself if it is one.
    private func hardware(below start: String) -> Set<String> {
        var found: Set<String> = []
        var seen: Set<String> = [start]
        var waiting = [start]
        while let name = waiting.popLast() {
            if links[name]?.isHardware == true { found.insert(name) }
            let lower = (links[name]?.lower ?? []) + (switches[name] ?? [])
            for next in lower where seen.insert(next).inserted { waiting.append(next) }
        }
        return found
    }
}
