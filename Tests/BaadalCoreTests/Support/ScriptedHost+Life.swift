import BaadalModel
import BaadalStore
import Synchronization
import XML

@testable import BaadalCore

/// What libvirt would say no with.
func refusal(_ words: String) -> TaskFailure { TaskFailure(cause: .host, message: words) }

extension ScriptedConnection {
    // MARK: - Domains

    func define(_ xml: String) async throws {
        let domain = try DomainXML(xml)
        guard let id = domain.root.first("uuid").flatMap({ VM.ID($0.text) }), let name = domain.root.first("name")?.text
        else { throw refusal("no name or UUID in the XML") }
        try change("define") { script in
            if script.domains.contains(where: { $0.value.name == name && $0.key != id }) {
                throw refusal("domain '\(name)' already exists")
            }
            var found = script.domains[id] ?? ScriptedHost.Domain(name: name, state: .stopped)
            (found.name, found.xml) = (name, xml)
            script.domains[id] = found
        }
    }

    func undefine(_ domain: VM.ID) async throws {
        try change("undefine") { script in
            guard let found = script.domains[domain] else { return }
            guard !found.state.isActive else { throw refusal("domain is active") }
            script.domains[domain] = nil
        }
    }

    func save(_ domain: VM.ID) async throws {
        try change("save") { script in
            guard script.domains[domain]?.state.isActive ?? false else { throw refusal("domain is not running") }
            script.domains[domain]?.state = .stopped
            script.domains[domain]?.isSaved = true
        }
    }

    func users(of path: String) async throws -> [(id: VM.ID, name: String)] {
        try ask { script in
            script.domains.filter { _, domain in
                domain.xml.flatMap { try? DomainXML($0) }?.files.contains(path) ?? false
            }.map { ($0, $1.name) }
        }
    }

    func isSaved(_ domain: VM.ID) async throws -> Bool { try ask { $0.domains[domain]?.isSaved ?? false } }

    func definition(of domain: VM.ID) async throws -> String? { try ask { $0.domains[domain]?.xml } }
    func presentXML(of domain: VM.ID) async throws -> String? { try ask { $0.domains[domain]?.xml } }
    func movableXML(of domain: VM.ID) async throws -> String? {
        try ask { script in script.domains[domain].flatMap { $0.state.isActive ? $0.xml : nil } }
    }

    func attach(_ device: String, to domain: VM.ID) async throws {
        try change("attach") { script in
            let disk = try DomainXML("<domain><devices>\(device)</devices></domain>").disks[0]
            guard self.host.files[disk.path] != nil else { throw refusal("no file \(disk.path)") }
            var xml = try DomainXML(script.domains[domain]?.xml ?? "")
            guard !xml.targets.contains(disk.target) else { throw refusal("target \(disk.target) already exists") }
            xml.add(disk)
            script.domains[domain]?.xml = xml.text
        }
    }

    func detach(_ device: String, from domain: VM.ID) async throws {
        try change("detach") { script in
            let disk = try DomainXML("<domain><devices>\(device)</devices></domain>").disks[0]
            var xml = try DomainXML(script.domains[domain]?.xml ?? "")
            xml.removeDisk(disk.target)
            script.domains[domain]?.xml = xml.text
        }
    }

    func resizeDisk(_ path: String, to size: Bytes, of domain: VM.ID) async throws {
        try change("resizeDisk") { _ in self.host.files.change(path) { $0.size = size } }
    }

    func updateLive(_ device: String, of domain: VM.ID) async throws {}
    func setLive(vcpus: Int, of domain: VM.ID) async throws -> String? { "not scripted" }
    func setLive(memory: Bytes, of domain: VM.ID) async throws -> String? { nil }

    /// Refuses to run a disk that is missing, or, where locks hold, that runs already on another host.
    func checkDisks(of domain: VM.ID, _ script: ScriptedHost.Script) throws {
        guard let xml = script.domains[domain]?.xml else { return }
        for disk in try DomainXML(xml).disks {
            guard host.files[disk.path] != nil else { throw refusal("no file \(disk.path)") }
            guard script.hasLocks else { continue }
            for other in others where other.runs(disk.path) { throw refusal("Failed to get \"write\" lock") }
        }
    }

    private var others: [ScriptedHost] { host.peers.withLock { Array($0.values) }.filter { $0 !== host } }

