internal import Yams

/// A YAML file with the places of its parts.
struct YAMLDocument {
    let file: String
    /// The outermost mapping; `nil` for a file without content.
    let root: Node.Mapping?

    /// Parses a text.
    ///
    /// - Throws: ``SettingsError`` where it is not YAML, or not a mapping.
    init(_ text: String, file: String) throws(SettingsError) {
        self.file = file
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Self.refusal(of: error, file: file)
        }
        switch node {
        case nil: root = nil
        case .mapping(let mapping): root = mapping
        case .scalar(let scalar) where Self.isNull(scalar): root = nil
        case .scalar, .sequence, .alias:
            throw SettingsError(
                file: file,
                line: node?.mark?.line,
                column: node?.mark?.column,
                problem: "the file is \(Self.kind(of: node)); 'key: value' lines are accepted"
            )
        }
    }

    /// A refusal at the place of a node.
    func refusal(_ node: Node, _ problem: String) -> SettingsError {
        SettingsError(file: file, line: node.mark?.line, column: node.mark?.column, problem: problem)
    }

    /// The text of a key.
    ///
    /// - Throws: ``SettingsError`` for a key that is no plain text.
    func key(_ node: Node) throws(SettingsError) -> String {
        guard let scalar = node.scalar else { throw refusal(node, "a key is \(Self.kind(of: node)); text is accepted") }
        return scalar.string
    }

    /// What a node is, in words.
    static func kind(of node: Node?) -> String {
        switch node {
        case nil: "nothing"
        case .mapping: "a section"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar(let scalar) where isNull(scalar): "empty"
        case .scalar(let scalar) where scalar.style == .plain && Int(scalar.string) != nil: "a whole number"
        case .scalar(let scalar) where scalar.style == .plain && Double(scalar.string) != nil: "a number"
        case .scalar: "text"
        }
    }

    /// Whether a scalar stands for no value.
    static func isNull(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private static func refusal(of error: any Error, file: String) -> SettingsError {
        func at(_ mark: Mark, _ problem: String) -> SettingsError {
            SettingsError(file: file, line: mark.line, column: mark.column, problem: "not YAML: \(problem)")
        }
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            return at(mark, problem)
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            return at(context.mark, "\(keys.sorted().map { "'\($0)'" }.joined(separator: ", ")) is given twice")
        case YamlError.reader(let problem, _, _, _): return SettingsError(file: file, problem: "not YAML: \(problem)")
        default: return SettingsError(file: file, problem: "not YAML: \(error)")
        }
    }
}
