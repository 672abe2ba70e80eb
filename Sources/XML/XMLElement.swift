/// An element of an XML document, with all that is in it.
///
/// Text between elements is kept where it says something; space that only indents is dropped.
public struct XMLElement: Hashable, Sendable {
    /// An attribute, in the place where the text has it.
    public struct Attribute: Hashable, Sendable {
        /// The name with its prefix.
        public var name: String
        /// The value with its entities resolved.
        public var value: String
    }

    /// What an element holds.
    public enum Node: Hashable, Sendable {
        case element(XMLElement)
        case text(String)
    }

    /// The name with its prefix.
    public var name: String
    /// The attributes in order.
    public var attributes: [Attribute]
    /// Elements and text in order.
    public var nodes: [Node]

    /// An element with attributes and other elements.
    public init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [XMLElement] = []) {
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
        nodes = children.map { .element($0) }
    }

    /// An element that holds a text.
    public init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
        self.init(name, attributes)
        nodes = [.text(text)]
    }

    /// The value of an attribute; `nil` where there is none, and setting `nil` removes it.
    public subscript(attribute: String) -> String? {
        get { attributes.first { $0.name == attribute }?.value }
        set {
            let index = attributes.firstIndex { $0.name == attribute }
            switch (index, newValue) {
            case (let index?, let value?): attributes[index].value = value
            case (let index?, nil): attributes.remove(at: index)
            case (nil, let value?): attributes.append(Attribute(name: attribute, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The text directly in it; setting replaces all that it holds.
    public var text: String {
        get {
            nodes.reduce(into: "") { text, node in
                if case .text(let part) = node { text += part }
            }
        }
        set { nodes = [.text(newValue)] }
    }

    /// The elements directly in it, in order.
    public var children: [XMLElement] {
        nodes.compactMap { node in
            if case .element(let element) = node { element } else { nil }
        }
    }

    /// The elements of a name directly in it, in order.
    public func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The first element of a name directly in it; `nil` where there is none.
    public func first(_ name: String) -> XMLElement? { all(name).first }

    /// The element at the end of a path of names, as `devices`, `graphics`; `nil` where one is missing.
    public func at(_ path: String...) -> XMLElement? {
        path.reduce(Optional(self)) { element, name in element?.first(name) }
    }
}

extension XMLElement {
    /// Adds an element at the end.
    public mutating func append(_ element: XMLElement) { nodes.append(.element(element)) }

    /// Removes the elements directly in it of which a condition is true.
    public mutating func removeAll(where condition: (XMLElement) -> Bool) {
        nodes.removeAll { node in
            if case .element(let element) = node { condition(element) } else { false }
        }
    }

    /// Changes each element of a name directly in it.
    public mutating func update(_ name: String, _ body: (inout XMLElement) throws -> Void) rethrows {
        for index in nodes.indices {
            guard case .element(var element) = nodes[index], element.name == name else { continue }
            try body(&element)
            nodes[index] = .element(element)
        }
    }

    /// Changes the first element of a name, which is added where it is missing.
    public mutating func set(_ name: String, _ body: (inout XMLElement) -> Void) {
        let index = nodes.firstIndex { node in
            if case .element(let element) = node { element.name == name } else { false }
        }
        var element = XMLElement(name)
        if let index, case .element(let found) = nodes[index] { element = found }
        body(&element)
        if let index {
            nodes[index] = .element(element)
        } else {
            nodes.append(.element(element))
        }
    }
}

extension XMLElement {
    /// Reads a document.
    ///
    /// - Throws: ``XMLError`` where the text is not well-formed, or larger or deeper than ``XMLScanner`` reads.
    public init(parsing text: String) throws(XMLError) {
        var scanner = try XMLScanner(text)
        guard case .start(let name) = try scanner.firstElement() else {
            throw XMLError(reason: "no element", offset: 0)
        }
        self = try XMLElement(reading: &scanner, name: name)
        while try scanner.next() != nil {}
    }

    private init(reading scanner: inout XMLScanner, name: String) throws(XMLError) {
        self.init(name)
        attributes = scanner.attributes.map { Attribute(name: $0.name, value: $0.value) }
        while let piece = try scanner.next() {
            switch piece {
            case .start(let name): nodes.append(.element(try XMLElement(reading: &scanner, name: name)))
            case .text(let text): nodes.append(.text(text))
            case .end:
                dropIndentation()
                return
            }
        }
    }

    /// Space between elements says nothing; space that is all there is may.
    private mutating func dropIndentation() {
        guard nodes.contains(where: { if case .element = $0 { true } else { false } }) else { return }
        nodes.removeAll { node in
            if case .text(let text) = node { text.allSatisfy(\.isWhitespace) } else { false }
        }
    }
}

extension XMLElement: CustomStringConvertible {
    /// The text, each element on a line of its own unless it holds text.
    public var description: String {
        var output = ""
        write(to: &output, indent: "")
        return output
    }

    private func write(to output: inout String, indent: String) {
        output += "\(indent)<\(name)"
        for attribute in attributes { output += " \(attribute.name)='\(Self.escaped(attribute.value))'" }
        guard !nodes.isEmpty else {
            output += "/>\n"
            return
        }
        output += ">"
        let hasText = nodes.contains { if case .text = $0 { true } else { false } }
        if !hasText { output += "\n" }
        for node in nodes {
            switch node {
            case .text(let text): output += Self.escaped(text)
            case .element(let element): element.write(to: &output, indent: hasText ? "" : indent + "  ")
            }
        }
        output += "\(hasText ? "" : indent)</\(name)>\n"
    }

    /// Text that means itself in an element and in an attribute.
    ///
    /// Characters that XML cannot hold are left out: no name or path that the cloud accepts has any.
    public static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&apos;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