    /// What `qemu-img info` says of a file.
    func inspect(_ path: String) throws -> RemoteShell.Result {
        let hasLocks = try ask { $0.hasLocks }
        guard host.files[path] != nil else { return RemoteShell.Result(output: "", errors: "no file", status: 1) }
        guard hasLocks, others.contains(where: { $0.runs(path) }) else {
            return RemoteShell.Result(output: "", errors: "", status: 0)
        }
        return RemoteShell.Result(output: "", errors: "Failed to get shared \"write\" lock", status: 1)
    }

    // MARK: - Snapshots

    private func disks(of domain: VM.ID, _ script: ScriptedHost.Script) throws -> [DomainDisk] {
        guard let xml = script.domains[domain]?.xml else { return [] }
        return try DomainXML(xml).disks
    }

    func snapshots(of domain: VM.ID) async throws -> [SnapshotSight] { try ask { $0.domains[domain]?.snapshots ?? [] } }

    func takeSnapshot(_ xml: String, of domain: VM.ID, diskOnly: Bool, quiesced: Bool) async throws {
        let name = xml.split(separator: "<name>", maxSplits: 1)[1].split(separator: "</name>")[0]
        try change("takeSnapshot") { script in
            guard var found = script.domains[domain] else { throw refusal("no domain") }
            let definition = found.xml ?? ""
            if diskOnly {
                found.xml = try goOn(in: xml, from: definition)
            } else {
                for disk in try disks(of: domain, script) {
                    let content = host.files.read(disk.path) ?? ""
                    host.files.change(disk.path) { file in
                        file.snapshots[String(name)] = content
                        file.sizes[String(name)] = file.size
                    }
                }
            }
            let parent = found.snapshots.first(where: \.isCurrent)?.name
            for index in found.snapshots.indices { found.snapshots[index].isCurrent = false }
            found.snapshots.append(
                SnapshotSight(
                    name: String(name),
                    parent: parent,
                    created: Timestamp(seconds: 1_800_000_000 + Int64(found.snapshots.count)),
                    hasMemory: found.state.isActive && !diskOnly,
                    isExternal: diskOnly,
                    isCurrent: true,
                    xml: xml.replacing("</domainsnapshot>", with: definition + "</domainsnapshot>")
                )
            )
            script.domains[domain] = found
        }
    }

    /// Makes the files that a snapshot of the disks alone asks for, each on the one before.
    ///
    /// - Returns: The definition by those.
    private func goOn(in snapshot: String, from definition: String) throws -> String {
        var xml = try DomainXML(definition)
        var files: [String: String] = [:]
        for disk in try XMLElement(parsing: snapshot).first("disks")?.all("disk") ?? [] {
            guard let target = disk["name"], let file = disk.at("source")?["file"],
                let base = xml.disks.first(where: { $0.target == target })?.path
            else { throw refusal("no disk for \(disk)") }
            guard host.files[file] == nil else { throw refusal("\(file) already exists") }
            host.files[file] = ScriptedFiles.File(size: host.files[base]?.size ?? Bytes(0), backing: base)
            files[target] = file
        }
        xml.set(files: files)
        return xml.text
    }

    func revert(_ domain: VM.ID, to snapshot: String) async throws {
        try change("revert") { script in
            guard let sight = script.domains[domain]?.snapshots.first(where: { $0.name == snapshot }) else {
                throw refusal("no snapshot")
            }
            guard !sight.isExternal else { throw refusal("revert to external snapshot not supported yet") }
            script.domains[domain]?.xml = try DomainXML.ofSnapshot(sight.xml).text
            for disk in try disks(of: domain, script) {
                guard let content = host.files[disk.path]?.snapshots[snapshot] else { continue }
                host.files.change(disk.path) { file in
                    file.content = content
                    file.size = file.sizes[snapshot] ?? file.size
                }
            }
            script.domains[domain]?.state = sight.hasMemory ? .running : .stopped
            var sights = script.domains[domain]?.snapshots ?? []
            for index in sights.indices { sights[index].isCurrent = sights[index].name == snapshot }
            script.domains[domain]?.snapshots = sights
        }
    }

    func deleteSnapshot(_ snapshot: String, of domain: VM.ID, memoryOnly: Bool) async throws {
        try change("deleteSnapshot") { script in
            guard var found = script.domains[domain],
                let sight = found.snapshots.first(where: { $0.name == snapshot })
            else { return }
            if memoryOnly, found.snapshots.contains(where: { $0.parent == snapshot }) {
                throw refusal("it has children")
            }
            if !memoryOnly {
                for disk in try disks(of: domain, script) {
                    host.files.change(disk.path) { $0.snapshots[snapshot] = nil }
                }
            }
            found.snapshots.removeAll { $0.name == snapshot }
            for index in found.snapshots.indices where found.snapshots[index].parent == snapshot {
                found.snapshots[index].parent = sight.parent
            }
            if sight.isCurrent, let parent = sight.parent {
                for index in found.snapshots.indices where found.snapshots[index].name == parent {
                    found.snapshots[index].isCurrent = true
                }
            }
            script.domains[domain] = found
        }
    }

