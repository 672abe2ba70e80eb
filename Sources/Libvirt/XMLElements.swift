internal import XML

/// The elements of an XML document by their paths, such as `volume/target/format`.
///
/// It suits the small documents of volumes, pools and snapshots, of which a few values are wanted.
struct XMLElements {
    /// One element.
    struct Element {
        /// The names from the document's element to this one, with slashes between.
        let path: String
        /// The attributes by their names.
        let attributes: [String: String]
        /// The text directly in it.
        fileprivate(set) var text = ""
    }

    private var elements: [Element] = []

    /// Reads a whole document that a libvirt function gave.
    init(_ xml: String, from function: String) throws(LibvirtError) {
        do throws(XMLError) {
            try read(xml)
        } catch {
            throw LibvirtError(code: .xml, function: function, message: error.description)
        }
    }

    /// The elements of that path in the document's order.
    func all(_ path: String) -> [Element] { elements.filter { $0.path == path } }

    /// The text of the first element of that path, without space around it; `nil` where there is none.
    func text(_ path: String) -> String? {
        guard let text = all(path).first?.text.drop(while: \.isWhitespace) else { return nil }
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(text[...last])
    }

    /// An attribute of the first element of that path.
    func attribute(_ path: String, _ name: String) -> String? { all(path).first?.attributes[name] }

    private mutating func read(_ xml: String) throws(XMLError) {
        var scanner = try XMLScanner(xml)
        var open: [Int] = []
        while let piece = try scanner.next() {
            switch piece {
            case .start(let name):
                let path = open.last.map { "\(elements[$0].path)/\(name)" } ?? name
                var attributes: [String: String] = [:]
                for (name, value) in scanner.attributes { attributes[name] = value }
                open.append(elements.count)
                elements.append(Element(path: path, attributes: attributes))
            case .text(let text):
                if let place = open.last { elements[place].text += text }
            case .end:
                open.removeLast()
            }
        }
    }
}

extension String {
    /// The text with what means something in XML replaced, for between tags or within an attribute.
    var escapedForXML: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&apos;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
