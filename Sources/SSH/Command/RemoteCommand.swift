/// A program and its arguments, to be run on a host.
///
/// SSH carries one text, which the account's shell there reads: it must be a POSIX one, such as `sh`, `dash`, `bash`
/// or `zsh`. Each argument reaches the program as it is; no part of it means anything to the shell.
public struct RemoteCommand: Hashable, Sendable {
    /// The longest text that is sent, in bytes; an SSH packet has little more room.
    public static let longestText = 32_000

    /// The program, a name or a path, and what follows it.
    public let arguments: [String]
    /// What the shell on the host reads.
    public let text: String

    /// A command by its words.
    ///
    /// It throws ``SSHError/Kind/invalidCommand`` where there is no program, where a word holds a NUL byte, which no
    /// argument of a program can, and where the text is longer than ``longestText``.
    public init(_ arguments: [String]) throws(SSHError) {
        text = try Self.line(arguments)
        guard text.utf8.count <= Self.longestText else {
            let limits = "\(text.utf8.count) bytes; up to \(Self.longestText) are accepted, more goes in as input"
            throw SSHError(.invalidCommand, "the command \(Self.name(arguments)) has \(limits)")
        }
        self.arguments = arguments
    }

    /// The words as one line for a POSIX shell.
    static func line(_ arguments: [String]) throws(SSHError) -> String {
        guard let program = arguments.first, !program.isEmpty else {
            throw SSHError(.invalidCommand, "the command names no program; give one and its arguments")
        }
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw SSHError(.invalidCommand, "an argument of \(name(arguments)) holds a NUL byte; give it without")
        }
        return arguments.map(quote).joined(separator: " ")
    }

    /// The one place where text becomes a word of a POSIX shell.
    ///
    /// Between single quotes every byte but the single quote stands for itself, so each of those closes the quotes,
    /// stands escaped, and opens them again. It works on bytes: characters may join a quote with what follows it.
    static func quote(_ word: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "'")]
        for byte in word.utf8 {
            if byte == UInt8(ascii: "'") {
                bytes.append(contentsOf: "'\\''".utf8)
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "'"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The program as messages name it.
    static func name(_ arguments: [String]) -> String { "'\(singleLine(String((arguments.first ?? "").prefix(80))))'" }
}
