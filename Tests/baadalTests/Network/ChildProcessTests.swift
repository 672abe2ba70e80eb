import Glibc
import Testing

@testable import baadal

@Suite(.serialized) struct ChildProcessTests {
    @Test func `the end of a program is its status, or that of the signal that ended it`() throws {
        #expect(try ChildProcess.run(["true"]) == 0)
        #expect(try ChildProcess.run(["sh", "-c", "exit 7"]) == 7)
        #expect(try ChildProcess.run(["sh", "-c", "kill -9 $$"]) == 128 + SIGKILL)
    }

    @Test func `a program that is not there is said to be`() {
        #expect(throws: Failure(.noAnswer, "/nonexistent/x cannot be started: No such file or directory")) {
            try ChildProcess.run(["/nonexistent/x"])
        }
    }

    @Test func `who is told to end ends the program first, and calls that an end`() throws {
        // The child tells its parent, and goes on until it is ended itself.
        #expect(try ChildProcess.run(["sh", "-c", "kill -TERM $PPID; exec tail -f /dev/null"]) == 0)
    }
}
