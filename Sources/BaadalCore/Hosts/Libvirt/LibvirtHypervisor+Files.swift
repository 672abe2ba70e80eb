internal import BaadalModel
internal import Libvirt

extension LibvirtHypervisor {
    func file(_ path: String) async throws -> FileSight? {
        try await patiently { [share] connection in
            if let own = try Self.file(path, on: connection) { return own }
            return try share?.others(than: connection).lazy.compactMap { try Self.file(path, on: $0) }.first
        }
    }

    private static func file(_ path: String, on connection: Connection) throws -> FileSight? {
        let place = FilePlace(path)
        return try unlessMissing {
            try connection.directory(place.folder, creating: false).file(place.name).map(FileSight.init)
        }
    }

    func files(in folder: String) async throws -> [FileSight]? {
        try await patiently { [share] connection in
            guard var files = try Self.files(in: folder, on: connection) else { return nil }
            for other in share?.others(than: connection) ?? [] {
                let more = try Self.files(in: folder, on: other) ?? []
                files += more.filter { file in !files.contains { $0.path == file.path } }
            }
            return files
        }
    }

    private static func files(in folder: String, on connection: Connection) throws -> [FileSight]? {
        try unlessMissing { try connection.directory(folder, creating: false).files().map(FileSight.init) }
    }

    func createFile(_ file: FileSight) async throws {
        let place = FilePlace(file.path)
        try await patiently(within: longDeadline) { connection in
            try connection.directory(place.folder, creating: true).create(
                place.name,
                format: file.format,
                capacity: UInt64(file.size.count),
                backing: file.backing.map { ($0, file.backingFormat) }
            )
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
        // A large image takes its time: one that comes at a mebibyte a second is still a copy, and no failure.
        let size = try await self.file(source)?.taken ?? file.size
        try await patiently(within: longDeadline + .seconds(size.count >> 20)) { connection in
            try connection.directory(place.folder, creating: true)
                .copy(from: source, to: place.name, format: file.format, capacity: UInt64(file.size.count))
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
        let place = FilePlace(path)
        try await patiently(within: longDeadline) { [share] connection in
            for host in [connection] + (share?.others(than: connection) ?? []) {
                _ = try Self.unlessMissing { try host.directory(place.folder, creating: false).delete(place.name) }
            }
        }
    }

    func resizeFile(_ path: String, to size: Bytes) async throws {
        let place = FilePlace(path)
        try await patiently(within: longDeadline) { connection in
            try connection.directory(place.folder, creating: false).resize(place.name, to: UInt64(size.count))
        }
    }

    func space(of folder: String) async throws -> Bytes? {
        try await patiently { connection in
            try Self.unlessMissing {
                let found = try connection.directory(folder, creating: false)
                try found.refresh()
                return Bytes(Int64(clamping: try found.space().available))
            }
        }
    }

    /// Tries again while a file is being made in the folder: libvirt does not look at it meanwhile.
    ///
    /// - Parameter deadline: How long one call may take; `nil` for that of a call that moves no data. The waiting does not
    ///   count, and holds up no thread.
    /// - Throws: ``LibvirtError`` of the kind *busy* where the folder has been so for as long as a task may take.
    private func patiently<Value: Sendable>(
        within deadline: Duration? = nil,
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        let end = ContinuousClock.now + longDeadline
        while true {
            do {
                return try await act(within: deadline, body)
            } catch let error as LibvirtError where error.kind == .busy && ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private static func unlessMissing<Value>(_ body: () throws -> Value?) throws -> Value? {
        do {
            return try body()
        } catch let error as LibvirtError where error.kind == .notFound {
            return nil
        }
    }
}

/// A path as folder and name.
struct FilePlace: Hashable {
    var folder: String
    var name: String

    /// A path without empty parts, `.` and `..`, so that two spellings of one are alike.
    static func plain(_ path: String) -> String {
        guard path.first == "/" else { return path }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

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
            backing: file.backing.map(FilePlace.plain)
        )
    }
}
