public import Canvas
internal import Foundation
internal import Yams

/// The themes that can be chosen: files in a few folders, and two that are built in.
public struct Themes: Hashable, Sendable {
    /// Where theme files are looked for, in order.
    public let folders: [String]

    /// Themes in these folders.
    public init(folders: [String]) { self.folders = folders }

    /// Themes at the usual places.
    ///
    /// The person's XDG folder, `/etc/baadal/themes`, what was installed beside the program, and above the program the
    /// `Themes` of a source tree.
    ///
    /// - Parameter executable: The path of the program.
    public init(environment: [String: String], executable: String) {
        var folders = Folders.configuration(environment).map { ["\($0)/themes"] } ?? []
        folders.append("/etc/baadal/themes")
        var path = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
        folders.append(path.deletingLastPathComponent().path + "/share/baadal/themes")
        for _ in 0..<6 where path.path != "/" {
            path.deleteLastPathComponent()
            let place = path.path == "/" ? "" : path.path
            if access("\(place)/Package.swift", F_OK) == 0 { folders.append("\(place)/Themes") }
        }
        self.init(folders: folders)
    }

    /// The names that can be chosen, sorted.
    public var names: [String] {
        let files = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
        let named = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
        return Set(named + Self.builtIn.map(\.name)).sorted()
    }

    private static let builtIn: [Theme] = [.dark, .mono]

    /// Reads a theme by name, or a file by its path.
    ///
    /// - Throws: ``SettingsError`` with the place in the file, and what would be accepted.
    public func load(_ name: String) throws(SettingsError) -> Theme { try load(name, within: []) }

    private func load(_ name: String, within heirs: [String]) throws(SettingsError) -> Theme {
        if let path = path(of: name), let text = try TextFile.read(path) {
            return try parse(text, file: path, within: heirs + [name])
        }
        if let theme = Self.builtIn.first(where: { $0.name == name }) { return theme }
        let problem =
            name.contains("/")
            ? "there is no such file" : "no theme has this name; there are \(names.joined(separator: ", "))"
        throw SettingsError(file: name, problem: problem)
    }

    private func path(of name: String) -> String? {
        if name.contains("/") || name.hasSuffix(".yaml") { return name }
        return folders.map { "\($0)/\(name).yaml" }.first { access($0, R_OK) == 0 }
    }

    /// Reads the text of a theme.
    ///
    /// - Parameter file: What a refusal calls it.
    public func parse(_ text: String, file: String) throws(SettingsError) -> Theme {
        try parse(text, file: file, within: [])
    }

    private func parse(_ text: String, file: String, within heirs: [String]) throws(SettingsError) -> Theme {
        let document = try YAMLDocument(text, file: file)
        var parent: Theme?
        var palette: [String: Color] = [:]
        var roles: [Role: Appearance] = [:]
        for pair in document.root ?? [:] {
            let key = try document.key(pair.key)
            switch (key, pair.value) {
            case ("inherits", .scalar(let scalar)):
                guard !heirs.contains(scalar.string) else {
                    throw document.refusal(
                        pair.value,
                        "'\(scalar.string)' inherits from itself; a theme that does not is accepted"
                    )
                }
                do throws(SettingsError) {
                    parent = try load(scalar.string, within: heirs)
                } catch {
                    guard error.line == nil else { throw error }
                    throw document.refusal(pair.value, "'\(scalar.string)': \(error.problem)")
                }
            case ("palette", .mapping(let mapping)): palette = try Self.palette(mapping, document)
            case ("roles", .mapping): break
            case ("inherits", _), ("palette", _), ("roles", _):
                let accepted = key == "inherits" ? "the name of a theme" : "'name: value' lines"
                throw document.refusal(
                    pair.value,
                    "\(key) is \(YAMLDocument.kind(of: pair.value)); \(accepted) is accepted"
                )
            default: throw document.refusal(pair.key, "unknown key '\(key)'; inherits, palette and roles are accepted")
            }
        }
        // Roles name colours of the palette, wherever in the file it stands.
        if case .mapping(let mapping)? = document.root?["roles"] { roles = try Self.roles(mapping, palette, document) }
        let name = file.split(separator: "/").last.map { $0.hasSuffix(".yaml") ? String($0.dropLast(5)) : String($0) }
        do {
            return try Theme(name: name ?? file, inheriting: parent, roles: roles)
        } catch {
            throw SettingsError(file: file, problem: "\(error)")
        }
    }

    private static func palette(_ mapping: Node.Mapping, _ document: YAMLDocument) throws(SettingsError) -> [String:
        Color]
    {
        var palette: [String: Color] = [:]
        for pair in mapping {
            let name = try document.key(pair.key)
            guard Color(name) == nil, name != "on", Attributes.words.allSatisfy({ $0.word != name }) else {
                throw document.refusal(pair.key, "'\(name)' has a meaning already; another name is accepted")
            }
            guard let text = pair.value.scalar?.string, let color = Color(text) else {
                let given = pair.value.scalar.map { "'\($0.string)'" } ?? YAMLDocument.kind(of: pair.value)
                throw document.refusal(pair.value, "\(given) is no colour; \(Color.accepted)")
            }
            palette[name] = color
        }
        return palette
    }

    private static func roles(
        _ mapping: Node.Mapping,
        _ palette: [String: Color],
        _ document: YAMLDocument
    ) throws(SettingsError) -> [Role: Appearance] {
        var roles: [Role: Appearance] = [:]
        for pair in mapping {
            let name = try document.key(pair.key)
            guard let role = Role.allCases.first(where: { $0.name == name }) else {
                let known = Role.allCases.map(\.name)
                let meant = Nearest.word(to: name, in: known).map { "did you mean '\($0)'?" }
                throw document.refusal(
                    pair.key,
                    "unknown role '\(name)'; \(meant ?? "\(known.joined(separator: ", ")) are the roles")"
                )
            }
            guard let scalar = pair.value.scalar else {
                throw document.refusal(
                    pair.value,
                    "\(name) is \(YAMLDocument.kind(of: pair.value)); 'colour [on colour] [bold …]' is accepted"
                )
            }
            do throws(ThemeError) {
                roles[role] = try Appearance(scalar.string, palette: palette)
            } catch {
                throw document.refusal(pair.value, "\(name): \(error)")
            }
        }
        return roles
    }
}
