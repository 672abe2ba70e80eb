public import BaadalModel
internal import Foundation
internal import Glibc

/// The folder that everything the cloud remembers lies in.
public struct StateDirectory: Hashable, Sendable {
    /// An absolute path without a slash at its end.
    public let path: String
    /// True where it belongs to one person and not to the machine.
    public let isPersonal: Bool

    /// The folder at a path.
    ///
    /// Nothing is looked at yet.
    public init(path: String, isPersonal: Bool = false) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.isPersonal = isPersonal
    }

    /// The folder of the machine for root and where it exists, else one of the person's own.
    ///
    /// - Parameter environment: Variables of the process: `XDG_STATE_HOME` and `HOME` are read.
    /// - Throws: ``CloudError/unusableState(path:why:)`` where there is no home folder either.
    public static func standard(environment: [String: String]) throws -> StateDirectory {
        let system = "/var/lib/baadal"
        if geteuid() == 0 || access(system, F_OK) == 0 { return StateDirectory(path: system) }
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return StateDirectory(path: state + "/baadal", isPersonal: true)
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw CloudError.unusableState(path: "~", why: "HOME is not set; --state names another folder")
        }
        return StateDirectory(path: home + "/.local/state/baadal", isPersonal: true)
    }

    /// The database.
    public var database: String { path + "/baadal.db" }
    /// The folder of the RRD files.
    public var series: String { path + "/rrd" }
    /// The folder of the log.
    public var logs: String { path + "/log" }
    /// The folder of the copies made before a migration.
    public var backups: String { path + "/backups" }
    /// Held by the controller.
    public var controllerLock: String { path + "/locks/controller" }
    /// Held, shared, by every attached client.
    public var clientsLock: String { path + "/locks/clients" }
    /// The folder of the cloud's own SSH key and of the keys of hosts that it knows.
    public var ssh: String { path + "/ssh" }
    /// The folder of what only the cloud's own account may read.
    public var secrets: String { path + "/secrets" }
    /// Says which process is the controller.
    public var run: String { path + "/run.json" }

    /// Bytes that are free for what it holds; `nil` where nobody can say.
    public var free: Bytes? {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { return nil }
        return Bytes(Int64(clamping: UInt64(facts.f_bavail) * UInt64(facts.f_frsize)))
    }

    /// Makes what is missing: folders of mode 2750, so that the group may look and nobody else.
    ///
    /// - Throws: ``CloudError/unusableState(path:why:)``.
    public func prepare() throws {
        umask(0o027)
        try makeParents()
        for folder in [path, series, logs, backups, path + "/locks"] {
            if mkdir(folder, 0o2750) == 0 {
                chmod(folder, 0o2750)
            } else if errno != EEXIST {
                throw CloudError.unusableState(path: folder, why: String(cString: strerror(errno)))
            }
        }
        try check()
        for lock in [controllerLock, clientsLock] {
            let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
            guard descriptor >= 0 else {
                throw CloudError.unusableState(path: lock, why: String(cString: strerror(errno)))
            }
            close(descriptor)
        }
    }

    /// Runs a body while no other process runs one.
    func alone<Value>(_ body: () throws -> Value) throws -> Value {
        let lock = path + "/locks/schema"
        let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw CloudError.unusableState(path: lock, why: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw CloudError.unusableState(path: lock, why: String(cString: strerror(errno)))
            }
        }
        return try body()
    }

    private func makeParents() throws {
        var prefix = ""
        for part in path.split(separator: "/").dropLast() {
            prefix += "/" + part
            guard mkdir(prefix, 0o755) == 0 || errno == EEXIST || access(prefix, F_OK) == 0 else {
                throw CloudError.unusableState(path: prefix, why: String(cString: strerror(errno)))
            }
        }
    }

    /// Whether the folder can be trusted with other people's machines.
    ///
    /// - Throws: ``CloudError/unusableState(path:why:)`` where it is not ours, others may write beside it, or it lies on
    ///   NFS, whose locks do not hold.
    public func check() throws {
        func refuse(_ why: String) -> CloudError { .unusableState(path: path, why: why) }
        var info = stat()
        guard stat(path, &info) == 0 else { throw refuse(String(cString: strerror(errno))) }
        guard info.st_mode & S_IFMT == S_IFDIR else { throw refuse("it is not a folder") }
        guard info.st_uid == geteuid() || info.st_uid == 0 || geteuid() == 0 else {
            throw refuse("it belongs to user \(info.st_uid), not to user \(geteuid()) or root")
        }
        guard info.st_mode & 0o002 == 0 else { throw refuse("everybody may write in it; 'chmod o-w' mends that") }
        var parent = stat()
        guard stat(path + "/..", &parent) == 0 else { throw refuse(String(cString: strerror(errno))) }
        let isGroups = parent.st_mode & 0o020 != 0 && parent.st_uid != geteuid()
        guard parent.st_mode & 0o1000 != 0 || parent.st_mode & 0o002 == 0 && !isGroups else {
            throw refuse("others may write in the folder above it")
        }
        if fileSystem.hasPrefix("nfs") {
            throw refuse("it lies on NFS, whose locks do not hold; a local disk is accepted")
        }
    }

    /// The type of the file system that the folder lies on, as `ext4`, from `/proc/self/mounts`.
    private var fileSystem: String {
        guard let mounts = FileManager.default.contents(atPath: "/proc/self/mounts") else { return "" }
        var best = (length: -1, type: "")
        for line in String(decoding: mounts, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2 else { continue }
            let point = fields[1] == "/" ? "" : fields[1]
            guard (path + "/").hasPrefix(point + "/"), point.utf8.count >= best.length else { continue }
            best = (point.utf8.count, String(fields[2]))
        }
        return best.type
    }
}
