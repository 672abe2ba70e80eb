internal import CSSH2

extension Transport {
    /// Logs in, and never asks anybody for anything.
    ///
    /// The C functions are `libssh2_userauth_list`, `libssh2_userauth_publickey_frommemory` and
    /// `libssh2_agent_userauth`.
    func logIn(as identity: SSHIdentity, _ patience: Patience) throws(SSHError) {
        let count = UInt32(target.user.utf8.count)
        let offered = try make("asking how to log in", patience) {
            libssh2_userauth_authenticated(session) == 1
                ? "" : libssh2_userauth_list(session, target.user, count).map { String(cString: $0) }
        }
        guard libssh2_userauth_authenticated(session) != 1 else { return }
        let methods = (offered ?? "").split(separator: ",")
        guard methods.contains("publickey") else {
            let offer = methods.isEmpty ? "no way to log in" : "only \(methods.joined(separator: " and "))"
            throw SSHError(.authentication, "\(target) offers \(offer); logging in by a key (publickey) is accepted")
        }
        switch identity {
        case .file(let path): try logIn(KeyFile(reading: path), patience)
        case .agent: try logInByAgent(patience)
        }
    }

    private func logIn(_ key: KeyFile, _ patience: Patience) throws(SSHError) {
        guard !key.isEncrypted else {
            let way = "a key without one is accepted, or the agent with this key in it"
            throw SSHError(.authentication, "the key file '\(key.path)' has a passphrase; \(way)")
        }
        do {
            try call("logging in by '\(key.path)'", patience) {
                key.bytes.withUnsafeBytes { bytes in
                    libssh2_userauth_publickey_frommemory(
                        session,
                        target.user,
                        target.user.utf8.count,
                        nil,
                        0,
                        bytes.assumingMemoryBound(to: CChar.self).baseAddress,
                        bytes.count,
                        ""
                    )
                }
            }
        } catch  where [.authentication, .other].contains(error.kind) {
            guard !key.isRSA else { throw SSHError(.authentication, "\(target): \(Self.hint) ('\(key.path)' is RSA)") }
            throw SSHError(.authentication, "\(target) does not accept the key '\(key.path)': \(error.message)")
        }
    }

    private func logInByAgent(_ patience: Patience) throws(SSHError) {
        guard let agent = libssh2_agent_init(session) else { throw failure("asking the agent", LIBSSH2_ERROR_ALLOC) }
        defer {
            libssh2_agent_disconnect(agent)
            libssh2_agent_free(agent)
        }
        // Connecting to a socket of this machine waits only for an agent that takes no connections at all.
        guard libssh2_agent_connect(agent) == 0 else {
            throw SSHError(.authentication, "no agent answers at SSH_AUTH_SOCK; start one, or give a key file")
        }
        guard libssh2_agent_list_identities(agent) == 0 else {
            try patience.check("asking the agent for its keys")
            throw SSHError(.authentication, "the agent at SSH_AUTH_SOCK does not list its keys; a key file is accepted")
        }
        var tried = 0
        var skipped = 0
        var key: UnsafeMutablePointer<libssh2_agent_publickey>?
        while libssh2_agent_get_identity(agent, &key, key) == 0, let current = key {
            guard isUsable(current.pointee) else {
                skipped += 1
                continue
            }
            tried += 1
            if try logIn(agent, current, patience) { return }
        }
        let reason = skipped > 0 ? "; \(Self.hint), and \(skipped) others were not tried" : ""
        throw SSHError(.authentication, "\(target) accepts none of the \(tried) keys of the agent\(reason)")
    }

    private func logIn(
        _ agent: OpaquePointer,
        _ key: UnsafeMutablePointer<libssh2_agent_publickey>,
        _ patience: Patience
    ) throws(SSHError) -> Bool {
        do {
            try call("logging in by the agent", patience) { libssh2_agent_userauth(agent, target.user, key) }
            return true
        } catch  where error.kind == .authentication {
            try patience.check("logging in by the agent")
            return false
        }
    }

    /// Other kinds would only use up the tries that the host allows.
    private func isUsable(_ key: libssh2_agent_publickey) -> Bool {
        var reader = WireReader(UnsafeBufferPointer(start: key.blob, count: key.blob_len))
        let type = reader.text() ?? ""
        return type == "ssh-ed25519" || type.hasPrefix("ecdsa-sha2-")
    }

    private static let hint = "libssh2 1.10 cannot sign with RSA keys; an ed25519 or ECDSA key is accepted"
}
