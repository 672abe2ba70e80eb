internal import CLibvirt

/// What a change of a domain's configuration is made to.
public struct DomainAffect: OptionSet, Hashable, Sendable {
    /// libvirt's `virDomainModificationImpact`.
    public let rawValue: UInt32

    /// Parts by libvirt's bits for them.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The running guest; a domain that is off is refused.
    public static let live = DomainAffect(rawValue: VIR_DOMAIN_AFFECT_LIVE.rawValue)
    /// The definition for the next start; a transient domain is refused.
    public static let config = DomainAffect(rawValue: VIR_DOMAIN_AFFECT_CONFIG.rawValue)
}

extension Domain {
    /// Adds a device.
    ///
    /// The C function is `virDomainAttachDeviceFlags`.
    ///
    /// - Parameters:
    ///   - xml: The device's element, such as `disk`.
    ///   - affecting: What is changed; empty for what the domain is now.
    public func attachDevice(xml: String, affecting: DomainAffect) throws(LibvirtError) {
        try call("virDomainAttachDeviceFlags") { virDomainAttachDeviceFlags(handle, xml, affecting.rawValue) }
    }

    /// Takes a device away.
    ///
    /// A running guest has to let it go, so it may be there for a while after this returns; the domain's XML tells. A
    /// device that is not there is an error of kind ``LibvirtError/Kind/notFound``. The C function is
    /// `virDomainDetachDeviceFlags`.
    ///
    /// - Parameters:
    ///   - xml: The device's element, as the domain's XML has it.
    ///   - affecting: What is changed; empty for what the domain is now.
    public func detachDevice(xml: String, affecting: DomainAffect) throws(LibvirtError) {
        try call("virDomainDetachDeviceFlags") { virDomainDetachDeviceFlags(handle, xml, affecting.rawValue) }
    }

    /// Changes a device that is there, such as the medium in a drive or the network of an interface.
    ///
    /// The C function is `virDomainUpdateDeviceFlags`.
    ///
    /// - Parameters:
    ///   - xml: The device's whole element, with the change.
    ///   - affecting: What is changed; empty for what the domain is now.
    public func updateDevice(xml: String, affecting: DomainAffect) throws(LibvirtError) {
        try call("virDomainUpdateDeviceFlags") { virDomainUpdateDeviceFlags(handle, xml, affecting.rawValue) }
    }

    /// Gives a disk of a running guest another size.
    ///
    /// The C function is `virDomainBlockResize`.
    ///
    /// - Parameters:
    ///   - disk: The target, such as `vda`, or the path of its file.
    ///   - capacity: The bytes that the guest sees from then on; fewer than before destroys what is behind.
    public func resizeDisk(_ disk: String, to capacity: UInt64) throws(LibvirtError) {
        try call("virDomainBlockResize") {
            virDomainBlockResize(handle, disk, capacity, VIR_DOMAIN_BLOCK_RESIZE_BYTES.rawValue)
        }
    }

    /// How large a disk is: the bytes that the guest sees, those that are written, and the size of the file.
    ///
    /// The C function is `virDomainGetBlockInfo`.
    ///
    /// - Parameter disk: The target, such as `vda`, or the path of its file.
    public func blockInfo(
        _ disk: String
    ) throws(LibvirtError) -> (capacity: UInt64, allocation: UInt64, physical: UInt64) {
        var info = virDomainBlockInfo()
        try call("virDomainGetBlockInfo") { virDomainGetBlockInfo(handle, disk, &info, 0) }
        return (info.capacity, info.allocation, info.physical)
    }
}
