extension HtoolsFile {
    /// The cluster of the file, as `hbal` understands it.
    ///
    /// Hosts and VMs that have no UUID get one that their name always gives again. Instances with disks of their own or
    /// with a mirror count as they do there, and are not moved.
    /// - Throws: ``HtoolsError`` where the file is of more than one group, or holds what is not there yet.
    public func cluster() throws(HtoolsError) -> Cluster {
        guard groups.count == 1 else {
            throw HtoolsError(line: nil, problem: "\(groups.count) groups; a file of one group is accepted")
        }
        if let coming = instances.first(where: \.isForthcoming) {
            throw HtoolsError(
                line: nil,
                problem: "instance '\(coming.name)' is forthcoming; instances that are there are accepted"
            )
        }
        if let exclusive = nodes.first(where: \.hasExclusiveStorage) {
            throw HtoolsError(
                line: nil,
                problem: "node '\(exclusive.name)' has exclusive storage; nodes that share spindles are accepted"
            )
        }
        let places = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.name, $0) })
        let vms = instances.compactMap { instance -> ClusterVM? in
            guard let host = places[instance.primary] else { return nil }
            return vm(instance, host, instance.secondary.flatMap { places[$0] })
        }
        return Cluster(hosts: nodes.map(host), vms: vms)
    }

    /// The limits of the file's policies, as far as `hbal` keeps to them.
    public var limits: ClusterLimits {
        var limits = ClusterLimits.htools
        let policy = policies.last { $0.owner == groups.first?.name } ?? nil
        if let policy {
            limits.cpuRatio = policy.cpuRatio
            limits.spindleRatio = policy.spindleRatio
        }
        return limits
    }

    /// The file with instances on the hosts that a cluster made of it has them on.
    public func placing(as cluster: Cluster) -> HtoolsFile {
        let places = Dictionary(cluster.vms.map { ($0.name, $0.host) }, uniquingKeysWith: { first, _ in first })
        var file = self
        for place in file.instances.indices {
            guard let host = places[file.instances[place].name] else { continue }
            file.instances[place].primary = cluster.hosts[host].name
        }
        for node in file.nodes.indices {
            let name = file.nodes[node].name
            func memory(_ instances: [Instance]) -> Int64 {
                instances.reduce(0) { $0 + ($1.primary == name && Self.runs($1) ? $1.memory : 0) }
            }
            file.nodes[node].size?.freeMemory += memory(instances) - memory(file.instances)
        }
        return file
    }

    private func host(_ node: Node) -> ClusterHost {
        let size = node.size ?? Size(memory: 0, usedMemory: 0, freeMemory: 0, disk: 0, freeDisk: 0, cpus: 0)
        var host = ClusterHost(
            id: Host.ID(UniqueID(naming: node.name)),
            name: node.name,
            memory: .mebibytes(size.memory),
            reserved: .mebibytes(size.usedMemory),
            cpus: Int(size.cpus)
        )
        host.freeMemory = .mebibytes(size.freeMemory)
        host.disk = .mebibytes(size.disk)
        host.freeDisk = .mebibytes(size.freeDisk)
        host.reservedCPUs = Int(node.usedCPUs)
        host.cpuSpeed = node.cpuSpeed
        host.spindles = Int(node.spindles)
        host.isOffline = node.size == nil || node.role == .offline
        host.locations = Set(node.tags.filter { tag in starts(tag, "htools:nlocation:") })
        host.migrationTags = Set(node.tags.filter { tag in starts(tag, "htools:migration:") })
        host.acceptedTags = host.migrationTags.union(
            words("htools:allowmigration:").compactMap { word in
                let parts = word.split(separator: "::", maxSplits: 1).map(String.init)
                return parts.count == 2 && host.migrationTags.contains(parts[1]) ? parts[0] : nil
            }
        )
        return host
    }

    private func vm(_ instance: Instance, _ host: Int, _ mirror: Int?) -> ClusterVM {
        var vm = ClusterVM(
            id: VM.ID(UniqueID(naming: instance.name)),
            name: instance.name,
            memory: .mebibytes(instance.memory),
            vcpus: Int(instance.vcpus),
            host: host
        )
        vm.disk = .mebibytes(instance.disk)
        vm.spindles = Int(instance.spindleUse)
        vm.power = Self.runs(instance) ? .running : instance.status == .offline ? .retired : .off
        vm.isRestarted = instance.isBalanced
        vm.apart = Set(instance.tags.filter { starts($0, "htools:iextags:") })
        vm.wishedLocations = Set(instance.tags.filter { starts($0, "htools:desiredlocation:") })
        if !instance.isBalanced { vm.stays = "its auto_balance is off" }
        switch instance.template {
        case .drbd: vm.storage = mirror.map { .mirrored(on: $0) } ?? .local
        case .plain: vm.storage = .local
        case .file, .diskless, .gluster, .sharedFile, .block, .rbd, .ext: vm.storage = .shared
        }
        if [.plain, .file, .diskless].contains(instance.template) { vm.stays = "its disks are on its host" }
        return vm
    }

    private static func runs(_ instance: Instance) -> Bool {
        instance.status == .running || instance.status == .errorUp
    }

    /// What the cluster's tags with a prefix say.
    private func words(_ prefix: String) -> [String] {
        tags.filter { $0.hasPrefix(prefix) && $0.count > prefix.count }.map { String($0.dropFirst(prefix.count)) }
    }

    /// Whether a tag is of a kind that the cluster's tags name.
    private func starts(_ tag: String, _ prefix: String) -> Bool {
        words(prefix).contains { prefix == "htools:iextags:" ? tag.hasPrefix($0) : tag.hasPrefix("\($0):") }
    }
}

extension Cluster {
    /// Sets the loads of VMs from a file as `hbal -U` reads it: a name and four figures a line.
    ///
    /// VMs that are not here are passed over, as they are there.
    /// - Throws: ``HtoolsError`` for a line of another form.
    public mutating func setLoads(_ text: String) throws(HtoolsError) {
        let places = Dictionary(vms.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.isEmpty { continue }
            let figures = words.dropFirst().compactMap { Double($0) }.filter { $0.isFinite && $0 >= 0 }
            guard words.count == 5, figures.count == 4 else {
                throw HtoolsError(
                    line: number + 1,
                    problem: "'\(line)'; a name and four numbers from 0 (cpu, memory, disk, network) are accepted"
                )
            }
            guard let place = places[String(words[0])] else { continue }
            vms[place].load = ClusterLoad(cpu: figures[0], memory: figures[1], disk: figures[2], network: figures[3])
        }
    }
}
