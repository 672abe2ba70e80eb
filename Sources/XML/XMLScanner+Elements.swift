extension XMLScanner {
    /// The piece that begins the document's element.
    public mutating func firstElement() throws(XMLError) -> Piece? {
        while let piece = try next() {
            if case .start = piece { return piece }
        }
        return nil
    }

    /// Gives each element directly in the one that began last to a body, which must read it to its end.
    public mutating func children(
        _ body: (_ name: String, _ scanner: inout XMLScanner) throws(XMLError) -> Void
    ) throws(XMLError) {
        let own = depth
        while depth >= own, let piece = try next() {
            if case .start(let name) = piece { try body(name, &self) }
        }
    }
}
