/// Changes of a VM's configuration; what is `nil` stays.
public struct EditOrder: Hashable, Sendable {
    /// Processors.
    public var vcpus: Int?
    /// Memory.
    public var memory: Bytes?
    /// Whether it has a public address.
    public var publicAddress: Bool?
    /// Another part of the network, and with it another address.
    public var domain: SecurityDomain.ID?

    /// Changes, checked as far as they say by themselves what is wrong.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``; ``CloudError/nothingToDo`` where nothing changes.
    public init(
        vcpus: Int? = nil,
        memory: Bytes? = nil,
        publicAddress: Bool? = nil,
        domain: SecurityDomain.ID? = nil
    ) throws(CloudError) {
        self.vcpus = if let vcpus { try VMSize.check(vcpus: vcpus) } else { nil }
        self.memory = if let memory { try VMSize.check(memory: memory) } else { nil }
        self.publicAddress = publicAddress
        self.domain = domain
        if vcpus == nil, memory == nil, publicAddress == nil, domain == nil { throw .nothingToDo }
    }

    /// As it is stored.
    public var parameters: Parameters {
        var all = Parameters()
        all[number: "vcpus"] = vcpus.map(Int64.init)
        all[bytes: "ram"] = memory
        all["public"] = publicAddress.map { $0 ? "yes" : "no" }
        all[key: "domain"] = domain
        return all
    }

    /// Changes as stored; `nil` where the parts do not make any.
    public init?(_ all: Parameters) {
        let order = try? EditOrder(
            vcpus: all[number: "vcpus"].map { Int(clamping: $0) },
            memory: all[bytes: "ram"],
            publicAddress: all["public"].map { $0 == "yes" },
            domain: all[key: "domain"]
        )
        guard let order else { return nil }
        self = order
    }
}

/// How a snapshot is taken.
public struct SnapshotOrder: Hashable, Sendable {
    /// Why it is taken.
    public var kind: Snapshot.Kind
    /// Without memory, into files of its own.
    public var isDiskOnly: Bool
    /// In words; may be empty.
    public var note: String

    /// An order, checked.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(kind: Snapshot.Kind = .user, isDiskOnly: Bool = false, note: String = "") throws(CloudError) {
        self.kind = kind
        self.isDiskOnly = isDiskOnly
        self.note = try checkedWords(note, "note", atMost: 200)
    }

    /// A snapshot of a kind without further words.
    public init(_ kind: Snapshot.Kind) {
        self.kind = kind
        isDiskOnly = false
        note = ""
    }

    /// As it is stored.
    public var parameters: Parameters {
        var all = Parameters()
        all["type"] = kind.word
        all[flag: "diskOnly"] = isDiskOnly
        all["note"] = note.isEmpty ? nil : note
        return all
    }

    /// An order as stored; `nil` where the parts do not make one.
    public init?(_ all: Parameters) {
        guard let kind = all["type"].flatMap(Snapshot.Kind.init(word:)),
            let order = try? SnapshotOrder(kind: kind, isDiskOnly: all[flag: "diskOnly"], note: all["note"] ?? "")
        else { return nil }
        self = order
    }
}

/// How a VM is cloned.
public struct CloneOrder: Hashable, Sendable {
    /// The VM that is copied.
    public var parent: VM.ID
    /// The name of the copy.
    public var name: VMName
    /// Whether the copy's disks stand on the parent's instead of being whole.
    public var isLinked: Bool
    /// The host, where it is chosen by hand.
    public var host: Host.ID?

    /// An order for one copy.
    public init(parent: VM.ID, name: VMName, isLinked: Bool = false, host: Host.ID? = nil) {
        self.parent = parent
        self.name = name
        self.isLinked = isLinked
        self.host = host
    }

    /// As it is stored.
    public var parameters: Parameters {
        var all = Parameters()
        all[vm: "parent"] = parent
        all["name"] = name.text
        all[flag: "linked"] = isLinked
        all[host: "toHost"] = host
        return all
    }

    /// An order as stored; `nil` where the parts do not make one.
    public init?(_ all: Parameters) {
        guard let parent = all[vm: "parent"], let name = all["name"].flatMap({ try? VMName($0) }) else { return nil }
        self.init(parent: parent, name: name, isLinked: all[flag: "linked"], host: all[host: "toHost"])
    }
}

/// Where a VM is moved, and how.
public struct MigrateOrder: Hashable, Sendable {
    /// The destination; `nil` to have it chosen.
    public var host: Host.ID?
    /// Bytes per second at most; `nil` for no limit.
    public var bandwidth: Bytes?
    /// Whether the guest is slowed down where it writes faster than it can be copied.
    public var autoConverges: Bool

    /// An order to a host.
    public init(host: Host.ID? = nil, bandwidth: Bytes? = nil, autoConverges: Bool = true) {
        self.host = host
        self.bandwidth = bandwidth
        self.autoConverges = autoConverges
    }

    /// As it is stored.
    public var parameters: Parameters {
        var all = Parameters()
        all[host: "toHost"] = host
        all[bytes: "bandwidth"] = bandwidth
        all["autoConverge"] = autoConverges ? nil : "no"
        return all
    }

    /// An order as stored.
    public init(_ all: Parameters) {
        self.init(
            host: all[host: "toHost"],
            bandwidth: all[bytes: "bandwidth"],
            autoConverges: all["autoConverge"] != "no"
        )
    }
}

/// What a new template shall be.
public struct TemplateOrder: Hashable, Sendable {
    /// Unique.
    public var name: ShortName
    /// Where its file lies.
    public var datastore: Datastore.ID
    /// The file below the datastore's folder of templates.
    public var file: FileName
    /// The form of the file.
    public var form: Template.Form
    /// What runs in it.
    public var system: Template.System
    /// As `Debian 12`; may be empty.
    public var release: String
    /// In words; may be empty.
    public var tag: String

    /// An order, checked.
    ///
    /// - Throws: ``CloudError/badValue(name:value:accepted:)``.
    public init(
        name: ShortName,
        datastore: Datastore.ID,
        file: FileName,
        form: Template.Form = .qcow2,
        system: Template.System = .linux,
        release: String = "",
        tag: String = ""
    ) throws(CloudError) {
        self.name = name
        self.datastore = datastore
        self.file = file
        self.form = form
        self.system = system
        self.release = try checkedWords(release, "release", atMost: 50)
        self.tag = try checkedWords(tag, "tag", atMost: 50)
    }

    /// As it is stored.
    public var parameters: Parameters {
        var all = Parameters()
        all["name"] = name.text
        all[key: "datastore"] = datastore
        all["file"] = file.text
        all["form"] = form.rawValue
        all["system"] = system.rawValue
        all["release"] = release.isEmpty ? nil : release
        all["tag"] = tag.isEmpty ? nil : tag
        return all
    }

    /// An order as stored; `nil` where the parts do not make one.
    public init?(_ all: Parameters) {
        guard
            let name = all["name"].flatMap({ try? ShortName($0) }), let datastore: Datastore.ID = all[key: "datastore"],
            let file = all["file"].flatMap({ try? FileName($0) }),
            let form = all["form"].flatMap(Template.Form.init(rawValue:)),
            let system = all["system"].flatMap(Template.System.init(rawValue:)),
            let order = try? TemplateOrder(
                name: name,
                datastore: datastore,
                file: file,
                form: form,
                system: system,
                release: all["release"] ?? "",
                tag: all["tag"] ?? ""
            )
        else { return nil }
        self = order
    }
}
