internal import CRRD
internal import Glibc

extension RRDError {
    /// The refusal of a system call, from `errno`.
    static func system(_ function: String, path: String) -> RRDError {
        let number = errno
        var facts = stat()
        if number == ENOENT, lstat(path, &facts) == 0 {
            return RRDError(
                .notRRD,
                function: function,
                path: path,
                message: "not a usable RRD file: it is a link to nothing"
            )
        }
        if number == EINVAL, stat(path, &facts) == 0 {
            return RRDError(
                .replaced,
                function: function,
                path: path,
                message: "replaced since by what is not a regular file"
            )
        }
        return RRDError(kind(number), function: function, path: path, message: String(cString: strerror(number)))
    }

    /// librrd's error of this thread; clears it.
    ///
    /// librrd gives a text only, partly in the language of the process. So the kind is looked for in the file itself.
    static func library(_ function: String, path: String) -> RRDError {
        let message = rrd_get_error().map { String(cString: $0) } ?? ""
        rrd_clear_error()
        func error(_ kind: Kind) -> RRDError { RRDError(kind, function: function, path: path, message: message) }
        if message.contains("illegal attempt to update") { return error(.stale) }
        if message.contains("could not lock") { return error(.locked) }
        if message.contains("is not an RRD") || message.contains("too small") || message.contains("reached EOF") {
            return error(.notRRD)
        }
        if message.hasPrefix("opening") {
            guard access(path, R_OK | W_OK) == 0 else { return error(kind(errno)) }
        }
        return error(.other)
    }

    private static func kind(_ number: Int32) -> Kind {
        switch number {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM, EROFS: .denied
        case ENOSPC, EDQUOT: .noSpace
        default: .other
        }
    }
}
