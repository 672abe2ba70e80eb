internal import CRRD
internal import Glibc

/// The identity of an opened file, so that a replaced or cut one is not taken for it.
struct RRDIdentity: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64
    var size: Int64

    /// The identity of what a path leads to; `nil`, with `errno` set, where it leads nowhere or not to a regular file.
    init?(_ path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        self.init(facts)
    }

    /// The identity of what was looked at; `nil` for anything but a regular file.
    init?(_ facts: stat) {
        guard facts.st_mode & S_IFMT == S_IFREG else {
            errno = EINVAL
            return nil
        }
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        size = Int64(facts.st_size)
    }
}

/// The header of a file, read and checked without librrd.
///
/// librrd maps a file and trusts its numbers: a step of 0 or a row pointer past its archive ends the process.
struct RRDHeader {
    var identity: RRDIdentity
    var info: RRDInfo

    /// Reads a file that must be regular; a FIFO or a device is never opened.
    init(path: String) throws(RRDError) {
        func refused(_ reason: String) -> RRDError {
            RRDError(.notRRD, function: "read", path: path, message: "not a usable RRD file: \(reason)")
        }
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .system("stat", path: path) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw refused("it is \(kindOfFile(facts.st_mode))") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system("open", path: path) }
        defer { close(descriptor) }
        guard fstat(descriptor, &facts) == 0, let identity = RRDIdentity(facts) else {
            throw refused("it changed while it was opened")
        }
        self.identity = identity
        guard let head = read(descriptor, at: 0, count: Layout.head), let shape = Shape(head) else {
            throw refused(identity.size == 0 ? "it is empty" : "it does not begin with an RRD header")
        }
        guard shape.isSane, let rest = read(descriptor, at: 0, count: shape.headerSize) else {
            throw refused("the header is cut or impossible")
        }
        let info = shape.info(rest)
        guard let size = shape.fileSize(info.archives), shape.areRowPointersInside(info.archives, rest) else {
            throw refused("the header is impossible")
        }
        guard identity.size >= size else {
            throw refused("it is cut, \(identity.size) bytes of \(size)")
        }
        self.info = info
    }
}

/// Up to `count` bytes of a file; `nil` where it has fewer.
private func read(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
    }
    return bytes.count == count ? bytes : nil
}

private func kindOfFile(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a directory"
    case S_IFIFO: "a FIFO"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "not a regular file"
    }
}

/// Sizes of the structures of `rrd_format.h`, as the file has them in this order.
private enum Layout {
    static let head = MemoryLayout<stat_head_t>.size
    static let source = MemoryLayout<ds_def_t>.size
    static let archive = MemoryLayout<rra_def_t>.size
    static let primary = MemoryLayout<pdp_prep_t>.size
    static let consolidated = MemoryLayout<cdp_prep_t>.size
    static let pointer = MemoryLayout<rra_ptr_t>.size
}

/// The counts that give every later place in the header.
private struct Shape {
    var version: Int
    var sources: UInt
    var archives: UInt
    var step: UInt

    /// The counts in the first bytes of a file; `nil` where they are not those of an RRD of this architecture.
    init?(_ bytes: [UInt8]) {
        let head = bytes.withUnsafeBytes { $0.loadUnaligned(as: stat_head_t.self) }
        guard bytes.starts(with: [0x52, 0x52, 0x44, 0]), head.float_cookie == 8.642135E130 else { return nil }
        guard let version = Int(text(bytes, at: 4, limit: 5)), (1...5).contains(version) else { return nil }
        self.version = version
        sources = UInt(head.ds_cnt)
        archives = UInt(head.rra_cnt)
        step = UInt(head.pdp_step)
    }

    /// False for counts that no file of ours or of a monitoring program has, and for which sizes would overflow.
    var isSane: Bool {
        (1...4096).contains(sources) && (1...4096).contains(archives) && (1...UInt(Int32.max)).contains(step)
    }

    var liveHead: Int { version < 3 ? MemoryLayout<time_t>.size : MemoryLayout<live_head_t>.size }
    var archivesStart: Int { Layout.head + Int(sources) * Layout.source }
    var pointersStart: Int {
        archivesStart + Int(archives) * Layout.archive + liveHead + Int(sources) * Layout.primary
            + Int(archives * sources) * Layout.consolidated
    }
    var headerSize: Int { pointersStart + Int(archives) * Layout.pointer }

    /// What the file is made of.
    ///
    /// Out-of-range numbers come back as 0 and fail in ``fileSize(_:)``.
    func info(_ bytes: [UInt8]) -> RRDInfo {
        bytes.withUnsafeBytes { raw in
            RRDInfo(
                step: Int64(step),
                sources: (0..<Int(sources)).map { index in
                    let place = Layout.head + index * Layout.source
                    let source = raw.loadUnaligned(fromByteOffset: place, as: ds_def_t.self)
                    return RRDSource(
                        text(bytes, at: place, limit: 20),
                        kind: .init(name: text(bytes, at: place + 20, limit: 20)),
                        heartbeat: Int64(clamping: source.par.0.u_cnt),
                        minimum: known(source.par.1.u_val),
                        maximum: known(source.par.2.u_val)
                    )
                },
                archives: (0..<Int(archives)).map { index in
                    let place = archivesStart + index * Layout.archive
                    let archive = raw.loadUnaligned(fromByteOffset: place, as: rra_def_t.self)
                    return RRDArchive(
                        named: text(bytes, at: place, limit: 20),
                        stepsPerRow: Int64(clamping: archive.pdp_cnt),
                        rows: Int64(clamping: archive.row_cnt),
                        unknownShare: archive.par.0.u_val
                    )
                }
            )
        }
    }

    /// The bytes that a whole file has; `nil` for impossible archives.
    func fileSize(_ archives: [RRDArchive]) -> Int64? {
        let limit: Int64 = 1 << 32
        var rows: Int64 = 0
        for archive in archives {
            guard (1...limit).contains(archive.rows), (1...limit).contains(archive.stepsPerRow) else { return nil }
            rows += archive.rows
        }
        return Int64(headerSize) + rows * Int64(sources) * Int64(MemoryLayout<Double>.size)
    }

    func areRowPointersInside(_ archives: [RRDArchive], _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { raw in
            archives.indices.allSatisfy { index in
                let place = pointersStart + index * Layout.pointer
                return raw.loadUnaligned(fromByteOffset: place, as: UInt.self) < UInt(archives[index].rows)
            }
        }
    }
}

/// A zero-terminated text inside bytes.
private func text(_ bytes: [UInt8], at start: Int, limit: Int) -> String {
    String(decoding: bytes[start..<start + limit].prefix { $0 != 0 }, as: UTF8.self)
}

private func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
