public import XML

/// The XML of a domain that is there, to look into it and to change it.
///
/// What is not changed stays as the host wrote it.
public struct DomainXML: Hashable, Sendable {
    /// The document's element.
    public internal(set) var root: XMLElement

    /// Reads what a host gave.
    ///
    /// - Throws: ``CloudError/refused(_:)`` where it is no domain's XML.
    public init(_ text: String) throws(CloudError) {
        do {
            root = try XMLElement(parsing: text)
        } catch {
            throw .refused("the host's XML of the VM cannot be read: \(error)")
        }
        guard root.name == "domain" else { throw .refused("the host's XML is not a VM's") }
    }

    /// The definition that a snapshot's XML keeps.
    ///
    /// - Throws: ``CloudError/refused(_:)`` where it keeps none.
    public static func ofSnapshot(_ text: String) throws(CloudError) -> DomainXML {
        guard let domain = (try? XMLElement(parsing: text))?.first("domain") else {
            throw .refused("the snapshot does not say what the VM was like")
        }
        return try DomainXML(domain.description)
    }

    /// The text to give back to a host.
    public var text: String { root.description }

    var devices: XMLElement { root.first("devices") ?? XMLElement("devices") }

    /// Disks that are files, without media to read only.
    public var disks: [DomainDisk] {
        devices.all("disk").compactMap { disk in
            guard (disk["device"] ?? "disk") == "disk", let target = disk.at("target")?["dev"],
                let path = disk.at("source")?["file"]
            else { return nil }
            var found = DomainDisk(path: path, format: disk.at("driver")?["type"] ?? "raw", target: target)
            found.isReadOnly = disk.first("readonly") != nil
            return found
        }
    }

    /// Every file that a disk of any kind is or stands on.
    public var files: Set<String> {
        func collect(_ element: XMLElement) -> [String] {
            element.children.flatMap { child in
                (child.name == "source" ? [child["file"]].compactMap(\.self) : []) + collect(child)
            }
        }
        return Set(devices.all("disk").flatMap(collect))
    }

    /// Disks that the cloud has no word for: block devices, volumes, network disks.
    public var hasForeignDisks: Bool {
        devices.all("disk").contains { disk in
            (disk["device"] ?? "disk") != "cdrom" && disk["device"] != "floppy" && disk.at("source")?["file"] == nil
        }
    }

    /// Whether the firmware keeps variables in a file of its host.
    public var hasVariables: Bool { root.first("os")?.first("nvram") != nil }

    /// Names that disks have.
    public var targets: Set<String> { Set(devices.all("disk").compactMap { $0.at("target")?["dev"] }) }

    /// The XML of the disk of a name; `nil` where there is none.
    public func disk(_ target: String) -> String? {
        devices.all("disk").first { $0.at("target")?["dev"] == target }?.description
    }

    /// Hardware addresses of the interfaces, in order; what cannot be read is left out.
    public var macs: [MAC] { devices.all("interface").compactMap { $0.at("mac")?["address"].flatMap { MAC($0) } } }

    /// The port of the screen; `nil` where the host chooses it, or there is none.
    public var screenPort: Int? {
        devices.all("graphics").first { $0["type"] == "vnc" }.flatMap { $0["port"] }.flatMap(Int.init).flatMap {
            $0 > 0 ? $0 : nil
        }
    }

    /// Its screen; `nil` where the host chooses the port, or there is none.
    public var screen: DomainScreen? {
        guard let port = screenPort, let graphics = devices.all("graphics").first(where: { $0["type"] == "vnc" }) else {
            return nil
        }
        let listen = graphics["listen"] ?? graphics.at("listen")?["address"] ?? "127.0.0.1"
        return DomainScreen(port: port, listen: listen, password: graphics["passwd"])
    }

    /// Processors, the greatest number.
    public var vcpus: Int? { root.first("vcpu").flatMap { Int($0.text) } }

