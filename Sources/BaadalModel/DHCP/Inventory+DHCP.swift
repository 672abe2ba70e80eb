extension Inventory {
    /// All addresses that the DHCP server is to give out: those that VMs hold, each by the name of its VM.
    ///
    /// - Throws: ``CloudError/taken(what:value:)`` where names of VMs come to the same.
    public func dhcpPlan() throws(CloudError) -> DHCPPlan {
        try DHCPPlan(
            held: catalog.privateAddresses.compactMap { row in
                guard let holder = row.holder else { return nil }
                let record = records[holder]
                // A VM that changes its network holds two for a while: the name goes with the one that it has.
                return (record?.address == row.address ? record?.identity : nil, row.mac, row.address)
            }
        )
    }
}
