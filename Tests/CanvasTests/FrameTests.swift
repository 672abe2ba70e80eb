import Canvas
import Testing

@Suite struct FrameTests {
    @Test func `writing outside the frame does nothing`() {
        var frame = Frame(columns: 2, rows: 1)
        let before = frame
        frame[2, 0] = Cell("x", Style(.text))
        frame[0, -1] = Cell("x", Style(.text))
        #expect(frame == before)
    }

    @Test func `each role has a letter of its own`() {
        #expect(Set(Role.allCases.map(\.letter)).count == Role.allCases.count)
    }
}
