internal import Synchronization

/// A box that is changed only by whoever has looked at it last.
///
/// Each look leaves a mark of its own there, and a change is made only while that is the last one. What a controller sent
/// before it died, and what came late or waited there for a lock, can so not undo what another has done since.
final class FencedBox: BoxShell {
    /// The box itself, for what is only read.
    let shell: any BoxShell
    /// Where marks are left, which goes with a start of the box.
    private let fence: String
    private let mark = Mutex("")

    init(_ shell: any BoxShell, fence: String = "/run/baadal-nat") {
        self.shell = shell
        self.fence = fence
    }

    /// Leaves a mark, once no change is under way, and runs a script that only reads.
    ///
    /// The lock is not held while it is read: who reads slowly would keep others out.
    func look(_ text: StaticString, _ arguments: [String] = []) async throws -> String {
        let new = String(UInt64.random(in: .min ... .max), radix: 36)
        let script = "\(Self.marking)\n\(text)"
        let answer = try await shell.run(
            ["sh", "-c", script, "baadal", fence, new] + arguments,
            input: "",
            within: .seconds(60)
        )
        mark.withLock { $0 = new }
        return answer
    }

    /// Runs a program that changes something, once all of its input is there.
    ///
    /// - Throws: ``BoxFailure``, also where somebody else has looked at the box since.
    func run(_ arguments: [String], input: String, within deadline: Duration) async throws -> String {
        let size = "\(input.utf8.count)"
        let words = ["sh", "-c", "\(Self.changing)", "baadal", fence, mark.withLock(\.self), size]
        return try await shell.run(words + arguments, input: input, within: deadline)
    }

    /// A box without `flock`, or without room for a mark, is kept without it.
    private static let marking: StaticString = """
        fence=$1 mark=$2
        shift 2
        if { [ ! -e "$fence" ] || [ -f "$fence" ]; } && (: >>"$fence") 2>/dev/null && command -v flock >/dev/null; then
          flock -w 30 "$fence" sh -c '{ printf %s "$1" || true; } >"$2"' baadal "$mark" "$fence" ||
            { echo "a change of it does not end; 'fuser -v $fence' there shows it" >&2; exit 1; }
        fi
        """

    /// The program keeps the lock until it ends, whoever has sent it.
    private static let changing: StaticString = """
        set -eu
        LC_ALL=C fence=$1 mark=$2 size=$3
        shift 3
        text=$(cat; printf .)
        text=${text%.}
        [ "${#text}" -eq "$size" ] || { echo 'not all of a change has arrived' >&2; exit 1; }
        if { [ ! -e "$fence" ] || [ -f "$fence" ]; } && (: >>"$fence") 2>/dev/null && command -v flock >/dev/null; then
          exec 9>>"$fence"
          flock -w 30 9 || { echo 'another change of it does not end' >&2; exit 1; }
          last=$(cat "$fence")
          if [ -n "$last" ] && [ "$last" != "$mark" ]; then
            echo 'somebody else has looked at it meanwhile: does another controller keep it?' >&2
            exit 1
          fi
        fi
        printf %s "$text" | "$@"
        """
}
