import Testing
import XML

@Suite struct XMLElementTests {
    @Test func `what is written is read again`() throws {
        let element = XMLElement(
            "domain",
            ["type": "kvm"],
            [
                XMLElement("name", text: "a <b> & 'c' \"d\""), XMLElement("empty", ["x": "1\n2"]),
                XMLElement("devices", [:], [XMLElement("disk"), XMLElement("disk", ["n": "é"])]),
            ]
        )

        #expect(try XMLElement(parsing: element.description) == element)
    }

    @Test func `indentation is dropped and text is kept`() throws {
        let element = try XMLElement(parsing: "<a>\n  <b> x </b>\n  <c> </c>\n</a>")

        #expect(element.children.map(\.text) == [" x ", " "])
        #expect(element.nodes.count == 2)
    }

    @Test func `elements are found and changed by name`() throws {
        var element = try XMLElement(parsing: "<a><b i='1'/><c/><b i='2'/></a>")

        element.update("b") { $0["i"] = $0["i"].map { $0 + "0" } }
        element.set("d") { $0["new"] = "yes" }
        element.set("c") { $0.text = "t" }
        element.removeAll { $0["i"] == "20" }

        #expect(element.all("b").map { $0["i"] } == ["10"])
        #expect(element.at("d")?["new"] == "yes")
        #expect(element.first("c")?.text == "t")
        #expect(element.at("x", "y") == nil)
    }

    @Test func `characters that XML cannot hold are left out`() throws {
        let element = XMLElement("a", ["b": "\u{0}\u{1b}[31m"], [])

        #expect(try XMLElement(parsing: element.description)["b"] == "[31m")
    }

    @Test(arguments: ["", "<a>", "<a></b>", "<a/><b/>", "x"])
    func `malformed text is an error`(text: String) {
        #expect(throws: XMLError.self) { try XMLElement(parsing: text) }
    }
}