    func redefineSnapshot(_ xml: String, isCurrent: Bool, of domain: VM.ID) async throws {
        let name = String(xml.split(separator: "<name>", maxSplits: 1)[1].split(separator: "</name>")[0])
        try change("redefineSnapshot") { script in
            guard var found = script.domains[domain] else { throw refusal("no domain") }
            for disk in try disks(of: domain, script) where host.files[disk.path]?.snapshots[name] == nil {
                throw refusal("the image has no snapshot \(name)")
            }
            guard !found.snapshots.contains(where: { $0.name == name }) else { throw refusal("it already exists") }
            found.snapshots.append(
                SnapshotSight(
                    name: name,
                    parent: found.snapshots.last?.name,
                    created: Timestamp(seconds: 1_800_000_000 + Int64(found.snapshots.count)),
                    hasMemory: true,
                    isExternal: false,
                    isCurrent: isCurrent,
                    xml: xml
                )
            )
            script.domains[domain] = found
        }
    }

    func agentAnswers(in domain: VM.ID) async throws -> Bool { false }

    // MARK: - Migration

    func migrate(_ domain: VM.ID, _ request: MigrationRequest) async throws {
        guard let peer = host.peers.withLock({ $0[request.uri] }) else { throw refusal("no host at \(request.uri)") }
        try change("migrate") { script in
            guard var found = script.domains[domain] else { throw refusal("no domain") }
            guard found.snapshots.isEmpty else { throw refusal("cannot migrate domain with snapshots") }
            guard peer.script.withLock({ $0.answers }) else {
                throw HostFailure.noAnswer(address: request.uri, why: "no route to host")
            }
            found.xml = request.definedXML
            peer.change { $0.domains[domain] = found }
            script.domains[domain] = nil
        }
    }

    func job(of domain: VM.ID) async throws -> JobSight? { try ask { _ in nil } }
    func abortJob(of domain: VM.ID) async throws {}

    // MARK: - Files

    func file(_ path: String) async throws -> FileSight? { try ask { _ in sight(path) } }

    func files(in folder: String) async throws -> [FileSight]? {
        try ask { _ in host.files.all.keys.filter { FilePlace($0).folder == folder }.compactMap(sight) }
    }

    private func sight(_ path: String) -> FileSight? {
        host.files[path].map { file in
            FileSight(
                path: path,
                format: file.format,
                size: file.size,
                taken: .mebibytes(file.content == nil ? 0 : 1),
                backing: file.backing
            )
        }
    }

    func createFile(_ file: FileSight) async throws {
        try change("createFile") { _ in
            guard host.files[file.path] == nil else { throw refusal("\(file.path) already exists") }
            let content = file.backing == nil ? "" : nil
            host.files[file.path] = ScriptedFiles.File(
                format: file.format,
                size: file.size,
                content: content,
                backing: file.backing
            )
        }
    }

    func copyFile(_ source: String, to file: FileSight) async throws {
        try change("copyFile") { _ in
            guard let content = host.files.read(source) else { throw refusal("no file \(source)") }
            guard host.files[file.path] == nil else { throw refusal("\(file.path) already exists") }
            host.files[file.path] = ScriptedFiles.File(format: file.format, size: file.size, content: content)
        }
    }

    func deleteFile(_ path: String) async throws { try change("deleteFile") { _ in host.files[path] = nil } }

    func resizeFile(_ path: String, to size: Bytes) async throws {
        try change("resizeFile") { _ in host.files.change(path) { $0.size = size } }
    }

    func space(of folder: String) async throws -> Bytes? {
        try ask { _ in
            host.files.all.keys.contains { $0.hasPrefix(folder + "/") } ? Bytes.gibibytes(100) : nil
        }
    }
}

extension ScriptedHost {
    /// Whether a domain that runs here has a file as a disk.
    func runs(_ path: String) -> Bool {
        script.withLock { script in
            script.domains.values.contains { domain in
                domain.state.isActive
                    && (domain.xml.flatMap { try? DomainXML($0) }?.disks ?? []).contains { $0.path == path }
            }
        }
    }
}
