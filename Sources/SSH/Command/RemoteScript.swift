/// Programs to be run on a host one after another, for as long as none fails.
///
/// Each step is a program with its arguments, which nothing in the script can be mistaken for. It runs by itself: its
/// standard input is empty, and a change of folder or variables ends with it. The script is read whole before its
/// first step runs, so a connection that breaks while it is sent runs nothing.
public struct RemoteScript: Hashable, Sendable {
    /// One program of a script.
    public struct Step: Hashable, Sendable {
        /// What the step is for, as results and messages name it.
        public let name: String
        /// The program and what follows it.
        public let arguments: [String]

        /// A step by its words.
        ///
        /// It throws ``SSHError/Kind/invalidCommand`` where there is no program, and where a word holds a NUL byte.
        public init(_ name: String, _ arguments: [String]) throws(SSHError) {
            _ = try RemoteCommand.line(arguments)
            self.name = name
            self.arguments = arguments
        }
    }

    /// What became of one step.
    public struct StepResult: Hashable, Sendable {
        /// How far a step came.
        public enum Outcome: Hashable, Sendable {
            /// It ended with that status; one above 128 also stands for a signal, as shells tell it.
            case ended(Int32)
            /// It was begun, but the script ended within it.
            case cutOff
            /// An earlier step failed.
            case skipped
        }

        /// The step.
        public let step: Step
        /// How far it came.
        public let outcome: Outcome
        /// What it wrote to its standard output, up to the limit.
        public let output: [UInt8]
        /// What it wrote to its standard error, up to the limit.
        public let errors: [UInt8]
        /// True where more was written than the limit, which was read and dropped.
        public let isTruncated: Bool

        /// True where the step ended with status 0.
        public var succeeded: Bool { outcome == .ended(0) }
    }

    /// The steps in the order in which they run.
    public let steps: [Step]

    /// A script of steps.
    public init(_ steps: [Step]) { self.steps = steps }

    /// The script as `sh -eu` reads it, which writes a line with the token and the status to both streams after each
    /// step.
    func text(token: String) throws(SSHError) -> String {
        // Braces have the shell read all before it runs any.
        var text = "{\n"
        for step in steps {
            text += "status=0\n"
            text += "( \(try RemoteCommand.line(step.arguments)) ) </dev/null || status=$?\n"
            text += "printf '\\n%s %s\\n' \(token) \"$status\"\n"
            text += "printf '\\n%s %s\\n' \(token) \"$status\" >&2\n"
            text += "[ \"$status\" -eq 0 ] || exit \"$status\"\n"
        }
        return text + "exit 0\n}\n"
    }

    /// A token that no step can know.
    static func makeToken() -> String {
        var generator = SystemRandomNumberGenerator()
        let words = [generator.next(), generator.next()]
        return words.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
