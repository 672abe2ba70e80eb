public import XML

/// All that the XML of a new VM says.
public struct NewDomain: Hashable, Sendable {
    /// The VM.
    public var id: VM.ID
    /// The libvirt name.
    public var identity: String
    /// How its host runs it: `kvm`, `qemu` or `test`.
    public var type: String
    /// Processors.
    public var vcpus: Int
    /// Memory.
    public var memory: Bytes
    /// Disks, the one to boot from first.
    public var disks: [DomainDisk]
    /// A medium to boot from first; `nil` for none.
    public var medium: String?
    /// How it is plugged into its network; `nil` for a VM without one.
    public var interface: DomainInterface?
    /// Its screen.
    public var screen: DomainScreen
    /// Whether disks and network are offered as the plain old hardware that needs no drivers of ours.
    public var isPlain: Bool

    /// A domain with everything known.
    public init(
        id: VM.ID,
        identity: String,
        type: String,
        vcpus: Int,
        memory: Bytes,
        disks: [DomainDisk],
        medium: String? = nil,
        interface: DomainInterface?,
        screen: DomainScreen,
        isPlain: Bool = false
    ) {
        self.id = id
        self.identity = identity
        self.type = type
        self.vcpus = vcpus
        self.memory = memory
        self.disks = disks
        self.medium = medium
        self.interface = interface
        self.screen = screen
        self.isPlain = isPlain
    }

    /// The XML that defines it, as text.
    public var text: String { xml.description }

    /// The XML that defines it.
    public var xml: XMLElement {
        var os = XMLElement("os", [:], [XMLElement("type", ["arch": "x86_64"], text: "hvm")])
        if medium != nil { os.append(XMLElement("boot", ["dev": "cdrom"])) }
        os.append(XMLElement("boot", ["dev": "hd"]))
        return XMLElement(
            "domain",
            ["type": type],
            [
                XMLElement("name", text: identity), XMLElement("uuid", text: "\(id)"),
                XMLElement("memory", ["unit": "KiB"], text: "\(memory.count >> 10)"),
                XMLElement("vcpu", text: "\(vcpus)"), os,
                XMLElement("features", [:], [XMLElement("acpi"), XMLElement("apic")]),
                XMLElement("clock", ["offset": "utc"]), XMLElement("on_poweroff", text: "destroy"),
                XMLElement("on_reboot", text: "restart"), XMLElement("on_crash", text: "destroy"), devices,
            ]
        )
    }

    private var devices: XMLElement {
        var devices = XMLElement("devices")
        for disk in disks { devices.append(disk.xml(bus: isPlain ? "sata" : "virtio")) }
        if let medium {
            devices.append(
                XMLElement(
                    "disk",
                    ["type": "file", "device": "cdrom"],
                    [
                        XMLElement("driver", ["name": "qemu", "type": "raw"]), XMLElement("source", ["file": medium]),
                        XMLElement("target", ["dev": "sdz", "bus": "sata"]), XMLElement("readonly"),
                    ]
                )
            )
        }
        if let interface { devices.append(interface.xml(model: isPlain ? "e1000" : "virtio")) }
        devices.append(XMLElement("serial", ["type": "pty"]))
        devices.append(XMLElement("console", ["type": "pty"]))
        if type != "test" {
            let target = XMLElement("target", ["type": "virtio", "name": "org.qemu.guest_agent.0"])
            devices.append(XMLElement("channel", ["type": "unix"], [target]))
        }
        devices.append(screen.xml)
        devices.append(XMLElement("video", [:], [XMLElement("model", ["type": "vga"])]))
        devices.append(XMLElement("memballoon", ["model": "virtio"]))
        return devices
    }
}

/// A disk as a domain's XML has it.
public struct DomainDisk: Hashable, Sendable {
    /// The image's file.
    public var path: String
    /// `qcow2` or `raw`.
    public var format: String
    /// The name within the VM, as `vda`.
    public var target: String
    /// Whether the guest cannot write to it.
    public var isReadOnly = false

    /// A disk of a file.
    public init(path: String, format: String = "qcow2", target: String) {
        self.path = path
        self.format = format
        self.target = target
    }

    /// The XML that plugs it in, as text.
    public var text: String { xml().description }

    /// The XML that plugs it in.
    public func xml(bus: String = "virtio") -> XMLElement {
        XMLElement(
            "disk",
            ["type": "file", "device": "disk"],
            [
                XMLElement("driver", ["name": "qemu", "type": format, "cache": "none"]),
                XMLElement("source", ["file": path]), XMLElement("target", ["dev": target, "bus": bus]),
            ]
        )
    }

    /// The first free name of a letter after `vd`, then of two letters; `nil` where all 702 are taken.
    public static func firstFreeTarget(_ taken: Set<String>, prefix: String = "vd") -> String? {
        let letters = (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(UnicodeScalar($0)) }
        let names = letters + letters.flatMap { first in letters.map { first + $0 } }
        return names.lazy.map { prefix + $0 }.first { !taken.contains($0) }
    }
}

/// How a VM is plugged into its network.
public struct DomainInterface: Hashable, Sendable {
    /// Its hardware address.
    public var mac: MAC
    /// What it is plugged into.
    public var attachment: SecurityDomain.Attachment
    /// The VLAN's tag, for what needs to be told.
    public var tag: Int

    /// An interface with everything known.
    public init(mac: MAC, attachment: SecurityDomain.Attachment, tag: Int) {
        self.mac = mac
        self.attachment = attachment
        self.tag = tag
    }

    /// The XML that plugs it in.
    ///
    /// A plain bridge is the VLAN itself: a tag there makes a VM that cannot be started.
    public func xml(model: String = "virtio") -> XMLElement {
        let address = XMLElement("mac", ["address": "\(mac)".lowercased()])
        let kind = XMLElement("model", ["type": model])
        switch attachment {
        case .bridge(let bridge):
            return XMLElement(
                "interface",
                ["type": "bridge"],
                [address, XMLElement("source", ["bridge": bridge]), kind]
            )
        case .portgroup(let network, let portgroup):
            let source = XMLElement("source", ["network": network, "portgroup": portgroup])
            return XMLElement("interface", ["type": "network"], [address, source, kind])
        case .ovs(let bridge):
            let vlan = XMLElement("vlan", [:], [XMLElement("tag", ["id": "\(tag)"])])
            return XMLElement(
                "interface",
                ["type": "bridge"],
                [
                    address, XMLElement("source", ["bridge": bridge]),
                    XMLElement("virtualport", ["type": "openvswitch"]), vlan, kind,
                ]
            )
        }
    }
}

/// The screen of a VM, reached by VNC.
public struct DomainScreen: Hashable, Sendable {
    /// The TCP port on the host.
    public var port: Int
    /// The address of the host that it listens on.
    public var listen: String
    /// The secret that is asked for; at most 8 characters count.
    public var password: String?

    /// A screen on a port.
    public init(port: Int, listen: String, password: String?) {
        self.port = port
        self.listen = listen
        self.password = password
    }

    /// The XML of the screen.
    public var xml: XMLElement {
        var graphics = XMLElement(
            "graphics",
            ["type": "vnc", "port": "\(port)", "autoport": "no", "listen": listen],
            [XMLElement("listen", ["type": "address", "address": listen])]
        )
        graphics["passwd"] = password
        return graphics
    }

    /// A secret of eight letters and digits.
    public static func secret(using generator: inout some RandomNumberGenerator) -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        return String((0..<8).map { _ in letters[Int.random(in: letters.indices, using: &generator)] })
    }
}
