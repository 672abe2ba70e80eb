extension PlacementWish {
    /// What a place for a VM must be like: its size and group, hosts that see its disks and, where it moves, that the
    /// other hosts reach.
    ///
    /// - Parameters:
    ///   - disks: The disks of the VM; those of others are passed over.
    ///   - moving: Whether the host that it is on is out of the question.
    public init(
        for vm: VM,
        record: VMRecord?,
        disks: some Sequence<Disk>,
        stores: [Datastore],
        hosts: some Sequence<Host>,
        moving: Bool
    ) {
        let needed = Set(disks.lazy.filter { $0.vm == vm.id }.map(\.datastore))
        let stores = stores.filter { needed.contains($0.id) }
        var excluded: [Host.ID: String] = [:]
        for host in hosts {
            if moving, host.id == vm.host {
                excluded[host.id] = "it is there already"
            } else if let blind = stores.first(where: { !$0.hosts.contains(host.id) }) {
                excluded[host.id] = "it does not see datastore '\(blind.name)'"
            } else if moving, vm.state.isActive, !host.isReachedByHosts {
                excluded[host.id] = "other hosts do not reach it by \(host.uri)"
            }
        }
        self.init(
            memory: vm.memory,
            vcpus: vm.vcpus,
            excluded: excluded,
            group: record?.group,
            present: moving ? nil : vm.host
        )
    }

    /// The same with all hosts but one out of the question; without one as it is.
    public func only(_ host: Host.ID?, among hosts: [HostCapacity]) -> PlacementWish {
        guard let host else { return self }
        var wish = self
        for other in hosts where other.host != host { wish.excluded[other.host] = "another host was chosen" }
        return wish
    }
}

extension Inventory {
    /// What a place for a VM must be like.
    ///
    /// - Parameter moving: Whether the host that it is on is out of the question.
    public func placementWish(for vm: VM, moving: Bool = false) -> PlacementWish {
        PlacementWish(
            for: vm,
            record: records[vm.id],
            disks: disks.values,
            stores: catalog.datastores,
            hosts: hosts.values,
            moving: moving
        )
    }
}

extension HostChoice {
    /// What speaks against each host, at most eight, or against the one that was wanted.
    public func reasons(for wanted: Host.ID? = nil) -> [String] {
        let told = wanted.map { wanted in verdicts.filter { $0.host == wanted } } ?? verdicts
        return told.prefix(8).map { "\($0.name): \($0.refusal ?? "it fits")" }
    }
}
