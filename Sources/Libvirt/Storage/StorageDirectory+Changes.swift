internal import CLibvirt

extension StorageDirectory {
    /// Creates a file that takes no space until it is written to.
    ///
    /// A name that is there already is an error of kind ``LibvirtError/Kind/exists``; the directory is refreshed first
    /// so that the host knows all names. The C function is `virStorageVolCreateXML`.
    ///
    /// - Parameters:
    ///   - name: The name in the directory.
    ///   - format: `qcow2` or `raw`.
    ///   - capacity: The bytes that a guest sees.
    ///   - backing: The file, and its format, that holds what was not written; for `qcow2` only.
    public func create(
        _ name: String,
        format: String,
        capacity: UInt64,
        backing: (path: String, format: String)? = nil
    ) throws(LibvirtError) {
        try refresh()
        let xml = volumeXML(name, format: format, capacity: capacity, backing: backing)
        _ = StorageVolume(owning: try call("virStorageVolCreateXML") { virStorageVolCreateXML(pool, xml, 0) })
    }

    /// Copies a file of the host's, whole, to a new one that needs no backing file.
    ///
    /// The source may be in any directory of the host, but nothing may write to it meanwhile. It is read in the format
    /// that its content tells. It returns once all is copied; a name that is there already is an error of kind
    /// ``LibvirtError/Kind/exists``. The C function is `virStorageVolCreateXMLFrom`.
    ///
    /// - Parameters:
    ///   - source: The absolute path of the file to copy.
    ///   - name: The name of the copy in this directory.
    ///   - format: The copy's format, `qcow2` or `raw`.
    ///   - capacity: The bytes that a guest sees; `nil`, or fewer than the source's, for as many as there.
    public func copy(
        from source: String,
        to name: String,
        format: String,
        capacity: UInt64? = nil
    ) throws(LibvirtError) {
        let function = "virStorageVolCreateXMLFrom"
        guard let source = normalizedPath(source), let slash = source.lastIndex(of: "/") else {
            throw LibvirtError(code: .invalidArgument, function: function, message: "'\(source)' is no absolute path")
        }
        let folder = try connection.directory(
            slash == source.startIndex ? "/" : String(source[..<slash]),
            creating: false
        )
        try folder.refresh()
        if folder.path != path { try refresh() }
        let original = String(source[source.index(after: slash)...])
        guard let volume = try folder.volume(original), let file = try volume.file() else {
            throw LibvirtError(code: .noStorageVol, function: function, message: "no file '\(source)' on the host")
        }
        let xml = volumeXML(name, format: format, capacity: file.capacity, backing: nil)
        let copy = StorageVolume(
            owning: try call(function) { virStorageVolCreateXMLFrom(pool, xml, volume.handle, 0) }
        )
        guard let capacity, capacity > file.capacity else { return }
        do {
            try copy.resize(to: capacity)
        } catch {
            virStorageVolDelete(copy.handle, 0)
            throw error
        }
    }

    /// Removes a file.
    ///
    /// The C function is `virStorageVolDelete`.
    ///
    /// - Returns: False where the host knew none of that name, also after a refresh.
    @discardableResult
    public func delete(_ name: String) throws(LibvirtError) -> Bool {
        guard let volume = try volume(name) else { return false }
        do {
            try call("virStorageVolDelete") { virStorageVolDelete(volume.handle, 0) }
            return true
        } catch  where error.kind == .notFound {
            try refresh()
            return false
        }
    }

    /// Gives a file that no guest uses another capacity, which may only grow.
    ///
    /// For a running guest use ``Domain/resizeDisk(_:to:)``. The C function is `virStorageVolResize`.
    public func resize(_ name: String, to capacity: UInt64) throws(LibvirtError) {
        guard let volume = try volume(name) else {
            let message = "no file '\(name)' in '\(path)'"
            throw LibvirtError(code: .noStorageVol, function: "virStorageVolResize", message: message)
        }
        try volume.resize(to: capacity)
    }

    private func volumeXML(
        _ name: String,
        format: String,
        capacity: UInt64,
        backing: (path: String, format: String)?
    ) -> String {
        var xml = "<volume type='file'><name>\(name.escapedForXML)</name>"
        xml += "<capacity unit='bytes'>\(capacity)</capacity><allocation unit='bytes'>0</allocation>"
        // Without it libvirt writes qcow2 as QEMU did before 1.1, which cannot be resized once it has snapshots.
        let version = format == "qcow2" ? "<compat>1.1</compat>" : ""
        xml += "<target><format type='\(format.escapedForXML)'/>\(version)</target>"
        if let backing {
            xml += "<backingStore><path>\(backing.path.escapedForXML)</path>"
            xml += "<format type='\(backing.format.escapedForXML)'/></backingStore>"
        }
        return xml + "</volume>"
    }
}
