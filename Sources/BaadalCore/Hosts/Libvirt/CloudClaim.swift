internal import BaadalModel
internal import Libvirt

/// The mark that a cloud leaves in a domain's libvirt metadata: `<cloud uuid="…" name="…"/>`.
enum CloudClaim {
    static let namespace = "urn:baadal:cloud"
    private static let prefix = "baadal"

    /// Whose the domain is.
    static func read(from domain: borrowing Domain, for cloud: CloudInfo) throws -> VM.Claim {
        guard let element = try domain.metadata(namespace: namespace) else { return .none }
        return claim((try? DomainDevices.Metadata(xml: element))?.attributes, for: cloud)
    }

    /// Whose the domain is, as its XML says.
    static func read(from devices: DomainDevices, for cloud: CloudInfo) -> VM.Claim {
        guard let mark = devices.metadata.first(where: { $0.namespace == namespace }) else { return .none }
        return claim(mark.attributes, for: cloud)
    }

    /// Marks the domain as the cloud's.
    static func write(to domain: borrowing Domain, for cloud: CloudInfo) throws {
        let element = "<cloud uuid='\(cloud.uuid)' name='\(escaped(cloud.name))'/>"
        try domain.setMetadata(element, key: prefix, namespace: namespace)
    }

    /// A mark that cannot be read is somebody else's: better refused than overwritten.
    private static func claim(_ attributes: [String: String]?, for cloud: CloudInfo) -> VM.Claim {
        guard let uuid = attributes?["uuid"].flatMap({ UniqueID($0) }) else {
            return .other(name: "unknown", cloud: UniqueID(high: 0, low: 0))
        }
        return uuid == cloud.uuid ? .ours : .other(name: attributes?["name"] ?? "\(uuid)", cloud: uuid)
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case "'": result += "&apos;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
