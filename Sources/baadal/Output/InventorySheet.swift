internal import BaadalModel

/// What a host is made of.
struct InventorySheet {
    let inventory: HostInventory

    private func text(_ value: (some CustomStringConvertible)?) -> String {
        value.map { Printable.text("\($0)") } ?? Printable.unknown
    }

    private var body: String {
        switch inventory.body {
        case .physical?: "a machine"
        case .virtual(let kind)?: "a guest of \(Printable.text(kind))"
        case nil: Printable.unknown
        }
    }

    func show() {
        var lines = [
            ("it is", body),
            ("sockets", text(inventory.sockets)), ("cores", text(inventory.cores)),
            ("threads", text(inventory.threads)),
            ("all memory", Printable.bytes(inventory.memory)),
            ("libvirt there", text(inventory.libvirtVersion)), ("QEMU there", text(inventory.qemuVersion)),
            ("Open vSwitch", text(inventory.openVSwitchVersion)),
            ("libvirt runs", text(inventory.libvirtService?.rawValue)),
            ("switch runs", text(inventory.openVSwitchService?.rawValue)),
            (
                "measured by",
                inventory.tools.map { $0.map(\.rawValue).sorted().joined(separator: " ") } ?? Printable.unknown
            ),
        ]
        for disk in inventory.disks ?? [] {
            let kind = disk.isRotational.map { $0 ? "turns" : "solid" } ?? ""
            lines.append(
                ("disk \(Printable.text(disk.name))", "\(Printable.bytes(disk.size)) \(text(disk.model)) \(kind)")
            )
        }
        for interface in inventory.interfaces ?? [] where interface.isHardware || interface.isUplink {
            let speed = interface.speed.map { "\($0) Mbit/s" } ?? "speed unknown"
            let uplink = interface.isUplink ? ", uplink" : ""
            lines.append(("link \(Printable.text(interface.name))", "\(text(interface.mac)) \(speed)\(uplink)"))
        }
        Sheet(lines).show()
    }

    /// The form with `--json`.
    var json: JSON {
        [
            "sockets": .known(inventory.sockets), "cores": .known(inventory.cores),
            "threads": .known(inventory.threads), "memoryBytes": .known(inventory.memory?.count),
            "virtual": inventory.body.map { .bool($0 != .physical) } ?? .null,
            "libvirtVersion": .known(inventory.libvirtVersion), "qemuVersion": .known(inventory.qemuVersion),
            "openVSwitchVersion": .known(inventory.openVSwitchVersion),
            "libvirtService": .known(inventory.libvirtService?.rawValue),
            "openVSwitchService": .known(inventory.openVSwitchService?.rawValue),
            "diskBytes": .known(inventory.diskSize?.count),
            "disks": .array(
                (inventory.disks ?? []).map {
                    [
                        "name": .text($0.name), "bytes": .integer($0.size.count), "model": .known($0.model),
                        "rotational": $0.isRotational.map { .bool($0) } ?? .null,
                    ]
                }
            ),
            "interfaces": .array(
                (inventory.interfaces ?? []).map {
                    [
                        "name": .text($0.name), "mac": .known($0.mac), "speedMbit": .known($0.speed),
                        "uplink": .bool($0.isUplink),
                    ]
                }
            ),
        ]
    }
}
