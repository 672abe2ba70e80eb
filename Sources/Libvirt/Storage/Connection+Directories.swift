internal import CLibvirt
internal import Glibc

extension Connection {
    /// The directory of that path on the host, as a storage pool whose target it is.
    ///
    /// An active pool of the path is taken as it is, and an inactive one is started. Where there is none a transient
    /// one is made, named by the path; it lasts until the host's daemon ends. A directory that is not there is an error
    /// of kind ``LibvirtError/Kind/notFound``, unless it is made. The C function is `virStoragePoolLookupByTargetPath`.
    ///
    /// - Parameters:
    ///   - path: An absolute path; links in it are not followed to find a pool.
    ///   - creating: Make the directory where it is not there and no active pool has it.
    public func directory(_ path: String, creating: Bool) throws(LibvirtError) -> StorageDirectory {
        guard let path = normalizedPath(path) else {
            let message = "'\(path)' is no absolute path"
            throw LibvirtError(code: .invalidArgument, function: "virStoragePoolLookupByTargetPath", message: message)
        }
        if let pool = try activePool(path) {
            return StorageDirectory(owning: pool, path: path, connection: self)
        }
        // Building makes the directory, and changes nothing in one that exists.
        let flags = creating ? VIR_STORAGE_POOL_CREATE_WITH_BUILD.rawValue : 0
        if let pool = try listedPool(path, VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE) {
            let directory = StorageDirectory(owning: pool, path: path, connection: self)
            _ = try withBuilding(flags) { flags throws(LibvirtError) in
                try call("virStoragePoolCreate") { virStoragePoolCreate(pool, flags) }
            }
            return directory
        }
        do {
            let xml = Self.poolXML(path)
            let pool = try withBuilding(flags) { flags throws(LibvirtError) in
                try call("virStoragePoolCreateXML") { virStoragePoolCreateXML(handle, xml, flags) }
            }
            return StorageDirectory(owning: pool, path: path, connection: self)
        } catch {
            // Someone else may have made it at the same moment.
            guard let pool = try activePool(path) else { throw error }
            return StorageDirectory(owning: pool, path: path, connection: self)
        }
    }

    /// The pool of that path that is active, owned by the caller.
    private func activePool(_ path: String) throws(LibvirtError) -> OpaquePointer? {
        do {
            return try call("virStoragePoolLookupByTargetPath") { virStoragePoolLookupByTargetPath(handle, path) }
        } catch  where error.code == .noStoragePool {
            return nil
        } catch  where error.kind == .unsupported {
            // The test driver has no such function.
            return try listedPool(path, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)
        }
    }

    /// Calls with the flags, and without them where the driver knows none, as the test driver.
    private func withBuilding<Result>(
        _ flags: UInt32,
        _ body: (UInt32) throws(LibvirtError) -> Result
    ) throws(LibvirtError) -> Result {
        do {
            return try body(flags)
        } catch  where flags != 0 && error.kind == .unsupported {
            return try body(0)
        }
    }

    /// The pool of that path and state by the pools' XML, owned by the caller.
    private func listedPool(
        _ path: String,
        _ state: virConnectListAllStoragePoolsFlags
    ) throws(LibvirtError) -> OpaquePointer? {
        var list: UnsafeMutablePointer<virStoragePoolPtr?>?
        let kinds = [
            state, VIR_CONNECT_LIST_STORAGE_POOLS_DIR, VIR_CONNECT_LIST_STORAGE_POOLS_FS,
            VIR_CONNECT_LIST_STORAGE_POOLS_NETFS,
        ]
        let flags = kinds.reduce(0) { $0 | $1.rawValue }
        let count = try call("virConnectListAllStoragePools") { virConnectListAllStoragePools(handle, &list, flags) }
        defer { free(list) }
        var found: OpaquePointer?
        for index in 0..<Int(count) {
            guard let pool = list?[index] else { continue }
            if found == nil, Self.targetPath(of: pool) == path {
                found = pool
            } else {
                virStoragePoolFree(pool)
            }
        }
        return found
    }

    /// The path that a pool's XML tells; `nil` where it has none, or the pool went meanwhile.
    private static func targetPath(of pool: OpaquePointer) -> String? {
        let function = "virStoragePoolGetXMLDesc"
        guard
            let xml = try? callText(function, { virStoragePoolGetXMLDesc(pool, 0) }),
            let path = try? XMLElements(xml, from: function).text("pool/target/path")
        else { return nil }
        return normalizedPath(path)
    }

    private static func poolXML(_ path: String) -> String {
        """
        <pool type='dir'>
          <name>baadal-\(stableHash(path))</name>
          <target><path>\(path.escapedForXML)</path></target>
        </pool>
        """
    }
}

/// An absolute path without needless slashes; `nil` for any other text.
func normalizedPath(_ path: String) -> String? {
    guard path.utf8.first == UInt8(ascii: "/") else { return nil }
    return "/" + path.split(separator: "/").joined(separator: "/")
}

/// Sixteen hexadecimal digits that are the same for the same text in every process (64-bit FNV-1a).
private func stableHash(_ text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
