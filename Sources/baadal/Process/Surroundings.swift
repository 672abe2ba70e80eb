internal import BaadalModel
internal import Foundation
internal import Glibc

/// What the process finds around it.
///
/// Read here and nowhere else.
enum Surroundings {
    /// The variables of the process.
    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// The path of the program.
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// Now, by the machine's clock.
    static var now: Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }

    /// The account that the process acts for, by name; by number where it has none.
    static var account: String {
        guard let entry = getpwuid(getuid()) else { return "uid \(getuid())" }
        return String(cString: entry.pointee.pw_name)
    }

    /// How far east of UTC the viewer is at a moment, in seconds.
    static func utcOffset(at moment: Timestamp) -> Int {
        TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.seconds)))
    }

    /// Whether more than ASCII can be shown.
    ///
    /// A locale that says nothing is no hindrance: the screen chooses UTF-8 then. The text console of Linux and a
    /// vt100 have no such glyphs, whatever the locale.
    static var showsUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let isUTF8 = locale.lowercased().replacingOccurrences(of: "-", with: "").hasSuffix("utf8")
        let isUnset = ["", "C", "POSIX"].contains(locale)
        return (isUTF8 || isUnset) && !["linux", "vt100", "vt220", "dumb"].contains(environment["TERM"] ?? "")
    }

    /// A path that still means the same after a change of folder.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// Why no screen can be drawn here; `nil` where one can.
    static func missingTerminal() -> String? {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            return "standard input and output are no terminal; 'baadal screen' prints one frame without one"
        }
        switch environment["TERM"] ?? "" {
        case "": return "TERM is not set; the name of a terminal, as xterm-256color, is accepted"
        case "dumb": return "a dumb terminal cannot place the cursor; 'baadal screen' prints one frame on it"
        default: return nil
        }
    }

    /// Writes a line to standard error.
    static func complain(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

/// Writes out what was printed, where output is a pipe that somebody reads as it comes.
///
/// - Throws: ``Failure`` where some of it is lost.
func flushOutput() throws(Failure) {
    guard fflush(nil) == 0 else {
        throw Failure(.unusable, "standard output cannot be written: \(String(cString: strerror(errno)))")
    }
}
