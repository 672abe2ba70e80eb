internal import XML

extension DomainXML {
    /// Adds a device by its XML, for hosts that cannot be told to plug one in.
    public mutating func plug(_ device: String) throws(CloudError) {
        let element = try Self.device(device)
        root.set("devices") { $0.append(element) }
    }

    /// Takes out the device that has the target, or else the hardware address, of one given by its XML.
    public mutating func unplug(_ device: String) throws(CloudError) {
        let element = try Self.device(device)
        let (target, mac) = (element.at("target")?["dev"], element.at("mac")?["address"])
        root.set("devices") { devices in
            devices.removeAll { other in
                guard other.name == element.name else { return false }
                if let mac { return other.at("mac")?["address"] == mac }
                return target != nil && other.at("target")?["dev"] == target
            }
        }
    }

    private static func device(_ text: String) throws(CloudError) -> XMLElement {
        do { return try XMLElement(parsing: text) } catch { throw .refused("a device's XML cannot be read: \(error)") }
    }

    /// The XML of its screen with another password, to be given to a guest that runs; `nil` where it has none.
    ///
    /// - Parameter end: When the password stops to be accepted; `nil` for never.
    public func screenDevice(password: String, until end: Timestamp?) -> String? {
        guard var graphics = devices.all("graphics").first(where: { $0["type"] == "vnc" }) else { return nil }
        graphics["passwd"] = password
        graphics["passwdValidTo"] = end.map { String($0.iso8601.dropLast()) }
        return graphics.description
    }

    /// Until when the password that its screen asks for now is accepted, as `2026-11-27T21:31:48`.
    ///
    /// `nil` for one without an end, as that of a definition.
    public var screenEnd: String? { devices.all("graphics").first { $0["type"] == "vnc" }?["passwdValidTo"] }
}
