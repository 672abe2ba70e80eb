internal import XML

/// The disks of a VM that was found, each with the datastore in which it lies, as its definition says.
public struct AdoptedDisks: Hashable, Sendable {
    /// One of them.
    public struct Place: Hashable, Sendable {
        /// The disk.
        public var disk: DomainDisk
        /// Where it lies.
        public var datastore: Datastore
    }

    /// All that the guest can write to, the one to boot from first.
    public var places: [Place]

    /// Finds a datastore for each disk.
    ///
    /// What is read only is left to its owner, as a medium is.
    ///
    /// - Throws: ``CloudError/refused(_:)`` with the first disk that the cloud cannot answer for, and why.
    public init(
        of xml: DomainXML,
        on host: Host,
        in catalog: Catalog,
        constants: [String: String]
    ) throws(CloudError) {
        if xml.hasForeignDisks {
            throw .refused("it has a disk that is no file, which the cloud cannot copy or move")
        }
        places = []
        for disk in xml.disks where !disk.isReadOnly {
            places.append(try Self.place(disk, host, catalog, constants))
        }
    }

    private static func place(
        _ disk: DomainDisk,
        _ host: Host,
        _ catalog: Catalog,
        _ constants: [String: String]
    ) throws(CloudError) -> Place {
        let what = "its disk \(disk.target), \(disk.path),"
        guard ["qcow2", "raw"].contains(disk.format) else {
            throw .refused("\(what) is \(disk.format); qcow2 and raw are accepted")
        }
        // As it is written: what has two names would have two owners.
        guard (try? FolderPath(disk.path))?.text == disk.path,
            let store = catalog.datastores.first(where: { disk.path.hasPrefix($0.path + "/") })
        else {
            let known = catalog.datastores.map(\.path)
            throw .refused(
                "\(what) lies in no datastore; a file below "
                    + (known.isEmpty ? "the folder of a datastore" : known.joined(separator: " or ")) + " is accepted"
            )
        }
        guard store.hosts.contains(host.id) else {
            throw .refused("\(what) lies where datastore '\(store.name)' would be, which \(host.name) does not see")
        }
        guard !disk.path.hasPrefix(DatastoreLayout(store.path, constants: constants).templates + "/") else {
            throw .refused("\(what) lies among the templates of '\(store.name)', and the VM would write to it")
        }
        return Place(disk: disk, datastore: store)
    }
}

extension Catalog {
    /// The part of the network that a VM which was found belongs to: that of its address where the pool has that, or
    /// else the one that its first interface is plugged into.
    ///
    /// - Returns: `nil` where neither says.
    public func domain(of xml: DomainXML) -> SecurityDomain? {
        let macs = Set(xml.macs)
        if let own = privateAddresses.first(where: { macs.contains($0.mac) }) {
            return domains.first { $0.vlan == own.vlan }
        }
        guard let plug = xml.plug else { return nil }
        return domains.first { domain in
            guard domain.attachment == plug.attachment else { return false }
            // Open vSwitch bridges carry many VLANs.
            return plug.tag == nil || vlans.first { $0.id == domain.vlan }?.tag == plug.tag
        }
    }
}

extension CloudError {
    /// Why a VM that was found counts to no part of the network.
    public static var noDomain: CloudError {
        .refused("what it is plugged into is no security domain's; --domain says to which it counts")
    }
}

extension DomainXML {
    /// What the first interface is plugged into, with the tag of its VLAN; `nil` where the cloud has no word for it.
    public var plug: (attachment: SecurityDomain.Attachment, tag: Int?)? {
        guard let interface = root.first("devices")?.all("interface").first, let source = interface.at("source") else {
            return nil
        }
        if let bridge = source["bridge"], interface["type"] == "bridge" {
            guard interface.at("virtualport")?["type"] == "openvswitch" else { return (.bridge(bridge), nil) }
            return (.ovs(bridge), interface.first("vlan")?.at("tag")?["id"].flatMap { Int($0) } ?? 0)
        }
        guard let network = source["network"], let group = source["portgroup"] else { return nil }
        return (.portgroup(network: network, portgroup: group), nil)
    }
}
