import Canvas
import Testing

@Suite struct TextFieldTests {
    @Test func `a paste of a megabyte is left out`() {
        var field = TextField("name")
        field.insert(String(repeating: "x", count: 1 << 20))
        #expect(field == TextField("name"))
    }

    @Test func `a field holds its limit and not a byte more`() {
        var field = TextField(String(repeating: "x", count: TextField.limit - 3))
        let before = field
        field.insert("éé")
        #expect(field == before)
        field.insert("éx")
        #expect(field.text.utf8.count == TextField.limit)
        for _ in 0..<100 { _ = field.handle(.character("y")) }
        #expect(field.text.utf8.count == TextField.limit)
        #expect(field.cursor == field.text.count)
        _ = field.handle(.backspace)
        field.insert("z")
        #expect(field.text.hasSuffix("éz"))
    }

    @Test func `a text that is longer already can still be shortened`() {
        var field = TextField(String(repeating: "x", count: TextField.limit * 2))
        field.insert("y")
        #expect(field.text.utf8.count == TextField.limit * 2)
        _ = field.handle(.control("u"))
        field.insert("y")
        #expect(field.text == "y")
    }
}
