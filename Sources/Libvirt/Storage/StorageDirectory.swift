internal import CLibvirt
internal import Glibc

/// A directory of a host, through the storage pool whose target it is.
///
/// It owns its handle and keeps the connection open. Names are those of files directly in it. Every call may block like
/// those of ``Connection``. It is safe to send: libvirt's pool handles may be used by any thread, and this one never
/// changes.
public struct StorageDirectory: ~Copyable, @unchecked Sendable {
    /// The path on the host, without needless slashes.
    public let path: String

    let pool: OpaquePointer
    let connection: Connection

    /// Takes over a reference that the caller owns.
    init(owning pool: OpaquePointer, path: String, connection: Connection) {
        self.pool = pool
        self.path = path
        self.connection = connection
    }

    deinit { virStoragePoolFree(pool) }

    /// Makes the host look which files there are and how much space is left.
    ///
    /// While a file is being created or copied in the directory it is refused with an error of kind
    /// ``LibvirtError/Kind/busy``. Where the directory is gone, the host stops the pool. The C function is
    /// `virStoragePoolRefresh`.
    public func refresh() throws(LibvirtError) {
        try call("virStoragePoolRefresh") { virStoragePoolRefresh(pool, 0) }
    }

    /// The bytes of the file system that the directory is on, and those still free, as of the last refresh.
    ///
    /// The C function is `virStoragePoolGetInfo`.
    public func space() throws(LibvirtError) -> (capacity: UInt64, available: UInt64) {
        var info = virStoragePoolInfo()
        try call("virStoragePoolGetInfo") { virStoragePoolGetInfo(pool, &info) }
        return (info.capacity, info.available)
    }

    /// The files of the directory, in no particular order, after a refresh.
    ///
    /// Each takes one exchange with the host, which opens it to see its format. Directories are left out, as are files
    /// that go meanwhile. The C function is `virStoragePoolListAllVolumes`.
    public func files() throws(LibvirtError) -> [StorageFile] {
        try refresh()
        var list: UnsafeMutablePointer<virStorageVolPtr?>?
        let count = try call("virStoragePoolListAllVolumes") { virStoragePoolListAllVolumes(pool, &list, 0) }
        defer { free(list) }
        var files: [StorageFile] = []
        var failure: LibvirtError?
        for index in 0..<Int(count) {
            guard let handle = list?[index] else { continue }
            let volume = StorageVolume(owning: handle)
            do {
                if let file = try volume.file() { files.append(file) }
            } catch  where error.kind == .notFound {
                continue
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return files
    }

    /// The file of that name; `nil` where it is not there.
    ///
    /// It is read anew. The directory is refreshed only where the host does not know the name yet. The C function is
    /// `virStorageVolLookupByName`.
    public func file(_ name: String) throws(LibvirtError) -> StorageFile? {
        do {
            return try volume(name)?.file()
        } catch  where error.kind == .notFound {
            // It was removed without libvirt, which has to forget it.
            try refresh()
            return nil
        }
    }

    /// The volume of that name; `nil` where the host does not have it, also after a refresh.
    func volume(_ name: String) throws(LibvirtError) -> StorageVolume? {
        if let known = try knownVolume(name) { return known }
        try refresh()
        return try knownVolume(name)
    }

    private func knownVolume(_ name: String) throws(LibvirtError) -> StorageVolume? {
        do {
            let function = "virStorageVolLookupByName"
            return StorageVolume(owning: try call(function) { virStorageVolLookupByName(pool, name) })
        } catch  where error.code == .noStorageVol {
            return nil
        }
    }
}
