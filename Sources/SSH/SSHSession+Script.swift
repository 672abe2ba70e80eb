extension SSHSession {
    /// Runs a script by `sh -eu` until its end or its first step that fails, and tells what became of each step.
    ///
    /// A step that fails is no error here: the results say so. Where the deadline passes, or the connection breaks,
    /// the message names the step that was running.
    ///
    /// - Parameters:
    ///   - outputLimit: How many bytes of each stream of each step are kept; the rest is read and dropped.
    ///   - isCancelled: Asked several times a second; true ends the wait.
    public func run(
        _ script: RemoteScript,
        within length: Duration,
        outputLimit: Int = 1 << 20,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(SSHError) -> [RemoteScript.StepResult] {
        let token = RemoteScript.makeToken()
        var output = StepReader(token: token, limit: outputLimit)
        var errors = StepReader(token: token, limit: outputLimit)
        let input = Array(try script.text(token: token).utf8)
        let exchange = Exchange(name: "a script", text: try RemoteCommand.line(["sh", "-eu"]), input: input)
        let patience = Patience(deadline: Deadline(within: length), target: target, isCancelled: isCancelled)
        do {
            _ = try exclusively(patience) { transport throws(SSHError) in
                try transport.run(exchange, patience) { stream, bytes in
                    switch stream {
                    case .output: output.take(bytes)
                    case .errors: errors.take(bytes)
                    }
                }
            }
        } catch {
            throw script.naming(step: output.parts.count - 1, in: error)
        }
        output.finish()
        errors.finish()
        return script.results(output.parts, errors.parts)
    }
}

extension RemoteScript {
    fileprivate func naming(step place: Int, in error: SSHError) -> SSHError {
        guard steps.indices.contains(place) else { return error }
        let step = "step \(place + 1) of \(steps.count), '\(steps[place].name)', had not ended"
        return SSHError(error.kind, "\(error.message); \(step)")
    }

    fileprivate func results(_ output: [StepReader.Part], _ errors: [StepReader.Part]) -> [StepResult] {
        var isOver = false
        return steps.enumerated().map { place, step in
            guard !isOver, place < output.count else {
                return StepResult(step: step, outcome: .skipped, output: [], errors: [], isTruncated: false)
            }
            let status = output[place].status
            isOver = status != 0
            let said = place < errors.count ? errors[place].text : Collected(limit: 0)
            return StepResult(
                step: step,
                outcome: status.map(StepResult.Outcome.ended) ?? .cutOff,
                output: output[place].text.bytes,
                errors: said.bytes,
                isTruncated: output[place].text.isTruncated || said.isTruncated
            )
        }
    }
}
