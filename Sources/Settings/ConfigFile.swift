public import BaadalModel
internal import Yams

/// The configuration that a person wrote, as `Config/baadal.yaml` shows it.
public struct ConfigFile: Hashable, Sendable {
    /// Where it was found; `nil` where there is none and the defaults hold.
    public var path: String?
    /// The defaults, with what the file says laid over them.
    public var config: CloudConfig

    /// Finds the configuration and reads it.
    ///
    /// Looked for in this order: the option, `BAADAL_CONFIG`, the person's XDG folder, `/etc/baadal`. A file that the
    /// first two name must be there; the others need not.
    ///
    /// - Parameter option: What `--config` says; `nil` without it.
    /// - Parameter environment: Variables of the process.
    public static func find(option: String?, environment: [String: String]) throws(SettingsError) -> ConfigFile {
        if let named = option ?? environment["BAADAL_CONFIG"].flatMap({ $0.isEmpty ? nil : $0 }) {
            return ConfigFile(path: named, config: try load(named))
        }
        for path in places(environment) {
            guard let text = try TextFile.read(path) else { continue }
            return ConfigFile(path: path, config: try parse(text, file: path))
        }
        return ConfigFile(path: nil, config: CloudConfig())
    }

    /// Where a configuration is looked for when none is named, in order.
    public static func places(_ environment: [String: String]) -> [String] {
        (Folders.configuration(environment).map { ["\($0)/baadal.yaml"] } ?? []) + ["/etc/baadal/baadal.yaml"]
    }

    /// Reads a file that must be there.
    public static func load(_ path: String) throws(SettingsError) -> CloudConfig {
        guard let text = try TextFile.read(path) else {
            throw SettingsError(file: path, problem: "there is no such file")
        }
        return try parse(text, file: path)
    }

    /// Reads a text.
    ///
    /// - Parameter file: What a refusal calls it.
    public static func parse(_ text: String, file: String) throws(SettingsError) -> CloudConfig {
        let document = try YAMLDocument(text, file: file)
        var config = CloudConfig()
        for pair in document.root ?? [:] {
            let section = try document.key(pair.key)
            guard Setting.sections.contains(section) else { throw unknownSection(section, pair.key, document) }
            switch pair.value {
            case .mapping(let settings):
                for setting in settings { try apply(setting, in: section, to: &config, document) }
            case .scalar(let scalar) where YAMLDocument.isNull(scalar): continue
            case .scalar, .sequence, .alias:
                throw document.refusal(
                    pair.value,
                    "\(section) is \(YAMLDocument.kind(of: pair.value)); a section with \(keys(of: section)) is accepted"
                )
            }
        }
        return config
    }

    private static func apply(
        _ pair: (key: Node, value: Node),
        in section: String,
        to config: inout CloudConfig,
        _ document: YAMLDocument
    ) throws(SettingsError) {
        let key = try document.key(pair.key)
        guard let setting = Setting.all.first(where: { $0.section == section && $0.key == key }) else {
            throw unknownKey(key, in: section, pair.key, document)
        }
        guard setting.apply(pair.value, to: &config) else {
            let given = pair.value.scalar.map { "'\(escaped($0.string))'" } ?? YAMLDocument.kind(of: pair.value)
            throw document.refusal(pair.value, "\(setting.path): \(given) is not accepted; \(setting.accepted)")
        }
    }

    private static func unknownSection(_ section: String, _ node: Node, _ document: YAMLDocument) -> SettingsError {
        let meant =
            Nearest.word(to: section, in: Setting.sections).map { "did you mean '\($0)'?" }
            ?? "\(Setting.sections.joined(separator: ", ")) are the sections"
        return document.refusal(node, "unknown section '\(escaped(section))'; \(meant)")
    }

    private static func unknownKey(
        _ key: String,
        in section: String,
        _ node: Node,
        _ document: YAMLDocument
    ) -> SettingsError {
        let here = Setting.all.filter { $0.section == section }.map(\.key)
        let elsewhere = Setting.all.first { $0.key == key }.map(\.path)
        let meant =
            elsewhere.map { "did you mean '\($0)'?" }
            ?? Nearest.word(to: key, in: here).map { "did you mean '\($0)'?" } ?? "it has \(keys(of: section))"
        return document.refusal(node, "unknown key '\(escaped(key))' in '\(section)'; \(meant)")
    }

    private static func keys(of section: String) -> String {
        Setting.all.filter { $0.section == section }.map(\.key).joined(separator: ", ")
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? $0.escaped(asASCII: true) : String($0) }
            .joined()
    }
}
