extension HostInventory {
    /// Reads what the script wrote; whatever is not understood is not known.
    ///
    /// - Parameter bridge: The bridge whose hardware ports are the uplinks; `nil`, or one that has none, for the
    ///   interface of the default route.
    public init(parsing text: String, bridge: String? = nil) {
        let parts = Self.parts(of: text)
        if let lines = parts.done("cpu") { readProcessors(lines) }
        memory = parts.done("memory").flatMap(MemoryLines.total)
        disks = parts.done("disks").flatMap(Self.disks)
        if let lines = parts.done("links") {
            var wiring = HostWiring(links: lines)
            wiring.addSwitches(parts["switches"]?.text ?? "")
            let route = HostWiring.defaultRoute(parts["routes"]?.text ?? "", parts["routes6"]?.text ?? "")
            interfaces = wiring.interfaces(bridge: bridge, route: route)
        }
        body = parts["body"].flatMap(Self.body)
        libvirtVersion = parts.done("libvirt").flatMap(Self.version)
        qemuVersion = parts.done("qemu").flatMap(Self.version)
        openVSwitchVersion = parts.done("ovs").flatMap(Self.version)
        if let text = parts.done("tools") {
            let names = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
            tools = Set(MeasureTool.allCases.filter { names.isSuperset(of: $0.programs) })
        }
        readServices(parts)
    }

    /// Reads what ``servicesCommand`` wrote: libvirt's state and Open vSwitch's, `nil` where not known.
    public static func services(parsing text: String) -> (libvirt: ServiceState?, openVSwitch: ServiceState?) {
        var inventory = HostInventory()
        inventory.readServices(parts(of: text))
        return (inventory.libvirtService, inventory.openVSwitchService)
    }

    // MARK: - Parts

    struct Part {
        var text = ""
        /// The exit status of what wrote it; `nil` where it did not come to its end.
        var status: Int?
    }

    /// The parts by name; of a name that stands there twice, the first counts.
    static func parts(of text: String) -> [String: Part] {
        var parts: [String: Part] = [:]
        var open: String?
        var lines: [Substring] = []
        func close(_ status: Int?) {
            guard let name = open else { return }
            if parts[name] == nil { parts[name] = Part(text: lines.joined(separator: "\n"), status: status) }
            (open, lines) = (nil, [])
        }
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("=== end ") {
                close(Int(line.dropFirst(8)))
            } else if line.hasPrefix("=== ") {
                close(nil)
                open = String(line.dropFirst(4))
            } else if open != nil {
                lines.append(line)
            }
        }
        close(nil)
        return parts
    }

    // MARK: - What they say

    /// One line a processor: its number, its core and its socket.
    private mutating func readProcessors(_ text: String) {
        var places: [(core: Int, socket: Int)] = []
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count >= 2, Int(fields[0]) != nil, let core = Int(fields[1]) else { continue }
            // A machine without that knowledge leaves the socket out.
            places.append((core, fields.count > 2 ? Int(fields[2]) ?? 0 : 0))
        }
        guard !places.isEmpty else { return }
        threads = places.count
        sockets = Set(places.map(\.socket)).count
        cores = Set(places.map { [$0.socket, $0.core] }).count
    }

    /// Disks of `lsblk`; two ways to one disk, which have its world-wide name in common, count once.
    private static func disks(_ text: String) -> [HostDisk]? {
        guard let list = JSONValue(text)?["blockdevices"], case .array(let devices) = list else { return nil }
        var seen: Set<String> = []
        var disks: [HostDisk] = []
        for device in devices {
            guard let name = device["name"]?.string, device["type"]?.string == "disk", isDisk(name),
                let size = device["size"]?.int, size > 0, seen.insert("name \(name)").inserted
            else { continue }
            if let wwn = device["wwn"]?.string, !wwn.isEmpty, !seen.insert("wwn \(wwn)").inserted { continue }
            let model = device["model"]?.string.map(tidy)
            disks.append(
                HostDisk(
                    name: tidy(name),
                    size: Bytes(size),
                    model: model?.isEmpty == false ? model : nil,
                    isRotational: device["rota"]?.bool
                )
            )
        }
        return disks.sorted { $0.name < $1.name }
    }

    /// Devices of type `disk` that are memory, or stand for what another host has.
    private static func isDisk(_ name: String) -> Bool {
        !["zram", "ram", "loop", "nbd", "dm-", "md", "fd", "sr"].contains { name.hasPrefix($0) }
    }

    /// `systemd-detect-virt` ends with 1 and says `none` on a machine; a missing program says nothing.
    private static func body(_ part: Part) -> HostBody? {
        let word = part.text.split(whereSeparator: \.isWhitespace).first.map(String.init)
        switch (part.status, word) {
        case (0?, "none"?), (1?, "none"?): return .physical
        case (0?, let word?): return .virtual(tidy(word))
        default: return nil
        }
    }

    /// The first word made of digits and dots that begins with a digit, as the 9.0.0 of `libvirtd (libvirt) 9.0.0`.
    static func version(_ text: String) -> String? {
        for word in text.split(whereSeparator: { !($0.isASCII && ($0.isNumber || $0.isLetter || $0 == ".")) }) {
            guard let first = word.first, first.isNumber, word.contains(".") else { continue }
            let digits = word.prefix { $0.isNumber || $0 == "." }
            guard digits.count <= 24 else { continue }
            return String(digits.last == "." ? digits.dropLast() : digits)
        }
        return nil
    }

    private mutating func readServices(_ parts: [String: Part]) {
        guard let text = parts.done("services") else { return }
        var states: [String: ServiceState] = [:]
        var (id, load, active) = ("", "", "")
        func close() {
            if !id.isEmpty, !load.isEmpty {
                states[id] = load == "not-found" ? .absent : active == "active" ? .active : .inactive
            }
            (id, load, active) = ("", "", "")
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty { close() }
            if line.hasPrefix("Id=") { id = String(line.dropFirst(3)) }
            if line.hasPrefix("LoadState=") { load = String(line.dropFirst(10)) }
            if line.hasPrefix("ActiveState=") { active = String(line.dropFirst(12)) }
        }
        close()
        func best(_ units: [String]) -> ServiceState? {
            let found = Set(units.compactMap { states[$0] })
            return ServiceState.allCases.first { found.contains($0) }
        }
        libvirtService = best(["libvirtd.service", "libvirtd.socket", "virtqemud.service", "virtqemud.socket"])
        openVSwitchService = best(["openvswitch-switch.service", "openvswitch.service"])
    }

    /// Text from elsewhere as a short line that cannot move a terminal's cursor.
    static func tidy(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(120) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: line.append(" ")
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line.split(separator: " ").joined(separator: " ")
    }
}

extension [String: HostInventory.Part] {
    /// The text of a part that ended well.
    fileprivate func done(_ name: String) -> String? {
        guard let part = self[name], part.status == 0 else { return nil }
        return part.text
    }
}
