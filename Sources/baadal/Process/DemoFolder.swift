internal import Glibc

/// The folder in which the simulated cloud of an account lives as long as somebody uses it.
enum DemoFolder {
    /// Finds the folder, and makes it where it is missing.
    ///
    /// - Throws: ``Failure`` where somebody else has put something in its place.
    static func prepare(environment: [String: String]) throws -> String {
        let path = path(environment)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw Failure(.unusable, "\(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        var info = stat()
        guard lstat(path, &info) == 0 else {
            throw Failure(.unusable, "\(path) cannot be looked at: \(String(cString: strerror(errno)))")
        }
        guard info.st_mode & S_IFMT == S_IFDIR, info.st_uid == geteuid(), info.st_mode & 0o077 == 0 else {
            throw Failure(
                .unusable,
                "\(path) is not a folder that only this account may enter; remove it and try again"
            )
        }
        return path
    }

    /// Where it lies: in the runtime folder of the account, else below /tmp.
    static func path(_ environment: [String: String]) -> String {
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/"), access(runtime, W_OK) == 0 {
            return runtime + "/baadal-demo"
        }
        return "/tmp/baadal-demo-\(geteuid())"
    }
}
