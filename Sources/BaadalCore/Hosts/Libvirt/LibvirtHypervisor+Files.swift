internal import BaadalModel
internal import Glibc
internal import Libvirt

extension LibvirtHypervisor {
    func file(_ path: String) async throws -> FileSight? {
        try await act { [share] connection in
            if let own = try Self.file(path, on: connection) { return own }
            return try share?.others(than: connection).lazy.compactMap { try Self.file(path, on: $0) }.first
        }
    }

    private static func file(_ path: String, on connection: Connection) throws -> FileSight? {
        let place = FilePlace(path)
        do {
            let folder = try connection.directory(place.folder, creating: false)
            return try patiently { () throws(LibvirtError) in try folder.file(place.name) }.map(FileSight.init)
        } catch let error as LibvirtError where error.kind == .notFound {
            return nil
        }
    }

    func files(in folder: String) async throws -> [FileSight]? {
        try await act { [share] connection in
            guard var files = try Self.files(in: folder, on: connection) else { return nil }
            for other in share?.others(than: connection) ?? [] {
                let more = try Self.files(in: folder, on: other) ?? []
                files += more.filter { file in !files.contains { $0.path == file.path } }
            }
            return files
        }
    }

    private static func files(in folder: String, on connection: Connection) throws -> [FileSight]? {
        do {
            let folder = try connection.directory(folder, creating: false)
            return try patiently { () throws(LibvirtError) in try folder.files() }.map(FileSight.init)
        } catch let error as LibvirtError where error.kind == .notFound {
            return nil
        }
    }

    func createFile(_ file: FileSight) async throws {
        let place = FilePlace(file.path)
        try await actLong { connection in
            let folder = try connection.directory(place.folder, creating: true)
            try Self.patiently { () throws(LibvirtError) in
                try folder.create(
                    place.name,
                    format: file.format,
                    capacity: UInt64(file.size.count),
                    backing: file.backing.map { ($0, file.backingFormat) }
                )
            }
        }
    }

    func copyFile(_ source: String, to file: FileSight) async throws {
        // The demo's files have no content: a copy of what another host has is one of that size.
        if share != nil, let there = try await foreign(source) {
            var copy = file
            copy.size = max(file.size, there.size)
            return try await createFile(copy)
        }
        let place = FilePlace(file.path)
        try await actLong { connection in
            let folder = try connection.directory(place.folder, creating: true)
            try Self.patiently { () throws(LibvirtError) in
                try folder.copy(from: source, to: place.name, format: file.format, capacity: UInt64(file.size.count))
            }
        }
    }

    /// A file that only other hosts of the demo have; `nil` where this one has it, or none.
    private func foreign(_ path: String) async throws -> FileSight? {
        try await act { [share] connection in
            guard try Self.file(path, on: connection) == nil else { return nil }
            return try share?.others(than: connection).lazy.compactMap { try Self.file(path, on: $0) }.first
        }
    }

    func deleteFile(_ path: String) async throws {
        try await actLong { [share] connection in
            for host in [connection] + (share?.others(than: connection) ?? []) { try Self.delete(path, on: host) }
        }
    }

    private static func delete(_ path: String, on connection: Connection) throws {
        let place = FilePlace(path)
        do {
            let folder = try connection.directory(place.folder, creating: false)
            try patiently { () throws(LibvirtError) in _ = try folder.delete(place.name) }
        } catch let error as LibvirtError where error.kind == .notFound {
            return
        }
    }

    func resizeFile(_ path: String, to size: Bytes) async throws {
        let place = FilePlace(path)
        try await actLong { connection in
            let folder = try connection.directory(place.folder, creating: false)
            try Self.patiently { () throws(LibvirtError) in try folder.resize(place.name, to: UInt64(size.count)) }
        }
    }

    func space(of folder: String) async throws -> Bytes? {
        try await act { connection in
            do {
                let found = try connection.directory(folder, creating: false)
                return try Self.patiently { () throws(LibvirtError) in
                    try found.refresh()
                    return Bytes(Int64(clamping: try found.space().available))
                }
            } catch let error as LibvirtError where error.kind == .notFound {
                return nil
            }
        }
    }

    /// Tries again while a file is being copied in the folder: the host does not look at it meanwhile.
    ///
    /// It blocks the queue of this one call, whose deadline ends the wait for its caller.
    private static func patiently<Value>(_ body: () throws(LibvirtError) -> Value) throws -> Value {
        for _ in 0..<9000 {
            do {
                return try body()
            } catch {
                guard error.kind == .busy else { throw error }
                usleep(200_000)
            }
        }
        return try body()
    }
}

/// A path as folder and name.
struct FilePlace: Hashable {
    var folder: String
    var name: String

    init(_ path: String) {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        folder = String(path[..<slash])
        name = String(path[slash...].dropFirst())
    }
}

extension FileSight {
    fileprivate init(_ file: StorageFile) {
        self.init(
            path: file.path,
            format: file.format ?? "raw",
            size: Bytes(Int64(clamping: file.capacity)),
            taken: Bytes(Int64(clamping: file.allocation)),
            backing: file.backing
        )
    }
}
