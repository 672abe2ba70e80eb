/// What a new VM shall be.
public struct InstallOrder: Hashable, Sendable {
    /// What its disk is made from.
    public enum Source: Hashable, Sendable {
        case template(Template.ID)
        /// An image that is there already, taken over as it is.
        case image(path: String, datastore: Datastore.ID)
    }

    /// The name that its owner gives it.
    public var name: VMName
    /// Whose it will be.
    public var owner: User.ID
    /// What its disk is made from.
    public var source: Source
    /// The part of the network that it will live in.
    public var domain: SecurityDomain.ID
    /// 1 to 64.
    public var vcpus: Int
    /// 16 MiB to 4 TiB.
    public var memory: Bytes
    /// The size of an empty disk beside the first; `nil` for none.
    public var extraDisk: Bytes?
    /// The host, where it is chosen by hand.
    public var host: Host.ID?
    /// The datastore, where it is chosen by hand.
    public var datastore: Datastore.ID?
    /// Whether it gets a public address.
    public var wantsPublicAddress: Bool
    /// What it is for; may be empty.
    public var purpose: String
    /// Its group, as in ``VMRecord/group``.
    public var group: String?

    /// An order, checked as far as it says by itself what is wrong.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(
        name: VMName,
        owner: User.ID,
        source: Source,
        domain: SecurityDomain.ID,
        vcpus: Int,
        memory: Bytes,
        extraDisk: Bytes? = nil,
        host: Host.ID? = nil,
        datastore: Datastore.ID? = nil,
        wantsPublicAddress: Bool = false,
        purpose: String = "",
        group: String? = nil
    ) throws(CloudError) {
        self.name = name
        self.owner = owner
        self.source = source
        self.domain = domain
        self.vcpus = try VMSize.check(vcpus: vcpus)
        self.memory = try VMSize.check(memory: memory)
        self.extraDisk = if let extraDisk { try VMSize.check(disk: extraDisk) } else { nil }
        self.host = host
        self.datastore = datastore
        self.wantsPublicAddress = wantsPublicAddress
        self.purpose = try checkedWords(purpose, "purpose", atMost: 512)
        self.group = if let group { try VMSize.check(group: group) } else { nil }
    }
}

/// The sizes that a VM may have.
public enum VMSize {
    /// 1 to 64 processors.
    public static func check(vcpus: Int) throws(CloudError) -> Int {
        guard (1...64).contains(vcpus) else {
            throw .badValue(name: "vcpus", value: "\(vcpus)", accepted: "a whole number from 1 to 64 is accepted")
        }
        return vcpus
    }

    /// 16 MiB to 4 TiB of memory, in whole MiB.
    public static func check(memory: Bytes) throws(CloudError) -> Bytes {
        let isWhole = memory.count % (1 << 20) == 0
        guard isWhole, (Bytes.mebibytes(16)...Bytes.gibibytes(4096)).contains(memory) else {
            throw .badValue(
                name: "ram",
                value: memory.exact,
                accepted: "whole MiB from 16M to 4096G, as 512M or 4G, are accepted"
            )
        }
        return memory
    }

    /// 1 MiB to 64 TiB of disk, in whole MiB.
    public static func check(disk: Bytes) throws(CloudError) -> Bytes {
        let isWhole = disk.count % (1 << 20) == 0
        guard isWhole, (Bytes.mebibytes(1)...Bytes.gibibytes(65_536)).contains(disk) else {
            throw .badValue(
                name: "size",
                value: disk.exact,
                accepted: "whole MiB from 1M to 65536G, as 20G, are accepted"
            )
        }
        return disk
    }

    /// A short name, with `!` before it for VMs that are kept apart.
    public static func check(group: String) throws(CloudError) -> String {
        let apart = group.hasPrefix("!")
        return (apart ? "!" : "") + (try ShortName(apart ? String(group.dropFirst()) : group, "group").text)
    }
}

extension InstallOrder {
    /// As it is stored.
    public var parameters: Parameters {
        var all = Parameters()
        all["name"] = name.text
        all[key: "owner"] = owner
        switch source {
        case .template(let template): all[key: "template"] = template
        case .image(let path, let datastore):
            all["image"] = path
            all[key: "imageDatastore"] = datastore
        }
        all[key: "domain"] = domain
        all[number: "vcpus"] = Int64(vcpus)
        all[bytes: "ram"] = memory
        all[bytes: "extraDisk"] = extraDisk
        all[host: "toHost"] = host
        all[key: "datastore"] = datastore
        all[flag: "public"] = wantsPublicAddress
        all["purpose"] = purpose.isEmpty ? nil : purpose
        all["group"] = group
        return all
    }

    /// An order as stored; `nil` where the parts do not make one.
    public init?(_ all: Parameters) {
        let source: Source
        if let path = all["image"], let datastore: Datastore.ID = all[key: "imageDatastore"] {
            source = .image(path: path, datastore: datastore)
        } else if let template: Template.ID = all[key: "template"] {
            source = .template(template)
        } else {
            return nil
        }
        guard
            let name = all["name"].flatMap({ try? VMName($0) }), let owner: User.ID = all[key: "owner"],
            let domain: SecurityDomain.ID = all[key: "domain"], let vcpus = all[number: "vcpus"],
            let memory = all[bytes: "ram"]
        else { return nil }
        let order = try? InstallOrder(
            name: name,
            owner: owner,
            source: source,
            domain: domain,
            vcpus: Int(clamping: vcpus),
            memory: memory,
            extraDisk: all[bytes: "extraDisk"],
            host: all[host: "toHost"],
            datastore: all[key: "datastore"],
            wantsPublicAddress: all[flag: "public"],
            purpose: all["purpose"] ?? "",
            group: all["group"]
        )
        guard let order else { return nil }
        self = order
    }
}
