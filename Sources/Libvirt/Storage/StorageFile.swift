internal import CLibvirt

/// A file of a directory on a host.
public struct StorageFile: Hashable, Sendable {
    /// The name in its directory.
    public var name: String
    /// The path on the host.
    public var path: String
    /// The format by its content, such as `qcow2` or `raw`; `nil` where the host does not say.
    public var format: String?
    /// The bytes that a guest sees.
    public var capacity: UInt64
    /// The bytes that it takes on the host.
    public var allocation: UInt64
    /// The path of the file that holds what was not written; `nil` where it stands alone.
    public var backing: String?
}

/// A reference to a volume of a pool.
struct StorageVolume: ~Copyable {
    let handle: OpaquePointer

    /// Takes over a reference that the caller owns.
    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { virStorageVolFree(handle) }

    /// Reads it anew; `nil` where it is a directory.
    func file() throws(LibvirtError) -> StorageFile? {
        let function = "virStorageVolGetXMLDesc"
        let xml = try callText(function) { virStorageVolGetXMLDesc(handle, 0) }
        let elements = try XMLElements(xml, from: function)
        let type = elements.attribute("volume", "type") ?? "file"
        guard type == "file" || type == "block" else { return nil }
        var info = virStorageVolInfo()
        try call("virStorageVolGetInfo") { virStorageVolGetInfo(handle, &info) }
        return StorageFile(
            name: elements.text("volume/name") ?? "",
            path: elements.text("volume/target/path") ?? "",
            format: elements.attribute("volume/target/format", "type"),
            capacity: info.capacity,
            allocation: info.allocation,
            backing: elements.text("volume/backingStore/path")
        )
    }

    /// Lets its capacity grow.
    func resize(to capacity: UInt64) throws(LibvirtError) {
        try call("virStorageVolResize") { virStorageVolResize(handle, capacity, 0) }
    }
}