    /// Memory, the greatest amount; `nil` where it is not given in KiB.
    public var memory: Bytes? {
        guard let element = root.first("memory"), (element["unit"] ?? "KiB") == "KiB" else { return nil }
        return Int64(element.text).map { Bytes.kibibytes($0) }
    }

    /// Whether its processor is described in a way that not every host has.
    public var namesProcessor: Bool { root.first("cpu").map { $0["mode"] != nil || $0.first("model") != nil } ?? false }
}

extension DomainXML {
    /// Gives it another identity; the host makes new what belongs to one machine only.
    public mutating func become(_ id: VM.ID, named identity: String) {
        root.set("uuid") { $0.text = "\(id)" }
        root.set("name") { $0.text = identity }
        root.removeAll { $0.name == "metadata" || $0.name == "title" || $0.name == "description" }
        root["id"] = nil
        updateDevices("interface") { $0.removeAll { $0.name == "target" || $0.name == "alias" } }
        // The firmware's variables belong to the one VM: the host makes new ones.
        root.update("os") { $0.removeAll { $0.name == "nvram" } }
        // A log file belongs to the one VM.
        for device in ["serial", "console"] { updateDevices(device) { $0.removeAll { $0.name == "log" } } }
        for device in ["channel"] {
            updateDevices(device) { channel in
                channel.update("source") { $0["path"] = nil }
            }
        }
    }

    /// Sets processors, the greatest number and the present one.
    public mutating func set(vcpus: Int) {
        root.removeAll { $0.name == "vcpus" }
        root.set("vcpu") { element in
            element["current"] = nil
            element.text = "\(vcpus)"
        }
        root.update("cpu") { cpu in cpu.removeAll { $0.name == "topology" } }
    }

    /// Sets memory, the greatest amount and the present one.
    public mutating func set(memory: Bytes) {
        root.set("memory") { element in
            element["unit"] = "KiB"
            element.text = "\(memory.count >> 10)"
        }
        root.removeAll { $0.name == "currentMemory" }
    }

    /// Puts the first interface elsewhere: another hardware address, source and tag, and nothing left of the old.
    public mutating func set(interface: DomainInterface) {
        var isFirst = true
        updateDevices("interface") { element in
            guard isFirst else { return }
            isFirst = false
            let model = element.at("model")?["type"] ?? "virtio"
            let place = element.first("address")
            element = interface.xml(model: model)
            if let place { element.append(place) }
        }
        guard isFirst else { return }
        root.set("devices") { $0.append(interface.xml()) }
    }

    /// Sets where the screen listens; its secret stays unless another is given.
    public mutating func set(screen: DomainScreen) {
        var isFirst = true
        updateDevices("graphics") { element in
            guard isFirst, element["type"] == "vnc" else { return }
            isFirst = false
            var new = screen.xml
            if new["passwd"] == nil { new["passwd"] = element["passwd"] }
            element = new
        }
        guard isFirst else { return }
        root.set("devices") { $0.append(screen.xml) }
    }

    /// Puts other files in place of some, by the name of the disk.
    ///
    /// What the host had noted of the chain below is dropped: it finds out anew.
    public mutating func set(files: [String: String]) {
        updateDevices("disk") { disk in
            guard let target = disk.at("target")?["dev"], let file = files[target] else { return }
            disk.update("source") { source in
                source["file"] = file
                source["index"] = nil
            }
            disk.removeAll { $0.name == "backingStore" || $0.name == "alias" }
        }
    }

    /// Adds a disk.
    public mutating func add(_ disk: DomainDisk) { root.set("devices") { $0.append(disk.xml()) } }

    /// Removes the disk of a name.
    public mutating func removeDisk(_ target: String) {
        root.set("devices") { devices in
            devices.removeAll { $0.name == "disk" && $0.at("target")?["dev"] == target }
        }
    }

    private mutating func updateDevices(_ name: String, _ body: (inout XMLElement) -> Void) {
        root.set("devices") { $0.update(name, body) }
    }
}
