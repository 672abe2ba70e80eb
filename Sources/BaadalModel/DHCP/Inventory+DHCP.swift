extension Inventory {
    /// All addresses that the DHCP server is to give out: those that VMs hold, each by the name of its VM.
    ///
    /// - Throws: ``CloudError/taken(what:value:)`` where names of VMs come to the same.
    public func dhcpPlan() throws(CloudError) -> DHCPPlan {
        var reservations: [DHCPReservation] = []
        for row in catalog.privateAddresses {
            guard let holder = row.holder else { continue }
            let record = records[holder]
            // A VM that changes its network holds two for a while: the name goes with the one that it has.
            let name = record?.address == row.address ? record?.identity : nil
            // A name that the server could take for something else is left out; the address counts.
            if let named = try? DHCPReservation(name: name, mac: row.mac, address: row.address) {
                reservations.append(named)
            } else {
                reservations.append(try DHCPReservation(mac: row.mac, address: row.address))
            }
        }
        return try DHCPPlan(reservations)
    }
}
