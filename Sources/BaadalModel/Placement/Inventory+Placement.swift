extension Inventory {
    /// What a place for a VM must be like: its size and group, and hosts that see its disks.
    ///
    /// - Parameter moving: Whether the host that it is on is out of the question.
    public func placementWish(for vm: VM, moving: Bool = false) -> PlacementWish {
        let record = records[vm.id]
        var excluded: [Host.ID: String] = [:]
        let stores = Set(disks.values.lazy.filter { $0.vm == vm.id }.map(\.datastore))
        for store in catalog.datastores where stores.contains(store.id) {
            for host in hosts.keys where !store.hosts.contains(host) && excluded[host] == nil {
                excluded[host] = "it does not see datastore '\(store.name)'"
            }
        }
        if moving, let host = vm.host { excluded[host] = "it is there already" }
        return PlacementWish(
            memory: vm.memory,
            vcpus: vm.vcpus,
            excluded: excluded,
            group: record?.group,
            present: vm.host
        )
    }
}
