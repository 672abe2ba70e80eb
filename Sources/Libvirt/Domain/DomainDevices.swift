public import XML

/// The disks and interfaces of a domain, and the metadata that programs left in it, by its XML.
public struct DomainDevices: Hashable, Sendable {
    /// A disk of a domain.
    public struct Disk: Hashable, Sendable {
        /// What the guest sees: `disk`, `cdrom`, `floppy` or `lun`.
        public var device: String
        /// The name within the domain, such as `vda`.
        public var target: String
        /// The format, such as `qcow2`; `nil` where the XML does not say.
        public var format: String?
        /// The file or block device on the host; `nil` for an empty drive, a volume, or a disk over the network.
        public var file: String?
        /// The storage pool and volume, where the disk is given so.
        public var volume: Volume?
        /// The bus, such as `virtio`.
        public var bus: String?
        /// True where the guest cannot write.
        public var isReadOnly = false
        /// True where several domains may write at once.
        public var isShareable = false
    }

    /// A volume of a storage pool.
    public struct Volume: Hashable, Sendable {
        /// The pool's name on the host.
        public var pool: String
        /// The volume's name in the pool.
        public var name: String
    }

    /// A network interface of a domain.
    public struct Interface: Hashable, Sendable {
        /// What it is attached to: `network`, `bridge`, `direct` and others.
        public var type: String
        /// The name of that network, bridge or device.
        public var source: String?
        /// The hardware address.
        public var mac: String?
        /// The device on the host, such as `vnet3`; `nil` while the domain is off.
        public var target: String?
        /// The model, such as `virtio`.
        public var model: String?
    }

    /// An element that a program left in the domain's metadata.
    public struct Metadata: Hashable, Sendable {
        /// The name without its prefix.
        public var name: String
        /// The URI that the prefix stands for; `nil` where the XML does not declare it on the element.
        public var namespace: String?
        /// The attributes other than declarations of prefixes.
        public var attributes: [String: String]
        /// The text directly in it.
        public var text: String
    }

    /// The disks in the XML's order.
    public private(set) var disks: [Disk] = []
    /// The interfaces in the XML's order.
    public private(set) var interfaces: [Interface] = []
    /// The metadata in the XML's order, without a title or a description.
    public private(set) var metadata: [Metadata] = []

    /// Reads a domain's XML; elements that are not known are passed over.
    public init(xml: String) throws(XMLError) {
        var scanner = try XMLScanner(xml)
        guard case .start("domain") = try scanner.firstElement() else {
            throw XMLError(reason: "not a domain's", offset: 0)
        }
        while let piece = try scanner.next() {
            guard case .start(let name) = piece else { continue }
            switch name {
            case "devices": try readDevices(&scanner)
            case "metadata": try readMetadata(&scanner)
            default: try scanner.skipElement()
            }
        }
    }

    private mutating func readDevices(_ scanner: inout XMLScanner) throws(XMLError) {
        try scanner.children { name, scanner throws(XMLError) in
            switch name {
            case "disk":
                if let disk = try Disk(reading: &scanner) { disks.append(disk) }
            case "interface": interfaces.append(try Interface(reading: &scanner))
            default: try scanner.skipElement()
            }
        }
    }

    private mutating func readMetadata(_ scanner: inout XMLScanner) throws(XMLError) {
        try scanner.children { name, scanner throws(XMLError) in
            metadata.append(try Metadata(reading: &scanner, name: name))
        }
    }
}

extension DomainDevices.Metadata {
    /// Reads one element on its own, as ``Domain/metadata(namespace:)`` gives it.
    public init(xml: String) throws(XMLError) {
        var scanner = try XMLScanner(xml)
        guard case .start(let name) = try scanner.firstElement() else {
            throw XMLError(reason: "no element", offset: 0)
        }
        self = try DomainDevices.Metadata(reading: &scanner, name: name)
        while try scanner.next() != nil {}
    }

    fileprivate init(reading scanner: inout XMLScanner, name: String) throws(XMLError) {
        let parts = name.split(separator: ":", maxSplits: 1)
        let hasPrefix = parts.count == 2
        self.name = parts.last.map(String.init) ?? name
        namespace = scanner.attribute(hasPrefix ? "xmlns:\(parts[0])" : "xmlns")
        attributes = [:]
        for (name, value) in scanner.attributes where name != "xmlns" && !name.hasPrefix("xmlns:") {
            attributes[name] = value
        }
        text = try scanner.elementText()
    }
}

extension DomainDevices.Disk {
    fileprivate init?(reading scanner: inout XMLScanner) throws(XMLError) {
        var disk = DomainDevices.Disk(device: scanner.attribute("device") ?? "disk", target: "")
        try scanner.children { name, scanner throws(XMLError) in
            switch name {
            case "driver": disk.format = scanner.attribute("type")
            case "source":
                disk.file = scanner.attribute("file") ?? scanner.attribute("dev")
                if let pool = scanner.attribute("pool"), let volume = scanner.attribute("volume") {
                    disk.volume = DomainDevices.Volume(pool: pool, name: volume)
                }
            case "target":
                disk.target = scanner.attribute("dev") ?? ""
                disk.bus = scanner.attribute("bus")
            case "readonly": disk.isReadOnly = true
            case "shareable": disk.isShareable = true
            default: break
            }
            try scanner.skipElement()
        }
        guard !disk.target.isEmpty else { return nil }
        self = disk
    }
}

extension DomainDevices.Interface {
    fileprivate init(reading scanner: inout XMLScanner) throws(XMLError) {
        var interface = DomainDevices.Interface(type: scanner.attribute("type") ?? "")
        try scanner.children { name, scanner throws(XMLError) in
            switch name {
            case "source":
                interface.source =
                    scanner.attribute("network") ?? scanner.attribute("bridge") ?? scanner.attribute("dev")
            case "mac": interface.mac = scanner.attribute("address")
            case "target": interface.target = scanner.attribute("dev")
            case "model": interface.model = scanner.attribute("type")
            default: break
            }
            try scanner.skipElement()
        }
        self = interface
    }
}
