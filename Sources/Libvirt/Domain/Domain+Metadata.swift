internal import CLibvirt

extension Domain {
    /// The metadata element of a namespace, as XML; `nil` where the domain has none.
    ///
    /// What is read is the running guest's if there is one, else the definition's.
    public func metadata(namespace: String) throws(LibvirtError) -> String? {
        let type = Int32(bitPattern: VIR_DOMAIN_METADATA_ELEMENT.rawValue)
        do {
            return try callText("virDomainGetMetadata") { virDomainGetMetadata(handle, type, namespace, 0) }
        } catch  where error.code == .noDomainMetadata {
            return nil
        }
    }

    /// Sets the metadata element of a namespace, or removes it.
    ///
    /// It is set wherever the domain has a place for it: in the running guest, in the definition, or in both. A
    /// transient domain has only the former.
    ///
    /// - Parameters:
    ///   - element: One XML element without a prefix, such as `<cloud id="1"/>`; `nil` removes it.
    ///   - key: The prefix that libvirt writes the element with.
    ///   - namespace: The URI that the element belongs to.
    public func setMetadata(_ element: String?, key: String, namespace: String) throws(LibvirtError) {
        let type = Int32(bitPattern: VIR_DOMAIN_METADATA_ELEMENT.rawValue)
        let live = try isActive() ? VIR_DOMAIN_AFFECT_LIVE.rawValue : 0
        let stored = try isPersistent() ? VIR_DOMAIN_AFFECT_CONFIG.rawValue : 0
        do {
            try call("virDomainSetMetadata") {
                virDomainSetMetadata(handle, type, element, key, namespace, live | stored)
            }
        } catch  where element == nil && error.code == .noDomainMetadata {
            return
        }
    }
}
