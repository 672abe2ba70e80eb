/// What we log in with.
public enum SSHIdentity: Hashable, Sendable {
    /// A private key without a passphrase, by the path of its file; ed25519 or ECDSA.
    case file(String)
    /// The keys of the agent whose socket `SSH_AUTH_SOCK` names.
    case agent
}

/// A private key as its file has it.
struct KeyFile {
    let path: String
    let bytes: [UInt8]
    let isRSA: Bool
    let isEncrypted: Bool

    init(reading path: String) throws(SSHError) {
        guard let bytes = try readFile(path, as: "the key file", limit: 64 << 10) else {
            let reason = "does not exist; that of an ed25519 or ECDSA key is accepted"
            throw SSHError(.authentication, "the key file '\(path)' \(reason)")
        }
        self.path = path
        self.bytes = bytes
        let text = String(decoding: bytes, as: UTF8.self)
        let facts = openSSHFacts(text)
        isRSA = facts?.type == "ssh-rsa" || text.contains("BEGIN RSA PRIVATE KEY")
        isEncrypted =
            facts.map { $0.cipher != "none" }
            ?? (text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED"))
    }
}

/// What is plain to read in a file of OpenSSH's own format, which its `PROTOCOL.key` describes.
private func openSSHFacts(_ text: String) -> (cipher: String, type: String)? {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.first == "-----BEGIN OPENSSH PRIVATE KEY-----" else { return nil }
    let body = lines.dropFirst().prefix { !$0.hasPrefix("-") }.joined()
    let magic = Array("openssh-key-v1\0".utf8)
    guard let bytes = Base64.decode(body.utf8), bytes.starts(with: magic) else { return nil }
    var reader = WireReader(bytes.dropFirst(magic.count))
    guard let cipher = reader.text(), reader.string() != nil, reader.string() != nil else { return nil }
    guard reader.number() != nil, let key = reader.string() else { return nil }
    var blob = WireReader(key)
    return blob.text().map { (cipher, $0) }
}
