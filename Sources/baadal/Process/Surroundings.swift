internal import BaadalModel
internal import Foundation
internal import Glibc

/// What the process finds around it.
///
/// Read here and nowhere else.
enum Surroundings {
    /// The variables of the process.
    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// Now, by the machine's clock.
    static var now: Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }

    /// The account that the process acts for, by name; by number where it has none.
    static var account: String {
        guard let entry = getpwuid(getuid()) else { return "uid \(getuid())" }
        return String(cString: entry.pointee.pw_name)
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
func flushOutput() { fflush(nil) }
